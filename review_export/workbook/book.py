"""The workbook: which sheets, in which order, for whom. The same data gives the same bytes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import xlsxwriter

from archive.views import ActivityView
from intake.call import Call
from intake.decisions.model import Decision
from intake.receipt import call_of
from intake.scoring import Ballot
from intake.scoring.cases import Entry, cases
from review_export.changes import Changes
from review_export.charts import Figure
from review_export.rows import Column, Readers
from review_export.selection import Selected
from review_export.workbook.about import write_about
from review_export.workbook.activities import Links, write_activities
from review_export.workbook.charts import write_charts
from review_export.workbook.dictionary import write_dictionary
from review_export.workbook.issues import write_issues
from review_export.workbook.look import Look, look
from review_export.workbook.organisations import write_organisations
from review_export.workbook.scoring import write_scoring
from review_export.workbook.written import Written, write_written

_EPOCH = datetime(2020, 1, 1)  # noqa: DTZ001  a workbook knows no zones
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a workbook is to hold. `reviewers` get a score sheet each; without any there is one for whoever fills it in."""

    calls: Sequence[Call]
    readers: Readers
    columns: Sequence[Column]
    rows: Selected
    category: Callable[[ActivityView], str]
    about: Callable[[], Sequence[tuple[str, str]]]
    newest: datetime | None = None
    changes: Changes | None = None
    links: Links = field(default_factory=dict)
    decisions: Mapping[str, Sequence[Decision]] = field(default_factory=dict)
    figures: Sequence[Figure] = ()
    written: Written | None = None
    reviewers: Sequence[str] = ()
    assigned: Callable[[str, str], bool] = lambda _reviewer, _receipt: True
    ballots: Sequence[Ballot] = ()  # what these reviewers have given already


def write_xlsx(path: Path, contents: Contents) -> None:
    """Write it: 活动汇总 first, as whoever opens it looks for that; 说明 last but for what explains it."""
    created = (contents.newest or _EPOCH).replace(tzinfo=None)
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"title": "报送汇总", "created": created})
        heading = "；".join(call.title for call in contents.calls)
        style = look(book, heading)
        rows = contents.rows
        write_activities(book, look(book, heading, "top"), contents.columns, rows, contents.changes, contents.links)
        write_organisations(book, style, contents.calls, rows, contents.category, contents.decisions)
        if contents.readers is Readers.OFFICE:
            write_issues(book, style, rows)
            if contents.written is not None:
                options = frozenset(option for call in contents.calls for option in call.options)
                write_written(book, style, rows, contents.written, options)
        else:
            _write_scoring(book, style, contents)
        write_charts(book, style, contents.figures)
        write_dictionary(book, style, contents.columns, contents.calls)
        write_about(book, style, contents.about())


def _write_scoring(book: xlsxwriter.Workbook, style: Look, contents: Contents) -> None:
    """A row a case of the first call that has criteria, as `baosong scores` reads and ranks them."""
    call = next((call for call in contents.calls if call.criteria), None)
    if call is None:
        return
    names = {stage.key: stage.name for stage in call.stages}
    entries = [
        Entry(row.receipt, row.stage, row.organisation, row.activity)
        for row in contents.rows
        if call_of(row.receipt) == call.name
    ]
    stages = {entry.receipt: names.get(entry.stage, entry.stage) for entry in entries}
    known = cases(call, entries)
    for reviewer in dict.fromkeys(contents.reviewers) or ("",):
        mine = [case for case in known if not reviewer or contents.assigned(reviewer, case.receipt)]
        given = {ballot.receipt: ballot for ballot in contents.ballots if ballot.reviewer == reviewer}
        write_scoring(book, style, call.criteria, reviewer, mine, stages, given)
