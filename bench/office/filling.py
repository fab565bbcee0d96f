"""Filled copies, freshly drawn: a seed and a number give one document and what each of its fields means."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from bench.office import marks, names, writings
from bench.office.forms import Field, Form
from bench.office.layout import Habits, Rows, lines_above, one_line
from bench.office.touches import Hand
from bench.office.wordml import Cell, Package, paragraph, picture, table, text
from bench.office.writings import Answer

_WRONG = {
    "mobile": writings.a_wrong_mobile,
    "phone": writings.a_wrong_phone,
    "email": writings.a_wrong_email,
    "date": writings.a_wrong_date,
}
_RIGHT = {
    "person": writings.a_person,
    "unit": writings.a_unit,
    "units": writings.some_units,
    "phone": writings.a_phone,
    "mobile": writings.a_mobile,
    "email": writings.an_email,
    "date": writings.a_date,
}
_AFTER_TABLES = (("序号", "照片说明"), ("时间", "地点"), ("姓名", "手机"))


@dataclass(frozen=True)
class Sample:
    """One document, the truth of each copy of the form in it, and the habits that it shows."""

    name: str
    data: bytes
    truths: tuple[Mapping[str, Answer], ...]
    habits: tuple[str, ...]


def answer(field: Field, rng: Random) -> Answer:
    """What somebody wrote into this field."""
    if field.kind == "options":
        some = rng.sample(field.options, rng.randrange(1, min(3, len(field.options)) + 1))
        return Answer("", tuple(option for option in field.options if option in some))
    if not field.required and rng.random() < 0.3:
        return writings.nothing(rng)
    if field.kind in _WRONG and rng.random() < 0.05:
        return _WRONG[field.kind](rng)
    if field.kind == "text":
        name = names.activity(rng)
        return Answer(name, name)
    if field.kind == "prose":
        lines = names.sentences(rng, rng.randrange(2, 8))
        return Answer("\n".join(lines), "\n".join(lines))
    return _RIGHT[field.kind](rng)


def sample(form: Form, seed: int, number: int, calm: bool = False) -> Sample:
    """The filled copy (or copies) with this number in the run with this seed.

    A calm one has no tracked changes, hidden text, content controls and the like, which other programs than Word lose
    or change when they save it in another format.
    """
    rng = Random(f"{seed}/{form.name}/{number}")
    package = Package()
    habits = _habits(rng, Hand(rng, package, calm=calm))
    if calm:
        habits.controls = habits.group_irregular = False
        habits.mark = habits.mark if habits.mark in marks.PLAIN else "√ in brackets"
    copies = 2 if rng.random() < 0.15 else 1
    truths = [_truth(form, rng) for _ in range(copies)]
    style = rng.choices(("table", "lines", "grown together"), (12, 2, 1))[0]
    if habits.mark in _FLOATING:  # where such a mark floats is not where it is anchored, unless its cell is alone
        style, habits.options = "table", habits.options if habits.options == "lines" else "cells"
    if habits.mark == "tick on the next line":
        style, habits.options = "table", "cells"
    habits.labels = tuple(label for field in form.fields() for label in (field.label, *field.also))
    _before(package, form, habits)
    if style == "lines":
        habits.used.add("rebuilt as lines")
        for truth in truths:
            package.body += _lines(form, truth, habits)
    else:
        _tables(package, form, truths, habits, together=style == "grown together" and copies == 2)
        _behind(package, habits)
    used = {name for name, value in vars(habits).items() if value is True or (isinstance(value, str) and value)}
    shown = {f"{name}: {getattr(habits, name)}" if isinstance(getattr(habits, name), str) else name for name in used}
    return Sample(
        f"{form.name}-{number}",
        package.data(),
        tuple(truths),
        tuple(sorted(shown | habits.used | habits.hand.used | {f"{copies} copies"})),
    )


_FLOATING = frozenset(("drawn", "floating picture"))


def _habits(rng: Random, hand: Hand) -> Habits:
    def often(share: float) -> bool:
        return rng.random() < share

    return Habits(
        rng,
        hand,
        mark=marks.draw(rng),
        colon=rng.choice(("", "", "", "：", ":", " ：")),
        spaced=rng.choice(("", "", "", " ", "　", "\u00a0")),
        broken=often(0.15),
        starred=often(0.08),
        renamed=often(0.15),
        rows_split=often(0.1),
        pairs_joined=often(0.06),
        answers_under=often(0.05),
        group_kept=often(0.9),
        group_irregular=often(0.1),
        controls=often(0.12),
        hint=rng.choice(("gone", "gone", "kept", "shortened", "required noted")),
        options=rng.choice(("", "", "", "", "cell", "marks apart", "lines", "only chosen")),
        inserted=often(0.15),
        deleted=often(0.15),
        split_answers=often(0.08),
        mistyped=often(0.1),
        wide_latin=often(0.05),
        schedule=often(0.08),
        framed=often(0.05),
    )


def _truth(form: Form, rng: Random) -> dict[str, Answer]:
    return {field.key: answer(field, rng) for field in form.fields()}


def _before(package: Package, form: Form, habits: Habits) -> None:
    rng = habits.rng
    if rng.random() < 0.2:
        package.header = "青岭科技活动周办公室　第1页"
    if rng.random() < 0.15:
        habits.used.add("a letter before")
        package.body += [
            paragraph(text(line))
            for line in ("尊敬的活动办公室：", "    现将我单位材料报上，请审阅。如有疑问请与我们联系。", "此致", "敬礼")
        ]
    if rng.random() < 0.08:
        habits.used.add("a table before")
        rows = [[Cell(paragraph(text(word)), 6) for word in row] for row in (("材料名称", "份数"), ("筹备方案", "1"))]
        package.body += [paragraph(text("材料清单")), table(rows), paragraph()]
    if rng.random() < 0.1:
        habits.used.add("attachment mark")
        package.body.append(paragraph(text("附件1")))
    package.body += [paragraph(text(line), properties='<w:jc w:val="center"/>') for line in form.title]


def _tables(package: Package, form: Form, truths: list[dict[str, Answer]], habits: Habits, together: bool) -> None:
    rows: list[list[Cell]] = []
    for number, truth in enumerate(truths):
        if number and form.above and not together:
            habits.used.add("lines above repeated")
        if number == 0 or not together:
            package.body += lines_above(form, truth, habits)
        elif form.above:  # the line above stands once and counts for both
            for field in form.above:
                truth[field.key] = truths[0][field.key]
        copy = Rows(form, truth, habits).rows()
        if habits.schedule:
            _with_schedule(form, truth)
        if together:
            rows += copy
        elif habits.framed:
            package.body += [table([[Cell(table(copy) + paragraph(), 12)]]), paragraph()]
        else:
            package.body += [table(copy), paragraph()]
    if together:
        habits.used.add("copies grown together")
        package.body += [table(rows), paragraph()]


def _with_schedule(form: Form, truth: dict[str, Answer]) -> None:
    """What a table inside the text says is part of it, cell by cell."""
    for field in form.fields():
        if field.kind == "prose":
            words = f"{truth[field.key].written}\n时间\n内容\n5月30日\n开幕式"
            truth[field.key] = Answer(words, words)


def _behind(package: Package, habits: Habits) -> None:
    rng = habits.rng
    if rng.random() < 0.15:
        habits.used.add("more tables behind")
        for heads in rng.sample(_AFTER_TABLES, 2):
            rows = [
                [Cell(paragraph(text(word)), 6) for word in heads],
                [Cell(paragraph(text("某某")), 6) for _ in heads],
            ]
            package.body += [paragraph(text("附表")), table(rows)]
    if rng.random() < 0.15:
        habits.used.add("photographs behind")
        package.body += [paragraph(text("活动照片")), paragraph(picture(120, 80))]


def _lines(form: Form, truth: Mapping[str, Answer], habits: Habits) -> list[str]:
    """The form without its table: label and answer on lines."""
    rng = habits.rng
    pattern = rng.choice(("{}：{}", "{}: {}", "{}：　{}", "{} ： {}", "{}:{}"))
    lines: list[str] = []
    for number, field in enumerate(form.fields(), 1):
        written = one_line(truth[field.key])
        words = field.label if rng.random() < 0.7 else field.label.replace(" ", "")
        if field.kind == "prose":
            lines += [
                paragraph(text(words)),
                *(paragraph(text("　　" + line)) for line in truth[field.key].written.split("\n")),
            ]
        elif field.kind == "options":
            chosen = truth[field.key].value or ()
            runs = [marks.MARKS[habits.mark](option, option in chosen) for option in field.options]
            lines.append(paragraph(text(f"{words}："), text(" ").join(runs)))
        else:
            prefix = f"{number}. " if habits.numbered else ""
            lines.append(paragraph(text(prefix), habits.hand.runs(pattern.format(words, written))))
    return lines
