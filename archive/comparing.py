"""Two revisions of a submission held beside each other: what a later mail changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive import cases, facts_json
from archive.on_record import as_read, findings_of_revision
from archive.records import SqlRecords
from archive.tables import DocumentRow, MailRow, RevisionRow, SubmissionRow
from intake.call import Call, Stage
from intake.differences import ChangedField, ChangedFile, Passage, changed_fields, lacking, passages
from intake.errors import DecisionRefused
from intake.model import Finding
from parsers.facts import Document, PagedDocument, WordDocument

_VERSIONS = ("word", "pdf")


@dataclass(frozen=True, slots=True)
class RevisionInBrief:
    """A revision: its number, when its mail was received, from whom, and what was thought of it."""

    number: int
    received_at: datetime
    sender: str
    subject: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What is otherwise in the later of two revisions.

    `texts` by version, word or pdf: the changed stretches of both texts, where both revisions had that version as
    another file. The PDF's text is compared only where no Word version tells what changed.
    """

    receipt: str
    earlier: RevisionInBrief
    later: RevisionInBrief
    files: tuple[ChangedFile, ...]
    fields: tuple[ChangedField, ...]
    texts: dict[str, tuple[Passage, ...]]
    gone: tuple[Finding, ...]
    found: tuple[Finding, ...]


def revisions(records: SqlRecords, receipt: str) -> tuple[RevisionInBrief, ...]:
    """A submission's revisions in the order in which their mails were received; () where there is none."""
    with records.reading() as session:
        return tuple(_in_brief(session, row) for row in _rows(session, receipt))


def compared(
    records: SqlRecords, call: Call, receipt: str, earlier: int | None = None, later: int | None = None
) -> Compared:
    """Two revisions by their numbers; without them the newest and the one before it.

    Raises DecisionRefused where there are no two, or none of that number.
    """
    with records.reading() as session:
        rows = _rows(session, receipt)
        if not rows:
            raise DecisionRefused(f"没有收件编号{receipt}，请核对")
        if len(rows) < 2:
            raise DecisionRefused(f"{receipt}只收到过一次材料，没有可以比较的")
        one, two = _chosen(rows, receipt, earlier, later)
        stage = call.stage(session.scalars(select(SubmissionRow.stage).where(SubmissionRow.id == one.submission)).one())
        before, after = _versions(session, call, stage, one), _versions(session, call, stage, two)
        old, new = findings_of_revision(session, one.mail, one.id), findings_of_revision(session, two.mail, two.id)
        return Compared(
            receipt,
            _in_brief(session, one),
            _in_brief(session, two),
            tuple(_changed_files(before, after)),
            changed_fields(as_read(one.fields), as_read(two.fields), stage.label),
            _changed_texts(before, after),
            lacking(old, new),
            lacking(new, old),
        )


def _rows(session: Session, receipt: str) -> Sequence[RevisionRow]:
    query = select(RevisionRow).join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
    ordered = query.where(SubmissionRow.receipt == receipt).order_by(RevisionRow.received_at, RevisionRow.number)
    return session.scalars(ordered).all()


def _chosen(
    rows: Sequence[RevisionRow], receipt: str, earlier: int | None, later: int | None
) -> tuple[RevisionRow, RevisionRow]:
    by_number = {row.number: row for row in rows}
    for number in (earlier, later):
        if number is not None and number not in by_number:
            known = "、".join(map(str, sorted(by_number)))
            raise DecisionRefused(f"{receipt}没有第{number}次材料，现有：{known}")
    last = by_number[later] if later is not None else rows[-1]
    if earlier is not None:
        return by_number[earlier], last
    at = rows.index(last)
    if at == 0:
        raise DecisionRefused(f"第{last.number}次是{receipt}最早的材料，之前没有可以比较的")
    return rows[at - 1], last


def _in_brief(session: Session, row: RevisionRow) -> RevisionInBrief:
    mail = session.get_one(MailRow, row.mail)
    return RevisionInBrief(row.number, row.received_at, mail.sender, mail.subject, row.verdict)


def _versions(session: Session, call: Call, stage: Stage, row: RevisionRow) -> dict[str, Document]:
    """The versions that the submission had after this revision's mail; those of that mail alone where nothing else is kept."""
    if row.material:
        material = cases.material(session, row.material, call, stage.key)
        both = {"word": material.word, "pdf": material.pdf}
        return {version: each.document for version, each in both.items() if each is not None}
    roles = {stage.word_role: "word", stage.pdf_role: "pdf"}
    query = select(DocumentRow).where(DocumentRow.mail == row.mail, DocumentRow.place.in_(row.documents))
    found = session.scalars(query.where(DocumentRow.role.in_(roles)).order_by(DocumentRow.position.desc()))
    return {roles[each.role]: facts_json.load(each.facts) for each in found}


def _changed_files(before: dict[str, Document], after: dict[str, Document]) -> list[ChangedFile]:
    pairs = [(version, before.get(version), after.get(version)) for version in _VERSIONS]
    return [
        ChangedFile(version, old.name if old else "", new.name if new else "")
        for version, old, new in pairs
        if (old.sha256 if old else "") != (new.sha256 if new else "")
    ]


def _changed_texts(before: dict[str, Document], after: dict[str, Document]) -> dict[str, tuple[Passage, ...]]:
    told = "word" if "word" in before and "word" in after else "pdf"
    old, new = before.get(told), after.get(told)
    if old is None or new is None or old.sha256 == new.sha256:
        return {}
    found = passages(_text(old), _text(new))
    return {told: found} if found else {}


def _text(document: Document) -> str:
    content = document.content
    return content.text if isinstance(content, WordDocument | PagedDocument) else ""
