"""The clean rows: one an activity at a stage, with the columns that reviewers or the office are to see."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from archive.views import ActivityView
from intake.call import Call
from intake.codes import Code, Verdict
from intake.receipt import call_of
from parsers.facts import FieldKind, FieldSpec

_CONTACT = "contact_"
_CONTACT_LABEL = re.compile(
    r"联系(人|方式|电话|地址|信息)|联络人|经办人|填表人|填报人|通[讯信]地址|邮政编码|邮编|微信|QQ", re.IGNORECASE
)
_IN_WORDS = frozenset((FieldKind.TEXT, FieldKind.PROSE))
_NAME_WIDTH = 12  # characters
_NORMAL = {
    FieldKind.OPTIONS: "，几项用、隔开",
    FieldKind.PHONE: "，整理成区号-号码-分机",
    FieldKind.MOBILE: "，整理成11位",
    FieldKind.EMAIL: "，整理成半角",
    FieldKind.DATE: "，整理成日期，没写年份的按通知的年份",
}  # how a kind of field is tidied
_ODD = re.compile(r"[^\n\t\x20-\x7e\u2014-\u2026\u3000-\u9fa5\uff00-\uff5e]")  # what is rare and worth a closer look
TICK = "√"
PAGE = "page"  # the column of links into the web application
_WAYS_TO_REACH = frozenset((FieldKind.PHONE, FieldKind.MOBILE, FieldKind.EMAIL))


class Readers(StrEnum):
    """Whom an export is for: reviewers get no contact data."""

    REVIEWERS = "reviewers"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in csv and json, its heading, its width in characters, how a row fills it, and what it means."""

    key: str
    title: str
    width: int
    value: Callable[[ActivityView], Any]
    meaning: str = ""


def columns(
    calls: Sequence[Call],
    readers: Readers,
    category: Callable[[ActivityView], str] | None = None,
    address: str = "",
    stages: Collection[str] = (),
) -> list[Column]:
    """The columns, in order; the calls' own fields and options give theirs, and a call may choose, name and widen them.

    With the web application's `address` the office gets a link to each submission's page; with `stages` what only other
    stages' forms ask for is left out.
    """
    found = [*_leading(calls, category), *_field_columns(calls, readers, stages), *_trailing()]
    if readers is Readers.OFFICE:
        found.append(Column("revisions", "更新次数", 10, lambda row: row.revisions, "收到过几次材料"))
        found.append(Column("findings", "核对意见", 50, lambda row: "\n".join(_said(row)), "每条一行，括号里是种类"))
        if address:
            found.append(Column(PAGE, "网页", 10, lambda row: page_of(address, row.receipt), "在网上查看和处理"))
    return _chosen(found, calls)


def page_of(address: str, receipt: str) -> str:
    """A submission's page in the web application."""
    return f"{address.rstrip('/')}/calls/{quote(call_of(receipt), safe='')}/submissions/{quote(receipt, safe='')}"


def _leading(calls: Sequence[Call], category: Callable[[ActivityView], str] | None) -> Iterator[Column]:
    stages = {stage.key: stage.name for call in calls for stage in call.stages}
    yield Column("receipt", "收件编号", 16, lambda row: row.receipt, "一件报送材料一个编号，更新后不变")
    yield Column("stage", "阶段", 10, lambda row: stages.get(row.stage, row.stage), "通知规定的报送阶段")
    yield Column("organisation", "报送单位", 24, lambda row: row.organisation, "谁报送的；多为样表里的主办单位")
    yield Column("activity", "活动名称", 28, lambda row: row.activity, "同一单位同名的活动算一项")
    if category is not None and any(call.roster for call in calls):
        yield Column("category", "类别", 12, category, "名册中的类别")


