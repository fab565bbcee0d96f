"""A last page that was not scanned: told by the bare paper where its text should stand."""

import pytest
from PIL import Image

from parsers.facts import Pair, TextSource
from parsers.paged import read_pdf
from parsers.sameness import compare
from tests.pages import ORGANISATION, TEXT, full, paper, pdf, scanned
from tests.parsers.sameness.test_comparing_versions import paged, word

pytestmark = pytest.mark.parts  # the recogniser's models at work

SIGNED = (ORGANISATION, "二〇二〇年四月十六日")


def missing(page: Image.Image) -> list[tuple[str, int]]:
    data = pdf(full(scanned(page)))
    comparison = compare(Pair(word(*TEXT, *SIGNED), read_pdf(data)[0], None, data))
    return [(each.word, each.lacking) for each in comparison.differences]


def smudged() -> Image.Image:
    """Below the text something that nobody can read, as large as a name and a date."""
    page = paper(TEXT)
    soft = paper((*[""] * len(TEXT), *SIGNED)).resize((62, 88), Image.Resampling.BOX).resize(page.size)
    return Image.composite(page, soft, page.convert("L").point(lambda value: 255 if value < 250 else 0))


def test_a_name_and_date_that_no_paper_has_are_a_page_that_is_missing() -> None:
    assert missing(paper(TEXT)) == [(ORGANISATION, 16)]


@pytest.mark.parametrize("page", [paper((*TEXT, *SIGNED)), smudged()], ids=["whole", "unreadable"])
def test_what_stands_there_however_badly_is_not_missing(page: Image.Image) -> None:
    assert missing(page) == []


def test_in_a_pdf_with_text_of_its_own_the_same() -> None:
    (difference,) = compare(Pair(word(*TEXT, *SIGNED), paged(*TEXT, source=TextSource.NATIVE))).differences
    assert (difference.word, difference.lacking) == (ORGANISATION, 16)
