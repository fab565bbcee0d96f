"""What is written about one 件: its metadata as JSON and as Dublin Core, and how it was handled in words."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from archive.history import DecisionEvent, LetterEvent, MailEvent
from archive.papers import Papers
from archive.views import ActivityView
from intake.codes import Code, Verdict
from review_export.bag.catalogue import Entry

FORMAT = "baosong-item/1"
CLOSED = {"withdrawn": "已撤回", "dropped": "不予保留", "merged": "已并入另一件"}
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_STATES = {
    "waiting": "待发",
    "held": "待人放行",
    "sending": "正在发出",
    "in_doubt": "是否送达不明",
    "sent": "已发出",
    "failed": "没有发出",
    "superseded": "由后来的信代替",
    "dropped": "已取消",
}


@dataclass(frozen=True, slots=True)
class FileOfItem:
    """A file of a 件: where it lies beside the metadata, what it is by its hash, its name as it came, and its part."""

    path: str
    sha256: str
    size: int
    name: str
    part: str


def as_json(entry: Entry | None, row: ActivityView, papers: Papers, files: Sequence[FileOfItem]) -> str:
    """Everything that is known of a submission, by the schema `bag.schema.json`; no `entry` where it was put aside."""
    events = papers.history
    content = {
        "format": FORMAT,
        "receipt": row.receipt,
        "also": list(papers.parts),
        "state": events.closed or "current",
        "call": events.call,
        "stage": row.stage,
        "organisation": row.organisation,
        "activity": row.activity,
        "verdict": row.verdict,
        "first_received_at": row.first_received_at.isoformat(),
        "last_received_at": row.last_received_at.isoformat(),
        "revisions": row.revisions,
        "characters": row.characters,
        "catalogue": {**asdict(entry), "code": entry.code} if entry else None,
        "fields": dict(row.fields),
        "findings": [asdict(each) for each in row.findings],
        "files": [asdict(each) for each in files],
        "events": [asdict(each) for each in events.events],
    }
    return dumped(content)


def dumped(content: Mapping[str, Any]) -> str:
    """As JSON, times with their zone."""
    return json.dumps(content, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def dublin_core(entry: Entry, identifiers: Sequence[str], part_of: str, formats: Sequence[str]) -> bytes:
    """The same in Dublin Core (ISO 15836), as XML: what catalogues of other archives read."""
    root = etree.Element("metadata", nsmap={"dc": _DC, "dcterms": _TERMS})
    elements = (
        (_DC, "title", [entry.title]),
        (_DC, "creator", [entry.responsible]),
        (_DC, "date", [_day(entry.date)]),
        (_DC, "type", ["Text"]),
        (_DC, "language", ["zh-CN"]),
        (_DC, "format", formats),
        (_DC, "identifier", [entry.code, entry.document_number, *identifiers]),
        (_DC, "rights", [entry.security]),
        (_TERMS, "isPartOf", [part_of]),
        (_TERMS, "extent", [f"{entry.pages}页" if entry.pages else ""]),
    )
    for namespace, name, values in elements:
        for value in values:
            if value:
                etree.SubElement(root, f"{{{namespace}}}{name}").text = _for_xml(value)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _for_xml(value: str) -> str:
    """XML 1.0 has no place for control characters and halves of pairs."""
    return "".join(c for c in value if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe"))


def _day(written: str) -> str:
    return f"{written[:4]}-{written[4:6]}-{written[6:]}" if written else ""


def story(row: ActivityView, papers: Papers, names: Mapping[str, str]) -> str:
    """How it was handled, event by event, for whoever opens the folder in twenty years; `names` of the stages."""
    events, also = papers.history, papers.parts
    lines = [
        f"{row.organisation or '单位不明'}　{row.activity}　{names.get(row.stage, row.stage)}",
        f"收件编号：{row.receipt}" + (f"（已并入：{'、'.join(also)}）" if also else ""),
        f"核对结果：{Verdict(row.verdict).wording}" + (f"（{CLOSED[events.closed]}）" if events.closed else ""),
        "",
        "办理经过（北京时间）",
    ]
    for event in events.events:
        lines += [
            f"{event.at:%Y-%m-%d %H:%M}　{words}" if not index else f"　　{words}" for index, words in _said(event)
        ]
    return "\n".join(lines) + "\n"


def _said(event: MailEvent | DecisionEvent | LetterEvent) -> Iterator[tuple[int, str]]:
    words = {MailEvent: _mail, DecisionEvent: said_of, LetterEvent: _letter}[type(event)]
    return enumerate(words(event))  # type: ignore[operator]  # each takes its own kind


def _mail(event: MailEvent) -> Iterator[str]:
    yield f"收到来信：{event.subject or '（无主题）'}，发件人{event.sender}，核对结果：{Verdict(event.verdict).wording}"
    for document in event.documents:
        yield f"附件：{document.name}（{document.size}字节，SHA-256 {document.sha256}）"
    for finding in event.findings:
        if finding.severity != "info":
            yield f"核对意见：【{Code(finding.code).wording}】{finding.detail}"


def said_of(event: DecisionEvent) -> Iterator[str]:
    """A decision in words, line by line."""
    made = event.decision
    taken_back = "" if event.stands else "（后来收回）"
    yield f"{made.actor}决定：{made.kind.wording}{taken_back}" + (f"，理由：{made.reason}" if made.reason else "")
    if made.said:
        yield f"针对：{made.said}"
    if made.value:
        yield f"内容：{made.value}"


def _letter(event: LetterEvent) -> Iterator[str]:
    sent = f"{event.sent_at:%Y-%m-%d %H:%M}" if event.sent_at else ""
    yield f"回信：{event.subject}，致{event.to}，{sent}{_STATES.get(event.state, event.state)}"
