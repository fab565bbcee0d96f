"""A filed mail's texts: subject, body, sender, file names, documents page by page, what seals say."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.finding.texts import BODY, FILE, SENDER, SUBJECT
from archive.tables import DocumentRow, TextRow
from intake.model import Assessment
from parsers.facts import Document, PagedDocument, WordDocument


def file_texts(session: Session, assessment: Assessment, submissions: Sequence[int]) -> None:
    """Keep them, in the transaction that has filed its documents. `submissions`: rows in the assessment's order."""
    digest, mail = assessment.case.digest, assessment.case.examination.mail
    sender = f"{mail.sender.name} {mail.sender.address}"
    rows = [
        TextRow(mail=digest, place=place, text=text)
        for place, text in ((SUBJECT, mail.subject), (BODY, mail.text), (SENDER, sender))
    ]
    filed = select(DocumentRow.place, DocumentRow.id).where(DocumentRow.mail == digest)
    documents = {place: row for place, row in session.execute(filed).all()}  # noqa: C416  rows are no pairs to mypy
    owners = _owners(assessment, submissions)
    for document in assessment.case.examination.documents:
        whose = {"mail": digest, "document": documents[document.id], "submission": owners.get(document.id)}
        rows.append(TextRow(**whose, place=FILE, text=document.name))
        rows += [
            TextRow(**whose, place=f"{document.name} {place}".strip(), text=text)
            for place, text in _document_texts(document)
        ]
    session.add_all(row for row in rows if row.text.strip())


def _owners(assessment: Assessment, submissions: Sequence[int]) -> dict[str, int]:
    """Of a mail with several submissions: documents that belong to one alone, and to which."""
    if len(submissions) < 2:
        return {}
    found: dict[str, list[int]] = {}
    for judged, submission in zip(assessment.submissions, submissions, strict=True):
        for document in judged.material.documents:
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
