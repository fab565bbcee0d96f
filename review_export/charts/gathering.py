"""From the rows of an export to its figures, in one pass; what is counted is kept, no row."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from archive.charted import Charted
from archive.views import ActivityView
from intake.call import Call, Stage
from intake.codes import CODES, Code, Verdict
from intake.coverage import Handed, Standing, cover
from intake.decisions.model import Decision
from intake.receipt import call_of
from parsers.facts import FieldKind
from review_export.charts.figures import Figure, Kind, Say, Series, as_it_is
from review_export.charts.palette import Shade
from review_export.selection import Selection

_MOST_DAYS = 62  # columns: beyond, a column is a week
_MOST_KINDS = 15
_SEVERITIES = {"error": ("需补正", Shade.FAULT), "review": ("待人工核对", Shade.DOUBT), "warning": ("提示", Shade.GOOD)}
_STANDINGS = {
    Standing.COMPLETE: Shade.GOOD,
    Standing.REVIEW: Shade.DOUBT,
    Standing.FAULTS: Shade.FAULT,
    Standing.ELSEWHERE: Shade.NOTED,
    Standing.NOT_SUBMITTING: Shade.NOTED,
    Standing.SILENT: Shade.SILENT,
}
_NOTED = "已另行报送或不报送"
_OF_STAGE = tuple[str, str]  # call's name, stage's key


class Gathered:
    """What is counted of a selection's rows, added one after the other."""

    def __init__(
        self,
        calls: Sequence[Call],
        selection: Selection = Selection(),
        decisions: Mapping[str, Sequence[Decision]] = MappingProxyType({}),
    ) -> None:
        """`decisions`: by call, what people have noted of its organisations."""
        self.calls = calls
        self.selection = selection
        self.decisions = decisions
        self.days: dict[_OF_STAGE, Counter[date]] = defaultdict(Counter)
        self.options: dict[str, Counter[str]] = defaultdict(Counter)  # by call
        self.findings: Counter[tuple[Code, str]] = Counter()
        self.verdicts: dict[tuple[str, str, str], set[str]] = defaultdict(set)  # by call, stage, organisation
        self._asked = {call.name: option_fields(call) for call in calls}

    def add(self, row: ActivityView) -> None:
        """Count one row."""
        name = call_of(row.receipt)
        self.days[name, row.stage][row.first_received_at.date()] += 1
        self.verdicts[name, row.stage, row.organisation].add(row.verdict)
        for each in row.findings:
            if each.severity in _SEVERITIES:
                self.findings[Code(each.code), each.severity] += 1
        for key in self._asked.get(name, ()):
            self.options[name].update(set(row.fields.get(key) or ()))

    def take(self, call: str, counted: Charted) -> None:
        """Count what was counted already in the records, of one call."""
        for (stage, day), number in counted.days.items():
            self.days[call, stage][day] += number
        for stage, organisation, verdict in counted.verdicts:
            self.verdicts[call, stage, organisation].add(verdict)
        for (code, severity), number in counted.findings.items():
            if severity in _SEVERITIES and code in CODES:
                self.findings[Code(code), severity] += number
        self.options[call].update(counted.options)

    def stages(self) -> frozenset[str]:
        """The keys of the stages that the rows are of."""
        return frozenset(stage for _, stage in self.days)

    def figures(self, findings: bool = True, say: Say = as_it_is) -> tuple[Figure, ...]:
        """Arrivals and coverage of each stage, modules, and findings where these readers may see them; empty ones left out."""
        stages = [(call, stage) for call in self.calls for stage in call.stages]
        found = [
            *(_arrivals(call, stage, self, say) for call, stage in stages),
            *(_coverage(call, stage, self, say) for call, stage in stages),
            *(_modules(call, self, say) for call in self.calls),
            _findings(self, say) if findings else None,
        ]
        return tuple(each for each in found if each is not None)

    def named(self, call: Call) -> str:
        """The call's title in brackets, where there are several calls."""
        return f"（{call.title}）" if len(self.calls) > 1 else ""


