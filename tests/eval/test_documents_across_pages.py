"""Documents of the evaluation whose seal lies across pages: it is on both edges, and the same from the same seed."""

import numpy as np
import pypdfium2
import pytest

from eval.across import KINDS
from parsers.paged.rendering import render

pytestmark = pytest.mark.parts  # takes seconds


def pages(kind: str) -> list[np.ndarray]:
    document = pypdfium2.PdfDocument(KINDS[kind](np.random.default_rng(4)).pdf)
    pictures = [render(page, 50) for page in document]
    document.close()
    return pictures


def red(strip: np.ndarray) -> float:
    """Of a strip the share that is red."""
    return float((strip[..., 0].astype(int) - strip[..., 1:].max(axis=2) > 30).mean())


def test_halves_lie_on_both_edges_and_are_the_same_from_the_same_seed():
    first, second = pages("halves, right and left")
    assert red(first[:, -30:]) > 0.01
    assert red(second[:, :30]) > 0.01
    for one, other in zip(pages("halves, right and left"), (first, second), strict=True):
        assert (one == other).all()


def test_each_fanned_page_bears_a_slice():
    slices = pages("slices of three fanned pages")
    assert len(slices) == 3
    assert all(red(page[:, -30:]) > 0.005 for page in slices)
