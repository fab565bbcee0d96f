"""Documents, with what was read of them: only what a submission's own mails, or a call's own mail, brought."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from archive import cases, facts_json
from archive.records import SqlRecords
from archive.tables import DocumentRow, MailRow, RevisionRow, SubmissionRow
from archive.today import Scope
from intake.call import Call
from intake.model import Material
from parsers.facts import Document, PagedDocument


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it lies in the store, by `facts.sha256`; `role` as CONTRACT has it."""

    mail: str
    role: str
    facts: Document

    @property
    def pages(self) -> PagedDocument | None:
        """Its pages, None where it has none that could be read."""
        return self.facts.content if isinstance(self.facts.content, PagedDocument) else None


def document_of(records: SqlRecords, call: str, receipt: str, sha256: str) -> StoredDocument | None:
    """A document by its hash; None where it isn't one of this call's submission of that number."""
    with records.reading() as session:
        return next((each for each in _all_of(session, call, receipt) if each.facts.sha256 == sha256), None)


def documents_of(records: SqlRecords, call: str, receipt: str) -> tuple[StoredDocument, ...]:
    """What each of the submission's mails brought for it, the newest first; the same bytes once."""
    with records.reading() as session:
        found = {each.facts.sha256: each for each in reversed(tuple(_all_of(session, call, receipt)))}
    return tuple(reversed(found.values()))


def document_in_mail(records: SqlRecords, scope: Scope, mail: str, sha256: str) -> StoredDocument | None:
    """A document by its hash; None where no mail of the scope's of that digest brought it."""
    query = (
        select(DocumentRow)
        .join(MailRow, MailRow.digest == DocumentRow.mail)
        .where(scope.mails(), DocumentRow.mail == mail, DocumentRow.sha256 == sha256)
    )
    with records.reading() as session:
        row = session.scalars(query).first()
        return StoredDocument(mail, row.role, facts_json.load(row.facts)) if row is not None else None


def material_of(records: SqlRecords, call: Call, receipt: str) -> Material | None:
    """What a submission's newest revision was judged by, as it was read; None where an older program didn't keep it."""
    with records.reading() as session:
        row = session.execute(_MATERIAL, {"receipt": receipt, "call": call.name}).first()
        kept, stage = row if row is not None else ("", "")
        return cases.material(session, kept, call, stage) if kept else None


def _all_of(session: Session, call: str, receipt: str) -> Iterator[StoredDocument]:
    """The newest mail's first; of a mail that brought several activities' material only this one's."""
    for mail, places in session.execute(_REVISIONS, {"receipt": receipt, "call": call}).all():
        for role, facts in session.execute(_FACTS, {"mail": mail, "places": list(places)}):
            yield StoredDocument(mail, role, facts_json.load(facts))


# statements are put together once: that takes longer than the database does
_MINE = (SubmissionRow.receipt == bindparam("receipt"), SubmissionRow.call == bindparam("call"))
_MATERIAL = select(RevisionRow.material, SubmissionRow.stage).where(SubmissionRow.current == RevisionRow.id, *_MINE)
_REVISIONS = (
    select(RevisionRow.mail, RevisionRow.documents)
    .join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
    .where(*_MINE)
    .order_by(RevisionRow.received_at.desc(), RevisionRow.number.desc())
)
_FACTS = (
    select(DocumentRow.role, DocumentRow.facts)
    .where(DocumentRow.mail == bindparam("mail"), DocumentRow.place.in_(bindparam("places", expanding=True)))
    .order_by(DocumentRow.position)
)
