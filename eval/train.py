"""Trains the networks that tell seals from other rings: `python -m eval.train [--pages N]`, on the half `tune` alone.

Each page is rendered as the finder sees it; each ring on it is a seal where it covers a true one by 0.6 (intersection
over union), none below 0.3, and left out between. The answers that pages get from a network trained without them are
fitted by isotonic regression: that is the table of confidences. The same pages give the same weights (seed 0).
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from eval.cached import half
from eval.pages import Made
from eval.scores import iou
from parsers.paged.rendering import render
from parsers.seal.candidates import candidates
from parsers.seal.finding import reduced
from parsers.seal.ink import darkness_on_white, on_white, redness_on_white

WEIGHTS = Path(__file__).parents[1] / "parsers" / "seal" / "weights.npz"
_RENDERED = 150  # dpi, as a page comes to the finder
_SEAL, _NONE = 0.6, 0.3
_FOLDS, _KNOTS = 3, 24


@dataclass(slots=True)
class Rings:
    """All rings of the pages: their figures, whether each is a seal, and the page of each."""

    figures: np.ndarray
    seals: np.ndarray
    pages: np.ndarray


def gathered(pages: int) -> dict[str, Rings]:
    """Rings of red ink on pages with colour, of dark ink on those without."""
    rows: dict[str, list[tuple[np.ndarray, bool, int]]] = {"red": [], "dark": []}
    for made in half("tune", pages):
        kind = "dark" if made.way.startswith(("grey", "bilevel")) else "red"
        rows[kind].extend(_rings(made, kind))
    return {
        kind: Rings(
            np.stack([f for f, _, _ in found]), np.array([s for _, s, _ in found]), np.array([p for _, _, p in found])
        )
        for kind, found in rows.items()
    }


def _rings(made: Made, kind: str) -> list[tuple[np.ndarray, bool, int]]:
    document = pypdfium2.PdfDocument(made.pdf)
    document.init_forms()
    picture = render(document[0], _RENDERED)
    document.close()
    small, millimetre = reduced(picture, _RENDERED * _as_a4(picture))
    white = on_white(small)
    strength = redness_on_white(white) if kind == "red" else darkness_on_white(white)
    high, wide = strength.shape
    found = []
    for ring in candidates(strength, millimetre):
        left, top, right, bottom = ring.ellipse.box
        box = (max(0, left / wide), max(0, top / high), min(1, right / wide), min(1, bottom / high))
        best = max((iou(box, truth.box) for truth in made.truths if truth.counts), default=0.0)
        if best >= _SEAL or best < _NONE:
            found.append((ring.figures, best >= _SEAL, made.seed))
    return found


def _as_a4(picture: np.ndarray) -> float:
    """What a page's resolution is taken for, to what it is: the longer side is A4's."""
    return max(picture.shape[:2]) / (297 / 25.4 * _RENDERED)


def trained(rings: Rings) -> dict[str, np.ndarray]:
    """The network's arrays and the table of confidences."""
    answers = np.zeros(len(rings.seals))
    for learn, check in GroupKFold(_FOLDS).split(rings.figures, rings.seals, rings.pages):
        answers[check] = _answers(*_network(rings.figures[learn], rings.seals[learn]), rings.figures[check])
    table = IsotonicRegression(y_min=0.003, y_max=0.997, out_of_bounds="clip").fit(answers, rings.seals)
    knots = np.unique(np.quantile(answers[answers > np.quantile(answers, 0.8)], np.linspace(0, 1, _KNOTS)))
    scaler, network = _network(rings.figures, rings.seals)
    arrays = {"mean": scaler.mean_, "scale": scaler.scale_, "depth": np.array(len(network.coefs_))}
    for index, (weights, bias) in enumerate(zip(network.coefs_, network.intercepts_, strict=True)):
        arrays |= {f"w{index}": weights, f"b{index}": bias}
    return arrays | {"answers": knots, "confidences": np.maximum.accumulate(table.predict(knots))}


def _network(figures: np.ndarray, seals: np.ndarray) -> tuple[StandardScaler, MLPClassifier]:
    scaler = StandardScaler().fit(figures)
    network = MLPClassifier(
        (32,), alpha=1.0, learning_rate_init=2e-3, max_iter=100, tol=0, n_iter_no_change=100, random_state=0
    )
    return scaler, network.fit(_scaled(scaler, figures), seals)


def _scaled(scaler: StandardScaler, figures: np.ndarray) -> np.ndarray:
    return np.clip(scaler.transform(figures), -6, 6)


def _answers(scaler: StandardScaler, network: MLPClassifier, figures: np.ndarray) -> np.ndarray:
    """What the network says before its last squashing."""
    sure = np.clip(network.predict_proba(_scaled(scaler, figures))[:, 1], 1e-9, 1 - 1e-9)
    return np.log(sure / (1 - sure))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.train", description=__doc__)
    parser.add_argument("--pages", type=int, default=1000, help="of the half `tune` (default 1000)")
    rings = gathered(parser.parse_args().pages)
    arrays = {}
    for kind, found in rings.items():
        print(
            f"{kind}: {len(found.seals)} rings, {int(found.seals.sum())} of them seals, on {len(set(found.pages))} pages"
        )
        arrays |= {f"{kind}_{name}": np.asarray(value, dtype=np.float32) for name, value in trained(found).items()}
    np.savez_compressed(WEIGHTS, **arrays)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
