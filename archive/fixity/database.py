"""What is wrong with the database itself, in words."""

from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from archive import audit
from archive.finding.filing import textless
from archive.finding.upkeep import unindexed
from archive.locking import on_postgresql
from archive.tables import AuditRow, MailRow, RevisionRow, SubmissionRow


def faults(session: Session) -> Iterator[str]:
    """All of it."""
    yield from structure(session)
    yield from unindexed(session)
    if lost := textless(session):
        yield f"{len(lost)}封来信的检索文字没有了，verify --repair可以重新生成"
    yield from audit.broken(session)
    yield from unlogged(session)
    yield from bare(session)


def structure(session: Session) -> Iterator[str]:
    """What SQLite itself finds; other databases hold their own pages and foreign keys."""
    if on_postgresql(session):
        return
    for (words,) in session.execute(text("PRAGMA integrity_check")):
        if words != "ok":
            yield f"数据库文件损坏（{words}）"
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield f"{table}表第{row}行所指的{parent}不在数据库中"


def unlogged(session: Session) -> Iterator[str]:
    """Mails that were filed and of which the audit log knows nothing."""
    logged = select(AuditRow.subject).where(AuditRow.action.in_(("file", "fail")))
    for digest in session.scalars(
        select(MailRow.digest).where(MailRow.state == "filed", MailRow.digest.not_in(logged))
    ):
        yield f"来信{digest}已经登记，审计日志里却没有这一行"


def bare(session: Session) -> Iterator[str]:
    """Submissions that no mail brought."""
    numbered = set(session.scalars(select(RevisionRow.submission)))
    for row in session.scalars(select(SubmissionRow)):
        if row.id not in numbered:
            yield f"报送件{row.receipt}没有任何来信记录"
