"""What an export takes from the records: the rows, what a search leaves of them, and what stands beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from archive.coverage import decided
from archive.finding.language import stage_names
from archive.finding.matching import receipts
from archive.finding.saved import saved_query
from archive.records import SqlRecords
from archive.scores import SqlScores
from archive.views import ActivityView, streamed
from archive.writings import writings_of
from intake.call import Call
from review_export.exporting import Wishes
from review_export.rows import Readers
from review_export.scores.ranked import assigned, case_standings
from review_export.selection import Selection


@dataclass(frozen=True, slots=True)
class OfCalls:
    """The submissions of these calls, read anew each time they are gone through."""

    records: SqlRecords
    calls: tuple[Call, ...]

    def __iter__(self) -> Iterator[ActivityView]:
        return (row for call in self.calls for row in streamed(self.records, call.name))


def narrowed(
    records: SqlRecords, calls: Sequence[Call], asked: Selection, matching: str | None, saved: str | None
) -> Selection:
    """With what a search has found, and one that is kept under a name; both ask for what both find. Raises QueryRefused."""
    queries = [*([matching] if matching is not None else []), *([saved_query(records, saved)] if saved else [])]
    if not queries:
        return asked
    found = frozenset.intersection(*(receipts(records.engine, query, stages=stage_names(calls)) for query in queries))
    return replace(asked, query="”且“".join(queries), found=found)


def wishes_of(
    records: SqlRecords,
    calls: tuple[Call, ...],
    readers: Readers,
    made_at: datetime,
    address: str,
    reviewers: Sequence[str] = (),
    with_scores: bool = True,
) -> Wishes:
    """What such an export may have beside its rows; figures of scores for the office alone, and only `with_scores`."""
    return Wishes(
        reviewers=reviewers,
        assigned=assigned(records, calls) if reviewers else lambda _reviewer, _receipt: True,
        ballots=[each for call in calls for each in SqlScores(records).ballots(call.name)] if reviewers else (),
        made_at=made_at,
        written=partial(writings_of, records),
        address=address,
        decisions={call.name: decided(records, call.name) for call in calls},
        standings=case_standings(records, calls) if readers is Readers.OFFICE and with_scores else (),
    )
