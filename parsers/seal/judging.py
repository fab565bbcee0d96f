"""How sure it is that a ring is a seal: a small network over its figures, trained by `python -m eval.train`.

The weights are scikit-learn's (MLPClassifier, ReLU), kept as plain arrays so that nothing but numpy reads them; one
network for red ink, one for the dark rings of black-and-white pages. The table behind each turns the network's answer
into a confidence of which so many in a hundred are right.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np

from parsers.seal.ellipse import Floats

_FILE = "weights.npz"


def confidences(figures: Floats, coloured: bool) -> Floats:
    """0..1 for each row. figures: (n, COUNT)."""
    weights = _weights("red" if coloured else "dark")
    sure = np.interp(answered(weights, figures), weights["answers"], weights["confidences"])
    return np.asarray(sure, dtype=np.float32)


def scaled(weights: Mapping[str, Floats], figures: Floats) -> Floats:
    """Figures as a network takes them: what no training page had tells nothing by being more so."""
    return np.asarray(np.clip((figures - weights["mean"]) / weights["scale"], -6, 6))


def answered(weights: Mapping[str, Floats], figures: Floats) -> Floats:
    """What the network says of each row before its last squashing. weights: as `eval.train` makes them."""
    layer = scaled(weights, figures)
    depth = int(weights["depth"])
    for index in range(depth):
        layer = layer @ weights[f"w{index}"] + weights[f"b{index}"]
        if index < depth - 1:
            layer = np.maximum(layer, 0)
    return np.asarray(layer[:, 0])


@lru_cache(maxsize=2)
def _weights(kind: str) -> dict[str, Floats]:
    with (files(__package__) / _FILE).open("rb") as file, np.load(file) as arrays:
        return {name.removeprefix(f"{kind}_"): arrays[name] for name in arrays.files if name.startswith(kind)}
