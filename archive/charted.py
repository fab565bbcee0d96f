"""What a call's pictures count, counted in the records: no submission is read whole."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from archive.records import SqlRecords
from archive.tables import FindingRow, SubmissionRow

_AT_ONCE = 2_000  # rows


@dataclass(frozen=True, slots=True)
class Charted:
    """By stage and day of first receipt; (stage, organisation, verdict) as they occur; ticked options; (code, severity)."""

    days: Counter[tuple[str, date]] = field(default_factory=Counter)
    verdicts: set[tuple[str, str, str]] = field(default_factory=set)
    options: Counter[str] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)


def charted(records: SqlRecords, call: str, options: Collection[str], verdict: str = "") -> Charted:
    """Of a call's submissions that weren't put aside, or those of one verdict; `options` are fields in which these are ticked."""
    where = [SubmissionRow.call == call, SubmissionRow.closed == ""]
    where += [SubmissionRow.verdict == verdict] if verdict else []
    ticked = [SubmissionRow.fields[key].as_string() for key in options]
    columns = (SubmissionRow.stage, SubmissionRow.organisation, SubmissionRow.verdict, SubmissionRow.first_received_at)
    rows = select(*columns, *ticked).where(*where).execution_options(yield_per=_AT_ONCE)
    found = (
        select(FindingRow.code, FindingRow.severity, func.count())
        .join(SubmissionRow, SubmissionRow.current == FindingRow.revision)
        .where(*where)
        .group_by(FindingRow.code, FindingRow.severity)
    )
    counted = Charted()
    with records.reading() as session:
        for stage, organisation, its, first, *several in session.execute(rows):
            counted.days[stage, first.date()] += 1
            counted.verdicts.add((stage, organisation, its))
            counted.options.update(_ticked(several))
        counted.findings.update({(code, severity): number for code, severity, number in session.execute(found)})
    return counted


def _ticked(written: Sequence[str | None]) -> set[str]:
    """The options of one submission; each is a JSON list as text, or null."""
    return {option for each in written if each for option in json.loads(each) or ()}
