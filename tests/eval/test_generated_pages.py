"""The evaluation's pages are what they say: the same from the same seed, red where a seal is said to be."""

import numpy as np
import pypdfium2
import pytest

from eval import bits, cached
from eval.pages import Made, made
from eval.pdfs import Book
from eval.scores import is_clear

SEEDS = range(1, 25)


@pytest.fixture(scope="module")
def pages() -> list[Made]:
    return [made(seed) for seed in SEEDS]


def picture(data: bytes, dpi: int = 50) -> np.ndarray:
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    return document[0].render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=False).to_numpy()[..., :3].astype(int)


@pytest.mark.parts
def test_a_seed_always_makes_the_same_page(pages: list[Made]):
    again = made(pages[3].seed)
    assert (again.truths, again.words, again.way) == (pages[3].truths, pages[3].words, pages[3].way)
    assert (picture(again.pdf) == picture(pages[3].pdf)).all()


@pytest.mark.parts
def test_there_is_red_in_each_clear_seals_box_and_more_than_beside_it(pages: list[Made]):
    clear = [(page, truth) for page in pages for truth in page.truths if is_clear(truth)]
    assert len(clear) >= 8
    for page, truth in clear:
        seen = picture(page.pdf)
        red = seen[..., 0] - seen[..., 1:].max(axis=2)
        high, wide = red.shape
        left, top, right, bottom = truth.box
        inside = red[int(top * high) : int(bottom * high) + 1, int(left * wide) : int(right * wide) + 1]
        assert inside.mean() > np.median(red) + 2, page.seed


@pytest.mark.parts
def test_pages_without_seals_and_other_red_are_among_them(pages: list[Made]):
    without = [page for page in pages if not page.truths]
    assert len(without) >= 4
    assert any(page.negatives for page in without)


@pytest.mark.parts
def test_the_halves_share_no_page_and_the_cache_gives_what_was_made(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setenv("BAOSONG_EVAL_CACHE", str(tmp_path))
    (tuned,), (judged,) = list(cached.half("tune", 1)), list(cached.half("judge", 1))
    assert tuned.seed != judged.seed
    assert next(cached.half("judge", 1)) == judged
    assert len(list(tmp_path.rglob("*.pdf"))) == 2


@pytest.mark.parametrize("codec", ["ccitt", "jbig2"])
def test_black_and_white_codecs_show_what_was_written(codec: str):
    drawn = np.full((90, 160), 255, np.uint8)
    drawn[20:40, 30:70] = 0
    book = Book.blank(160, 90)
    book.draw(book.image(getattr(bits, codec)(drawn)), (0.0, 0.0, 160.0, 90.0))
    shown = picture(book.bytes(), 72)
    assert shown[30, 50].tolist() == [0, 0, 0]
    assert shown[70, 120].tolist() == [255, 255, 255]
    assert np.abs((shown[..., 0] < 128).mean() - (drawn < 128).mean()) < 0.02
