"""Posting: letters on their way, and who hands them to a mail server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from intake.model import Letter


class OutboxState(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    HELD = "held"
    SENDING = "sending"  # claimed; an attempt is written and its outcome not yet
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"  # by a person


CLOCK_AHEAD = timedelta(hours=1)  # what is dated so far beyond now was dated by a clock that was wrong


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A letter on its way. `message_id` is derived from the row when it is written and never changes."""

    id: int
    message_id: str
    letter: Letter
    created_at: datetime
    state: OutboxState
    attempts: int
    released: bool = False  # a person let it go: no limit holds it again
    last_error: str = ""
    holder: str = ""  # who claimed it last, after `intake.holder`
    claimed_until: datetime | None = None  # unless renewed; a claim beyond that is nobody's any more
    bounced: str = ""  # it came back: why, in words; "" where nothing came back
    prepared: int = 0  # the attempt that was claimed and whose message had not been handed over yet
    attempted_at: datetime | None = None

    def is_as(self, seen: "OutboxRow | None") -> bool:
        """Whether nobody has tried or changed it since it was seen so; None: it wasn't."""
        return seen is None or (seen.attempts, seen.letter) == (self.attempts, self.letter)

    @property
    def certainly_kept(self) -> bool:
        """Whether nothing of its latest attempt can have left: its hand-over was never noted."""
        return self.prepared == self.attempts

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come. A time set by a clock that ran far ahead and was set right since tells nothing."""
        set_at = self.attempted_at or self.created_at
        return self.letter.due_at <= now or set_at > now + CLOCK_AHEAD


class Tally(Protocol):
    """What has left already, counted in the very transaction that claims: no other sender claims meanwhile."""

    def sent_since(
        self, since: datetime, address: str | None = None, receipt: str | None = None, domain: str | None = None
    ) -> int:
        """How many letters left since then, or perhaps did: in all, to an address, about a submission.

        To a domain: how many were tried, whatever came of it; its servers count those that they put off, too.
        """


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a letter may leave now: not where `hold` says why a person must release it, nor before `until`."""

    hold: str = ""
    until: datetime | None = None


Permit = Callable[[Tally], Permission]


@dataclass(frozen=True, slots=True)
class Claim:
    """What came of the wish to send a letter.

    `attempt` counts a letter's attempts from 1 and goes with whatever is said of this one's outcome, so that nobody
    speaks of a later one; 0: it isn't ours to send. `held`: because a person must release it, and why.
    """

    attempt: int = 0
    held: str = ""

    def __bool__(self) -> bool:
        return self.attempt > 0


class Outbox(Protocol):
    """The letters' way out. Two senders never take one row.

    What is said of an attempt's outcome counts while the row still stands where that attempt left it, even where another
    process has meanwhile called it doubtful: who made the attempt knows. `attempt` None speaks of the latest.
    """

    def due(self, now: datetime) -> tuple[OutboxRow, ...]:
        """Waiting rows whose time has come, oldest first."""

    def waiting(self) -> tuple[OutboxRow, ...]:
        """All waiting rows, oldest first."""

    def claim(
        self,
        row: int,
        now: datetime,
        holder: str = "",
        until: datetime | None = None,
        permit: Permit = lambda _: Permission(),
        seen: OutboxRow | None = None,
    ) -> Claim:
        """Write the attempt before it is made; nothing where another sender has it or it no longer waits.

        `seen`: as it was found due; nothing where another sender has tried it since, or a person has worded it anew.

        `permit` is asked in the same transaction: what it holds is held, what it puts off is due then. `holder` has it
        `until` then, unless renewed.
        """

    def renew(self, holder: str, until: datetime) -> None:
        """Whatever this one has claimed stays its own until then."""

    def handing_over(self, row: int, attempt: int) -> bool:
        """Note that this attempt's message may leave from now on; False where the attempt is nobody's to make any more."""

    def take_back(self, row: int, error: str, attempt: int) -> bool:
        """A claim is over before its message was handed over: the letter waits again. False where it had been."""

    def sent(self, row: int, now: datetime, attempt: int | None = None) -> None:
        """The server took it."""

    def retry(self, row: int, due_at: datetime, error: str, attempt: int | None = None) -> None:
        """The server certainly did not take it; try again then."""

    def failed(self, row: int, error: str, attempt: int | None = None) -> None:
        """The server refused it for good."""

    def in_doubt(self, row: int, error: str, attempt: int | None = None) -> bool:
        """Nobody knows whether it left: for a person, never blindly repeated. False where somebody knew meanwhile."""

    def doubtful(self) -> tuple[OutboxRow, ...]:
        """What is in doubt, oldest first."""

    def hold(self, row: int, reason: str) -> None:
        """A person must release it."""

    def release(self, row: int, now: datetime, actor: str = "office", reason: str = "") -> bool:
        """A person lets a held or doubtful letter go; False where it is neither."""

    def edit(self, row: int, letter: Letter, now: datetime, actor: str, reason: str = "") -> bool:
        """A person words a letter that hasn't left (`intake.letters.editing`); False where it may have, or there is none."""

    def drop(self, row: int, now: datetime, actor: str, reason: str = "") -> bool:
        """A person decides that a letter isn't to be sent; False where it has left, or there is none."""

    def letter(self, row: int) -> OutboxRow | None:
        """One letter whole, whatever became of it; None where there is no such number."""

    def interrupted(self) -> tuple[OutboxRow, ...]:
        """Rows in some sender's hands; those of one that is gone are in doubt."""

    def sent_since(
        self, since: datetime, address: str | None = None, receipt: str | None = None, domain: str | None = None
    ) -> int:
        """As `Tally` counts."""


class Sent(StrEnum):
    """How one attempt to send ended."""

    TAKEN = "taken"  # the server answered 250 after DATA
    LATER = "later"  # it certainly was not taken: 4xx, or the line broke before the final dot
    REFUSED = "refused"  # 5xx
    DOUBTFUL = "doubtful"  # the line broke after the final dot


class Sender(Protocol):
    """Hands one message to a mail server."""

    def send(self, to: str, message: bytes, ours: Callable[[], bool] = lambda: True) -> tuple[Sent, str]:
        """The outcome and the server's words. Raises ConfigurationError (LoginRefused among them), with nothing sent.

        `ours` is asked as late as can be: before it says yes, and where it says no or raises, nothing leaves.
        """
