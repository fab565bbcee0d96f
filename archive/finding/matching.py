"""Which submissions a query finds, all of them: for exports that take what it finds."""

from sqlalchemy import Engine, select

from archive.database import reader, stored
from archive.finding.engines import index_of
from archive.finding.known import Moment
from archive.finding.language import NO_STAGES, Stages, parse
from archive.finding.searching import SECONDS
from archive.finding.tables import EntryRow
from archive.tables import SubmissionRow

_MOST = 1_000_000  # entries
_AT_ONCE = 5_000  # numbers in one statement


def receipts(engine: Engine, query: str, seconds: float = SECONDS, stages: Stages = NO_STAGES) -> frozenset[str]:
    """Their receipt numbers; what only a replaced revision had doesn't count. Raises QueryRefused, StoreError."""
    node = parse(query, stages)
    with stored("检索"), reader(engine).connect() as connection, connection.begin():
        index = index_of(connection)
        with index.limit(connection, seconds):
            entries = index.page(Moment(connection), node, None, _MOST)
        wanted = (
            select(SubmissionRow.receipt)
            .join(EntryRow, EntryRow.submission == SubmissionRow.id)
            .where(EntryRow.archived.is_(False))
        )
        chunks = (entries[start : start + _AT_ONCE] for start in range(0, len(entries), _AT_ONCE))
        return frozenset(
            receipt
            for chunk in chunks
            for receipt in connection.execute(wanted.where(EntryRow.id.in_(chunk))).scalars()
        )
