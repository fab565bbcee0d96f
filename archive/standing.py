"""A submission's own row: what the revision that it stands at makes of it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.filed import as_json, keys_of
from archive.tables import DocumentRow, SubmissionRow
from intake.codes import Verdict
from intake.model import JudgedSubmission, Material, Version
from parsers.facts import WordDocument


def new_submission(call: str, stage: str, receipt: str, received: datetime) -> SubmissionRow:
    """A row that stands at no revision yet."""
    return SubmissionRow(
        call=call,
        stage=stage,
        receipt=receipt,
        organisation="",
        activity="",
        verdict=Verdict.REVIEW.value,
        fields={},
        characters=0,
        first_received_at=received,
        last_received_at=received,
        revision=0,
        closed="",
        merged="",
    )


def stand_at(session: Session, row: SubmissionRow, material: Material, received: datetime) -> None:
    """Its newest versions are this material's, whose documents are filed."""
    row.last_received_at = received
    row.word, row.word_form = _document(session, material.word), material.word.form if material.word else None
    row.pdf = _document(session, material.pdf)


def take_verdict(session: Session, row: SubmissionRow, judged: JudgedSubmission) -> None:
    """What is thought of it, and whose it is."""
    row.organisation, row.activity = judged.material.organisation, judged.material.activity
    row.organisation_key, row.activity_key = keys_of(session, row, judged)
    row.characters = _characters(judged.material.word)
    row.verdict, row.fields, row.closed = judged.verdict.value, as_json(judged.material.fields), judged.closed


def _document(session: Session, version: Version | None) -> int | None:
    if version is None:
        return None
    where = (DocumentRow.mail == version.mail, DocumentRow.place == version.document.id)
    return session.scalar(select(DocumentRow.id).where(*where))


def _characters(version: Version | None) -> int:
    """字数 of what the call limits: the form's free text, or a report's."""
    content = version.document.content if version else None
    if version is None or not isinstance(content, WordDocument):
        return 0
    if version.form is not None and version.form < len(content.forms):
        return content.forms[version.form].characters
    return content.prose.characters or content.characters
