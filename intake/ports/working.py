"""Working: where mails come from, what is to be done with them, and the processes that read them."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Protocol

from intake.ports.keeping import Transaction
from parsers.facts import Comparison, Examination, FormSpec, Pair

Clock = Callable[[], datetime]
"""Tells the time, aware, in Asia/Shanghai. Handed in, never read elsewhere."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many mails wait for a worker, and how many are in one's hands."""

    waiting: int
    running: int


class Queue(Protocol):
    """Work to be done at least once, by key. Embedded or distributed; the truth is the records.

    What the store refuses is tried again, at growing distances; what can't be done is dead: filed for a person, with
    the error (`Transaction.fail`), counted by `status`.
    """

    def defer(
        self, transaction: Transaction, digest: str, priority: int = 0, not_before: datetime | None = None
    ) -> None:
        """Ask for this mail's assessment, within the transaction that registers it; the higher the sooner."""

    def progress(self) -> Progress:
        """What there is to do now."""

    def take_turns(self, mailboxes: Sequence[str], visit: Callable[[str], float]) -> bool:
        """From `start` on, one of all processes at a time visits each; False where there is but this one.

        `visit` polls and gives the pause after it, in seconds.
        """

    def drain(self) -> None:
        """Work until nothing waits (`--once`)."""

    def start(self) -> None:
        """Work in the background from now on, beginning with what the records say is pending."""

    def stop(self) -> None:
        """End after the mails now in hand."""


class Sandbox(Protocol):
    """The door to parsing: a child process that can hurt nobody."""

    def examine(self, raw: bytes | Path, forms: Sequence[FormSpec], scratch: Path) -> Examination:
        """All facts of one message, given or in a file. Every document's bytes lie in `scratch` under its SHA-256 afterwards.

        Raises ParsingFailed (crash, time-out, or a parser's own mistake) with what was found; ScratchRefused where the
        disk took no more.
        """

    def compare(self, pairs: Sequence[Pair]) -> tuple[Comparison | None, ...]:
        """How far each pair says the same; None where that couldn't be told. Raises ParsingFailed, ScratchRefused."""


class Source(Protocol):
    """Where mails come from.

    `name` is what people know it by; `poll_seconds` how often it is to be looked at; `told`, where there is one, is set
    when something new is there.
    """

    name: str
    poll_seconds: float
    told: Event | None

    def observing(self) -> AbstractContextManager[None]:
        """While it is open, the source may learn of news on its own."""

    def growing(self) -> bool:
        """Whether something is there that isn't complete yet."""

    def look(self) -> None:
        """Whether it lets us in; nothing is taken or changed. Raises SourceUnreachable, LoginRefused, FolderMissing."""

    def poll(self) -> int:
        """Take in all that is new; returns how many. Raises SourceUnreachable, LoginRefused, FolderMissing."""

    def mark(self) -> int:
        """Tell the source of mails that are now filed as the call's; returns how many."""
