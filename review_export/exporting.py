"""An export: which rows, which columns, which kind of file."""

import errno
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from archive.views import ActivityView
from intake.call import Call
from intake.codes import Verdict
from intake.errors import ConfigurationError, reason
from review_export.rows import Readers, columns
from review_export.spreadsheet import write_csv, write_json, write_xlsx

KINDS = (".xlsx", ".csv", ".json")


def export(path: Path, activities: Sequence[ActivityView], calls: Sequence[Call], readers: Readers, state: str) -> int:
    """Write the activities in that state ("all" for every one); returns how many. Raises ConfigurationError."""
    kind = kind_of(path)
    rows = [row for row in activities if state in ("all", row.verdict)]
    chosen = columns(calls, readers)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as partial:
            if kind == ".csv":
                write_csv(partial, chosen, rows)
            elif kind == ".json":
                write_json(partial, chosen, rows)
            else:
                write_xlsx(partial, chosen, rows, _about(activities, rows, calls, readers, state))
    except FileCreateError as error:
        raise ConfigurationError(f"{path}写不进去（{error}），请检查目录权限和磁盘") from error
    except OSError as error:
        raise ConfigurationError(f"{path}写不进去（{reason(error)}），请检查目录权限和磁盘") from error
    return len(rows)


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


def _about(
    activities: Sequence[ActivityView],
    rows: Sequence[ActivityView],
    calls: Sequence[Call],
    readers: Readers,
    state: str,
) -> list[tuple[str, str]]:
    """What the sheet 说明 says: what this is, what is in it, what was left out and why."""
    left_out = Counter(row.verdict for row in activities if row not in rows)
    what = {"accepted": "材料齐全的", "correction": "需补正的", "review": "待人工核对的", "all": "全部"}[state]
    lines = [
        ("征集通知", "；".join(f"{call.title}（{call.number}）" if call.number else call.title for call in calls)),
        ("收录范围", f"{what}，共{len(rows)}项，一项活动一个阶段占一行"),
        ("数据截至", _newest(activities)),
        (
            "用途",
            "供评审使用，不含联系人信息"
            if readers is Readers.REVIEWERS
            else "供活动办公室使用，含联系人信息，请勿外传",
        ),
    ]
    lines += [("未收录", f"{Verdict(verdict).wording}：{count}项") for verdict, count in sorted(left_out.items())]
    lines.append(("图例", "模块各列中“√”表示已勾选；字数按Word“字数”口径统计"))
    return lines


def _newest(activities: Sequence[ActivityView]) -> str:
    newest: datetime | None = max((row.last_received_at for row in activities), default=None)
    return f"{newest:%Y-%m-%d %H:%M}收到的材料" if newest else "尚无材料"
