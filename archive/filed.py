"""What filing and filing anew both write: fields, keys, findings."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from archive.tables import FindingRow, SubmissionRow
from intake.model import FieldValue, Finding, JudgedSubmission
from intake.naming import activity_key, organisation_key

_KEY_LENGTH = 255


def named(organisations: Iterable[str]) -> ColumnElement[bool]:
    """Submissions that are filed under one of these names, however they are written there."""
    return SubmissionRow.organisation_key.in_(keys_of_names(organisations))


def keys_of_names(organisations: Iterable[str]) -> frozenset[str]:
    """These names as submissions are filed under them."""
    return frozenset(organisation_key(each)[:_KEY_LENGTH] for each in organisations)


def as_json(fields: Mapping[str, FieldValue]) -> dict[str, object]:
    """Fields as a JSON column takes them."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()}


def file_findings(session: Session, digest: str, revision: int | None, findings: Iterable[Finding]) -> None:
    """Write findings about a mail, or about one revision that it made."""
    for finding in findings:
        session.add(
            FindingRow(
                mail=digest,
                revision=revision,
                code=finding.code.value,
                severity=finding.severity.value,
                detail=finding.detail,
                document=finding.document,
                field=finding.field,
                decision=finding.decided.id if finding.decided else None,
                was=finding.was.value if finding.was else "",
            )
        )


def keys(judged: JudgedSubmission) -> tuple[str | None, str | None]:
    """A submission's keys; no activity's where its belonging is doubtful, so that it conflicts with none."""
    material = judged.material
    if material.doubtful:
        return organisation_key(material.organisation)[:_KEY_LENGTH] or None, None
    return (
        organisation_key(material.organisation)[:_KEY_LENGTH] or None,
        activity_key(material.activity)[:_KEY_LENGTH] or None,
    )


def keys_of(session: Session, row: SubmissionRow, judged: JudgedSubmission) -> tuple[str | None, str | None]:
    """Its keys; without the activity's where another submission has both, so that two of one name can stand."""
    unit, activity = keys(judged)
    if unit is None or activity is None:
        return unit, activity
    where = (
        SubmissionRow.call == row.call,
        SubmissionRow.stage == row.stage,
        SubmissionRow.organisation_key == unit,
        SubmissionRow.activity_key == activity,
        SubmissionRow.receipt != row.receipt,
    )
    with session.no_autoflush:
        taken = session.scalar(select(SubmissionRow.id).where(*where)) is not None
    return unit, None if taken else activity
