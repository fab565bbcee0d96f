"""A small seeded run of the generator of office habits; the full one, freshly seeded, is `make bench`."""

import pytest

from bench.forms import fields_in, habits_seen, misses, others, plans, report_misses
from bench.office.marks import MARKS
from bench.office.reports import report

SEED, COUNT = 2020, 40


@pytest.mark.parts
@pytest.mark.parametrize("drawn", [plans, others])
def test_every_field_is_read_as_it_was_meant(drawn: object) -> None:
    samples = list(drawn(SEED, COUNT))  # type: ignore[operator]
    wrong = [str(miss) for spec, made in samples for miss in misses(spec, made)]
    assert sum(fields_in(made) for _, made in samples) > 300
    assert wrong == []


def test_reports_say_what_was_meant() -> None:
    reports = [report(SEED, number) for number in range(COUNT)]
    assert [miss for made in reports for miss in report_misses(made)] == []
    assert len({habit for made in reports for habit in made.habits}) >= 14  # titles, places of unit and activity


def test_the_full_run_tries_every_mark_and_every_rearrangement() -> None:
    seen = habits_seen(plans(SEED, 300))
    assert {f"mark: {mark}" for mark in MARKS} <= set(seen)
    rearranged = {
        "rebuilt as lines",
        "copies grown together",
        "2 copies",
        "rows_split",
        "pairs_joined",
        "answers_under",
    }
    assert rearranged | {
        "deleted",
        "inserted",
        "controls",
        "group_irregular",
        "placeholder of a content control",
    } <= set(seen)
