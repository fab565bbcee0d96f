"""The whole house over ports in memory: pollers, workers and senders as a schedule lets them go, and what must hold."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import intake.imap.source
from intake.deliver import Delivery, Limits
from intake.errors import SourceUnreachable, StoreError
from intake.imap import KEYWORD, ImapSource, Mailbox
from intake.pipeline import Examiner, Intake, Pipeline
from intake.ports import OutboxState, Sent
from intake.scratch import Scratch
from intake.tls import Security
from intake.working import work
from parsers.errors import ParsingFailed
from parsers.facts import Comparison, Examination
from tests.cases import ANSWERS, CALL, IN_TIME, OURS, form, mail, word
from tests.simulation.memory import MemoryBlobs, MemoryOutbox, MemoryQueue, MemoryRecords
from tests.simulation.schedule import Process, Schedule

_UNITS = ("中国云杉工程学会", "青岭省红松研究会", "白桦林学会")
_ACTIVITIES = ("林间课堂", "红松讲堂")
LEASE = 40.0


@dataclass(frozen=True)
class Faults:
    """How likely each thing breaks at each step where it can."""

    kills: float = 0.0
    freezes: float = 0.0
    jumps: float = 0.0
    imap: float = 0.0
    smtp: float = 0.0
    store: float = 0.0
    losing: float = 0.0
    records: float = 0.0
    crashes: float = 0.0


@dataclass
class Server:
    """The office's mailbox at its provider, and the provider's sending side, which keeps what passes where `keeps`."""

    schedule: Schedule
    faults: Faults
    keeps: bool
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[bytes]] = field(default_factory=dict)
    uidvalidity: int = 7
    received: list[str] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)

    def arrive(self, raw: bytes) -> None:
        uid = max(self.mails, default=0) + 1
        self.mails[uid], self.flags[uid] = raw, set()

    def renumber(self) -> None:
        """UIDVALIDITY changes: a restored mailbox has all mails under other numbers, with their keywords."""
        self.uidvalidity += 1
        before = list(self.mails)
        self.mails = {uid + 100: self.mails[uid] for uid in before}
        self.flags = {uid + 100: self.flags[uid] for uid in before}

    @contextmanager
    def session(self, _: Mailbox) -> Iterator["Session"]:
        self.say("login")
        yield Session(self)

    def say(self, command: str) -> None:
        self.schedule.step(f"imap {command}")
        if self.schedule.strikes(f"imap drops at {command}", self.faults.imap):
            raise SourceUnreachable("连接中断")

    def send(self, to: str, message: bytes, ours: Callable[[], bool]) -> tuple[Sent, str]:
        self.schedule.step("smtp connects")
        if self.schedule.strikes("smtp 451", self.faults.smtp):
            return Sent.LATER, "451 稍后再试"
        if self.schedule.strikes("smtp 550", self.faults.smtp / 5):
            return Sent.REFUSED, "550 没有此人"
        self.schedule.step("smtp data")
        if not ours():
            self.schedule.struck["claim lost"] = self.schedule.struck.get("claim lost", 0) + 1
            return Sent.LATER, "本进程停顿太久，这封信没有发出"
        identity = str(message_from_bytes(message)["Message-ID"])
        self.received.append(identity)
        if self.keeps:
            self.kept.add(identity)
        self.schedule.point("after data")
        self.schedule.step("smtp taken")
        if self.schedule.strikes("smtp breaks after data", self.faults.smtp):
            return Sent.DOUBTFUL, "信件发出后连接中断"
        return Sent.TAKEN, "250 OK"

    def append(self, message: bytes, message_id: str = "") -> None:
        self.say("append")
        self.kept.add(message_id)

    def among(self, message_ids: tuple[str, ...]) -> frozenset[str]:
        self.say("look for doubtful letters")
        return frozenset(message_ids) & self.kept


@dataclass
class Session:
    """One session; a mailbox that is restored from a backup meanwhile ends it."""

    server: Server
    uidvalidity: int = 0

    def _say(self, command: str) -> None:
        self.server.say(command)
        if self.uidvalidity and self.uidvalidity != self.server.uidvalidity:
            raise SourceUnreachable("* BYE mailbox was restored")

    def select_folder(self, folder: str, readonly: bool) -> dict[bytes, Any]:
        self._say("select")
        self.uidvalidity = self.server.uidvalidity
        return {b"UIDVALIDITY": self.uidvalidity}

    def search(self, what: Any) -> list[int]:
        self._say("search")
        return [uid for uid in self.server.mails if what == "ALL" or KEYWORD in self.server.flags[uid]]

    def fetch(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, dict[bytes, Any]]:
        self._say("fetch")
        there = {uid: self.server.mails[uid] for uid in uids if uid in self.server.mails}
        return {uid: {b"RFC822.SIZE": len(raw), b"BODY[]": raw, b"INTERNALDATE": IN_TIME} for uid, raw in there.items()}

    def add_flags(self, uids: Sequence[int], flags: Sequence[bytes], silent: bool) -> None:
        self._say("store")
        for uid in uids:
            self.server.flags[uid].update(flags)
        self._say("stored")


class Parsing:
    """What the sandbox says of each mail, made beforehand."""

    def __init__(self, schedule: Schedule, crashes: float) -> None:
        self.schedule, self.crashes = schedule, crashes

    def examine(self, mail: bytes | Path, forms: Any, scratch: Path, *further: Any) -> Examination:
        raw = mail.read_bytes() if isinstance(mail, Path) else mail
        self.schedule.step("examine")
        if self.schedule.strikes("parser crashes", self.crashes):
            raise ParsingFailed("解析进程意外退出")
        (scratch / examination(raw).documents[0].sha256).write_bytes(b"document of " + raw)
        return examination(raw)

    def compare(self, pairs: Sequence[Any]) -> tuple[Comparison, ...]:
        self.schedule.step("compare")
        return tuple(Comparison(0.98) for _ in pairs)


_EXAMINED: dict[bytes, Examination] = {}


def examination(raw: bytes) -> Examination:
    """Mail number n: a plan in Word alone, of one of three units and two activities."""
    if raw not in _EXAMINED:
        number = int(raw)
        unit, activity = _UNITS[number % 3], _ACTIVITIES[number % 2]
        answers = {**ANSWERS, "host_organisation": unit, "activity_name": activity, "plan_text": f"第{number}稿"}
        document = replace(
            word("1", "方案.docx", form(answers)), sha256=hashlib.sha256(b"document of " + raw).hexdigest()
        )
        facts = mail(sender=f"unit{number}@example.org", message_id=f"<{number}@example.org>")
        _EXAMINED[raw] = Examination(hashlib.sha256(raw).hexdigest(), len(raw), facts, (document,))
    return _EXAMINED[raw]


class SimulatedHouse:
    """Two pollers, three workers, two senders (or one of each, embedded), a mailbox, and what a seed does to them."""

    def __init__(self, seed: int, faults: Faults, scratch: Path, distributed: bool, keeps: bool, mails: int) -> None:
        self.schedule = Schedule(seed, faults.kills, faults.freezes, faults.jumps)
        self.distributed = distributed
        self.server = Server(self.schedule, faults, keeps)
        self.records = MemoryRecords(self.schedule, faults.records)
        self.blobs = MemoryBlobs(self.schedule, faults.store, faults.losing)
        self.outbox = MemoryOutbox(self.records)
        self.queue = MemoryQueue(self.records)
        self.parsing = Parsing(self.schedule, faults.crashes)
        self.scratch = Scratch(scratch)
        self.coming = [b"%d" % number for number in range(mails)]
        self.coming.append(self.coming[0])  # the same mail once more
        self.schedule.chance.shuffle(self.coming)
        count = (2, 3, 2) if distributed else (1, 1, 1)
        for kind, body, copies in zip(
            "poller worker sender".split(), (self.poll, self.work, self.send), count, strict=True
        ):
            for number in range(copies):
                self.schedule.add(f"{kind}{number}", body)
        self.schedule.add("world", self.happen)

    def happen(self, process: Process) -> None:
        """Mails arrive; once the mailbox is restored from a backup."""
        restored = self.schedule.chance.random() < 0.3
        while self.coming:
            for _ in range(self.schedule.chance.randint(1, 30)):
                self.schedule.step("nothing happens")
            if self.coming:  # else an earlier self of ours was killed over the last one
                self.server.arrive(self.coming.pop())
        if restored and self.server.uidvalidity == 7:
            self.server.renumber()
        while True:
            self.schedule.step("quiet")
            due = [row.letter.due_at for row in self.outbox.waiting()]
            if self.schedule.calm and due and not self.records.pending():
                self.schedule.now = max(self.schedule.now, min(due))  # the rest of a day that a clock jumped

    def poll(self, process: Process) -> None:
        mailbox = Mailbox("imap.example.org", 993, Security.TLS, "submit", "secret")
        taking = Intake(self.blobs, self.records, self.queue, self.schedule.clock, (CALL,))
        source = ImapSource(mailbox, self.records, taking)
        while True:
            try:
                source.poll()
                source.mark()
            except (SourceUnreachable, StoreError):
                self.schedule.step("out of reach")

    def work(self, process: Process) -> None:
        pipeline = Pipeline(
            self.blobs,
            self.records,
            Examiner(self.parsing, OURS),
            (CALL,),
            self.schedule.clock,
            timedelta(0),
            self.scratch,
        )
        while True:
            self.schedule.step("looks for work")
            try:
                if self.distributed:
                    self._take_a_job(process, pipeline)
                else:
                    for digest in self.records.pending():
                        work(pipeline, digest)
            except StoreError:
                continue

    def _take_a_job(self, process: Process, pipeline: Pipeline) -> None:
        digest = self.queue.fetch(process.holder, self.schedule.steps)
        if digest is None:
            return
        refusal = work(pipeline, digest)
        waits = refusal or self.records.is_pending(digest)  # a crash of the parser: once more
        self.queue.again(digest) if waits else self.queue.finished(digest)

    def send(self, process: Process) -> None:
        delivery = Delivery(
            self.outbox,
            self.records,
            self.server,
            "活动办公室 <submit@example.org>",
            self.schedule.clock,
            Limits(),
            self.server,
            holder=process.holder,
            lease_seconds=LEASE,
            renewal=self._kept,
            elapsed=lambda: self.schedule.elapsed,
        )
        while True:
            try:
                delivery.deliver_due()
            except StoreError:
                self.schedule.step("refused")

    @contextmanager
    def _kept(self, renew: Callable[[], None], seconds: float) -> Iterator[Callable[[], bool]]:
        begun = self.schedule.elapsed
        yield lambda: self.schedule.elapsed - begun < seconds

    def over(self) -> bool:
        """Nothing is left to do."""
        tables = self.records.tables
        marked = all(KEYWORD in flags for flags in self.server.flags.values())
        letters = {entry.row.state for entry in tables.letters.values()}
        busy = letters & {OutboxState.WAITING, OutboxState.SENDING}
        jobs = tables.jobs if self.distributed else {}
        there = {hashlib.sha256(raw).hexdigest() for raw in self.server.mails.values()}
        return (
            not self.coming
            and there <= set(tables.mails)
            and not self.records.pending()
            and not (busy or jobs)
            and (marked or bool(self._failed()))
        )

    def left(self) -> str:
        """What still has to be done, for the report of a schedule that never ends."""
        letters = [(entry.row.id, entry.row.state.value) for entry in self.records.tables.letters.values()]
        conditions = self.records.tables.conditions
        return f"{letters} {self.records.pending()} {self.records.tables.jobs} {self.server.flags} {conditions}"

    def _failed(self) -> list[str]:
        return [digest for digest, entry in self.records.tables.mails.items() if entry.error]

    def run(self, monkeypatch: Any, faulty_steps: int = 400, most: int = 20_000) -> None:
        """Faults for so many steps, then calm until all is done; asserts what must hold."""
        monkeypatch.setattr(intake.imap.source, "session", self.server.session)
        try:
            self.schedule.run(lambda: False, faulty_steps)
            self.schedule.calm = True
            assert self.schedule.run(self.over, most), f"no end: {self.left()}"
        finally:
            self.schedule.end()
        self.holds()

    def holds(self) -> None:
        """Every mail filed once, answered once or visibly held or in doubt; nothing lost; the audit chain whole."""
        tables = self.records.tables
        arrived = {hashlib.sha256(raw).hexdigest() for raw in self.server.mails.values()}
        errors = {entry.error for entry in tables.mails.values()} - {""}
        assert errors <= {"解析进程意外退出"}, errors  # what the schedule struck, no mistake of ours or the fakes'
        assert set(tables.mails) == arrived
        assert all(entry.filed == 1 for entry in tables.mails.values())
        assert arrived <= set(self.blobs.kept)
        received = Counter(self.server.received)
        assert not [identity for identity, times in received.items() if times > 1], "somebody was answered twice"
        for entry in tables.letters.values():
            taken = received[entry.row.message_id]
            assert taken in _TAKEN[entry.row.state], f"{entry.row.message_id} {entry.row.state}, taken {taken} times"
            doubtful = entry.row.state is OutboxState.IN_DOUBT
            assert not (doubtful and entry.row.certainly_kept), "in doubt, though it is known"
        answered = {entry.mail for entry in tables.letters.values()}
        assert answered | set(self._failed()) == arrived, "a mail has no letter"
        previous, lines = "", Counter[str]()
        for said, digest in tables.audit.values():
            assert hashlib.sha256((previous + said).encode()).hexdigest() == digest
            previous = digest
            lines[" ".join(said.split()[1:3])] += 1
        assert all(lines[f"file {digest}"] + lines[f"fail {digest}"] == 1 for digest in arrived)
        assert sum(each.revision for each in tables.submissions.values()) == len(arrived) - len(self._failed())


_TAKEN = {
    OutboxState.SENT: (1,),
    OutboxState.IN_DOUBT: (0, 1),
    OutboxState.HELD: (0,),
    OutboxState.FAILED: (0,),
    OutboxState.SUPERSEDED: (0,),
}
