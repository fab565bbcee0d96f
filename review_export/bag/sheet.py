"""The 归档文件目录 as a spreadsheet: what DA/T 22-2015 wants on paper, and beside it what a person completes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from intake.call import Call
from review_export.bag.catalogue import RETENTIONS, Entry
from review_export.workbook.about import write_about
from review_export.workbook.look import Look, height, look, put

NAME = "归档文件目录"
KEY = "收件编号"
_FOLDER = "所在文件夹"
_EPOCH = datetime(2020, 1, 1)  # noqa: DTZ001  a workbook knows no zones


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its title, its width in characters, the entry's field it shows, "" for what can't be filled in."""

    title: str
    width: int
    field: str = ""


PRINTED = (
    Heading("序号", 6),
    Heading("档号", 26),
    Heading("文号", 20, "document_number"),
    Heading("责任者", 24, "responsible"),
    Heading("题名", 48, "title"),
    Heading("日期", 11, "date"),
    Heading("密级", 7, "security"),
    Heading("页数", 7, "pages"),
    Heading("备注", 12, "note"),
)
BESIDE = (
    Heading("全宗号", 10, "fonds"),
    Heading("门类代码", 10, "category"),
    Heading("年度", 8, "year"),
    Heading("机构（问题）", 16, "unit"),
    Heading("机构代码", 10, "unit_code"),
    Heading("保管期限", 10, "retention"),
    Heading("件号", 8, "number"),
    Heading(KEY, 20),
    Heading(_FOLDER, 50),
)
HEADINGS = (*PRINTED, *BESIDE)
_HOW = (
    ("怎样填", f"空着的格子填上，不对的改正，第一列到最后一列都可以改；不要改{KEY}一列，它说明这一行是哪一件"),
    ("怎样读回", "baosong export --bag 目录 --catalogue 这个文件：归档包和目录按填好的重新编"),
    ("档号", "全宗号-门类代码·年度-保管期限代码-机构（问题）代码-件号，各项填全后自动编出，不必填"),
    ("件号", "写着的件号读回时不变，后来的接着编；换了保管期限或机构要重编的，把件号清空"),
    ("件", "以件为单位：一个报送件（来信、材料、回信、办理经过）为一件，通知为一件"),
    ("题名", "方括号里的是自拟题名；材料自己有标题的用原题名"),
    ("日期", "八位数字，如20200416；报送件为表上的报送时间，没有的为首次收到的日期"),
    ("页数", "PDF和图片的页数；Word版与PDF版是同一份，不另计。只有Word版的请人工填"),
    ("保管期限", "、".join(RETENTIONS)),
)


def write_sheet(path: Path, calls: Sequence[Call], entries: Iterable[Entry], folders: Mapping[str, str]) -> None:
    """Write it; `folders` say where each 件 lies in the bag, by its key. The same entries give the same bytes."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": NAME, "created": _EPOCH})
        style = look(book)
        _write_entries(book, style, entries, folders)
        write_about(book, style, [*_cover(calls), *_HOW])


def _write_entries(book: Any, style: Look, entries: Iterable[Entry], folders: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(NAME)
    widths = [each.width for each in HEADINGS]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    sheet.set_row(0, 30)
    sheet.write_row(0, 0, [each.title for each in HEADINGS], style.head)
    line = 0
    for line, entry in enumerate(entries, 1):
        values = [_value(entry, each, line, folders) for each in HEADINGS]
        sheet.set_row(line, height(values[:-1], widths[:-1]))  # the folder may run on
        for index, value in enumerate(values):
            put(sheet, style, line, index, value)
    _on_paper(sheet, line)


def _value(entry: Entry, heading: Heading, line: int, folders: Mapping[str, str]) -> Any:
    if heading.field:
        value = getattr(entry, heading.field)
        return value or ""
    return {"序号": line, "档号": entry.code, KEY: entry.key, _FOLDER: folders.get(entry.key, "")}[heading.title]


def _on_paper(sheet: Any, rows: int) -> None:
    """A4 across, the nine columns of the standard alone."""
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, rows), len(HEADINGS) - 1)
    sheet.print_area(0, 0, max(1, rows), len(PRINTED) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.6, right=0.4, top=0.8, bottom=0.7)
    sheet.set_header(f"&C&16{NAME}")
    sheet.set_footer("&C第&P页 共&N页")


def _cover(calls: Sequence[Call]) -> Iterable[tuple[str, str]]:
    for call in calls:
        known = call.classification
        yield "征集通知", f"{call.title}（{call.number}）" if call.number else call.title
        yield "全宗号", " ".join(filter(None, (known.fonds, known.fonds_name))) or "（未填）"
        yield "年度", known.year or "（未填）"
        yield "保管期限", known.retention or "（未填）"
        yield "机构（问题）", known.unit or "（未填）"
