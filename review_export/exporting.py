"""An export: which rows, which columns, which kind of file."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from archive.views import ActivityView
from intake.call import Call
from intake.codes import Verdict
from intake.errors import ConfigurationError
from review_export.rows import Readers, columns
from review_export.spreadsheet import write_csv, write_json, write_xlsx

KINDS = (".xlsx", ".csv", ".json")


def export(path: Path, activities: Sequence[ActivityView], calls: Sequence[Call], readers: Readers, state: str) -> int:
    """Write the activities in that state ("all" for every one); returns how many. Raises ConfigurationError."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise ConfigurationError(f"不能导出为“{path.name}”，文件名应以{'、'.join(KINDS)}结尾")
    rows = [row for row in activities if state in ("all", row.verdict)]
    chosen = columns(calls, readers)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == ".csv":
            write_csv(path, chosen, rows)
        elif kind == ".json":
            write_json(path, chosen, rows)
        else:
            write_xlsx(path, chosen, rows, _about(activities, rows, calls, readers, state))
    except OSError as error:
        raise ConfigurationError(f"{path}写不进去（{error.strerror or error}），请检查目录权限和磁盘") from error
    return len(rows)


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
