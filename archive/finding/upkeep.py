"""The index belongs to a version of the program: one made by another way of dividing and folding is made anew."""

from collections.abc import Iterator

import structlog
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from archive.database import reader, stored
from archive.finding.engines import index_of
from archive.finding.entries import NAMED, searched, write_all
from archive.finding.folding import VERSION
from archive.finding.gathering import LOCK, gather
from archive.finding.inverted import ADDED
from archive.finding.tables import EntryRow
from archive.locking import alone
from archive.tables import MailRow
from intake.errors import StoreError

log = structlog.get_logger()


def keep_up(engine: Engine) -> None:
    """Make the index anew where it is another version's, or there is none. Raises StoreError."""
    with stored("读取"), Session(reader(engine)) as session:
        if _is_current(session):
            return
    make_anew(engine, only_if_needed=True)


def make_anew(engine: Engine, *, only_if_needed: bool = False) -> None:
    """Make the whole index from the other tables, in one transaction.

    Until it ends, the old one is searched, and whoever files waits (on PostgreSQL half a minute at most, then tries again).
    """
    with stored("写入"), Session(engine) as session, session.begin():
        alone(session, LOCK)
        if only_if_needed and _is_current(session):
            return
        count = write_all(session)
    if count:
        log.info("search index made anew", entries=count)


def follow(engine: Engine, session: Session) -> None:
    """After a transaction that this session has committed: pack what was filed of late, where it is much."""
    if not session.info.pop(ADDED, False):
        return
    try:
        with stored("写入"):
            gather(engine)
    except StoreError as error:  # it is found all the same, and whoever files next tries again
        log.warning("search index not packed", error=str(error))


def unindexed(session: Session) -> Iterator[str]:
    """What `verify` says of filed mails that can't be found."""
    filed = select(func.count()).where(MailRow.state == "filed", searched())
    if lost := session.scalar(filed.where(MailRow.digest.not_in(select(EntryRow.mail)))):
        yield f"检索索引缺少{lost}封来信"
    if lost := index_of(session).lacking(session):
        yield f"检索索引缺少{lost}条内容"


def _is_current(session: Session) -> bool:
    version: str | None = session.scalar(text("SELECT version FROM search_version"))
    return version is not None and version.partition(NAMED)[0] == VERSION
