"""The domain: findings, material, assessments, letters. Frozen and without effects; words as in CONTRACT's table."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from intake.call import Call, Stage
from intake.codes import Code, Severity, Verdict
from intake.decisions.model import Decision
from parsers.facts import Comparison, Document, Examination

FieldValue = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `document` is a document's id, `field` a key; `detail` one Chinese sentence to act on.

    `decided` is the person's decision that made it what it is, `was` how severe it was before; None where nobody has
    decided about it.
    """

    code: Code
    severity: Severity
    detail: str
    document: str | None = None
    field: str | None = None
    decided: Decision | None = None
    was: Severity | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version (Word or PDF) of a submission's material and the mail it came in.

    `document.id` is unique within its mail only, so `mail` (that mail's digest) goes with it. `form` is the index of
    the form in the document that is this activity's, None for a document without one.
    """

    mail: str
    document: Document
    received_at: datetime
    form: int | None = None


@dataclass(frozen=True, slots=True)
class Prior:
    """A submission already on record that this mail may complete or replace, and why it may.

    `reasons` are stable words, strongest first: "receipt", "thread", "organisation", "sender".
    """

    submission: int
    receipt: str
    stage: str
    organisation: str
    activity: str
    verdict: Verdict
    first_received_at: datetime
    last_received_at: datetime
    revision: int
    word: Version | None
    pdf: Version | None
    reasons: tuple[str, ...]
    senders: frozenset[str] = frozenset()  # the addresses that its mails came from, in lower case
    contact: str = ""  # its contact's e-mail address, in lower case
    doubtful: bool = False  # whether its own belonging is for a person to tell
    faults: tuple[Finding, ...] = ()  # its errors as they stand


@dataclass(frozen=True, slots=True)
class Candidate:
    """A submission on record that a material was weighed against; `reasons` after `intake.grouping.evidence`."""

    receipt: str
    weight: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """One activity's material at one stage, as this mail and what it completes have it; what the rules look at.

    `documents` are the ids in *this* mail that belong to it (its versions and supporting ones), in order.
    """

    stage: Stage
    organisation: str
    activity: str
    fields: Mapping[str, FieldValue]
    word: Version | None
    pdf: Version | None
    documents: tuple[str, ...]
    prior: Prior | None = None
    doubtful: str = ""  # why its belonging can't be told safely, a Chinese phrase; "" where it can
    comparison: Comparison | None = None
    unforeseen: str = (
        ""  # why nothing on record goes before it, though its stage follows another; "" where something does
    )
    candidates: tuple[Candidate, ...] = ()  # what it might have belonged to, the weightiest first


@dataclass(frozen=True, slots=True)
class Case:
    """All that the rules may look at. `digest` is this mail's; `now` only serves for what depends on the day."""

    digest: str
    examination: Examination
    call: Call
    received_at: datetime
    automatic: str  # why this mail is automatic, a Chinese phrase; "" where a person wrote it
    roles: Mapping[str, str]  # document id → role
    materials: tuple[Material, ...]
    accepted_activities: Mapping[str, int] = field(default_factory=dict)  # organisation key → activities on record

    def here(self, version: Version | None) -> Document | None:
        """The version's document where it came in this very mail, else None."""
        return version.document if version and version.mail == self.digest else None


@dataclass(frozen=True, slots=True)
class StampReading:
    """What the contract's `matches_organisation` says of one seal of one document: None where it can't be read."""

    document: str
    index: int
    matches: bool | None


@dataclass(frozen=True, slots=True)
class JudgedSubmission:
    """One material with its findings; the verdict is computed from them.

    `material` is as decisions have it, `read` as it was before them, None where nothing was decided. `closed` says why a
    person has put it aside: "withdrawn", "dropped"; "" where nobody has.
    """

    material: Material
    findings: tuple[Finding, ...]
    verdict: Verdict
    read: Material | None = None
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is thought of one message: CONTRACT's `check --json` in the model's own types."""

    case: Case
    findings: tuple[Finding, ...]  # about the message
    submissions: tuple[JudgedSubmission, ...]
    verdict: Verdict
    stamps: tuple[StampReading, ...]
    answer_to: str | None  # the address a letter may go to, None where none may be sent
    decisions: tuple[Decision, ...] = ()  # that it was judged with


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready for the outbox. `kind` is the template's name; `held` why a person must release it, "" if not.

    `due_at` is when it may leave. `receipts` are those of the submissions it speaks of. `names` is the earliest day that
    its wording names, None where it names none; once that has passed, the undated wording goes. Its Message-ID is not in
    here: that is derived from the outbox row.
    """

    kind: str
    to: str
    subject: str
    text: str
    html: str
    in_reply_to: str
    references: tuple[str, ...]
    due_at: datetime
    receipts: tuple[str, ...]
    held: str = ""
    names: date | None = None
    undated_text: str = ""
    undated_html: str = ""
    attachments: tuple[str, ...] = ()  # blank forms that go with it, `call/stage`
    again: bool = False  # it says nothing that hasn't been said before; not kept
    to_a_reply: bool = False  # the mail that it answers was an answer itself, perhaps a robot's; not kept

    def as_sent_on(self, day: date) -> "Letter":
        """The letter as it may leave that day: no letter names a date that has passed (CONTRACT, Letters)."""
        if self.names is None or day <= self.names:
            return self
        return replace(self, text=self.undated_text, html=self.undated_html)
