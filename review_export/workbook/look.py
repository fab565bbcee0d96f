"""How every sheet looks: fonts, colours, borders, and what a table on paper needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from intake.codes import Verdict
from intake.coverage import Standing
from review_export.rows import TICK, cell

FONT = "微软雅黑"
_LINE_COLOUR = "#D0D3D9"
_TEXT = {"border": 1, "border_color": _LINE_COLOUR, "text_wrap": True, "font_name": FONT}
_BODY = {**_TEXT, "font_size": 10, "num_format": "@"}
_HEAD = {
    **_TEXT,
    "bold": True,
    "bg_color": "#8A1C19",
    "font_color": "#FFFFFF",
    "align": "center",
    "valign": "vcenter",
    "font_size": 11,
}
_BAND = {"bg_color": "#F6F7F9"}
_CHANGED = {"bg_color": "#FFF2CC"}
_STATES = {
    Verdict.ACCEPTED.wording: "#1D6B45",
    Verdict.CORRECTION.wording: "#A3231B",
    Verdict.REVIEW.wording: "#8A5300",
    Standing.SILENT.wording: "#7A828D",
}  # a word's colour; the word says it, too
_LINE = 15.0  # points a line of text
_HEAD_HEIGHT = 32.0  # points: two lines of a heading
_TALLEST = 220.0  # points: a row that a screen shows
_LEGIBLE = 0.7  # the smallest scale of a print: letters of 7 points


class _Paper(NamedTuple):
    """A landscape sheet: its number in the Open XML page setup, how many characters go beside each other on it.

    So many where the workbook's own font is lacking and a wider one stands in, as in LibreOffice; in Excel more would do.
    """

    number: int
    characters: int


_PAPERS = (_Paper(9, 113), _Paper(8, 161))  # A4, A3
_PADDING = 0.71  # characters that a column has beside its width


@dataclass(frozen=True, slots=True)
class Formats:
    """One kind of cell: on an odd row, on a banded one, and changed since an earlier export."""

    plain: Any
    banded: Any
    changed: Any

    def of(self, line: int, changed: bool = False) -> Any:
        """The format for a row, counted from 1."""
        return self.changed if changed else (self.plain, self.banded)[line % 2 == 0]


@dataclass(frozen=True, slots=True)
class Look:
    """The workbook's formats. `heading` stands above each printed sheet."""

    heading: str
    title: Any
    head: Any
    text: Formats
    tick: Formats
    number: Formats
    points: Formats  # of a score
    day: Formats
    moment: Formats
    link: Formats
    free: Any  # a cell that a reviewer fills in
    comment: Any  # another, for words
    total: Any
    note: Any
    states: Mapping[str, Any] = field(default_factory=dict)  # by the word that a cell says


def look(book: Any, heading: str = "", valign: str = "vcenter") -> Look:
    """Make the formats in a workbook of xlsxwriter; rows as tall as a screen want `valign` "top"."""
    body = {**_BODY, "valign": valign}

    def three(**more: Any) -> Formats:
        return Formats(*(book.add_format({**body, **more, **shade}) for shade in ({}, _BAND, _CHANGED)))

    return Look(
        heading=heading,
        title=book.add_format({"font_name": FONT, "font_size": 16, "bold": True, "valign": "vcenter"}),
        head=book.add_format(_HEAD),
        text=three(align="left", indent=1),
        tick=three(align="center"),
        number=three(num_format="0", align="center"),
        points=three(num_format="0.00", align="center"),
        day=three(num_format="yyyy-mm-dd", align="center"),
        moment=three(num_format="yyyy-mm-dd hh:mm", align="center"),
        link=three(font_color="#1F5AA8", underline=1, align="left", indent=1),
        free=book.add_format({**body, "num_format": "0.##", "locked": False, "align": "center"}),
        comment=book.add_format({**body, "locked": False, "align": "left", "indent": 1}),
        total=book.add_format({**body, "num_format": "0.00", "align": "center", "bold": True}),
        note=book.add_format(
            {"font_name": FONT, "font_size": 10, "font_color": "#5B616B", "valign": "vcenter", "text_wrap": True}
        ),
        states={word: book.add_format({"font_color": colour}) for word, colour in _STATES.items()},
    )


