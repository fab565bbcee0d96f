"""Performs the play: day after day the mails of that day, the service once, the office's decisions; letters come back.

for each day from the opening to a few days after the last deadline:
    until nobody has anything more to do that day:
        each player's next act of the day: a mail is delivered, a decision made
        the service takes in, judges, answers                  # real Dovecot, real service, SMTP sink
        each player reads the letters that its act brought
    the reminders that are due are released by the office
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from archive.waiting import waiting
from config.build import House, decider, house
from config.calls import load_call
from config.clock import SHANGHAI
from config.demo.generator.mails import File, Sample, gbk_zip, mail
from config.settings import MailboxSettings, QueueSettings, ReplySettings, Settings, SmtpSettings
from intake.decisions.asking import Person, accept, send_back
from intake.decisions.model import Attitude, Decision, DecisionKind
from intake.ports import OutboxState
from tests.parts.dovecot import PASSWORD, Dovecot
from tests.parts.sink import Sink
from tests.play.acts import GONE, Act, Decide, Got, Key, Post, Script
from tests.play.cast import Unit, write_roster
from tests.play.habits import OPENED, Player
from tests.play.reports import newsletter, on_holiday, returned, thanks

REMINDERS = {"plan": (7, 2), "report": (7, 2)}
LAST = date(2020, 6, 25)
_CALL = Path(__file__).parents[2] / "config" / "calls" / "2020-29.toml"


@dataclass
class Clock:
    """Simulated time."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class Life:
    """A player with its script, and what it will do next."""

    player: Player
    script: Script
    next: Act | None = None
    mail: str = ""  # the Message-ID of its last mail

    def go_on(self, news: tuple[Got, ...] | None = None) -> None:
        """To its next act, with the letters that the last one brought."""
        try:
            self.next = next(self.script) if news is None else self.script.send(news)
        except StopIteration:
            self.next = None


@dataclass
class Truth:
    """What ought to be."""

    stands: dict[Key, str] = field(default_factory=dict)
    owed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # Message-ID → kinds
    left_alone: set[tuple[str, str]] = field(default_factory=set)  # organisation, stage
    to_remind: dict[date, set[str]] = field(default_factory=dict)
    mails: int = 0
    wrong: list[str] = field(default_factory=list)  # acts that brought other letters than they ought to


class Stage:
    """The service in simulated time, with its mailbox and everybody's letter boxes."""

    def __init__(self, built: House, settings: Settings, clock: Clock, imap: Dovecot, user: str, sink: Sink) -> None:
        self.built, self.settings, self.clock = built, settings, clock
        self.imap, self.user, self.sink = imap, user, sink
        self.truth = Truth()
        self.robots = Random("robots")
        self.given: set[str] = set()  # letters that their readers have

    def perform(self, lives: list[Life]) -> None:
        """From the opening to the end."""
        for life in lives:
            life.go_on()
        day = OPENED
        while day <= LAST:
            self._live_through(day, lives)
            day += timedelta(days=1)

    def _live_through(self, day: date, lives: list[Life]) -> None:
        self.clock.moment = datetime.combine(day, time(9, 0), SHANGHAI)
        reminding = [stage for stage, deadline, days in _reminders() if day == deadline - timedelta(days=days)]
        posts = [newsletter(number, day) for number in range(3)]
        while True:
            acting = [life for life in lives if life.next is not None and life.next.day <= day]
            if not acting and not posts and not reminding:
                return
            posts = self._act(day, acting, posts)
            for stage in reminding:
                self._remind(day, stage)
            reminding = []

    def _act(self, day: date, acting: list[Life], posts: list[Post]) -> list[Post]:
        """Everybody's next act; what the robots answer to the letters that it brings."""
        self.clock.moment += timedelta(minutes=20)
        raw = [self._mail(post)[1] for post in posts]
        for life in acting:
            act = life.next
            if isinstance(act, Post):
                life.mail, data = self._mail(act)
                raw.append(data)
            elif act is not None:
                self._decide(life, act)
        self.imap.deliver(self.user, *raw)
        self.clock.moment += timedelta(minutes=20)
        assert self.built.service.run_once(), f"{day}: {self.built.service.troubled}"
        came = self._letters()
        return [answer for life in acting for answer in self._told(day, life, came.get(life.mail, ()))]

    def _told(self, day: date, life: Life, news: tuple[Got, ...]) -> list[Post]:
        """A player reads what came; where that isn't what it ought to be, its part ends here and is told of."""
        act = life.next
        assert act is not None
        self.truth.owed[life.mail].extend(act.expects)
        self.truth.stands.update(act.leaves)
        if tuple(each.kind for each in news) != act.expects:
            kinds = "、".join(each.kind for each in news) or "nothing"
            self.truth.wrong.append(f"{day} {life.player.unit.name} {life.script.__name__}: {kinds}, not {act.expects}")
            life.next = None
            return []
        life.go_on(news)
        return [answer for letter in news for answer in self._robots(life.player, letter, day)]

    def _robots(self, player: Player, letter: Got, day: date) -> Iterator[Post]:
        chance = self.robots.random()
        if chance < 0.1:
            yield on_holiday(player, letter, day)
        elif chance < 0.13:
            yield returned(player, letter, day)
        elif chance < 0.6 and letter.kind in ("acknowledgement", "awaited"):
            yield thanks(player, letter, day)

    def _letters(self) -> dict[str, tuple[Got, ...]]:
        """What has left since the last look, by the mail that it answers."""
        news: dict[str, list[Got]] = defaultdict(list)
        for row in sorted(self.built.outbox.listed((OutboxState.SENT,)), key=lambda row: row.id):
            if row.message_id not in self.given:
                self.given.add(row.message_id)
                letter = row.letter
                news[letter.in_reply_to].append(
                    Got(letter.kind, row.message_id, letter.subject, letter.receipts, letter.to)
                )
        return {key: tuple(value) for key, value in news.items()}

    def _mail(self, post: Post) -> tuple[str, bytes]:
        self.truth.mails += 1
        number = self.truth.mails
        identity = f"<play.{number}@{post.sender.partition('@')[2]}>"
        files = tuple(File(name, data) for name, data in post.files)
        if post.zipped:
            files = (File("材料.zip", gbk_zip(files)),)
        sample = Sample(
            sender=post.sender,
            name=post.sender.partition("@")[0],
            subject=post.subject,
            text=post.text,
            when=self.clock.moment.strftime("%a, %d %b %Y %H:%M:%S"),
            files=files,
            style=post.style,
            headers=post.headers,
            identity=identity,
            answers=post.answers.message_id if post.answers else "",
        )
        return identity, mail(sample, number % 250 + 1)

    def _decide(self, life: Life, act: Decide) -> None:
        """As an officer would by the command line, by the same functions."""
        person = Person("办公室小周", self.clock(), "电话核实")
        deciding = decider(self.settings, self.built.records, self.clock)
        unit = life.player.unit.name
        if act.what in ("elsewhere", "not_submitting", "extend"):
            deciding.decide(_about_unit(act, unit, person))
            if act.what != "extend":
                self.truth.left_alone |= {(unit, stage.key) for stage in self.built.calls[0].stages}
            return
        if act.what == "seen":
            sender = life.player.unit.address
            mails = [each.mail for each in waiting(self.built.records) if each.sender == sender and not each.receipt]
            which = mails[-1]
            deciding.decide(deciding.subject(mail=which).decision(person, DecisionKind.SEEN))
            return
        subject = deciding.subject(act.receipt)
        if act.what == "accept":
            deciding.decide(*accept(subject, person))
        elif act.what == "send_back":
            deciding.decide(*send_back(subject, person))
        else:
            deciding.decide(subject.decision(person, DecisionKind(act.what)))

    def _remind(self, day: date, stage: str) -> None:
        """The office lets the day's reminders go; what ought to go is noted beside."""
        self.truth.to_remind[day] = self._owing(stage)
        for row in self.built.outbox.listed((OutboxState.HELD,)):
            if row.letter.kind == "reminder":
                assert self.built.outbox.release(row.id, self.clock(), "办公室小周")
        self.clock.moment += timedelta(minutes=5)
        assert self.built.service.run_once()
        self._letters()

    def _owing(self, stage: str) -> set[str]:
        """Who is silent or has faults open at a stage, by the truth."""
        owing = set()
        for organisation in self.built.calls[0].roster or ():
            name = organisation.names[0]
            states = {state for (unit, of, _), state in self.truth.stands.items() if unit == name and of == stage}
            silent = not states - {GONE}
            if (name, stage) not in self.truth.left_alone and (silent or "correction" in states):
                owing.add(name)
        return owing


