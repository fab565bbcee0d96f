"""A form on paper: its blank, or one copy as somebody filled it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from bench.office.forms import Field, Form, Group, Headed, Nested, Pairs, Section, Ticks
from bench.office.marks import MARKS
from bench.office.touches import Hand
from bench.office.wordml import Cell, Package, control, paragraph, table, text
from bench.office.writings import Answer, wide

COLUMNS = 12
_FOREIGN = (("备注", "另附"), ("预算（万元）", "3.5"), ("参加人数", "200"), ("收件编号", ""))


@dataclass
class Habits:
    """How one writer treats labels and structure; `used` collects what this copy shows."""

    rng: Random
    hand: Hand
    mark: str = "√ in brackets"
    colon: str = ""
    spaced: str = ""  # put between a label's characters
    broken: bool = False  # a label broken over two lines
    numbered: bool = False
    starred: bool = False
    renamed: bool = False
    rows_split: bool = False
    pairs_joined: bool = False  # label：answer in one cell
    answers_under: bool = False  # answer in the label's own cell, on the next line
    group_kept: bool = True
    group_irregular: bool = False
    controls: bool = False  # answers' cells in content controls
    hint: str = "gone"  # "kept", "before", "shortened"
    options: str = ""  # "cell", "marks apart", "lines", "only chosen"
    inserted: bool = False
    deleted: bool = False
    split_answers: bool = False
    mistyped: bool = False
    wide_latin: bool = False
    schedule: bool = False  # a table of its own inside the free text
    framed: bool = False  # the whole form in a table of one cell
    labels: tuple[str, ...] = ()  # the form's, so that a mistyped one isn't another
    used: set[str] = field(default_factory=set)


def blank(form: Form) -> bytes:
    """The form as it is handed out."""
    package = Package()
    rng = Random(form.name)
    habits = Habits(rng, Hand(rng, package, 0))
    body = [paragraph(text(line), properties='<w:jc w:val="center"/>') for line in form.title]
    body += lines_above(form, {}, habits)
    body.append(table(list(Rows(form, {}, habits, as_blank=True).rows())))
    body.extend(paragraph(text(f"{each.label}：")) for each in form.below)
    package.body = body
    return package.data()


def blank_lines(form: Form) -> bytes:
    """A form of lines without any table."""
    package = Package()
    lines = [*form.title]
    for each in form.fields():
        options = "".join(f"　□{option}" for option in each.options)
        lines.append(each.label if each.kind == "prose" else f"{each.label}：{options}")
        lines += ["", ""] if each.kind == "prose" else []
    package.body = [paragraph(text(line)) for line in lines]
    return package.data()


def lines_above(form: Form, answers: Mapping[str, Answer], habits: Habits) -> list[str]:
    lines = []
    if form.above:
        pieces = [text(form.seal + " " * 20)]
        for each in form.above:
            answer = answers.get(each.key)
            pieces += [text(f"{label(each, habits, colon='：')}"), habits.hand.runs(one_line(answer)) if answer else ""]
        lines.append(paragraph(*pieces))
    if form.between:
        lines.append(paragraph(text(form.between)))
    return lines


def one_line(answer: Answer) -> str:
    """What is written, where there is room for one line only."""
    several = isinstance(answer.value, str) and "、" in answer.value
    return answer.written.replace("\n", "、" if several and "、\n" not in answer.written else "")


def label(of: Field, habits: Habits, colon: str | None = None) -> str:
    """The label as this writer has it."""
    rng = habits.rng
    words = rng.choice((of.label, *of.also)) if habits.renamed and of.also else of.label
    if habits.spaced and rng.random() < 0.6:
        words = habits.spaced.join(words.replace(" ", ""))
    elif habits.broken and rng.random() < 0.6 and len(words) > 2 and colon is None:
        half = len(words) // 2
        words = f"{words[:half]}\n{words[half:]}"
    elif rng.random() < 0.1:
        words = words.replace(" ", "")
    if habits.mistyped and not habits.spaced and len(words) == len("".join(words.split())) > 4 and rng.random() < 0.3:
        words = _mistyped(words, habits)
    if habits.wide_latin:
        words = wide(words)
    if habits.starred and of.required:
        words = rng.choice(("*", "＊", "★")) + words
    if habits.hint == "required noted" and of.required:
        words += rng.choice(("（必填）", "(必填)"))
    return words + (habits.colon if colon is None else colon)


def _mistyped(words: str, habits: Habits) -> str:
    """One character wrong, unless that made it as near to another label: then nobody could tell which is meant."""
    at = habits.rng.randrange(words.find("、") + 1, len(words))  # its numbering aside
    wrong = words[:at] + habits.rng.choice("的称各方件") + words[at + 1 :]
    if any(_differ(wrong, other) <= 1 for other in habits.labels if other != words):
        return words
    habits.used.add("a label mistyped")
    return wrong


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


class Rows:
    """The table's rows."""

    def __init__(self, form: Form, answers: Mapping[str, Answer], habits: Habits, as_blank: bool = False) -> None:
        self.form = form
        self.answers = answers
        self.habits = habits
        self.as_blank = as_blank

    def rows(self) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        for number, row in enumerate(self.form.rows):
            if (
                self.habits.inserted
                and self.habits.rng.random() < 0.2
                and not (number and isinstance(self.form.rows[number - 1], Headed))
            ):
                foreign, words = self.habits.rng.choice(_FOREIGN)
                rows.append([Cell(paragraph(text(foreign)), 3), Cell(paragraph(text(words)), 9)])
            match row:
                case Pairs(fields):
                    rows.extend(self._pairs(fields, COLUMNS))
                case Headed(fields):
                    rows.extend(self._headed(fields))
                case Group(caption, inner):
                    rows.extend(self._group(caption, inner))
                case Nested(caption, within):
                    rows.append(self._nested(caption, within))
                case Ticks(each, style):
                    rows.extend(self._ticks(each, self.habits.options or style))
                case Section(each, style):
                    rows.extend(self._section(each, style))
        return rows

    def _label(self, of: Field) -> str:
        return paragraph(text(label(of, self.habits)))

    def _answer(self, of: Field) -> str:
        answer = self.answers.get(of.key)
        if answer is None:
            return paragraph(text("　年　月　日")) if of.kind == "date" and self.as_blank else paragraph()
        if (
            of.kind == "date"
            and self.habits.rng.random() < 0.15
            and answer.value
            and not (answer.invalid or self.habits.hand.calm)
        ):
            self.habits.used.add("date control")
            full = f'<w:date w:fullDate="{answer.value}T00:00:00Z"><w:dateFormat w:val="yyyy/M/d"/></w:date>'
            return paragraph(control(text(one_line(answer)), full))
        if not answer.written and self.habits.rng.random() < 0.3 and not self.habits.hand.calm:
            self.habits.used.add("placeholder of a content control")
            return paragraph(control(text("单击或点击此处输入文字。", '<w:rStyle w:val="a4"/>'), "<w:showingPlcHdr/>"))
        return self.habits.hand.lines(answer.written)

    def _pairs(self, fields: Sequence[Field], columns: int) -> list[list[Cell]]:
        fields = [each for each in fields if not self._is_deleted(each)]
        if not fields:
            return []
        if self.habits.rows_split:
            return [row for each in fields for row in self._row([each], columns)]
        return self._row(fields, columns)

    def _is_deleted(self, each: Field) -> bool:
        answer = self.answers.get(each.key)
        gone = (
            self.habits.deleted
            and not each.required
            and answer is not None
            and answer.value is None
            and not answer.invalid
        )
        if gone:
            self.habits.used.add("optional field deleted")
        return gone

    def _row(self, fields: Sequence[Field], columns: int) -> list[list[Cell]]:
        share = columns // len(fields)
        cells: list[Cell] = []
        for each in fields:
            if self.habits.pairs_joined and not self.as_blank:
                written = one_line(self.answers[each.key])
                cells.append(
                    Cell(paragraph(text(label(each, self.habits, colon="：")), self.habits.hand.runs(written)), share)
                )
            elif self.habits.answers_under and not self.as_blank:
                cells.append(Cell(self._label(each) + self._answer(each), share))
            else:
                cells += [
                    Cell(self._label(each), share // 3 or 1),
                    *self._answer_cells(each, share - (share // 3 or 1)),
                ]
        cells[-1].width += columns - sum(cell.width for cell in cells)
        return [cells]

    def _answer_cells(self, each: Field, width: int) -> list[Cell]:
        answer = Cell(self._answer(each), width, wrapped=self.habits.controls)
        if self.habits.split_answers and width > 2 and self.habits.rng.random() < 0.4:
            self.habits.used.add("answer's cell split")
            return [Cell(answer.content, width - 1, wrapped=answer.wrapped), Cell(paragraph(), 1)]
        return [answer]

    def _headed(self, fields: Sequence[Field]) -> list[list[Cell]]:
        share = COLUMNS // len(fields)
        heads = [Cell(self._label(each), share) for each in fields]
        return [heads, [Cell(self._answer(each), share, wrapped=self.habits.controls) for each in fields]]

    def _group(self, caption: str, inner: Sequence[Pairs]) -> list[list[Cell]]:
        if not self.habits.group_kept:
            return [row for pairs in inner for row in self._pairs(pairs.fields, COLUMNS)]
        rows = [row for pairs in inner for row in self._pairs(pairs.fields, COLUMNS - 2)]
        for number, row in enumerate(rows):
            merge = "restart" if number == 0 else "continue"
            if self.habits.group_irregular and number == 0:
                merge = "continue"  # nothing above it to continue
            row.insert(0, Cell(paragraph(text(caption)) if number == 0 else paragraph(), 2, merge))
        return rows

    def _nested(self, caption: str, within: Sequence[Pairs | Headed]) -> list[Cell]:
        rows = [
            row
            for inner in within
            for row in (self._headed(inner.fields) if isinstance(inner, Headed) else self._pairs(inner.fields, COLUMNS))
        ]
        return [Cell(paragraph(text(caption)), 2), Cell(table(rows) + paragraph(), COLUMNS - 2)]

    def _ticks(self, of: Field, style: str) -> list[list[Cell]]:
        head = label(of, self.habits) + (f"\n{of.hint}" if of.hint else "")
        chosen = self._chosen(of)
        mark = MARKS[self.habits.mark]
        options = of.options
        if style == "only chosen" and 0 < len(chosen) < len(of.options):
            return [
                [Cell(paragraph(text(head)), 3), Cell(paragraph(text("、".join(o for o in options if o in chosen))), 9)]
            ]
        if style == "marks apart" and len(options) <= 9:
            share = 9 // len(options)
            first = [Cell(paragraph(text(head)), 3, "restart"), *(Cell(paragraph(text(o)), share) for o in options)]
            second = [
                Cell(paragraph(), 3, "continue"),
                *(Cell(paragraph(text("√" if o in chosen else "")), share) for o in options),
            ]
            for row in (first, second):
                row[-1].width += COLUMNS - sum(cell.width for cell in row)
            return [first, second]
        runs = [self._option(mark, option, option in chosen) for option in options]
        if style == "lines":
            return [[Cell(paragraph(text(head)), 3), Cell("".join(paragraph(run) for run in runs), 9)]]
        if style == "cell":
            joint = text(self.habits.rng.choice(("  ", "　", " ", "    ")))
            return [[Cell(paragraph(text(head)), 3), Cell(paragraph(joint.join(runs)), 9)]]
        share = 9 // len(options)
        cells = [Cell(paragraph(text(head)), 3), *(Cell(paragraph(run), share) for run in runs)]
        cells[-1].width += COLUMNS - sum(cell.width for cell in cells)
        return [cells]

    def _option(self, mark: object, option: str, on: bool) -> str:
        if self.as_blank:
            return text(f"{option}（）")
        return mark(option, on)  # type: ignore[operator,no-any-return]

    def _chosen(self, of: Field) -> tuple[str, ...]:
        answer = self.answers.get(of.key)
        return answer.value if answer and isinstance(answer.value, tuple) else ()

    def _section(self, of: Field, style: str) -> list[list[Cell]]:
        answer = self.answers.get(of.key)
        words = self._prose(of, answer.written if answer else "")
        if style == "under":
            return [[Cell(self._label(of), COLUMNS)], [Cell(words, COLUMNS, wrapped=self.habits.controls)]]
        if style == "beside":
            vertical = "\n".join(of.label) if self.as_blank or self.habits.rng.random() < 0.5 else of.label
            return [[Cell(paragraph(text(vertical)), 2), Cell(words, COLUMNS - 2)]]
        return [[Cell(paragraph(text(of.label + "：")) + words, COLUMNS)]]

    def _prose(self, of: Field, written: str) -> str:
        kind = "kept" if self.as_blank else self.habits.hint
        hint = {
            "kept": of.hint,
            "shortened": of.hint.replace("突出", "", 1)[:-9] + "）" if len(of.hint) > 60 else of.hint,
        }.get(kind, "")
        lines = written.split("\n") if written else []
        rng = self.habits.rng
        indent = "" if self.as_blank else rng.choice(("", "　　", "    "))
        pieces = [paragraph(text(hint))] if hint else []
        pieces += [paragraph(self.habits.hand.runs(indent + line) if line else "") for line in lines]
        if not self.as_blank and lines and rng.random() < 0.3:
            pieces.insert(rng.randrange(len(pieces) + 1) if not hint else len(pieces), paragraph())
        if self.habits.schedule and lines and not self.as_blank:
            words = (("时间", "内容"), ("5月30日", "开幕式"))
            pieces += [table([[Cell(paragraph(text(word)), 6) for word in row] for row in words]), paragraph()]
            self.habits.used.add("a schedule inside the text")
        if self.as_blank or not pieces:
            pieces += [paragraph()] * 3
        return "".join(pieces)