def _arrivals(call: Call, stage: Stage, gathered: Gathered, say: Say) -> Figure | None:
    days = gathered.days.get((call.name, stage.key))
    if not days:
        return None
    first, last = min(days), max(*days, stage.deadline)
    first = min(first, stage.deadline)
    step = 1 if (last - first).days < _MOST_DAYS else 7
    starts = [first + timedelta(days=index) for index in range(0, (last - first).days + 1, step)]
    before, after = Counter[int](), Counter[int]()
    for day, number in days.items():
        (before if day <= stage.deadline else after)[(day - first).days // step] += number
    late = after.total()
    note = say("共{all}项，截止当天{last}项，{late}").format(
        all=days.total(),
        last=days[stage.deadline],
        late=say("逾期{late}项").format(late=late) if late else say("无逾期"),
    )
    title = say("逐日收到的{stage}" if step == 1 else "逐周收到的{stage}").format(stage=stage.name)
    return Figure(
        key=f"arrivals-{call.name}-{stage.key}",
        title=f"{title}{gathered.named(call)}",
        note=note,
        kind=Kind.COLUMNS,
        axis=say("首次收到的日期" if step == 1 else "首次收到的那一周，从这一天起"),
        unit=say("项"),
        one=say("1项"),
        names=tuple(f"{day:%m-%d}" for day in starts),
        series=(
            Series(say("截止日期前（含当天）"), Shade.GOOD, tuple(before[index] for index in range(len(starts)))),
            Series(say("截止日期后"), Shade.FAULT, tuple(after[index] for index in range(len(starts)))),
        ),
        mark=((stage.deadline - first).days // step, say("截止 {day}").format(day=f"{stage.deadline:%m-%d}")),
    )


def _coverage(call: Call, stage: Stage, gathered: Gathered, say: Say) -> Figure | None:
    """Organisations of the roster by category; a stage of which nothing came yet is left out."""
    verdicts = [
        (unit, verdict)
        for (name, key, unit), found in gathered.verdicts.items()
        if (name, key) == (call.name, stage.key)
        for verdict in sorted(found)
    ]
    handed = [
        Handed(str(number), stage.key, unit, "", Verdict(verdict), (), "")
        for number, (unit, verdict) in enumerate(verdicts)
    ]
    asked = gathered.selection
    covered = [
        each
        for each in cover(call, stage, handed, gathered.decisions.get(call.name, ()))
        if asked.category in ("", each.organisation.category)
    ]
    if not covered or not handed:
        return None
    table: dict[str, Counter[Standing]] = {}
    for each in covered:
        table.setdefault(each.organisation.category or say("未分类"), Counter())[each.standing] += 1
    there = len(covered) - sum(each[Standing.SILENT] for each in table.values())
    note = say("名册{all}家，已报送{there}家" if asked.everything else "名册{all}家，已收录{there}家")
    return Figure(
        key=f"coverage-{call.name}-{stage.key}",
        title=say("名册单位报送{stage}的情况").format(stage=stage.name) + gathered.named(call),
        note=note.format(all=len(covered), there=there),
        kind=Kind.BARS,
        axis=say("单位类别"),
        unit=say("家"),
        one=say("1家"),
        names=tuple(table),
        series=tuple(_standings(list(table.values()), asked.everything, say)),
    )


def _standings(counted: Sequence[Counter[Standing]], everything: bool, say: Say) -> Iterator[Series]:
    """A series a shade; whom a person has noted as seen to are one."""
    for shade in dict.fromkeys(_STANDINGS.values()):
        alike = [standing for standing, its in _STANDINGS.items() if its is shade]
        words = _NOTED if shade is Shade.NOTED else alike[0].wording
        if shade is Shade.SILENT and not everything:
            words = "未报送或未收录"
        values = tuple(sum(each[standing] for standing in alike) for each in counted)
        if any(values):
            yield Series(say(words), shade, values)


def _modules(call: Call, gathered: Gathered, say: Say) -> Figure | None:
    ticked = gathered.options[call.name]
    if not ticked.total() or not call.options:
        return None
    return Figure(
        key=f"modules-{call.name}",
        title=say("活动模块") + gathered.named(call),
        note=say("勾选该模块的活动数；一项活动可以勾选几个模块"),
        kind=Kind.BARS,
        axis=say("模块"),
        unit=say("项"),
        one=say("1项"),
        names=call.options,
        series=(Series(say("活动"), Shade.GOOD, tuple(ticked[option] for option in call.options)),),
    )


def _findings(gathered: Gathered, say: Say) -> Figure | None:
    """The most frequent kinds first."""
    totals = Counter[Code]()
    for (code, _), number in gathered.findings.items():
        totals[code] += number
    if not totals:
        return None
    codes = sorted(totals, key=lambda code: (-totals[code], code.value))[:_MOST_KINDS]
    shown = [
        Series(say(words), shade, tuple(gathered.findings[code, severity] for code in codes))
        for severity, (words, shade) in _SEVERITIES.items()
    ]
    return Figure(
        key="findings",
        title=say("核对意见的种类"),
        note=say("共{all}条，只列最多的{most}种" if len(totals) > _MOST_KINDS else "共{all}条").format(
            all=totals.total(), most=_MOST_KINDS
        ),
        kind=Kind.BARS,
        axis=say("核对意见"),
        unit=say("条"),
        one=say("1条"),
        names=tuple(say(code.wording) for code in codes),
        series=tuple(each for each in shown if any(each.values)),
    )


def option_fields(call: Call) -> tuple[str, ...]:
    """The keys of the fields in which options are ticked."""
    keys = (each.key for stage in call.stages for each in stage.form.fields if each.kind is FieldKind.OPTIONS)
    return tuple(dict.fromkeys(keys))
