"""Forms as offices fill them, freshly drawn by a seed: how many fields are read right, and what a form costs."""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.office.filling import Sample, sample
from bench.office.forms import PLAN, Form, drawn
from bench.office.layout import blank
from bench.office.reports import Report, report
from bench.office.writings import Answer
from bench.table import Table
from parsers.facts import FieldKind, FieldSpec, FilledForm, FormSpec, Kind
from parsers.form import read_forms, read_prose
from parsers.word import read_word

PLAN_BLANK = Path(__file__).parents[1] / "config" / "calls" / "2020-29-plan.docx"
_KINDS = {"person": "text", "unit": "text", "units": "text"}


@dataclass(frozen=True, slots=True)
class Miss:
    """A field read otherwise than it was meant."""

    sample: Sample
    copy: int
    key: str
    written: str
    meant: str | tuple[str, ...] | None
    read: str | tuple[str, ...] | None
    problem: str

    def __str__(self) -> str:
        read = f"{self.read!r} ({self.problem})" if self.problem else repr(self.read)
        return f"{self.sample.name} copy {self.copy + 1} {self.key}: written {self.written!r}, meant {self.meant!r}, read {read}; habits: {', '.join(self.sample.habits)}"


def spec_of(form: Form, template: bytes) -> FormSpec:
    """The form as a call file states it; of a drawn form, the call names no options."""
    fields = tuple(
        FieldSpec(each.key, (each.label, *each.also), FieldKind(_KINDS.get(each.kind, each.kind)))
        for each in form.fields()
    )
    options = tuple(option for each in form.fields() for option in each.options) if form is PLAN else ()
    return FormSpec(form.name, template, fields, options, 2020)


def plan_spec() -> FormSpec:
    """The shipped call's form, learnt from the shipped blank."""
    return spec_of(PLAN, PLAN_BLANK.read_bytes())


def plans(seed: int, count: int, calm: bool = False) -> Iterator[tuple[FormSpec, Sample]]:
    """Filled copies of the shipped form."""
    spec = plan_spec()
    for number in range(count):
        yield spec, sample(PLAN, seed, number, calm)


def others(seed: int, count: int) -> Iterator[tuple[FormSpec, Sample]]:
    """Filled copies of forms that nobody has seen before, one of each."""
    for number in range(count):
        form = drawn(Random(f"{seed}/{number}"))
        yield spec_of(form, blank(form)), sample(form, seed, number)


def misses(spec: FormSpec, made: Sample, forms: Sequence[FilledForm] | None = None) -> list[Miss]:
    """What was read wrong in a sample, or in `forms` as some other reader had them."""
    if forms is None:
        forms = read_forms(read_word(made.data, Kind.DOCX), [spec])
    found = []
    for number, truth in enumerate(made.truths):
        form = forms[number] if number < len(forms) else None
        found += [miss for key, answer in truth.items() if (miss := _missed(made, number, key, answer, form))]
    return found


def _missed(made: Sample, number: int, key: str, answer: Answer, form: FilledForm | None) -> Miss | None:
    reading = form.field(key) if form is not None else None
    value, problem = (reading.value, reading.problem) if reading is not None else (None, "not read")
    right = bool(problem) and reading is not None if answer.invalid else (value or None) == answer.value and not problem
    return None if right else Miss(made, number, key, answer.written, answer.value, value, problem)


def fields_in(made: Sample) -> int:
    return sum(len(truth) for truth in made.truths)


def report_misses(made: Report) -> list[str]:
    """What was read wrong in a report."""
    read = read_prose(read_word(made.data, Kind.DOCX))
    pairs = (
        ("report_title", made.title, read.title),
        ("host_organisation", made.organisation, read.organisation),
        ("activity_name", made.activity, read.activity),
        ("report_text", made.text, read.text),
    )
    return [
        f"{made.name} {key}: meant {meant!r}, read {found!r}; habits: {', '.join(made.habits)}"
        for key, meant, found in pairs
        if meant != found
    ]


def _reports(seed: int, count: int) -> tuple[tuple[str, ...], list[str]]:
    start = time.perf_counter()
    wrong = [miss for number in range(count) for miss in report_misses(report(seed, number))]
    each = (time.perf_counter() - start) * 1000 / count
    fields = 4 * count
    right = fields - len(wrong)
    return (
        "reports, no form",
        str(count),
        str(count),
        str(fields),
        str(right),
        f"{100 * right / fields:.2f}",
        f"{each:.1f}",
    ), wrong


def forms_table(seed: int, count: int = 300) -> Table:
    """Fields right, on the shipped form, on drawn ones, and in reports."""
    rows, notes = [], []
    for title, samples in (("2020-29", plans(seed, count)), ("drawn, each unseen", others(seed, count))):
        row, wrong = _measured(title, samples)
        rows.append(row)
        notes += [str(miss) for miss in wrong[:20]]
    row, unlike = _reports(seed, count)
    rows.append(row)
    notes += unlike[:20]
    heads = ("form", "documents", "copies", "fields", "right", "right %", "ms a document")
    return Table(f"Forms of office habits, seed {seed}", heads, tuple(rows), tuple(notes))


def _measured(title: str, samples: Iterator[tuple[FormSpec, Sample]]) -> tuple[tuple[str, ...], list[Miss]]:
    total: Counter[str] = Counter()
    wrong: list[Miss] = []
    for spec, made in samples:
        start = time.perf_counter()
        wrong += misses(spec, made)
        total["ms"] += (time.perf_counter() - start) * 1000
        total["documents"] += 1
        total["copies"] += len(made.truths)
        total["fields"] += fields_in(made)
    right = total["fields"] - len(wrong)
    counts = (str(total["documents"]), str(total["copies"]), str(total["fields"]), str(right))
    return (title, *counts, f"{100 * right / total['fields']:.2f}", f"{total['ms'] / total['documents']:.1f}"), wrong


def habits_seen(samples: Iterator[tuple[FormSpec, Sample]]) -> Mapping[str, int]:
    """How often each habit occurs, so that a run can be said to have tried it."""
    return Counter(habit for _, made in samples for habit in made.habits)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.forms", description=__doc__)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="default: a fresh one")
    parser.add_argument("--count", type=int, default=300)
    arguments = parser.parse_args()
    print(forms_table(arguments.seed, arguments.count))


if __name__ == "__main__":
    main()
