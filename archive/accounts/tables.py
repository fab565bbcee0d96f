"""The tables of people, sessions and attempts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from archive.tables import Table


class PersonRow(Table):
    """An account. `name` in lower case; `password` as argon2 writes it; "" lets nobody in."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    shown: Mapped[str] = mapped_column(String(255))
    password: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]
    must_change: Mapped[bool]
    created_at: Mapped[datetime]


class GrantRow(Table):
    """A person's role on a call; `call` "" stands for every call."""

    __tablename__ = "grants"
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    call: Mapped[str] = mapped_column(String(64), primary_key=True)


class SessionRow(Table):
    """A session that is open; of its token only the hash is kept, so that who reads the table can't use it."""

    __tablename__ = "web_sessions"
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(255))


class AttemptRow(Table):
    """Somebody tried to sign in and hasn't succeeded."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("attempts_by_name", "name", "at"), Index("attempts_by_address", "address", "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
