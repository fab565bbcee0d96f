"""What people change in the browser of what files say: letter templates and rosters, each version with who, when and why.

Nothing is overwritten: the newest version counts, an older one is taken back by being written anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from archive.records import SqlRecords
from archive.tables import EditRow


class Edited(StrEnum):
    """What can be edited; its audit line's action is `edit.` with it."""

    TEMPLATE = "template"  # by file name
    ROSTER = "roster"  # by the call's name; JSON by `intake.roster`


@dataclass(frozen=True, slots=True)
class Edit:
    """One version."""

    id: int
    at: datetime
    actor: str
    reason: str
    content: str | None


def keep(
    records: SqlRecords, kind: Edited, name: str, content: str | None, actor: str, reason: str, now: datetime
) -> None:
    """A new version, with its audit line. Raises StoreError."""
    row = EditRow(at=now, actor=actor, reason=reason, kind=kind.value, name=name, content=content)
    with records.transaction() as transaction:
        transaction.session.add(row)
        transaction.audit(actor, f"edit.{kind}", name, reason, now)


def versions(records: SqlRecords, kind: Edited, name: str) -> tuple[Edit, ...]:
    """All of them, the newest first."""
    query = select(EditRow).where(EditRow.kind == kind.value, EditRow.name == name).order_by(EditRow.id.desc())
    with records.reading() as session:
        return tuple(Edit(row.id, row.at, row.actor, row.reason, row.content) for row in session.scalars(query))


def standing(records: SqlRecords, kind: Edited) -> Mapping[str, str]:
    """What counts now, by name; what the file says again isn't in it."""
    newest = select(func.max(EditRow.id)).where(EditRow.kind == kind.value).group_by(EditRow.name)
    with records.reading() as session:
        rows = session.scalars(select(EditRow).where(EditRow.id.in_(newest)))
        return {row.name: row.content for row in rows if row.content is not None}


def newest(records: SqlRecords) -> int:
    """The newest version's number of all: it changes with every edit, whoever makes it; 0 before the first."""
    with records.reading() as session:
        return session.scalar(select(func.max(EditRow.id))) or 0
