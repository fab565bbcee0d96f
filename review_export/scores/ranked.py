"""What is scored, by whom, and how it stands, from the records."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from archive.records import SqlRecords
from archive.scored import accepted
from archive.scores import SqlScores
from archive.views import ActivityView, streamed
from intake.call import Call
from intake.naming import organisation_key
from intake.receipt import call_of
from intake.scoring import Award, Case, Duties, Ranked, Standing, counted, duties, rank
from intake.scoring.cases import Entry, cases

Ranking = tuple[Award, tuple[Standing, ...]]


class Cases(tuple[Case, ...]):
    """A call's cases in order; `places` says where the one with a receipt number stands among them."""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """By receipt number; counted once."""
        return {receipt: place for place, case in enumerate(self) for receipt in case.receipts}

    @cached_property
    def of_organisation(self) -> Mapping[str, tuple[int, ...]]:
        """The places of an organisation's cases, by its key."""
        found: dict[str, list[int]] = {}
        for place, case in enumerate(self):
            found.setdefault(organisation_key(case.organisation), []).append(place)
        return {key: tuple(places) for key, places in found.items()}


def scored_cases(records: SqlRecords, call: Call) -> Cases:
    """What is scored: the accepted submissions."""
    return Cases(cases(call, accepted(records, call.name)))


def rankings(records: SqlRecords, call: Call, known: Sequence[Case]) -> Mapping[str, Ranking]:
    """Every award's ranking by its key; where nothing was assigned, whoever has scored is awaited everywhere."""
    duty = duties_of(records, call.name)
    ballots = counted(SqlScores(records).ballots(call.name), known, duty)
    names = sorted(duty.named) or list(dict.fromkeys(ballot.reviewer for ballot in ballots))
    awaited = {case.receipt: [name for name in names if duty.are(name, case)] for case in known}
    return {award.key: (award, rank(award, known, ballots, call.criteria, awaited)) for award in call.awards}


def case_standings(records: SqlRecords, calls: Iterable[Call]) -> tuple[Standing, ...]:
    """The ranking of cases of the first call that has one and of which scores are on record, else ()."""
    for call in calls:
        award = next((each for each in call.awards if each.to is Ranked.CASE), None)
        if award is not None and call.criteria and SqlScores(records).ballots(call.name):
            return rankings(records, call, scored_cases(records, call))[award.key][1]
    return ()


def duties_of(records: SqlRecords, call: str) -> Duties:
    """Who is to score what at a call."""
    store = SqlScores(records)
    return duties(store.assignments(call), store.held(call))


def assigned(records: SqlRecords, calls: Sequence[Call]) -> Callable[[str, str], bool]:
    """Whether a reviewer is to score a submission, whatever its state."""
    of_call = {call.name: duties_of(records, call.name) for call in calls}
    known = {
        receipt: case
        for call in calls
        for case in cases(call, _entries(streamed(records, call.name)))
        for receipt in case.receipts
    }

    def is_theirs(reviewer: str, receipt: str) -> bool:
        case, duty = known.get(receipt), of_call.get(call_of(receipt))
        return case is None or duty is None or duty.are(reviewer, case)

    return is_theirs


def _entries(rows: Iterable[ActivityView]) -> Iterable[Entry]:
    return (Entry(row.receipt, row.stage, row.organisation, row.activity) for row in rows)
