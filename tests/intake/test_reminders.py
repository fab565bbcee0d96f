"""The call's own schedule: which plan is due on which day, that each is carried out once, and what is taken back."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.calls import load_call
from intake.call import Organisation, ReminderPlan
from intake.codes import Verdict
from intake.coverage import Handed
from intake.decisions.model import Attitude, Decision, DecisionKind
from intake.model import Letter
from intake.receipt import call_of
from intake.reminders import OpenReminder, Reminders, due

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROSTER = (
    Organisation(("中国云杉工程学会",), addresses=("a@example.org",)),
    Organisation(("中国莲花学会",), addresses=("b@example.org",)),
)
PLANS = (ReminderPlan(7), ReminderPlan(1, "plan", send=True))
CALL = replace(load_call("2020-29"), roster=ROSTER, reminders=PLANS)  # deadlines 22 April and 20 June 2020


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2020, month, day, hour, tzinfo=SHANGHAI)


def handed(verdict: Verdict = Verdict.ACCEPTED, unit: str = "中国云杉工程学会", stage: str = "plan") -> Handed:
    faults = ("未见公章。",) if verdict is Verdict.CORRECTION else ()
    return Handed("2020-29-0001X", stage, unit, "林下课堂", verdict, faults, "")


def decision(kind: DecisionKind, value: str, stage: str = "plan") -> Decision:
    return Decision(
        at(4, 1), "王敏", "", kind, call="2020-29", organisation="中国云杉工程学会", stage=stage, value=value, id=1
    )


@dataclass
class Memory:
    """The records, as far as reminders need them."""

    on_record: tuple[Handed, ...] = ()
    decisions: tuple[Decision, ...] = ()
    done: list[str] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    of_calls: list[str] = field(default_factory=list)  # a letter's each
    taken_back: set[int] = field(default_factory=set)

    def handed(self, call: str) -> tuple[Handed, ...]:
        return tuple(each for each in self.on_record if call_of(each.receipt) == call)

    def decided(self, call: str) -> tuple[Decision, ...]:
        return self.decisions

    def is_drafted(self, plan: str) -> bool:
        return plan in self.done

    def draft(self, call: str, plan: str, letters: object, now: datetime) -> int:
        assert plan not in self.done
        self.done.append(plan)
        self.letters.extend(letters)  # type: ignore[arg-type]
        self.of_calls.extend([call] * (len(self.letters) - len(self.of_calls)))
        return len(self.letters)

    def open(self) -> tuple[OpenReminder, ...]:
        rows = enumerate(self.letters, 1)
        return tuple(
            OpenReminder(row, letter.text.partition("：")[0], letter.subject, self.of_calls[row - 1])
            for row, letter in rows
            if row not in self.taken_back
        )

    def take_back(self, rows: object, now: datetime) -> int:
        self.taken_back.update(rows)  # type: ignore[arg-type]
        return len(self.taken_back)


@pytest.mark.parametrize(
    ("today", "plans"),
    [
        (date(2020, 4, 14), []),
        (date(2020, 4, 15), [("plan", 7)]),
        (date(2020, 4, 20), [("plan", 7)]),  # nothing ran on its day
        (date(2020, 4, 21), [("plan", 1)]),  # of two that were missed the later alone
        (date(2020, 4, 22), [("plan", 1)]),
        (date(2020, 4, 23), []),
        (date(2020, 6, 13), [("report", 7)]),
        (date(2020, 6, 21), []),
    ],
)
def test_which_plan_is_due(today: date, plans: list[tuple[str, int]]) -> None:
    assert [(stage.key, plan.days) for stage, plan in due(CALL, today, lambda _: False)] == plans


def test_each_is_carried_out_once_and_held_for_a_person() -> None:
    memory = Memory((handed(),))
    now = at(4, 15)
    reminders = Reminders(memory, (CALL,), lambda: now)
    for _ in range(5):
        reminders.look()
        now += timedelta(minutes=1)
    (letter,) = memory.letters
    assert letter.to == "b@example.org"
    assert letter.held == "按计划（截止前7天）拟好的提醒，请过目后放行"


def test_where_the_call_says_so_they_go_by_themselves() -> None:
    memory = Memory()
    Reminders(memory, (CALL,), lambda: at(4, 21)).look()
    assert [(letter.to, letter.held) for letter in memory.letters] == [("a@example.org", ""), ("b@example.org", "")]


@pytest.mark.parametrize("attitude", [Attitude.SUBMITTED_OTHERWISE, Attitude.NOT_SUBMITTING])
def test_who_has_submitted_elsewhere_or_will_not_is_left_alone(attitude: Attitude) -> None:
    memory = Memory(decisions=(decision(DecisionKind.STANDING, attitude),))
    Reminders(memory, (CALL,), lambda: at(4, 15)).look()
    assert [letter.to for letter in memory.letters] == ["b@example.org"]


def test_whoever_has_an_extension_is_told_its_own_day() -> None:
    memory = Memory(decisions=(decision(DecisionKind.EXTENSION, "2020-04-30"),))
    Reminders(memory, (CALL,), lambda: at(4, 15)).look()
    own, other = memory.letters
    assert "2020年4月30日前（含当日）" in own.text
    assert "4月30日" not in other.text


def test_a_draft_is_taken_back_when_nothing_is_open_any_more() -> None:
    memory = Memory()
    now = at(4, 15)
    reminders = Reminders(memory, (CALL,), lambda: now)
    reminders.look()
    assert len(memory.open()) == 2
    memory.on_record = (handed(),)
    now += timedelta(minutes=2)
    reminders.look()
    assert [each.name for each in memory.open()] == ["中国莲花学会"]


def test_a_draft_is_taken_back_whatever_the_unit_owes_to_another_call() -> None:
    memory = Memory()
    now = at(4, 15)
    reminders = Reminders(memory, (CALL, replace(CALL, name="2020-30")), lambda: now)
    reminders.look()
    assert len(memory.open()) == 4
    memory.on_record = (handed(),)
    now += timedelta(minutes=2)
    reminders.look()
    assert [(each.call, each.name) for each in memory.open()] == [
        ("2020-29", "中国莲花学会"),
        ("2020-30", "中国云杉工程学会"),
        ("2020-30", "中国莲花学会"),
    ]


def test_a_draft_about_faults_stays_while_they_are_open() -> None:
    memory = Memory((handed(Verdict.CORRECTION),))
    now = at(4, 15)
    reminders = Reminders(memory, (CALL,), lambda: now)
    reminders.look()
    now += timedelta(minutes=2)
    reminders.look()
    assert memory.taken_back == set()


def test_between_two_looks_a_minute_passes() -> None:
    memory = Memory()
    now = at(4, 15)
    reminders = Reminders(memory, (CALL,), lambda: now)
    reminders.look()
    memory.on_record = (handed(),)
    now += timedelta(seconds=30)
    reminders.look()
    assert memory.taken_back == set()
    now = at(4, 14)  # a clock set back doesn't stop it
    reminders.look()
    assert memory.taken_back == {1}