def _about_unit(act: Decide, unit: str, person: Person) -> Decision:
    values = {
        "elsewhere": (DecisionKind.STANDING, Attitude.SUBMITTED_OTHERWISE.value),
        "not_submitting": (DecisionKind.STANDING, Attitude.NOT_SUBMITTING.value),
        "extend": (DecisionKind.EXTENSION, act.value),
    }
    kind, value = values[act.what]
    stage = act.stage if act.what == "extend" else ""
    return Decision(
        person.at, person.name, person.reason, kind, call="play", organisation=unit, stage=stage, value=value
    )


def _reminders() -> Iterator[tuple[str, date, int]]:
    deadlines = {"plan": date(2020, 4, 22), "report": date(2020, 6, 20)}
    for stage, days in REMINDERS.items():
        yield from ((stage, deadlines[stage], each) for each in days)


@contextmanager
def staged(folder: Path, units: tuple[Unit, ...], imap: Dovecot, user: str, sink: Sink) -> Iterator[Stage]:
    """The service with the play's call and roster, at the call's opening."""
    write_roster(units, folder / "roster.csv")
    written = _CALL.read_text("utf-8").replace('name    = "2020-29"', 'name    = "play"\nroster  = "roster.csv"')
    plans = "".join(f'\n[[reminder]]\nstage = "{stage}"\ndays = {list(days)}\n' for stage, days in REMINDERS.items())
    (folder / "play.toml").write_text(written + plans, "utf-8")
    (folder / "2020-29-plan.docx").write_bytes(_CALL.with_name("2020-29-plan.docx").read_bytes())
    load_call("play.toml", folder)
    (folder / "imap.secret").write_text(PASSWORD, "utf-8")
    settings = _settings(folder, imap, user, sink)
    clock = Clock(datetime.combine(OPENED, time(9, 0), SHANGHAI))
    with house(settings, clock) as built:
        yield Stage(built, settings, clock, imap, user, sink)


def _settings(folder: Path, imap: Dovecot, user: str, sink: Sink) -> Settings:
    box = MailboxSettings(
        host="127.0.0.1", port=imap.plain, security="none", username=user, password_file="imap.secret"
    )
    smtp = {
        "host": "127.0.0.1",
        "port": sink.port,
        "security": "none",
        "from": "活动办公室 <submit@office.example.org>",
    }
    return Settings(
        call=("play.toml",),
        data=folder / "data",
        base=folder,
        queue=QueueSettings(workers=2),
        mailbox=(box,),
        smtp=SmtpSettings.model_validate(smtp),
        replies=ReplySettings(wait_seconds=0),
    )
