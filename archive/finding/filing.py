"""A filed mail's texts: subject, body, sender, file names, documents page by page, what seals say."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive import facts_json
from archive.cases import mail_of
from archive.finding.entries import searched
from archive.finding.texts import BODY, FILE, SENDER, SUBJECT
from archive.tables import DocumentRow, MailRow, RevisionRow, TextRow
from intake.model import Assessment
from parsers.facts import Document, Mail, PagedDocument, WordDocument


def file_texts(session: Session, assessment: Assessment, submissions: Sequence[int]) -> None:
    """Keep them, in the transaction that has filed its documents. `submissions`: rows in the assessment's order."""
    examination = assessment.case.examination
    whose = [
        (number, each.material.documents) for number, each in zip(submissions, assessment.submissions, strict=True)
    ]
    session.add_all(_rows(session, assessment.case.digest, examination.mail, examination.documents, _owners(whose)))


def file_again(session: Session, digest: str) -> None:
    """The same of a filed mail from the facts that are kept of it, where its texts are lost."""
    row = session.get_one(MailRow, digest)
    kept = session.scalars(select(DocumentRow.facts).where(DocumentRow.mail == digest).order_by(DocumentRow.position))
    documents = [facts_json.load(facts) for facts in kept]
    revisions = select(RevisionRow.submission, RevisionRow.documents).where(RevisionRow.mail == digest)
    brought = session.execute(revisions.order_by(RevisionRow.position)).all()
    owners = _owners([(submission, places) for submission, places in brought])
    session.add_all(_rows(session, digest, mail_of(row.facts), documents, owners))


def textless(session: Session) -> Sequence[str]:
    """Filed mails that are searched and of which no text is left, though the facts are there to make them from."""
    there = select(TextRow.mail)
    kept = (MailRow.state == "filed", MailRow.facts != "", searched())
    lost = select(MailRow.digest).where(*kept, MailRow.digest.not_in(there))
    return session.scalars(lost.order_by(MailRow.digest)).all()


def _rows(
    session: Session, digest: str, mail: Mail, documents: Sequence[Document], owners: Mapping[str, int]
) -> Iterator[TextRow]:
    sender = f"{mail.sender.name} {mail.sender.address}"
    rows = [
        TextRow(mail=digest, place=place, text=text)
        for place, text in ((SUBJECT, mail.subject), (BODY, mail.text), (SENDER, sender))
    ]
    filed = select(DocumentRow.place, DocumentRow.id).where(DocumentRow.mail == digest)
    places = {place: row for place, row in session.execute(filed).all()}  # noqa: C416  rows are no pairs to mypy
    for document in documents:
        whose = {"mail": digest, "document": places[document.id], "submission": owners.get(document.id)}
        rows.append(TextRow(**whose, place=FILE, text=document.name))
        rows += [
            TextRow(**whose, place=f"{document.name} {place}".strip(), text=text)
            for place, text in _document_texts(document)
        ]
    return (row for row in rows if row.text.strip())


def _owners(brought: Sequence[tuple[int, Sequence[str]]]) -> dict[str, int]:
    """Of a mail with several submissions: documents that belong to one alone, and to which."""
    if len(brought) < 2:
        return {}
    found: dict[str, list[int]] = {}
    for submission, documents in brought:
        for document in documents:
            found.setdefault(document, []).append(submission)
    return {document: whose[0] for document, whose in found.items() if len(whose) == 1}


def _document_texts(document: Document) -> Iterator[tuple[str, str]]:
    content = document.content
    if isinstance(content, PagedDocument):
        for page in content.pages:
            yield f"第{page.number}页", page.text
            yield f"第{page.number}页公章", "\n".join(stamp.text for stamp in page.stamps if stamp.text)
    elif isinstance(content, WordDocument):
        yield "", content.text
    else:
        yield "", document.text