def _trailing() -> Iterator[Column]:
    yield Column("characters", "字数", 8, lambda row: row.characters, "按Word“字数”口径，只计受字数限制的部分")
    yield Column("verdict", "核对结果", 12, lambda row: Verdict(row.verdict).wording, "见下面“核对结果”")
    yield Column("first_received_at", "首次收到", 17, lambda row: row.first_received_at, "第一次收到材料，北京时间")
    yield Column("last_received_at", "最近收到", 17, lambda row: row.last_received_at, "最近一次收到材料，北京时间")
    yield Column("documents", "文件", 30, lambda row: "\n".join(_names(row)), "收到时的文件名，不含签名里的图片")


def _names(row: ActivityView) -> Iterator[str]:
    return (document.name for document in row.documents if document.role != "ignored")


def _chosen(found: Iterable[Column], calls: Sequence[Call]) -> list[Column]:
    """What the first call that chooses has chosen, in its order; keys that this export hasn't are passed over."""
    known = {column.key: column for column in found}
    choices = next((call.columns for call in calls if call.columns), ())
    if not choices:
        return list(known.values())
    return [
        replace(known[each.key], title=each.title or known[each.key].title, width=each.width or known[each.key].width)
        for each in choices
        if each.key in known
    ]


def _said(row: ActivityView) -> Iterator[str]:
    return (f"【{Code(each.code).wording}】{each.detail}" for each in row.findings if each.severity != "info")


def _field_columns(calls: Sequence[Call], readers: Readers, stages: Collection[str]) -> Iterator[Column]:
    """Each field of the calls' forms once, but those that columns of their own show; options also one by one."""
    seen = {"host_organisation", "activity_name"}
    for call in calls:
        for stage in (each for each in call.stages if not stages or each.key in stages):
            for field in stage.form.fields:
                if field.key in seen or (readers is Readers.REVIEWERS and is_contact(field)):
                    continue
                seen.add(field.key)
                yield Column(
                    field.key,
                    field.labels[0],
                    _NAME_WIDTH if field.key == "contact_name" else _width(field.kind),
                    _field(field.key, field.kind),
                    f"{stage.name}{'样表' if stage.has_form else ''}里的“{field.labels[0]}”"
                    + _NORMAL.get(field.kind, ""),
                )
                if field.kind is FieldKind.OPTIONS:
                    yield from (
                        Column(f"{field.key}:{option}", option, 8, _ticked(field.key, option), f"勾选了就是{TICK}")
                        for option in call.options
                    )


def is_contact(field: FieldSpec) -> bool:
    """By its key, its kind or a label: another call names its fields as it likes (lianxiren, 联系人)."""
    named = field.kind in _IN_WORDS and any(_CONTACT_LABEL.search(label) for label in field.labels)
    return field.key.startswith(_CONTACT) or field.kind in _WAYS_TO_REACH or named


def _width(kind: FieldKind) -> int:
    return {
        FieldKind.PROSE: 60,
        FieldKind.OPTIONS: 18,
        FieldKind.DATE: 12,
        FieldKind.MOBILE: 14,
        FieldKind.PHONE: 18,
        FieldKind.EMAIL: 26,
    }.get(kind, 20)


def _field(key: str, kind: FieldKind) -> Callable[[ActivityView], Any]:
    def value(row: ActivityView) -> Any:
        found = row.fields.get(key)
        if kind is FieldKind.DATE and isinstance(found, str):
            return _day(found)
        return "、".join(found) if isinstance(found, list) else found or ""

    return value


def _day(written: str) -> date | str:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return written


def _ticked(key: str, option: str) -> Callable[[ActivityView], Any]:
    return lambda row: TICK if option in (row.fields.get(key) or []) else ""


def cell(value: Any, most: int = 32_767) -> Any:
    """A value as a cell may hold it: numbers as they are, texts without control characters and not beyond a cell's limit."""
    if not isinstance(value, str):
        return value
    clean = value
    if _ODD.search(value):
        clean = "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    if len(clean) <= most:
        return clean
    note = "…（超出单元格上限，全文见原件）"
    return clean[: most - len(note)] + note
