"""Finding's own tables. The index proper, `search`, is each database's own and known to `engines` alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from archive.tables import Table


class EntryRow(Table):
    """What is found: a revision of a submission, or a mail without one; all its texts together (`archive.finding`).

    `id` grows with the time of receipt, so that the newest come first. `archived`: a newer revision has replaced it.
    Derived from the other tables, and made anew whenever they say otherwise.
    """

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    mail: Mapped[str] = mapped_column(ForeignKey("mails.digest"), index=True)
    submission: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    revision: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    archived: Mapped[bool]
    stage: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(16))
    month: Mapped[str] = mapped_column(String(7))  # of receipt, in Shanghai
    organisation: Mapped[str] = mapped_column(Text)
    modules: Mapped[list[Any]]
    codes: Mapped[list[Any]]


class SavedSearchRow(Table):
    """A query under a name."""

    __tablename__ = "saved_searches"
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    query: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
