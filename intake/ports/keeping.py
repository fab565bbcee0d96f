"""Keeping: originals and records. `archive` stands behind these ports."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from intake.bounces import Bounce
from intake.call import Call
from intake.codes import Verdict
from intake.decisions.model import Decision
from intake.model import Assessment, Case, FieldValue, Finding, Letter, Material, Prior
from intake.ports.posting import OutboxRow


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
    bounce: Bounce | None = None  # a letter of ours that came back with it


@dataclass(frozen=True, slots=True)
class Recorded:
    """A mail as it was judged: its case, its materials' receipt numbers in order, the standing decisions about them."""

    case: Case
    receipts: tuple[str, ...]
    decisions: tuple[Decision, ...]
    history: bool = False


@dataclass(frozen=True, slots=True)
class FiledAs:
    """What is on record of a mail: verdicts and findings, its own under "", and fields by receipt number.

    `letter` is the latest that says more than that it has come and hasn't given way; `edited` by a person.
    """

    verdicts: Mapping[str, Verdict]
    findings: Mapping[str, tuple[Finding, ...]]
    fields: Mapping[str, Mapping[str, FieldValue]]
    letter: OutboxRow | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """Of the past: a mail and when it was filed; `message_ids` are those of its letters, in order."""

    at: datetime
    mail: RawMail
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """Of the past: decisions that were made at once; `message_ids` are the letters' of the mails that they are about."""

    at: datetime
    decisions: tuple[Decision, ...]
    message_ids: tuple[tuple[str, tuple[str, ...]], ...] = ()


Event = Filed | Decided


class Transaction(Protocol):
    """One atomic change of the records; nothing of it is seen until its context ends without an exception."""

    def register(self, mail: RawMail, sighting: Sighting) -> bool:
        """Register and note where it was seen; True where these bytes are new. Idempotent."""

    def receipts(self, assessment: Assessment) -> tuple[str, ...]:
        """One receipt number for each submission, in order; those that complete a prior one keep its number.

        Raises Conflict where another mail has meanwhile filed what this assessment takes for new, or a person has
        decided what it doesn't know of.
        """

    def hosts(self, call: str, stage: str, names: Collection[str], sender: str) -> tuple[tuple[str, str], ...]:
        """As `Records.hosts`, with what other mails have filed since."""

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

    def decide(self, decision: Decision) -> Decision:
        """Keep a person's decision, with its audit line; the same with its `id`.

        Until the transaction ends, nobody files or decides about the call's submissions. Raises DecisionRefused where it
        takes back what has been taken back.
        """

    def concerned(self, decision: Decision) -> tuple[str, ...]:
        """The mails to be judged anew after it: the newest of each submission that it is about."""

    def recorded(self, digest: str, calls: Sequence[Call]) -> Recorded:
        """A filed mail's case, with the decisions of this very transaction. Raises DecisionRefused."""

    def refile(self, receipts: Sequence[str], assessment: Assessment, now: datetime) -> None:
        """Write what a mail already filed is now thought of: findings, verdicts, fields, search text, an audit line.

        A submission's own row changes only where it stands at this mail's revision.
        """

    def move(self, call: Call, mail: str, receipt: str, to: str, material: Material) -> str:
        """What this mail brought to a submission belongs to another ("": a new one); returns that one's number.

        `material` is as it reads together with what it completes there. A submission that nothing is left of becomes part
        of the other, and its number leads there. Raises Conflict where the other has changed since, DecisionRefused where a
        later mail has built upon this one.
        """

    def put_back(self, call: Call, decision: Decision) -> None:
        """Undo what a decision about belonging has moved. Raises DecisionRefused where a later mail has built upon it."""

    def replace_letters(self, digest: str, letters: Iterable[Letter], now: datetime) -> None:
        """What still waits or is held of a mail's letters gives way to these; a neutral receipt goes once."""

    def has_left(self, digest: str, since: datetime) -> bool:
        """Whether a letter that says more than that the mail has come left since then, or perhaps did."""


@dataclass(frozen=True, slots=True)
class Relation:
    """By what a mail may belong to submissions on record: numbers in its text, its thread, its people, its material."""

    receipts: tuple[str, ...]
    thread: tuple[str, ...]  # Message-IDs that it answers or refers to
    sender: str
    organisations: tuple[tuple[str, str, str], ...]  # (stage, organisation, activity) as read
    names: tuple[str, ...] = ()  # those organisations under all names that the roster gives them
    lacking: str = ""  # "word" or "pdf": the version that a lone half waits for, whoever has it


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

    def pending(self, limit: int | None = None) -> tuple[str, ...]:
        """Registered and not filed, the most urgent first, then in order of arrival; `limit`: the first so many."""

    def pending_count(self) -> int:
        """How many are registered and not filed."""

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

    def decisions(self, call: str, mail: str, receipts: Collection[str]) -> tuple[Decision, ...]:
        """The standing decisions about a mail, these submissions, and anybody's deadline, in order."""

    def decided(self, number: int) -> Decision:
        """A decision by its number. Raises DecisionRefused where there is none."""

    def prior(self, receipt: str) -> Prior | None:
        """A submission as a mail that belongs to it finds it; None where there is no such number."""

    def material(self, digest: str, receipt: str) -> str:
        """What a mail brought to a submission, as it is kept, for `put_back`."""

    def newest_mail(self, receipt: str) -> str | None:
        """The mail that a submission stands at; None where there is no such number."""

    def merged_into(self, receipt: str) -> str:
        """The number that a submission is now part of; "" where it is its own, or there is none."""

    def recorded(self, digest: str, calls: Sequence[Call]) -> Recorded:
        """A filed mail's case. Raises DecisionRefused where it can't be judged anew."""

    def filed_as(self, digest: str) -> FiledAs:
        """What is on record of a mail."""

    def standing_mails(self, calls: Collection[str], since: date | None = None) -> tuple[str, ...]:
        """Filed mails that a submission of these calls stands at, or that made none; received since then, oldest first."""

    def name_letters(self, digest: str, message_ids: Sequence[str]) -> None:
        """Give a mail's letters, in order, the Message-IDs that those of the past had: people have answered them."""

    def hosts(self, call: str, stage: str, names: Collection[str], sender: str) -> tuple[tuple[str, str], ...]:
        """Hosts and senders of the activities on record at this stage that may be these units' or this sender's."""

    def error(self, where: str, message: str, now: datetime) -> None:
        """Keep a condition that `status` shows until `clear_error` for the same place."""

    def clear_error(self, where: str, before: datetime | None = None) -> None:
        """The condition is over; with `before`, unless it was said again since then."""

    def polled(self, where: str, now: datetime) -> None:
        """A source was looked at without trouble, for people who ask when."""
