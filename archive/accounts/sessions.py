"""Sessions: kept here, so that they can be ended here. The browser has a random token and nothing else."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from archive.accounts.model import Grant, Person, Role
from archive.accounts.tables import GrantRow, PersonRow, SessionRow
from archive.records import SqlRecords


@dataclass(frozen=True, slots=True)
class SessionView:
    """An open session, as its owner sees it; `id` can't be used to get in."""

    id: str
    began_at: datetime
    ends_at: datetime
    address: str
    agent: str


class Sessions:
    """All open sessions. Raises StoreError."""

    def __init__(self, records: SqlRecords) -> None:
        self.records = records

    def begin(self, person: Person, now: datetime, ends_at: datetime, address: str, agent: str) -> str:
        """A new session's token; sessions that are over are cleared away."""
        token = secrets.token_urlsafe(32)
        row = SessionRow(
            token=key_of(token),
            person=person.id,
            began_at=now,
            ends_at=ends_at,
            address=address[:64],
            agent=agent[:255],
        )
        with self.records.transaction() as transaction:
            transaction.session.execute(delete(SessionRow).where(SessionRow.ends_at <= now))
            transaction.session.add(row)
            transaction.audit(person.name, "sign_in", person.name, address[:64], now)
        return token

    def person(self, token: str, now: datetime) -> Person | None:
        """Whose session it is; None where it is over, unknown, or the account was shut."""
        with self.records.reading() as session:
            rows = session.execute(_WHOSE, {"key": key_of(token), "now": now}).all()
        if not rows:
            return None
        grants = frozenset(Grant(Role(row.role), row.call) for row in rows if row.role is not None)
        own = rows[0]
        return Person(own.id, own.name, own.shown, own.active, own.must_change, grants)

    def of(self, person: Person, now: datetime) -> tuple[SessionView, ...]:
        """A person's open sessions, the newest first."""
        query = (
            select(SessionRow)
            .where(SessionRow.person == person.id, SessionRow.ends_at > now)
            .order_by(SessionRow.began_at.desc(), SessionRow.token)
        )
        with self.records.reading() as session:
            return tuple(
                SessionView(row.token, row.began_at, row.ends_at, row.address, row.agent)
                for row in session.scalars(query)
            )

    def end(self, token: str) -> None:
        """Signed out: the token opens nothing any more."""
        self._delete(SessionRow.token == key_of(token))

    def end_others(self, person: Person, token: str) -> None:
        """All of a person's sessions but this one."""
        self._delete(SessionRow.person == person.id, SessionRow.token != key_of(token))

    def _delete(self, *where: object) -> None:
        with self.records.transaction() as transaction:
            transaction.session.execute(delete(SessionRow).where(*where))  # type: ignore[arg-type]  # column expressions


_WHOSE = (  # asked on every request
    select(PersonRow.id, PersonRow.name, PersonRow.shown, PersonRow.active, PersonRow.must_change)
    .add_columns(GrantRow.role, GrantRow.call)
    .join(SessionRow, SessionRow.person == PersonRow.id)
    .outerjoin(GrantRow, GrantRow.person == PersonRow.id)
    .where(SessionRow.token == bindparam("key"), SessionRow.ends_at > bindparam("now"), PersonRow.active)
)


def key_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
