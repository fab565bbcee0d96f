"""Why each of a submission's revisions belongs to it: for showing."""

from typing import Any

from sqlalchemy import select

from archive.records import SqlRecords
from archive.tables import RevisionRow, SubmissionRow
from intake.model import Candidate


def weighed_against(records: SqlRecords, receipt: str) -> tuple[tuple[Candidate, ...], ...]:
    """What each revision was weighed against, in the order of receiving; () where nothing on record came near."""
    query = (
        select(RevisionRow.belonging)
        .join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
        .where(SubmissionRow.receipt == receipt)
        .order_by(RevisionRow.received_at, RevisionRow.number)
    )
    with records.reading() as session:
        return tuple(candidates(kept) for kept in session.scalars(query))


def candidates(kept: list[Any] | None) -> tuple[Candidate, ...]:
    """What a revision was weighed against, as it is kept with it."""
    return tuple(_candidate(each) for each in kept or ())


def _candidate(kept: dict[str, object]) -> Candidate:
    reasons = kept["reasons"]
    return Candidate(
        str(kept["receipt"]), int(str(kept["weight"])), tuple(reasons) if isinstance(reasons, list) else ()
    )
