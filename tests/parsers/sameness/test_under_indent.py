"""A paragraph's last one or two characters, alone below its first line's indent, are read behind another line."""

from dataclasses import replace

import pytest

from parsers.facts import Box, Line, PagedDocument, TextSource
from tests.parsers.sameness.test_comparing_versions import paged
from tests.parsers.sameness.test_under_seals import again

FIRST = "活动分为筹备（5月30日前）、实施（6月5日前）、总结（6月11日前）三个阶段。"
SECOND = "邀请来自3个国家的2名海外专家以视频方式参会，会议语言为中文和英文，由学会承担费用。"
BELOW = (0.096, 0.495, 0.132, 0.515)


def read_apart(rest: str, box: Box, first: str = FIRST[:-2]) -> PagedDocument:
    """The paragraph's rest behind the next paragraph's first line, as columns are read."""
    lines = (
        Line(first, (0.134, 0.47, 0.9, 0.49)),
        Line(SECOND[:30], (0.134, 0.52, 0.9, 0.54)),
        Line(rest, box),
        Line(SECOND[30:], (0.096, 0.545, 0.5, 0.565)),
    )
    return PagedDocument((replace(paged(source=TextSource.OCR).pages[0], lines=lines),), 1, 0)


def test_a_paragraphs_end_under_its_indent_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    assert again(monkeypatch, read_apart("段。", BELOW), {}, FIRST, SECOND) == ()


@pytest.mark.parametrize(
    ("document", "paragraph"),
    [
        (read_apart("段。", BELOW), FIRST.replace("阶段", "阶")),
        (read_apart("级。", BELOW), FIRST),
        (read_apart("段。", BELOW, FIRST), FIRST),
        (read_apart("段。", (0.6, 0.495, 0.636, 0.515)), FIRST),
        (read_apart("段。", (0.096, 0.62, 0.132, 0.64)), FIRST),
    ],
    ids=["not in the Word version", "another one", "twice", "far to the right", "far below"],
)
def test_other_characters_there_or_the_same_elsewhere_are_one(
    document: PagedDocument, paragraph: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(again(monkeypatch, document, {}, paragraph, SECOND)) == 1


def test_a_digit_changed_on_the_paragraphs_line_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    (difference,) = again(monkeypatch, read_apart("段。", BELOW), {}, FIRST.replace("5月30日", "5月80日"), SECOND)
    assert (difference.word, difference.pdf) == ("8", "3")
