"""Sign-in throttled by account and by address: an attempt counts before it is made, so that many at once count, too."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select

from archive.accounts.tables import AttemptRow
from archive.locking import alone
from archive.records import SqlRecords

WINDOW = timedelta(minutes=15)
PER_NAME, PER_ADDRESS = 8, 30


class Attempts:
    """Attempts of the last quarter of an hour. Raises StoreError."""

    def __init__(self, records: SqlRecords) -> None:
        self.records = records

    def admit(self, name: str, address: str, now: datetime) -> bool:
        """Note an attempt; False, and nothing noted, where there were too many: the password isn't looked at then."""
        name, address = _kept(name), address[:64]
        with self.records.transaction() as transaction:
            session = transaction.session
            alone(session, "sign-in attempts")
            session.execute(delete(AttemptRow).where(AttemptRow.at <= now - WINDOW))

            def count(where: ColumnElement[bool]) -> int:
                return session.scalar(select(func.count()).select_from(AttemptRow).where(where)) or 0

            if count(AttemptRow.name == name) >= PER_NAME or count(AttemptRow.address == address) >= PER_ADDRESS:
                return False
            session.add(AttemptRow(at=now, name=name, address=address))
            return True

    def succeeded(self, name: str) -> None:
        """What was tried for this name no longer counts."""
        with self.records.transaction() as transaction:
            transaction.session.execute(delete(AttemptRow).where(AttemptRow.name == _kept(name)))


def _kept(name: str) -> str:
    return name.strip().lower()[:64]
