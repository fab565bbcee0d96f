"""Pages that differ are found and read once more, finer: lines that the detector ran together or left out are there then."""

from dataclasses import replace

import pytest

from parsers.facts import Difference, TextSource
from parsers.paged import read_pdf
from parsers.paged.again import Again
from parsers.paged.recogniser import Reading
from tests.pages import letter, pdf
from tests.parsers.sameness.test_comparing_versions import FIRST, SECOND, THIRD, TITLE, paged
from tests.parsers.sameness.test_under_seals import Second, again

RAN_TOGETHER = SECOND[:7] + FIRST[-12:-4] + SECOND[-6:]


def read_twice(
    monkeypatch: pytest.MonkeyPatch, first: tuple[str, ...], finer: tuple[str, ...], *said: str
) -> tuple[Difference, ...]:
    document = paged(*first, source=TextSource.OCR)
    monkeypatch.setattr(Second, "finer", paged(*finer, source=TextSource.OCR).pages[0].lines)
    return again(monkeypatch, document, {}, *said)


@pytest.mark.parametrize(
    "first", [(TITLE, FIRST, RAN_TOGETHER, THIRD), (TITLE, FIRST, THIRD)], ids=["together", "lost"]
)
def test_lines_that_are_there_when_the_page_is_read_finer_are_no_difference(
    first: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (TITLE, FIRST, SECOND, THIRD)
    assert again(monkeypatch, paged(*first, source=TextSource.OCR), {}, *whole) != ()
    assert read_twice(monkeypatch, first, whole, *whole) == ()


@pytest.mark.parametrize(
    "changed",
    [SECOND.replace("200", "300"), SECOND.replace("青岭举办宣讲会", "白水镇召开动员大会"), ""],
    ids=["a number", "a sentence", "none"],
)
def test_what_differs_in_both_readings_still_counts(changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (TITLE, FIRST, SECOND, THIRD)
    said = [text for text in (TITLE, FIRST, changed, THIRD) if text]
    assert read_twice(monkeypatch, (TITLE, FIRST, RAN_TOGETHER, THIRD), lines, *said) != ()


def test_a_finer_reading_that_finds_less_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few differences it shows: less of the Word version is found by it."""
    lines = (TITLE, FIRST, SECOND, THIRD)
    changed = (TITLE, FIRST, SECOND.replace("200", "300"), THIRD)
    assert read_twice(monkeypatch, lines, (TITLE, THIRD), *changed) != ()


def test_written_pages_are_not_recognised_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    document = paged(TITLE, FIRST, THIRD)
    monkeypatch.setattr(Second, "page", None)
    assert again(monkeypatch, document, {}, TITLE, FIRST, SECOND, THIRD) != ()


def test_however_often_it_is_compared_the_pdf_is_opened_to_be_read_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []
    monkeypatch.setattr(Second, "__init__", lambda _, data: opened.append(data))
    whole = (TITLE, FIRST, SECOND, THIRD)
    assert read_twice(monkeypatch, (TITLE, FIRST, RAN_TOGETHER, THIRD), whole, *whole) == ()
    assert len(opened) == 1


def test_a_line_is_read_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    monkeypatch.setattr("parsers.paged.again.read_line", lambda cut: read.append(cut) or Reading("云杉", 0.9))
    page = read_pdf(pdf(letter()))[0].pages[0]
    again = Again(pdf(letter()))
    box, other = (0.1, 0.1, 0.9, 0.13), (0.1, 0.2, 0.9, 0.23)
    assert again.line(page, box) == again.line(page, box) == Reading("云杉", 0.9)
    assert len(read) == 1
    again.line(page, other)
    again.line(replace(page, slope=0.01), other)
    assert len(read) == 3
