"""Everybody's part, drawn from a seed; and the comparison of what is recorded with what ought to be."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from archive.views import activities
from intake.ports import OutboxState
from tests.play.acts import GONE, Script
from tests.play.cast import Unit
from tests.play.habits import PLANS, Habit, Player, of_plan
from tests.play.reports import REPORTS, too_late
from tests.play.stage import Life, Stage


def company(units: tuple[Unit, ...], seed: int) -> list[Life]:
    """A life for each organisation; every habit is somebody's before any is drawn twice."""
    rng = Random(f"{seed}/habits")
    habits = [habit for habit, _ in PLANS]
    habits += rng.choices(habits, [weight for _, weight in PLANS], k=max(0, len(units) - len(habits)))
    lives = []
    for unit, habit in zip(units, habits, strict=False):
        player = Player(unit, Random(f"{seed}/{unit.number}"), units)
        script = _whole(player, habit)
        script.__name__ = habit.__name__
        lives.append(Life(player, script))
    return lives


def _whole(player: Player, habit: Habit) -> Script:
    """The plan, then a report for each activity that was taken, one after the other; so the late one is the last."""
    yield from of_plan(player, habit)
    names, weights = [each for each, _ in REPORTS], [weight for _, weight in REPORTS]
    drawn = [(player.rng.choices(names, weights)[0], activity) for activity in player.thread]
    for write, activity in sorted(drawn, key=lambda pair: pair[0] is too_late):
        yield from write(player, player.plans[activity])


@dataclass(frozen=True)
class Review:
    """What the play showed. Each list names what was not as it ought to be."""

    organisations: int
    mails: int
    letters: Counter[str]
    surprises: list[str]  # acts that brought other letters than they ought to
    states: list[str]
    wrong_letters: list[str]
    doubled: list[str]
    reminders: list[str]

    @property
    def faults(self) -> list[str]:
        return [*self.surprises, *self.states, *self.wrong_letters, *self.doubled, *self.reminders]


def review(stage: Stage, units: tuple[Unit, ...]) -> Review:
    """Compare the records and the letter boxes with the truth."""
    sent = stage.built.outbox.listed((OutboxState.SENT,))
    return Review(
        organisations=len(units),
        mails=stage.truth.mails,
        letters=Counter(row.letter.kind for row in sent),
        surprises=stage.truth.wrong,
        states=list(_states(stage)),
        wrong_letters=list(_wrong_letters(stage)),
        doubled=list(_doubled(stage)),
        reminders=list(_reminders(stage, units)),
    )


def _states(stage: Stage) -> Iterator[str]:
    recorded = {
        (each.organisation, each.stage, each.activity): each.verdict for each in activities(stage.built.records)
    }
    for key in sorted(recorded.keys() | stage.truth.stands.keys()):
        ought, is_ = stage.truth.stands.get(key, "nothing"), recorded.get(key, "nothing")
        if ought not in (GONE, is_):
            yield f"{'／'.join(key)}: {is_}, not {ought}"


def _wrong_letters(stage: Stage) -> Iterator[str]:
    """Letters in answer to a mail that were not owed, and owed ones that never came."""
    came: dict[str, list[str]] = defaultdict(list)
    for row in stage.built.outbox.listed((OutboxState.SENT,)):
        if row.letter.kind != "reminder":
            came[row.letter.in_reply_to].append(row.letter.kind)
    for mail in sorted(came.keys() | stage.truth.owed.keys()):
        ought = stage.truth.owed.get(mail, [])
        if sorted(came.get(mail, [])) != sorted(ought):
            yield f"{mail}: {came.get(mail, [])}, not {ought}"


def _doubled(stage: Stage) -> Iterator[str]:
    """Every letter that left arrived once, and nothing arrived that isn't on record."""
    arrived = Counter(str(message["Message-ID"]) for message in stage.sink.messages)
    sent = {row.message_id for row in stage.built.outbox.listed((OutboxState.SENT,))}
    for identity in sorted(arrived.keys() | sent):
        if arrived[identity] != 1 or identity not in sent:
            yield f"{identity} arrived {arrived[identity]} times"


def _reminders(stage: Stage, units: tuple[Unit, ...]) -> Iterator[str]:
    """Who was reminded, and who ought to be."""
    names = {unit.name for unit in units}
    came: dict[object, set[str]] = defaultdict(set)
    for message in stage.sink.messages:
        if "提醒" in str(message["Subject"]):
            greeted = message.get_body(("plain",)).get_content().partition("\n")[0].strip().rstrip("：")
            assert greeted in names  # whichever of its addresses, or its agency's
            came[message["Date"].datetime.date()].add(greeted)
    for day in sorted(came.keys() | stage.truth.to_remind.keys(), key=str):
        ought = stage.truth.to_remind.get(day, set())  # type: ignore[call-overload]
        yield from (f"{day} {name} reminded, needlessly" for name in sorted(came[day] - ought))
        yield from (f"{day} {name} not reminded" for name in sorted(ought - came[day]))
