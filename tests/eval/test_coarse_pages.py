"""The coarse pages that the networks learn from: the same from the same seed, red where a seal is said to be."""

import numpy as np
import pytest

from eval.coarse import Coarse, coarse
from parsers.seal.features import COUNT
from parsers.seal.judging import answered

pytestmark = pytest.mark.parts  # takes seconds


@pytest.fixture(scope="module")
def pages() -> list[Coarse]:
    return [coarse(seed) for seed in (2, 3, 8)]


def redness(page: Coarse) -> np.ndarray:
    picture = page.picture.astype(int)
    return picture[..., 0] - picture[..., 1:].max(axis=2)


def test_a_seed_always_makes_the_same_page(pages: list[Coarse]) -> None:
    again = coarse(2)
    assert again.seals == pages[0].seals
    assert (again.picture == pages[0].picture).all()


def test_seals_are_redder_than_their_page(pages: list[Coarse]) -> None:
    assert sum(len(page.seals) for page in pages) >= 3
    for page in pages:
        red = redness(page)
        high, wide = red.shape
        for left, top, right, bottom in page.seals:
            part = red[int(top * high) : int(bottom * high) + 1, int(left * wide) : int(right * wide) + 1]
            assert part.mean() > np.median(red)


def test_what_is_trained_tells_apart_what_differs() -> None:
    from eval.train import Rings, trained

    rng = np.random.default_rng(0)
    seals = np.arange(120) % 3 == 0
    figures = rng.normal(0, 1, (120, COUNT)) + seals[:, None] * 0.7
    arrays = trained(Rings(figures, seals, np.arange(120)))
    answers = answered(arrays, figures)
    assert answers[seals].min() > answers[~seals].max()
    assert list(arrays["confidences"]) == sorted(arrays["confidences"])
    assert list(arrays["answers"]) == sorted(arrays["answers"])