def put(sheet: Any, look_: Look, line: int, column: int, value: Any, changed: bool = False) -> None:
    """A value as what it is: number, date, or a text that stays one whatever it begins with; lines count from 1 for bands."""
    if isinstance(value, int | float):
        kind = look_.points if isinstance(value, float) else look_.number
        sheet.write_number(line, column, value, kind.of(line, changed))
    elif isinstance(value, datetime):
        sheet.write_datetime(line, column, value.replace(tzinfo=None), look_.moment.of(line, changed))
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value, look_.day.of(line, changed))
    else:
        kind = look_.tick if isinstance(value, str) and value == TICK else look_.text
        sheet.write_string(line, column, str(cell(value)), kind.of(line, changed))


def put_head(sheet: Any, look_: Look, titles: Sequence[str], widths: Sequence[int], line: int = 0) -> None:
    """The header row."""
    sheet.set_row(line, max(_HEAD_HEIGHT, height(titles, widths)))
    sheet.write_row(line, 0, titles, look_.head)


def colour_states(sheet: Any, look_: Look, column: int, first: int, last: int) -> None:
    """A column that says states says them in their colours."""
    for word, shape in look_.states.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": shape}
        sheet.conditional_format(first, column, max(first, last), column, rule)


def on_paper(sheet: Any, look_: Look, widths: Sequence[int], rows: int, head: int = 0, repeated: int = 1) -> None:
    """Frozen header, filters, and a print that says what it is, repeats the header, cuts no column, counts its pages.

    `widths` in characters. What fits a sheet's width at a legible size is printed so; else the columns go over several
    sheets, each beginning with the first `repeated`.
    """
    sheet.freeze_panes(head + 1, min(1, len(widths) - 1))
    sheet.autofilter(head, 0, max(head + 1, head + rows), len(widths) - 1)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.repeat_rows(head)
    page_lines(sheet, look_)
    wide = [width + _PADDING for width in widths]
    paper = next((each for each in _PAPERS if sum(wide) * _LEGIBLE <= each.characters), _PAPERS[-1])
    sheet.set_paper(paper.number)
    if sum(wide) * _LEGIBLE <= paper.characters:
        sheet.fit_to_pages(1, 0)
        return
    sheet.set_print_scale(round(100 * _LEGIBLE))
    sheet.print_across()
    sheet.repeat_columns(0, repeated - 1)
    sheet.set_v_pagebreaks(list(_breaks(wide, repeated, paper.characters / _LEGIBLE)))


def page_lines(sheet: Any, look_: Look) -> None:
    """What stands above and below each printed sheet."""
    said = look_.heading.replace("&", "&&")
    sheet.set_header(f'&L&9&"{FONT},Regular"{said}&R&9&"{FONT},Regular"&A' if said else "")
    sheet.set_footer(f'&C&9&"{FONT},Regular"第&P页 共&N页')


def _breaks(widths: Sequence[float], repeated: int, room: float) -> Iterator[int]:
    """Before which columns a new sheet begins."""
    again = sum(widths[:repeated])
    taken = again
    for index, width in enumerate(widths[repeated:], repeated):
        if taken + width > room and taken > again:
            yield index
            taken = again
        taken += width


def height(values: Sequence[Any], widths: Sequence[int]) -> float:
    """Tall enough in points for the longest cell, a Chinese character being two columns wide; no taller than a screen likes."""
    lines = 1
    for value, width in zip(values, widths, strict=True):
        if isinstance(value, str) and value:
            lines = max(lines, sum(1 + _columns(part) // width for part in value.split("\n")))
    return min(_TALLEST, 6 + lines * _LINE)


def _columns(text: str) -> int:
    """A Chinese character has three bytes in UTF-8 and is two columns wide, a Latin letter has and is one."""
    return (len(text) + len(text.encode("utf-8", "replace"))) // 2
