"""A PDF that can't be read says why; one that only begins oddly is read."""

import pytest

from parsers.facts import TroubleKind
from parsers.paged import read_pdf
from parsers.trouble import DocumentTrouble
from tests.pages import (
    TEXT,
    Sheet,
    Words,
    catalogue_first,
    full,
    letter,
    locked,
    pageless,
    paper,
    pdf,
    repeated,
    scanned,
)


def trouble(data: bytes) -> TroubleKind:
    with pytest.raises(DocumentTrouble) as caught:
        read_pdf(data)
    assert caught.value.trouble.found
    return caught.value.trouble.kind


def test_a_password_is_asked_for():
    assert trouble(pdf(letter(), password="spruce")) is TroubleKind.ENCRYPTED


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\nthis is not one", b"%PDF-", pdf(letter())[:300]], ids=["words", "head", "cut"]
)
def test_broken_bytes_are_unreadable(data: bytes):
    assert trouble(data) is TroubleKind.UNREADABLE


def test_blank_pages_are_empty():
    assert trouble(pdf(Sheet(), Sheet())) is TroubleKind.EMPTY


@pytest.mark.parametrize("junk", [b"\r\n\r\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000])
def test_junk_before_the_header_is_passed_over(junk: bytes):
    assert read_pdf(junk + pdf(letter()))[0].pages[0].text == "\n".join(TEXT)


def test_a_lost_cross_reference_table_is_rebuilt():
    whole = pdf(letter())
    assert read_pdf(whole[: whole.rindex(b"xref\n")])[0].text == "\n".join(TEXT)


@pytest.mark.parts
def test_a_file_that_ends_within_a_picture_is_unreadable_though_its_catalogue_is_there():
    linear = catalogue_first(pdf(full(scanned(paper()))))
    assert read_pdf(linear)[0].page_count == 1
    assert trouble(linear[: len(linear) // 2]) is TroubleKind.UNREADABLE


def test_an_empty_user_password_opens():
    assert read_pdf(locked(pdf(letter())))[0].pages[0].text == "\n".join(TEXT)


def test_no_pages_at_all_are_empty():
    assert trouble(pageless()) is TroubleKind.EMPTY
    assert trouble(pdf(letter(), password="spruce")) is TroubleKind.ENCRYPTED
    assert trouble(pageless()) is TroubleKind.EMPTY


def test_of_a_thousand_pages_some_are_looked_at_and_all_counted():
    document = read_pdf(repeated(pdf(letter()), 1000), 3)[0]
    assert (len(document.pages), document.page_count) == (3, 1000)


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 20), (20, 14_400), (1, 1)], ids=str)
def test_whatever_size_a_page_claims_it_is_looked_at(size: tuple[int, int]):
    page = read_pdf(pdf(Sheet((Words("尺寸古怪的一页", 5, 5),), 0, size)))[0].pages[0]
    assert (page.width, page.height) == size
    assert page.text == "尺寸古怪的一页"
