"""What is to be scored: the accepted submissions, as little of each as scoring looks at."""

from sqlalchemy import select

from archive.records import SqlRecords
from archive.tables import SubmissionRow
from intake.codes import Verdict
from intake.scoring.cases import Entry


def accepted(records: SqlRecords, call: str) -> tuple[Entry, ...]:
    """A call's accepted submissions, by receipt number."""
    columns = (SubmissionRow.receipt, SubmissionRow.stage, SubmissionRow.organisation, SubmissionRow.activity)
    query = (
        select(*columns)
        .where(SubmissionRow.call == call, SubmissionRow.closed == "", SubmissionRow.verdict == Verdict.ACCEPTED.value)
        .order_by(SubmissionRow.receipt)
    )
    with records.reading() as session:
        return tuple(Entry(*row) for row in session.execute(query))
