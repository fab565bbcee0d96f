"""An export: which rows, which columns, which kind of file."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from archive.views import ActivityView
from intake.call import Call
from intake.decisions.model import Decision
from intake.errors import ConfigurationError, reason
from intake.scoring import Ballot, Standing
from review_export.changes import Changes
from review_export.charts import Gathered, score_figures
from review_export.charts.folder import write_pictures
from review_export.plain import write_csv, write_json, write_jsonl
from review_export.replacing import replacing
from review_export.rows import Readers, columns
from review_export.selection import Selected, Selection, categories
from review_export.spool import spooled
from review_export.workbook import Contents, write_xlsx
from review_export.workbook.activities import Links
from review_export.workbook.written import Written

KINDS = (".xlsx", ".csv", ".json", ".jsonl")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an export may have beyond its rows; see the fields of `workbook.Contents`.

    `charts` is a folder for pictures, `decisions` what people have noted of each call's organisations. The office's alone: `standings`, a ranking of cases for the pictures of scores;
    `written`, what stood in the forms; `address`, where browsers find the web application.
    """

    encoding: str = "utf-8"
    changes: Changes | None = None
    links: Links = field(default_factory=dict)
    reviewers: Sequence[str] = ()
    assigned: Callable[[str, str], bool] = lambda _reviewer, _receipt: True
    ballots: Sequence[Ballot] = ()
    made_at: datetime | None = None
    charts: Path | None = None
    standings: Sequence[Standing] = ()
    written: Written | None = None
    decisions: Mapping[str, Sequence[Decision]] = field(default_factory=dict)
    address: str = ""


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
            count, newest, gathered = _count(rows, calls, wishes.decisions)
            office = readers is Readers.OFFICE
            contents = Contents(
                calls=calls,
                readers=readers,
                columns=columns(calls, readers, category, wishes.address, gathered.stages() if kind == ".xlsx" else ()),
                rows=rows,
                category=category,
                decisions=wishes.decisions,
                about=lambda: list(_about(rows, count, newest, calls, readers, wishes)),
                newest=newest,
                changes=wishes.changes,
                links=wishes.links,
                figures=(*gathered.figures(findings=office), *score_figures(wishes.standings if office else ())),
                written=wishes.written,
                reviewers=wishes.reviewers,
                assigned=wishes.assigned,
                ballots=wishes.ballots,
            )
            _write(kind, partial, contents, wishes.encoding)
    except (FileCreateError, OSError) as error:
        said = reason(error) if isinstance(error, OSError) else error
        raise ConfigurationError(f"{path}写不进去（{said}），请检查目录权限和磁盘") from error
    if wishes.charts is not None:
        write_pictures(wishes.charts, contents.figures)
    return count


def _write(kind: str, path: Path, contents: Contents, encoding: str) -> None:
    if kind == ".csv":
        write_csv(path, contents.columns, contents.rows, encoding)
    elif kind == ".json":
        write_json(path, contents.columns, contents.rows)
    elif kind == ".jsonl":
        write_jsonl(path, contents.columns, contents.rows)
    else:
        write_xlsx(path, contents)


def kind_of(path: Path) -> str:
    """The ending that says which kind of file is wanted. Raises ConfigurationError."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise ConfigurationError(f"不能导出为“{path.name}”，文件名应以{'、'.join(KINDS)}结尾")
    return kind


def _count(
    rows: Selected, calls: Sequence[Call], decisions: Mapping[str, Sequence[Decision]]
) -> tuple[int, datetime | None, Gathered]:
    count, newest, gathered = 0, None, Gathered(calls, rows.selection, decisions)
    for row in rows:
        count += 1
        newest = max(newest or row.last_received_at, row.last_received_at)
        gathered.add(row)
    return count, newest, gathered


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
    for why, of in sorted(rows.left_out().items()):
        faults = "、".join(f"{words}{number}项" for words, number in of.faults.most_common())
        yield "未收录", f"{why}：{of.number}项" + (f"（{faults}）" if faults else "")
    if wishes.changes is not None:
        gone = wishes.changes.gone()
        yield (
            "与上次相比",
            f"“变化”一列写明新增或更新的栏目，浅黄色为变化之处；上次有、这次没有的{len(gone)}项"
            + (f"：{'、'.join(gone[:50])}" if gone else ""),
        )
    yield "图例", "模块各列中“√”表示已勾选；字数按Word“字数”口径统计；各列的含义见“字典”"
