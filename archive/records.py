"""The records behind intake's ports: short reading transactions, and one writing transaction at a time."""

import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import ColumnElement, Engine, delete, func, select, update
from sqlalchemy.orm import Session

from archive import belonging, cases, decisions, on_record
from archive.database import open_database, reader, stored
from archive.finding.upkeep import follow, keep_up
from archive.locking import add_new
from archive.reading import ReadingSession
from archive.recorded.recorder import Recorder
from archive.tables import ConditionRow, MailRow, OutboxTable, PollRow, SightingRow
from archive.writing import SqlTransaction
from intake.call import Call
from intake.decisions.model import Decision
from intake.model import Prior
from intake.ports import FiledAs, RawMail, Recorded, Relation


class SqlRecords:
    """All tables; stands behind `intake.ports.Records`. Safe to use from several threads."""

    def __init__(self, engine: Engine, domain: str = "localhost") -> None:
        """`domain` is the right side of our letters' Message-IDs."""
        self.engine = engine
        self.domain = domain
        self._reader = reader(engine)
        self._here = threading.local()
        self.recorder: Recorder | None = None  # who keeps the records beside the blobs, where there are any

    @contextmanager
    def transaction(self) -> Iterator[SqlTransaction]:
        """Begin; commit at the end; roll back on any exception. Raises StoreError."""
        with self._writing() as session:
            yield SqlTransaction(session, self.domain)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self.unrecorded() as session:
            yield session
        if self.recorder is not None:
            self.recorder.follow()

    @contextmanager
    def unrecorded(self) -> Iterator[Session]:
        """A transaction that writes what the store's records say already. Raises StoreError."""
        with stored("写入"), Session(self.engine) as session, session.begin():
            yield session
        follow(self.engine, session)

    def record(self, session: Session, kind: str, key: str) -> None:
        """Put what this transaction has made of a record into the store before it is committed. Raises StoreError."""
        if self.recorder is not None:
            self.recorder.write(session, (kind, key))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads. Raises StoreError."""
        shared = getattr(self._here, "session", None)
        if shared is not None:
            with stored("读取"):
                yield shared
            return
        with stored("读取"), ReadingSession(self._reader) as session:
            yield session

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All that this thread reads meanwhile is of one moment, and of one transaction. Raises StoreError."""
        with stored("读取"), ReadingSession(self._reader) as session:
            self._here.session = session
            try:
                yield
            finally:
                self._here.session = None

    def let_go(self) -> None:
        """What this thread reads from now on is of another moment: to be called before what takes long and reads otherwise,
        or not at all, so that no connection is kept meanwhile.
        """
        shared = getattr(self._here, "session", None)
        if shared is not None:
            shared.close()

    def known_uids(self, account: str, folder: str, uidvalidity: int) -> frozenset[int]:
        """The UIDs already registered there, but for those whose bytes the store has lost."""
        with self.reading() as session:
            query = (
                select(SightingRow.uid)
                .join(MailRow, MailRow.digest == SightingRow.mail)
                .where(*_at(account, folder, uidvalidity), MailRow.lost.is_(False))
            )
            return frozenset(session.scalars(query))

    def lost(self, digest: str) -> None:
        """The store hasn't this mail's bytes any more: where it was seen, it is to be taken in anew."""
        with self._writing() as session:
            where = (MailRow.digest == digest, MailRow.state == "registered")
            session.execute(update(MailRow).where(*where).values(lost=True))

    def raw(self, digest: str) -> RawMail:
        """A registered mail. Raises KeyError."""
        with self.reading() as session:
            row = session.get(MailRow, digest)
            if row is None:
                raise KeyError(digest)
            return RawMail(row.digest, row.size, row.arrived_at, row.since, row.history, row.priority)

    def pending(self, limit: int | None = None) -> tuple[str, ...]:
        """Registered and not filed, the most urgent first, then in order of arrival; `limit`: the first so many."""
        with self.reading() as session:
            query = (
                select(MailRow.digest)
                .where(MailRow.state == "registered")
                .order_by(MailRow.priority.desc(), MailRow.arrived_at, MailRow.digest)
                .limit(limit)
            )
            return tuple(session.scalars(query))

    def pending_count(self) -> int:
        """How many are registered and not filed."""
        with self.reading() as session:
            return session.scalar(select(func.count()).where(MailRow.state == "registered")) or 0

    def is_pending(self, digest: str) -> bool:
        """Whether it is registered and not filed."""
        with self.reading() as session:
            return session.scalar(select(MailRow.state).where(MailRow.digest == digest)) == "registered"

    def to_mark(self, account: str, folder: str, uidvalidity: int) -> tuple[int, ...]:
        """UIDs whose mail is filed as the call's and that the mailbox has not been told of."""
        with self.reading() as session:
            query = (
                select(SightingRow.uid)
                .join(MailRow, MailRow.digest == SightingRow.mail)
                .where(
                    *_at(account, folder, uidvalidity),
                    SightingRow.marked.is_(False),
                    MailRow.ours,
                    MailRow.state == "filed",
                )
                .order_by(SightingRow.uid)
            )
            return tuple(session.scalars(query))

    def marking(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> None:
        """The mailbox is about to be told."""
        self._change_sightings(account, folder, uidvalidity, uids, {"marking": True})

    def marked(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> None:
        """The mailbox has been told."""
        self._change_sightings(account, folder, uidvalidity, uids, {"marked": True})

    def _change_sightings(
        self, account: str, folder: str, uidvalidity: int, uids: Iterable[int], values: dict[str, bool]
    ) -> None:
        with self._writing() as session:
            where = (*_at(account, folder, uidvalidity), SightingRow.uid.in_(list(uids)))
            session.execute(update(SightingRow).where(*where).values(**values))

    def never_marked(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> frozenset[int]:
        """Those whose mail we know and never marked nor were about to, here or wherever else it was seen."""
        ours = select(SightingRow.mail).where(SightingRow.marked | SightingRow.marking)
        query = select(SightingRow.uid).where(*_at(account, folder, uidvalidity), SightingRow.mail.not_in(ours))
        with self.reading() as session:
            return frozenset(uids) & frozenset(session.scalars(query))

    def related(self, call: str, relation: Relation) -> tuple[Prior, ...]:
        """Submissions of this call that the mail may belong to, strongest reason first."""
        with self.reading() as session:
            return belonging.related(session, call, relation)

    def decisions(self, call: str, mail: str, receipts: Collection[str]) -> tuple[Decision, ...]:
        """The standing decisions about a mail, these submissions, and anybody's deadline, in order."""
        with self.reading() as session:
            return decisions.concerning(session, call, mail, receipts)

    def newest_mail(self, receipt: str) -> str | None:
        """The mail that a submission stands at; None where there is no such number."""
        with self.reading() as session:
            return decisions.newest_mail(session, receipt)

    def prior(self, receipt: str) -> Prior | None:
        """A submission as a mail that belongs to it finds it; None where there is no such number."""
        with self.reading() as session:
            return belonging.prior(session, receipt)

    def material(self, digest: str, receipt: str) -> str:
        """What a mail brought to a submission, as it is kept."""
        with self.reading() as session:
            return cases.kept(session, digest, receipt)

    def decided(self, number: int) -> Decision:
        """A decision by its number. Raises DecisionRefused where there is none."""
        with self.reading() as session:
            return decisions.numbered(session, number)

    def merged_into(self, receipt: str) -> str:
        """The number that a submission is now part of; "" where it is its own, or there is none."""
        with self.reading() as session:
            return decisions.merged_into(session, receipt)

    def recorded(self, digest: str, calls: Sequence[Call]) -> Recorded:
        """A filed mail's case. Raises DecisionRefused where it can't be judged anew."""
        with self.reading() as session:
            return cases.load(session, digest, calls)

    def filed_as(self, digest: str) -> FiledAs:
        """What is on record of a mail."""
        with self.reading() as session:
            return on_record.filed_as(session, digest)

    def standing_mails(self, calls: Collection[str], since: date | None = None) -> tuple[str, ...]:
        """Filed mails that a submission of these calls stands at, or that made none; oldest first."""
        with self.reading() as session:
            return on_record.standing_mails(session, calls, since)

    def name_letters(self, digest: str, message_ids: Sequence[str]) -> None:
        """Give a mail's letters, in order, the Message-IDs that those of the past had."""
        with self._writing() as session:
            rows = session.scalars(select(OutboxTable).where(OutboxTable.mail == digest).order_by(OutboxTable.id))
            for row, name in zip(rows, message_ids, strict=False):
                row.message_id = name

    def hosts(self, call: str, stage: str, names: Collection[str], sender: str) -> tuple[tuple[str, str], ...]:
        """Hosts and senders of the activities on record at this stage that may be these units' or this sender's."""
        with self.reading() as session:
            return belonging.hosts(session, call, stage, names, sender)

    def error(self, where: str, message: str, now: datetime) -> None:
        """Keep a condition that `status` shows until it is cleared."""
        with stored("写入"), Session(self.engine) as session, session.begin():
            if not add_new(session, ConditionRow, place=where, message=message, since=now, last=now):
                session.execute(
                    update(ConditionRow).where(ConditionRow.place == where).values(message=message, last=now)
                )

    def clear_error(self, where: str, before: datetime | None = None) -> None:
        """The condition is over; with `before`, unless it was said again since then."""
        over = [ConditionRow.place == where, *([ConditionRow.last < before] if before is not None else [])]
        with self.reading() as session:
            if session.scalar(select(ConditionRow.place).where(*over)) is None:
                return
        with stored("写入"), Session(self.engine) as session, session.begin():
            session.execute(delete(ConditionRow).where(*over))

    def polled(self, where: str, now: datetime) -> None:
        """A source was looked at."""
        with stored("写入"), Session(self.engine) as session, session.begin():
            if not add_new(session, PollRow, place=where, at=now):
                session.execute(update(PollRow).where(PollRow.place == where).values(at=now))


def open_records(url: str, domain: str = "localhost", password: str = "") -> SqlRecords:
    """The records at that URL, made or brought to this version. Raises ConfigurationError."""
    engine = open_database(url, password)
    try:
        keep_up(engine)
    except BaseException:
        engine.dispose()
        raise
    return SqlRecords(engine, domain)


def _at(account: str, folder: str, uidvalidity: int) -> tuple[ColumnElement[bool], ...]:
    return (SightingRow.account == account, SightingRow.folder == folder, SightingRow.uidvalidity == uidvalidity)
