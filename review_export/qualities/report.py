"""What `verify --report` writes: the head, item by item, what was found, and where people sign."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter
from jinja2 import Environment, PackageLoader, StrictUndefined

from archive.fixity.qualities import Item, Quality, Result
from intake.errors import ConfigurationError, reason
from review_export.replacing import replacing
from review_export.workbook.about import write_about
from review_export.workbook.look import look
from review_export.workbook.table import write_table

KINDS = (".html", ".xlsx")
_TITLE = "电子档案四性检测报告"
_SHOWN = 200  # of what was found at one item; all of it is in `verify --json`
_HEADS = (("四性", 9), ("检测项目", 20), ("检测方法", 44), ("检测数量", 34), ("结果", 9), ("发现", 60))


@dataclass(frozen=True, slots=True)
class About:
    """What the report is of: the store and the database by their names, when all was read, how much, by which version."""

    store: str
    database: str
    at: datetime
    blobs: int
    bytes: int
    version: str


def write_report(path: Path, about: About, items: Sequence[Item]) -> None:
    """Write it, by the file's ending. Raises ConfigurationError."""
    write = {".html": _write_page, ".xlsx": _write_book}.get(path.suffix.lower())
    if write is None:
        raise ConfigurationError(f"检测报告不能写成“{path.name}”，文件名应以{'或'.join(KINDS)}结尾")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as partial:
            write(partial, about, items)
    except OSError as error:
        raise ConfigurationError(f"检测报告{path}写不进去（{reason(error)}），请检查目录权限和磁盘") from error


def _head(about: About, items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    yield "检测对象", f"存档{about.store}，数据库{about.database}"
    yield "检测范围", f"全部：{about.blobs}个文件，{about.bytes}字节，及其数据库和记录"
    yield "检测时间", f"{about.at:%Y年%m月%d日 %H:%M}"
    yield "检测依据", "DA/T 70-2018《文书类电子档案检测一般要求》"
    yield "检测程序", f"baosong {about.version}，baosong verify --report"
    yield "结论", conclusion(items)


def conclusion(items: Sequence[Item]) -> str:
    """One sentence, first of all what failed."""
    counts = Counter(each.result for each in items)
    failed = dict.fromkeys(each.quality.value for each in items if each.result is Result.FAILED)
    said = f"不合格：{'、'.join(failed)}有{counts[Result.FAILED]}项不通过" if failed else "已检测的各项合格"
    if counts[Result.NOTED]:
        said += f"；{counts[Result.NOTED]}项需要注意"
    if counts[Result.UNEXAMINED]:
        said += f"；{counts[Result.UNEXAMINED]}项本程序不能检测，由人填写"
    return said


def _found(item: Item) -> Sequence[str]:
    more = len(item.found) - _SHOWN
    return (*item.found[:_SHOWN], f"……另有{more}处，见baosong verify --json") if more > 0 else item.found


def _write_page(path: Path, about: About, items: Sequence[Item]) -> None:
    environment = Environment(
        loader=PackageLoader("review_export.qualities", ""),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    qualities = [(quality.value, [each for each in items if each.quality is quality]) for quality in Quality]
    page = environment.get_template("report.html.j2").render(
        title=_TITLE, head=list(_head(about, items)), qualities=qualities, found=_found
    )
    path.write_bytes(page.encode("utf-8", "replace"))


def _write_book(path: Path, about: About, items: Sequence[Item]) -> None:
    rows = ((e.quality.value, e.name, e.how, e.counted, e.result.value, "\n".join(_found(e))) for e in items)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": _TITLE, "created": about.at.replace(tzinfo=None)})
        style = look(book)
        write_table(book, style, "四性检测", _HEADS, rows)
        write_about(book, style, [*_head(about, items), ("检测人", ""), ("审核人", ""), ("日期", "")])
