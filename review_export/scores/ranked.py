"""What is scored and how it stands, from the records."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from archive.records import SqlRecords
from archive.scores import SqlScores
from archive.views import ActivityView, streamed
from intake.call import Call
from intake.codes import Verdict
from intake.scoring import Award, Case, Ranked, Standing, rank
from intake.scoring.cases import Entry, cases

Ranking = tuple[Award, tuple[Standing, ...]]


def scored_cases(records: SqlRecords, call: Call) -> tuple[Case, ...]:
    """What is scored: the accepted submissions."""
    accepted = (row for row in streamed(records, call.name) if row.verdict == Verdict.ACCEPTED.value)
    return cases(call, _entries(accepted))


def rankings(records: SqlRecords, call: Call, known: Sequence[Case]) -> Mapping[str, Ranking]:
    """Every award's ranking by its key; reviewers without any assignment are awaited everywhere."""
    store = SqlScores(records)
    ballots = store.ballots(call.name)
    waited: dict[str, list[str]] = {}
    for row in store.assignments(call.name):
        waited.setdefault(row.receipt, []).append(row.reviewer)
    everybody = list(dict.fromkeys(ballot.reviewer for ballot in ballots))
    awaited = {case.receipt: waited.get(case.receipt, [] if waited else everybody) for case in known}
    return {award.key: (award, rank(award, known, ballots, call.criteria, awaited)) for award in call.awards}


def case_standings(records: SqlRecords, calls: Iterable[Call]) -> tuple[Standing, ...]:
    """The ranking of cases of the first call that has one and of which scores are on record, else ()."""
    for call in calls:
        award = next((each for each in call.awards if each.to is Ranked.CASE), None)
        if award is not None and call.criteria and SqlScores(records).ballots(call.name):
            return rankings(records, call, scored_cases(records, call))[award.key][1]
    return ()


def assigned(records: SqlRecords, calls: Sequence[Call]) -> Callable[[str, str], bool]:
    """Whether a reviewer is to score a submission: what was assigned, or, to whom nothing was, everything."""
    store = SqlScores(records)
    by_call = {call.name: store.assignments(call.name) for call in calls}
    rows = [row for assignments in by_call.values() for row in assignments]
    named = {row.reviewer for row in rows}
    by_case = {(row.reviewer, row.receipt) for row in rows}
    case_of = {
        receipt: case.receipt
        for call in (calls if rows else ())
        for case in cases(call, _entries(streamed(records, call.name)))
        for receipt in case.receipts
    }
    return lambda reviewer, receipt: reviewer not in named or (reviewer, case_of.get(receipt, receipt)) in by_case


def _entries(rows: Iterable[ActivityView]) -> Iterable[Entry]:
    return (Entry(row.receipt, row.stage, row.organisation, row.activity) for row in rows)
