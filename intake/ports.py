"""What intake needs of others, as Protocols; `archive` and `parsers.sandbox` stand behind them (STYLE, habit 5)."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Protocol

from intake.model import Assessment, Letter, Prior
from parsers.facts import Comparison, Examination, FormSpec, Pair

Clock = Callable[[], datetime]
"""Tells the time, aware, in Asia/Shanghai. Handed in, never read elsewhere."""


class Blobs(Protocol):
    """Content-addressed bytes: written once, durable when `put` returns, never changed."""

    def put(self, data: bytes) -> str:
        """Store and return the SHA-256 as 64 hex digits. Raises StoreError where it can't be made durable."""

    def put_file(self, path: Path) -> str:
        """The same with a file's content, which need not fit into memory. Raises OSError where that can't be read."""

    def get(self, digest: str) -> bytes:
        """The bytes. Raises BlobMissing."""

    def fetch(self, digest: str, path: Path) -> None:
        """The bytes into a new file, piece by piece. Raises BlobMissing, StoreError: also where they are damaged."""

    def exists(self, digest: str) -> bool:
        """Whether it is stored."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a mail was seen: IMAP's account, folder, UIDVALIDITY and UID; a watched path has 0 for both numbers."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as it is registered, before anybody has read it.

    `arrived_at` is INTERNALDATE, or when the file was found, and serves where no Received header tells. Received before
    `since` (None: its call's opening), or imported as such, it is history: kept, never answered.
    """

    digest: str
    size: int
    arrived_at: datetime
    since: date | None = None
    history: bool = False
    priority: int = 0  # the higher the sooner; `intake.urgency`


@dataclass(frozen=True, slots=True)
class Filing:
    """All that is written of one mail in one transaction."""

    assessment: Assessment
    letters: tuple[Letter, ...]
    now: datetime
    history: bool = False


class Transaction(Protocol):
    """One atomic change of the records; nothing of it is seen until its context ends without an exception."""

    def register(self, mail: RawMail, sighting: Sighting) -> bool:
        """Register and note where it was seen; True where these bytes are new. Idempotent."""

    def receipts(self, assessment: Assessment) -> tuple[str, ...]:
        """One receipt number for each submission, in order; those that complete a prior one keep its number.

        Raises Conflict where another mail has meanwhile filed what this assessment takes for new.
        """

    def file(self, digest: str, filing: Filing) -> None:
        """Write submissions, revisions, findings, documents, search text, outbox rows and the audit line.

        Idempotent by digest: a mail already filed is left as it is. A waiting letter to the same address about the
        same submissions gives way to the new one.
        """

    def fail(self, digest: str, error: str, now: datetime) -> None:
        """File a mail that could not be examined as `review` with the error; it is kept and a person sees it."""

    def postpone(self, digest: str, error: str) -> int:
        """Note a failed attempt that will be tried again; returns the number of attempts so far."""

    def audit(self, actor: str, action: str, subject: str, detail: str, now: datetime) -> None:
        """Add a line to the audit log, chained to the one before."""


@dataclass(frozen=True, slots=True)
class Relation:
    """By what a mail may belong to submissions on record: numbers in its text, its thread, its people, its material."""

    receipts: tuple[str, ...]
    thread: tuple[str, ...]  # Message-IDs that it answers or refers to
    sender: str
    organisations: tuple[tuple[str, str, str], ...]  # (stage, organisation, activity) as read


class Records(Protocol):
    """The tables. Every method is a short transaction of its own unless it is on `Transaction`."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin; commit at the end; roll back on any exception."""

    def known_uids(self, account: str, folder: str, uidvalidity: int) -> frozenset[int]:
        """The UIDs already registered there, but for those whose bytes the store has lost."""

    def lost(self, digest: str) -> None:
        """The store hasn't this mail's bytes any more: where it was seen, it is to be taken in anew."""

    def raw(self, digest: str) -> RawMail:
        """A registered mail. Raises KeyError."""

    def pending(self) -> tuple[str, ...]:
        """Registered and not filed, the most urgent first, then in order of arrival: what is to be done at start."""

    def is_pending(self, digest: str) -> bool:
        """Whether it is registered and not filed."""

    def to_mark(self, account: str, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """UIDs whose mail is filed as the call's and that the mailbox has not been told of."""

    def marking(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> None:
        """The mailbox is about to be told."""

    def marked(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> None:
        """The mailbox has been told."""

    def never_marked(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> frozenset[int]:
        """Those whose mail we know and never marked nor were about to, here or wherever else it was seen."""

    def related(self, call: str, relation: Relation) -> tuple[Prior, ...]:
        """Submissions of this call that the mail may belong to, strongest reason first."""

    def activities(self, call: str, stage: str, organisation: str) -> int:
        """How many activities this organisation has on record at this stage, names normalised."""

    def error(self, where: str, message: str, now: datetime) -> None:
        """Keep a condition that `status` shows until `clear_error` for the same place."""

    def clear_error(self, where: str, before: datetime | None = None) -> None:
        """The condition is over; with `before`, unless it was said again since then."""


class OutboxState(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    HELD = "held"
    SENDING = "sending"  # claimed; an attempt is written and its outcome not yet
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"


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
    ) -> Claim:
        """Write the attempt before it is made; nothing where another sender has it or it no longer waits.

        `permit` is asked in the same transaction: what it holds is held, what it puts off is due then. `holder` has it
        `until` then, unless renewed.
        """

    def renew(self, holder: str, until: datetime) -> None:
        """Whatever this one has claimed stays its own until then."""

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

    def release(self, row: int, now: datetime) -> bool:
        """A person lets a held or doubtful letter go; False where it is neither."""

    def interrupted(self) -> tuple[OutboxRow, ...]:
        """Rows in some sender's hands; those of one that is gone are in doubt."""

    def sent_since(
        self, since: datetime, address: str | None = None, receipt: str | None = None, domain: str | None = None
    ) -> int:
        """As `Tally` counts."""


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

    def poll(self) -> int:
        """Take in all that is new; returns how many. Raises SourceUnreachable, LoginRefused, FolderMissing."""

    def mark(self) -> int:
        """Tell the source of mails that are now filed as the call's; returns how many."""


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

        `ours` is asked as late as can be; where the claim was lost meanwhile, nothing leaves.
        """
