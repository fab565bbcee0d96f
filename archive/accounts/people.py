"""Accounts: made, changed, shut; each change with its line in the audit log."""

import re
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from archive.accounts.model import EVERY_CALL, Grant, Person, Role
from archive.accounts.passwords import fits, hashed, is_outdated
from archive.accounts.tables import GrantRow, PersonRow, SessionRow
from archive.locking import add_new, alone
from archive.records import SqlRecords
from archive.writing import SqlTransaction
from intake.errors import AccountRefused

_NAME = re.compile(r"[\w.@-]{2,64}")
_ACCOUNTS = "accounts"


class People:
    """All accounts. Raises StoreError, and AccountRefused with a sentence for what can't be done."""

    def __init__(self, records: SqlRecords) -> None:
        self.records = records

    def any(self) -> bool:
        """Whether there is any account."""
        with self.records.reading() as session:
            return session.scalar(select(PersonRow.id).limit(1)) is not None

    def listed(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        with self.records.reading() as session:
            rows = session.scalars(select(PersonRow).order_by(PersonRow.name)).all()
            return tuple(person_of(session, row) for row in rows)

    def with_password(self, name: str, password: str) -> Person | None:
        """The person, where name and password are right and the account is open; takes the same time where not."""
        with self.records.reading() as session:
            row = session.scalar(select(PersonRow).where(PersonRow.name == _as_kept(name)))
            person = person_of(session, row) if row else None
            kept = row.password if row else None
        if not fits(kept, password) or person is None or not person.active:
            return None
        if kept is not None and is_outdated(kept):
            with self.records.transaction() as transaction:
                transaction.session.get_one(PersonRow, person.id).password = hashed(password)
        return person

    def look_at(self, name: str) -> str:
        """A new account's name as it is kept. Raises AccountRefused where it can't be one or is taken."""
        name = _as_kept(name)
        if not _NAME.fullmatch(name):
            raise AccountRefused("用户名应为2至64个字母、数字、汉字或.@-_")
        with self.records.reading() as session:
            if session.scalar(select(PersonRow.id).where(PersonRow.name == name)) is not None:
                raise AccountRefused("已经有这个用户名")
        return name

    def add(
        self,
        name: str,
        shown: str,
        password: str,
        grants: Iterable[Grant],
        actor: str,
        now: datetime,
        must_change: bool = True,
    ) -> Person:
        """A new account. Raises AccountRefused where the name is taken or can't be one."""
        name = self.look_at(name)
        kept, grants = hashed(password), frozenset(grants)
        values = {"name": name, "shown": shown.strip()[:255] or name, "password": kept, "active": True}
        with self.records.transaction() as transaction:
            session = transaction.session
            if not add_new(session, PersonRow, **values, must_change=must_change, created_at=now):
                raise AccountRefused("已经有这个用户名")
            row = session.scalars(select(PersonRow).where(PersonRow.name == name)).one()
            _give(session, row.id, grants)
            transaction.audit(actor, "account.add", name, _said(grants), now)
            return person_of(session, row)

    def set_password(self, person: int, password: str, actor: str, now: datetime, must_change: bool) -> None:
        """Another password; every session of this person ends."""
        kept = hashed(password)
        with self.records.transaction() as transaction:
            row = _found(transaction.session, person)
            row.password, row.must_change = kept, must_change
            _end_sessions(transaction.session, person)
            transaction.audit(actor, "account.password", row.name, "", now)

    def set_grants(self, person: int, grants: Iterable[Grant], actor: str, now: datetime) -> None:
        """What this person may from now on. Raises AccountRefused where nobody would be administrator any more."""
        grants = frozenset(grants)
        with self.records.transaction() as transaction:
            row = _alone_with(transaction, person)
            session = transaction.session
            session.execute(delete(GrantRow).where(GrantRow.person == person))
            _give(session, person, grants)
            _someone_administers(session)
            transaction.audit(actor, "account.roles", row.name, _said(grants), now)

    def set_active(self, person: int, active: bool, actor: str, now: datetime) -> None:
        """Open or shut an account; shut, its sessions end at once. Raises AccountRefused for the last administrator."""
        with self.records.transaction() as transaction:
            row = _alone_with(transaction, person)
            row.active = active
            if not active:
                _end_sessions(transaction.session, person)
            _someone_administers(transaction.session)
            transaction.audit(actor, "account.open" if active else "account.shut", row.name, "", now)


def person_of(session: Session, row: PersonRow) -> Person:
    """A row as a plain value."""
    grants = session.execute(select(GrantRow.role, GrantRow.call).where(GrantRow.person == row.id)).all()
    held = frozenset(Grant(Role(role), call) for role, call in grants)
    return Person(row.id, row.name, row.shown, row.active, row.must_change, held)


def _as_kept(name: str) -> str:
    return name.strip().lower()


def _found(session: Session, person: int) -> PersonRow:
    row = session.get(PersonRow, person)
    if row is None:
        raise AccountRefused("没有这个用户")
    return row


def _alone_with(transaction: SqlTransaction, person: int) -> PersonRow:
    """So that two administrators can't shut each other out at the same moment."""
    alone(transaction.session, _ACCOUNTS)
    return _found(transaction.session, person)


def _someone_administers(session: Session) -> None:
    session.flush()
    query = (
        select(func.count())
        .select_from(PersonRow)
        .join(GrantRow, GrantRow.person == PersonRow.id)
        .where(PersonRow.active, GrantRow.role == Role.ADMINISTRATOR.value, GrantRow.call == EVERY_CALL)
    )
    if not session.scalar(query):
        raise AccountRefused("至少要有一位管理员，请先指定另一位")


def _give(session: Session, person: int, grants: Iterable[Grant]) -> None:
    session.add_all(GrantRow(person=person, role=grant.role.value, call=grant.call) for grant in grants)
    session.flush()


def _end_sessions(session: Session, person: int) -> None:
    session.execute(delete(SessionRow).where(SessionRow.person == person))


def _said(grants: Iterable[Grant]) -> str:
    return "、".join(sorted(f"{grant.role.wording}（{grant.call or '全部通知'}）" for grant in grants))
