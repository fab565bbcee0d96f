"""An export: which rows, which columns, which kind of file."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from archive.views import ActivityView
from intake.call import Call
from intake.errors import ConfigurationError, reason
from review_export.changes import Changes
from review_export.plain import write_csv, write_json, write_jsonl
from review_export.rows import Readers, columns
from review_export.selection import Selected, Selection, categories
from review_export.spool import spooled
from review_export.workbook import Contents, write_xlsx
from review_export.workbook.activities import Links

KINDS = (".xlsx", ".csv", ".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an export may have beyond its rows; see the fields of `workbook.Contents`."""

    encoding: str = "utf-8"
    changes: Changes | None = None
    links: Links = field(default_factory=dict)
    reviewers: Sequence[str] = ()
    assigned: Callable[[str, str], bool] = lambda _reviewer, _receipt: True
    made_at: datetime | None = None


def export(
    path: Path,
    activities: Iterable[ActivityView],
    calls: Sequence[Call],
    readers: Readers,
    selection: Selection,
    wishes: Wishes = Wishes(),
) -> int:
    """Write the selected activities; returns how many. Raises ConfigurationError."""
    kind = kind_of(path)
    category = categories(calls)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as partial, spooled(activities) as spool:
            rows = Selected(spool, selection, category)
            count, newest = _count(rows)
            chosen = columns(calls, readers, category)
            if kind == ".csv":
                write_csv(partial, chosen, rows, wishes.encoding)
            elif kind == ".json":
                write_json(partial, chosen, rows)
            elif kind == ".jsonl":
                write_jsonl(partial, chosen, rows)
            else:
                contents = Contents(
                    calls=calls,
                    readers=readers,
                    columns=chosen,
                    rows=rows,
                    category=category,
                    about=lambda: list(_about(rows, count, newest, calls, readers, wishes)),
                    newest=newest,
                    changes=wishes.changes,
                    links=wishes.links,
                    reviewers=wishes.reviewers,
                    assigned=wishes.assigned,
                )
                write_xlsx(partial, contents)
            return count
    except FileCreateError as error:
        raise ConfigurationError(f"{path}写不进去（{error}），请检查目录权限和磁盘") from error
    except OSError as error:
        raise ConfigurationError(f"{path}写不进去（{reason(error)}），请检查目录权限和磁盘") from error


def kind_of(path: Path) -> str:
    """The ending that says which kind of file is wanted. Raises ConfigurationError."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise ConfigurationError(f"不能导出为“{path.name}”，文件名应以{'、'.join(KINDS)}结尾")
    return kind


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write beside `path`, which takes its place once it is whole: a failure leaves the older export. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "")
    final = path.resolve()
    partial = final.with_name(f".{final.stem}.partial{final.suffix}")
    try:
        partial.touch()  # the writers' own errors are less clear than the system's
        yield partial
        partial.replace(final)
    finally:
        partial.unlink(missing_ok=True)


def _count(rows: Iterable[ActivityView]) -> tuple[int, datetime | None]:
    count, newest = 0, None
    for row in rows:
        count += 1
        newest = max(newest or row.last_received_at, row.last_received_at)
    return count, newest


def _about(
    rows: Selected, count: int, newest: datetime | None, calls: Sequence[Call], readers: Readers, wishes: Wishes
) -> Iterator[tuple[str, str]]:
    """What the sheet 说明 says: what this is, when and by whom, what is in it, what was left out and why."""
    yield "征集通知", "；".join(f"{call.title}（{call.number}）" if call.number else call.title for call in calls)
    offices = dict.fromkeys(call.contact.office for call in calls if call.contact.office)
    if offices:
        yield "制表", "、".join(offices)
    if wishes.made_at:
        yield "导出时间", f"{wishes.made_at:%Y-%m-%d %H:%M}"
    yield "收录范围", f"{rows.selection.words()}，共{count}项，一项活动一个阶段占一行"
    yield "数据截至", f"{newest:%Y-%m-%d %H:%M}收到的材料" if newest else "尚无材料"
    if readers is Readers.REVIEWERS:
        yield "用途", "供评审使用，不含联系人信息"
    else:
        yield "用途", "供活动办公室使用，含联系人信息，请勿外传"
    for why, number in sorted(rows.left_out().items()):
        yield "未收录", f"{why}：{number}项"
    if wishes.changes is not None:
        gone = wishes.changes.gone()
        yield (
            "与上次相比",
            f"“变化”一列写明新增或更新的栏目；上次有、这次没有的{len(gone)}项"
            + (f"：{'、'.join(gone[:50])}" if gone else ""),
        )
    yield "图例", "模块各列中“√”表示已勾选；字数按Word“字数”口径统计；浅黄色为变化之处"
