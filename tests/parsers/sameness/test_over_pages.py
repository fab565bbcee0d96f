"""A table's row divided between two pages: the rest of a cell stands at its column's head on the next page."""

from dataclasses import replace

import pytest

from parsers.facts import Box, Line, PagedDocument, TextSource
from tests.parsers.sameness.test_comparing_versions import paged
from tests.parsers.sameness.test_under_seals import again

WHOLE = "活动结束后4个工作日内报送总结，附照片25张、视频4段及媒体报道6篇"
CELLS = ("5月5日", "图书馆多功能厅", WHOLE, "李刚一")
COLUMN: Box = (0.5, 0.1, 0.63, 0.12)


def divided(rest: str, box: Box = COLUMN, source: TextSource = TextSource.OCR, above: str = "") -> PagedDocument:
    cell = [
        (WHOLE[at : at + 10], (0.5, 0.8 + 0.02 * row, 0.63, 0.818 + 0.02 * row)) for row, at in enumerate((0, 10, 20))
    ]
    first = [("5月5日", (0.18, 0.82, 0.25, 0.84)), ("图书馆多功能厅", (0.34, 0.82, 0.47, 0.84)), *cell]
    first.append(("李刚一", (0.65, 0.82, 0.72, 0.84)))
    second = [(above, (0.5, 0.06, 0.63, 0.08))] if above else []
    pages = [
        replace(
            paged(source=source).pages[0],
            number=number,
            lines=tuple(Line(text, where) for text, where in lines),
        )
        for number, lines in enumerate((first, [*second, (rest, box)]), 1)
    ]
    return PagedDocument(tuple(pages), 2, 0)


REST = WHOLE[30:]


@pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])
def test_a_cell_that_goes_on_at_the_next_pages_head_is_no_difference(
    source: TextSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert again(monkeypatch, divided(REST, source=source), {}, cells=CELLS) == ()


@pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])
@pytest.mark.parametrize(
    ("rest", "box", "above"),
    [
        (REST.replace("6", "9"), COLUMN, ""),
        (REST.replace("道", "道不足"), COLUMN, ""),
        (REST, (0.18, 0.1, 0.25, 0.12), ""),
        (REST, COLUMN, "另附录音三段"),
    ],
    ids=["another number", "two characters more", "another column", "below something else"],
)
def test_another_rest_or_the_same_elsewhere_is_one(
    rest: str, box: Box, above: str, source: TextSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert again(monkeypatch, divided(rest, box, source, above), {}, cells=CELLS) != ()


@pytest.mark.parametrize(("name", "same"), [("李刚一", True), ("李刚二", False)])
def test_a_name_that_stands_on_the_page_before_may_stand_beside_the_cell_too(
    name: str, same: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = divided(REST)
    first, second = document.pages
    beside = (*first.lines[:-1], Line(name, first.lines[-1].box))
    earlier = Line("由李刚一负责，现场咨询台不收取任何费用。", (0.1, 0.1, 0.9, 0.12))
    changed = PagedDocument((replace(first, lines=(earlier, *beside)), second), 2, 0)
    assert (again(monkeypatch, changed, {}, earlier.text, cells=CELLS) == ()) is same
