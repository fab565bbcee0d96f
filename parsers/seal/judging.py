"""How sure it is that a ring is a seal: a small network over its figures, trained by `python -m eval.train`.

The weights are scikit-learn's (MLPClassifier, ReLU), kept as plain arrays so that nothing but numpy reads them; one
network for red ink, one for the dark rings of black-and-white pages. The table behind each turns the network's answer
into a confidence of which so many in a hundred are right.
"""

from functools import lru_cache
from importlib.resources import files

import numpy as np

from parsers.seal.features import Floats

_FILE = "weights.npz"


def confidences(figures: Floats, coloured: bool) -> Floats:
    """0..1 for each row. figures: (n, COUNT)."""
    kind = "red" if coloured else "dark"
    weights = _weights()
    layer = (figures - weights[f"{kind}_mean"]) / weights[f"{kind}_scale"]
    layer = np.clip(layer, -6, 6)  # what no training page had tells nothing by being more so
    depth = int(weights[f"{kind}_depth"])
    for index in range(depth):
        layer = layer @ weights[f"{kind}_w{index}"] + weights[f"{kind}_b{index}"]
        if index < depth - 1:
            layer = np.maximum(layer, 0)
    sure = np.interp(layer[:, 0], weights[f"{kind}_answers"], weights[f"{kind}_confidences"])
    return np.asarray(sure, dtype=np.float32)


@lru_cache(maxsize=1)
def _weights() -> dict[str, Floats]:
    with (files(__package__) / _FILE).open("rb") as file, np.load(file) as arrays:
        return {name: arrays[name] for name in arrays.files}
