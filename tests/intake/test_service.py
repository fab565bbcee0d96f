"""The service at its start: a mailbox that takes long holds up nobody, and is visited by one process at a time."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from intake.deliver import Delivery, Limits
from intake.errors import ConfigurationError, LoginRefused, SourceUnreachable
from intake.ports import Progress, Sent
from intake.service import Role, Service
from tests.archive.filings import NOON, assessed, examination, letter
from tests.simulation.memory import MemoryOutbox, MemoryRecords
from tests.simulation.schedule import Schedule
from tests.simulation.test_fakes import file

LONG = 30  # seconds, at most, that a test waits for another thread


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.service._TICK", 0.01)


@dataclass
class Mailbox:
    """A source whose polls the test holds up; `done` counts what was asked of it."""

    name: str = "邮箱submit"
    poll_seconds: float = 0.01
    told: threading.Event | None = None
    refusal: Exception | None = None
    looked: threading.Event = field(default_factory=threading.Event)
    polling: threading.Event = field(default_factory=threading.Event)
    may_end: threading.Event = field(default_factory=threading.Event)
    polls: int = 0

    def observing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def growing(self) -> bool:
        return False

    def look(self) -> None:
        self.looked.set()
        if self.refusal:
            raise self.refusal

    def poll(self) -> int:
        self.polls += 1
        self.polling.set()
        if self.refusal:
            raise self.refusal
        assert self.may_end.wait(LONG)
        return 0

    def mark(self) -> int:
        return 0


@dataclass
class Turns:
    """A queue that only says who polls: this process alone, or one of many in turn."""

    shared: bool
    visit: Callable[[str], float] = lambda _: 0.0
    running: bool = False

    def take_turns(self, mailboxes: Sequence[str], visit: Callable[[str], float]) -> bool:
        self.visit = visit
        return self.shared

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    def progress(self) -> Progress:
        return Progress(0, 0)

    def drain(self) -> None: ...

    def defer(self, *_: object) -> None: ...


@dataclass
class Sending:
    """Says when the service looks for letters to send."""

    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def send(self, to: str, message: bytes, ours: Callable[[], bool] = lambda: True) -> tuple[Sent, str]:
        raise AssertionError("no letter is due")


@contextmanager
def serving(queue: Turns, *sources: Mailbox, role: Role = Role.ALL) -> Iterator[tuple[Service, Sending, list[str]]]:
    """A service that runs, and what ended it."""
    records, sending, ended = MemoryRecords(Schedule(0)), Sending(), []
    outbox = MemoryOutbox(records)
    delivery = Delivery(outbox, records, sending, "活动办公室 <submit@example.org>", lambda: NOON, Limits())
    due = outbox.due
    outbox.due = lambda now: (sending.asked.release(), due(now))[1]  # type: ignore[method-assign]
    service = Service(sources, records, outbox, queue, delivery, lambda: NOON, role=role)

    def run() -> None:
        try:
            service.run()
        except ConfigurationError as error:
            ended.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield service, sending, ended
    finally:
        service.stopping.set()
        for source in sources:
            source.may_end.set()
        thread.join(LONG)
        assert not thread.is_alive()


def test_letters_leave_and_mails_are_assessed_while_the_first_poll_still_goes_on() -> None:
    mailbox, queue = Mailbox(), Turns(shared=False)
    with serving(queue, mailbox) as (_, sending, _):
        assert mailbox.polling.wait(LONG)
        assert all(sending.asked.acquire(timeout=LONG) for _ in range(3))
        assert queue.running
        assert mailbox.polls == 1


def test_nor_does_a_mailbox_that_takes_long_hold_up_another() -> None:
    slow, quick = Mailbox("邮箱slow"), Mailbox("邮箱quick")
    quick.may_end.set()
    with serving(Turns(shared=False), slow, quick):
        assert slow.polling.wait(LONG)
        for _ in range(3):
            assert quick.polling.wait(LONG)
            quick.polling.clear()
        assert slow.polls == 1


def test_a_mailbox_of_many_pollers_is_only_looked_at_until_its_turn_comes() -> None:
    mailbox, queue = Mailbox(), Turns(shared=True)
    mailbox.may_end.set()
    with serving(queue, mailbox, role=Role.POLLER):
        assert mailbox.looked.wait(LONG)
        assert mailbox.polls == 0
        queue.visit(mailbox.name)
        assert mailbox.polls == 1


@pytest.mark.parametrize("shared", [False, True])
def test_a_refusal_at_the_first_visit_ends_the_service(shared: bool) -> None:
    mailbox = Mailbox(refusal=LoginRefused("邮箱登录被拒绝"))
    with serving(Turns(shared), mailbox) as (service, _, ended):
        assert service.stopping.wait(LONG)
    assert ended == ["邮箱登录被拒绝"]


@pytest.mark.parametrize("shared", [False, True])
def test_a_mailbox_out_of_reach_is_a_condition_and_the_service_goes_on(shared: bool) -> None:
    mailbox = Mailbox(refusal=SourceUnreachable("邮箱服务器连接不上"))
    with serving(Turns(shared), mailbox) as (service, sending, ended):
        assert (mailbox.looked if shared else mailbox.polling).wait(LONG)
        assert all(sending.asked.acquire(timeout=LONG) for _ in range(2))
        assert not service.stopping.is_set()
    assert ended == []


def test_a_sending_server_that_refuses_the_login_is_not_asked_for_each_letter_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A hundred letters that wait, and a password that has changed: a hundred refused logins make a provider lock us out."""
    now = [1000.0]
    monkeypatch.setattr("intake.service.time", SimpleNamespace(monotonic=lambda: now[0]))
    records = MemoryRecords(Schedule(0))
    outbox, tries = MemoryOutbox(records), list[float]()
    for number in range(5):
        file(records, assessed(examination(b"%d" % number)), letter(str(number)), uid=number)

    class Refusing:
        def send(self, *_: object) -> tuple[Sent, str]:
            tries.append(now[0] - 1000)
            if len(tries) < 4:
                raise LoginRefused("发信服务器登录被拒绝")
            return Sent.TAKEN, "250 OK"

    delivery = Delivery(outbox, records, Refusing(), "活动办公室 <submit@example.org>", lambda: NOON, Limits())
    service = Service([], records, outbox, Turns(shared=False), delivery, lambda: NOON)
    for _ in range(2000):
        service._send()
        now[0] += 0.5
    assert tries == [0, 30, 90, 210, 210]  # and what was refused is tried at its own time
    assert "发信" not in records.tables.conditions


def test_a_mistake_of_ours_in_a_mailbox_ends_the_service_instead_of_going_unnoticed() -> None:
    mailbox = Mailbox(refusal=KeyError("a mistake"))
    service = Service(
        [mailbox],
        MemoryRecords(Schedule(0)),
        MemoryOutbox(MemoryRecords(Schedule(0))),
        Turns(shared=False),
        None,  # type: ignore[arg-type]  a poller sends nothing
        lambda: NOON,
        role=Role.POLLER,
    )
    with pytest.raises(KeyError):
        service.run()
