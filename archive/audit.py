"""The audit log: each line's hash covers the one before, so that a changed or missing line shows."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.locking import alone
from archive.tables import AuditRow

_FIRST = "0" * 64


def append(session: Session, actor: str, action: str, subject: str, detail: str, now: datetime) -> None:
    """Add a line, in the caller's transaction; whoever adds one meanwhile waits until that ends."""
    session.flush()
    alone(session, "audit")
    subject, detail = subject.replace("\0", "\ufffd"), detail.replace("\0", "\ufffd")  # PostgreSQL keeps no NUL
    previous = session.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)) or _FIRST
    row = AuditRow(at=now, actor=actor, action=action, subject=subject, detail=detail, previous=previous, hash="")
    row.hash = line_hash(row)
    session.add(row)
    session.flush()


def line_hash(row: AuditRow) -> str:
    """SHA-256 over the line before's hash and this line as canonical JSON."""
    line = [row.at.timestamp(), row.actor, row.action, row.subject, row.detail]
    return hashlib.sha256(f"{row.previous}{json.dumps(line, ensure_ascii=False)}".encode()).hexdigest()


def broken(session: Session) -> Iterator[str]:
    """A sentence for each line that was changed or doesn't follow from the one before."""
    previous = _FIRST
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=1000)):
        if row.hash != line_hash(row):
            yield f"审计日志第{row.id}行被改动"
        elif row.previous != previous:
            yield f"审计日志第{row.id}行与前一行不衔接，其前有缺失或被改动的行"
        previous = row.hash
