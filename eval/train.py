"""Trains the networks that tell seals from other rings: `python -m eval.train [--pages N] [--further N]`, on the half `tune`
and on coarse pages.

Each page is rendered as the finder sees it; each ring on it is a seal where it covers a true one by 0.6 (intersection
over union), none below 0.3, and left out between. The answers that pages get from a network trained without them are
fitted by isotonic regression: that is the table of confidences. The same pages give the same weights (seed 0).
"""

import argparse
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from sklearn.exceptions import ConvergenceWarning
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import GroupKFold
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

from eval.cached import half
from eval.coarse import coarse
from eval.pages import Box, Made
from eval.scores import iou
from parsers.paged.rendering import render
from parsers.seal.candidates import candidates
from parsers.seal.finding import reduced
from parsers.seal.ink import darkness_on_white, on_white, redness_on_white
from parsers.seal.judging import answered, scaled

WEIGHTS = Path(__file__).parents[1] / "parsers" / "seal" / "weights.npz"
_RENDERED = 150  # dpi, as a page comes to the finder
_SEAL, _NONE = 0.6, 0.3
_FOLDS, _KNOTS = 3, 32
_NETWORKS, _NEURONS, _ROUNDS = 5, 32, 60

Row = tuple[np.ndarray, bool, int]


@dataclass(slots=True)
class Rings:
    """All rings of the pages: their figures, whether each is a seal, and the page of each."""

    figures: np.ndarray
    seals: np.ndarray
    pages: np.ndarray


def gathered(pages: int, further: int) -> dict[str, Rings]:
    """Rings of red ink on pages with colour, of dark ink on those without. further: coarse pages, all with colour."""
    rows: dict[str, list[Row]] = {"red": [], "dark": []}
    for made in half("tune", pages):
        kind = "dark" if made.way.startswith(("grey", "bilevel")) else "red"
        rows[kind].extend(rings_of_page(made, kind))
    for seed in range(further):
        rows["red"].extend(rings_of_coarse(seed))
    return {
        kind: Rings(
            np.stack([f for f, _, _ in found]), np.array([s for _, s, _ in found]), np.array([p for _, _, p in found])
        )
        for kind, found in rows.items()
    }


def rings_of_page(made: Made, kind: str) -> list[Row]:
    """Of a page of the half: rendered as a document's pages are."""
    document = pypdfium2.PdfDocument(made.pdf)
    document.init_forms()
    picture = render(document[0], _RENDERED)
    document.close()
    dpi = _RENDERED * _as_a4(picture)
    return _rings(picture, dpi, [truth.box for truth in made.truths if truth.counts], kind, made.seed)


def rings_of_coarse(seed: int) -> list[Row]:
    """Of a coarse page, which is numbered below 0."""
    page = coarse(seed)
    return _rings(page.picture, page.dpi, page.seals, "red", -1 - seed)


def _rings(picture: np.ndarray, dpi: float, boxes: Sequence[Box], kind: str, page: int) -> list[Row]:
    small, millimetre = reduced(picture, dpi)
    white = on_white(small)
    strength = redness_on_white(white) if kind == "red" else darkness_on_white(white)
    high, wide = strength.shape
    found = []
    for ring in candidates(strength, millimetre):
        left, top, right, bottom = ring.ellipse.box
        box = (max(0, left / wide), max(0, top / high), min(1, right / wide), min(1, bottom / high))
        best = max((iou(box, true) for true in boxes), default=0.0)
        if best >= _SEAL or best < _NONE:
            found.append((ring.figures, best >= _SEAL, page))
    return found


def _as_a4(picture: np.ndarray) -> float:
    """What a page's resolution is taken for, to what it is: the longer side is A4's."""
    return max(picture.shape[:2]) / (297 / 25.4 * _RENDERED)


def trained(rings: Rings) -> dict[str, np.ndarray]:
    """The networks' arrays, joined to one, and the table of confidences."""
    answers = np.zeros(len(rings.seals))
    for learn, check in GroupKFold(_FOLDS).split(rings.figures, rings.seals, rings.pages):
        arrays = _joined(rings.figures[learn], rings.seals[learn])
        answers[check] = answered(arrays, rings.figures[check])
    table = IsotonicRegression(y_min=0.003, y_max=0.997, out_of_bounds="clip").fit(answers, rings.seals)
    knots = np.unique(np.quantile(answers[answers > np.quantile(answers, 0.8)], np.linspace(0, 1, _KNOTS)))
    confidences = np.maximum.accumulate(table.predict(knots))
    return _joined(rings.figures, rings.seals) | {"answers": knots, "confidences": confidences}


def _joined(figures: np.ndarray, seals: np.ndarray) -> dict[str, np.ndarray]:
    """Several networks that differ by their seed alone, side by side: the mean of their answers errs less than each."""
    scaler = StandardScaler().fit(figures)
    scale = {"mean": scaler.mean_, "scale": scaler.scale_}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopped after so many rounds on purpose
        networks = [_network(seed).fit(scaled(scale, figures), seals) for seed in range(_NETWORKS)]
    return scale | {
        "depth": np.array(2),
        "w0": np.concatenate([each.coefs_[0] for each in networks], axis=1),
        "b0": np.concatenate([each.intercepts_[0] for each in networks]),
        "w1": np.concatenate([each.coefs_[1] for each in networks]) / _NETWORKS,
        "b1": np.mean([each.intercepts_[1] for each in networks], axis=0),
    }


def _network(seed: int) -> MLPClassifier:
    return MLPClassifier(
        (_NEURONS,),
        alpha=1.0,
        learning_rate_init=2e-3,
        max_iter=_ROUNDS,
        tol=0,
        n_iter_no_change=_ROUNDS,
        random_state=seed,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.train", description=__doc__)
    parser.add_argument("--pages", type=int, default=1000, help="of the half `tune` (default 1000)")
    parser.add_argument("--kind", choices=("red", "dark"), help="train this one alone and leave the other's weights")
    parser.add_argument("--further", type=int, default=1200, help="coarse pages for training alone (default 1200)")
    chosen = parser.parse_args()
    rings = gathered(chosen.pages, chosen.further)
    with np.load(WEIGHTS) as before:
        arrays = {name: before[name] for name in before.files if not name.startswith(chosen.kind or ("red", "dark"))}
    for kind, found in rings.items():
        if kind != (chosen.kind or kind):
            continue
        print(f"{kind}: {len(found.seals)} rings, {found.seals.sum()} of them seals, on {len(set(found.pages))} pages")
        arrays |= {f"{kind}_{name}": np.asarray(value, dtype=np.float32) for name, value in trained(found).items()}
    np.savez_compressed(WEIGHTS, **arrays)
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
