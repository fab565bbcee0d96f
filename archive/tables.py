"""The tables. Portable: no type here belongs to one database alone."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    JSON,
    BigInteger,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    types,
)
from sqlalchemy import text as sqltext  # tables here have columns of that name
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Moment(TypeDecorator[datetime]):
    """An aware time; kept in UTC, given back in Asia/Shanghai."""

    impl = types.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To naive UTC. Raises ValueError for a naive time, which says nothing."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without zone can't be stored")
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From naive UTC."""
        del dialect
        return value.replace(tzinfo=UTC).astimezone(SHANGHAI) if value is not None else None


class Table(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012  SQLAlchemy's own way


def _equal(table: str, column: str) -> Index:
    """For finding senders' words of any length: a PostgreSQL B-tree refuses what is longer than a third of a page."""
    return Index(f"ix_{table}_{column}", column, postgresql_using="hash")


_WAITS, _FAILED = sqltext("severity = 'review'"), sqltext("error != ''")  # what partial indices hold


class MetaRow(Table):
    """Facts about this installation, by name."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class MailRow(Table):
    """A mail, by its bytes' SHA-256. `state`: registered, filed. `summary`: header facts once it is filed."""

    __tablename__ = "mails"
    __table_args__ = (
        _equal("mails", "message_id"),
        _equal("mails", "sender"),
        Index("mails_received", "call", "received_at"),
        Index("mails_counted", "call", "verdict"),
        Index("mails_failed", "state", "verdict", sqlite_where=_FAILED, postgresql_where=_FAILED),
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    arrived_at: Mapped[datetime]
    since: Mapped[date | None]
    history: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    filed_at: Mapped[datetime | None]
    call: Mapped[str] = mapped_column(String(64), default="")
    verdict: Mapped[str] = mapped_column(String(16), default="")
    ours: Mapped[bool] = mapped_column(default=False)  # it is the call's: the mailbox is told
    message_id: Mapped[str] = mapped_column(Text, default="")
    sender: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    received_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(default=0, server_default=sqltext("0"))  # the higher the sooner
    facts: Mapped[str] = mapped_column(Text, default="", server_default=sqltext("''"))  # what it was judged by, as JSON
    removed_at: Mapped[datetime | None]  # unrelated, kept long enough: its bytes are gone
    lost: Mapped[bool] = mapped_column(default=False, server_default=false())  # its bytes are gone: taken in anew


class SightingRow(Table):
    """Where a mail was seen; `marked`: that place has been told; `marking`: it may have been."""

    __tablename__ = "sightings"
    __table_args__ = (UniqueConstraint("account", "folder", "uidvalidity", "uid"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(255))
    folder: Mapped[str] = mapped_column(String(1024))
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    mail: Mapped[str] = mapped_column(ForeignKey("mails.digest"), index=True)
    marked: Mapped[bool] = mapped_column(default=False)
    marking: Mapped[bool] = mapped_column(default=False, server_default=false())


class DocumentRow(Table):
    """A document of a mail, with its facts as JSON (`archive.facts_json`)."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("mail", "place"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(ForeignKey("mails.digest"), index=True)
    position: Mapped[int]
    place: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    container: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(64))
    facts: Mapped[str] = mapped_column(Text)


class SubmissionRow(Table):
    """A submission as its newest revision has it. Keys after `intake.naming`; None never conflicts with another."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("call", "stage", "organisation_key", "activity_key"),
        Index("submissions_listed", "call", "last_received_at", "id"),
        Index("submissions_counted", "call", "closed", "stage", "verdict"),
        Index("submissions_merged", "merged"),
        Index("submissions_of_organisation", "call", "closed", "organisation_key", "stage", "verdict"),
        Index("submissions_of_verdict", "call", "closed", "verdict", "last_received_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    call: Mapped[str] = mapped_column(String(64), index=True)
    stage: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(64), unique=True)
    organisation: Mapped[str] = mapped_column(Text)
    activity: Mapped[str] = mapped_column(Text)
    organisation_key: Mapped[str | None] = mapped_column(String(255), index=True)
    activity_key: Mapped[str | None] = mapped_column(String(255))
    verdict: Mapped[str] = mapped_column(String(16))
    fields: Mapped[dict[str, Any]]
    characters: Mapped[int] = mapped_column(default=0)
    first_received_at: Mapped[datetime]
    last_received_at: Mapped[datetime]
    revision: Mapped[int]
    word: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    word_form: Mapped[int | None]
    pdf: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    current: Mapped[int | None]  # the revision that it stands at
    closed: Mapped[str] = mapped_column(
        String(16), default="", server_default=sqltext("''")
    )  # withdrawn, dropped, merged
    merged: Mapped[str] = mapped_column(
        String(64), default="", server_default=sqltext("''")
    )  # the receipt it is part of


class RevisionRow(Table):
    """What one mail made of a submission. `number` in the order in which the mails were received when filed."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("mail", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    submission: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    number: Mapped[int]
    mail: Mapped[str] = mapped_column(ForeignKey("mails.digest"), index=True)
    position: Mapped[int]
    received_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(16))
    fields: Mapped[dict[str, Any]]
    documents: Mapped[list[Any]]
    belonging: Mapped[list[Any] | None] = mapped_column(
        JSON
    )  # what it might have belonged to, and why: receipt, weight, reasons
    material: Mapped[str] = mapped_column(Text, default="", server_default=sqltext("''"))  # `archive.cases`


class FindingRow(Table):
    """A finding about a mail (`revision` None) or about one revision of a submission."""

    __tablename__ = "findings"
    __table_args__ = (Index("findings_waiting", "revision", "mail", sqlite_where=_WAITS, postgresql_where=_WAITS),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(ForeignKey("mails.digest"), index=True)
    revision: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"), index=True)
    code: Mapped[str] = mapped_column(String(64), index=True)
    severity: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(Text)
    field: Mapped[str | None] = mapped_column(String(64))
    decision: Mapped[int | None]  # that made it what it is
    was: Mapped[str] = mapped_column(String(16), default="", server_default=sqltext("''"))  # its severity before


class DecisionRow(Table):
    """A person's decision, in `intake.decisions.model`'s words. Nothing changes or deletes a row."""

    __tablename__ = "decisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(32), index=True)
    call: Mapped[str] = mapped_column(String(64))
    receipt: Mapped[str] = mapped_column(String(64), index=True)
    mail: Mapped[str] = mapped_column(String(64), index=True)
    organisation: Mapped[str] = mapped_column(Text)
    stage: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))
    field: Mapped[str] = mapped_column(String(64))
    documents: Mapped[list[Any]]
    said: Mapped[str] = mapped_column(Text)
    value: Mapped[str] = mapped_column(Text)
    letter: Mapped[int | None]
    takes_back: Mapped[int | None] = mapped_column(unique=True)


class TextRow(Table):
    """A searchable text of a mail: where it stands (the subject, a document's page) and what it says.

    `submission` where the mail brought several and it is one's alone; `document` of a document's text.
    """

    __tablename__ = "texts"
    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(ForeignKey("mails.digest"), index=True)
    submission: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    document: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    place: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class OutboxTable(Table):
    """A letter on its way. `message_id` is derived from the row's id and this installation's name."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_waiting", "state", "due_at"),
        Index("outbox_listed", "state", "id"),
        _equal("outbox", "address"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str | None] = mapped_column(ForeignKey("mails.digest"), index=True)
    call: Mapped[str] = mapped_column(
        String(64), default="", server_default=sqltext("''")
    )  # of a letter that answers no mail; "" where it answers one, or is older than this column
    message_id: Mapped[str] = mapped_column(String(255), default="", index=True)
    kind: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    in_reply_to: Mapped[str] = mapped_column(Text)
    reference_ids: Mapped[list[Any]]
    receipts: Mapped[list[Any]]
    held: Mapped[str] = mapped_column(Text, default="")
    names: Mapped[date | None]  # the earliest day its wording names; that over, the undated wording goes
    undated_text: Mapped[str] = mapped_column(Text, default="", server_default=sqltext("''"))
    undated_html: Mapped[str] = mapped_column(Text, default="", server_default=sqltext("''"))
    attachments: Mapped[list[Any] | None] = mapped_column(JSON)  # blank forms that go with it, `call/stage`
    bounced: Mapped[str] = mapped_column(Text, default="", server_default=sqltext("''"))  # it came back: why, in words
    released: Mapped[bool] = mapped_column(default=False)  # by a person: no limit holds it again
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    holder: Mapped[str] = mapped_column(String(255), default="", server_default=sqltext("''"))
    claimed_until: Mapped[datetime | None]
    prepared: Mapped[int] = mapped_column(
        default=0, server_default=sqltext("0")
    )  # attempt claimed, not handed over yet


class OutboxReceiptRow(Table):
    """Which submissions a letter speaks of."""

    __tablename__ = "outbox_receipts"
    letter: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(64), primary_key=True)
    __table_args__ = (Index("outbox_receipts_receipt", "receipt"),)


class AuditRow(Table):
    """Who or what did what; each line's hash covers the one before. Nothing changes or deletes a line."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class ConditionRow(Table):
    """What is out of order now, by where; `status` shows it until it is over."""

    __tablename__ = "conditions"
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    message: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]
    last: Mapped[datetime]


class PollRow(Table):
    """When a mailbox or watched folder was last looked at without trouble."""

    __tablename__ = "polls"
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]


class UnrecordedRow(Table):
    """A change that the store's records don't have yet; triggers write it, `archive.recorded` takes it away."""

    __tablename__ = "unrecorded"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(Text)


class VerificationRow(Table):
    """A run of `verify`: how far it is, and when everything was read. `corrupt` is what it found so far."""

    __tablename__ = "verifications"
    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    position: Mapped[str] = mapped_column(String(64))  # the last blob read, in the order of their names
    blobs: Mapped[int]
    bytes: Mapped[int] = mapped_column(BigInteger)
    corrupt: Mapped[list[Any]]
    sound: Mapped[bool | None]


class BallotRow(Table):
    """What one reviewer gave one submission; a later reading replaces it. `values` by criterion."""

    __tablename__ = "ballots"
    __table_args__ = (UniqueConstraint("reviewer", "receipt"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call: Mapped[str] = mapped_column(String(64), index=True)
    reviewer: Mapped[str] = mapped_column(String(255))
    receipt: Mapped[str] = mapped_column(String(64))
    values: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)  # the sheet's file name
    read_at: Mapped[datetime]


class AssignmentRow(Table):
    """A reviewer is to score a submission; `seed` of the draw, "" where a person said so."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("reviewer", "receipt"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call: Mapped[str] = mapped_column(String(64), index=True)
    reviewer: Mapped[str] = mapped_column(String(255))
    receipt: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(Text)


class HeldRow(Table):
    """A reviewer that may not score an organisation's submissions (回避)."""

    __tablename__ = "conflicts_of_interest"
    __table_args__ = (UniqueConstraint("call", "reviewer", "organisation_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    call: Mapped[str] = mapped_column(String(64))
    reviewer: Mapped[str] = mapped_column(String(255))
    organisation: Mapped[str] = mapped_column(Text)
    organisation_key: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text)


class EditRow(Table):
    """A version of a letter template or a roster, as somebody left it. `content` None: as the file says again."""

    __tablename__ = "edits"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(128), index=True)
    content: Mapped[str | None] = mapped_column(Text)
