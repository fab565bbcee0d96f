"""The service's chores: records brought up to now, everything verified now and then, unrelated mail removed."""

from datetime import timedelta
from threading import Event

from archive.blobs import ObjectBlobs
from archive.fixity import runs
from archive.records import SqlRecords
from archive.retention import remove_unrelated
from archive.verify import Verification, Wishes, verify
from config.settings import KeepingSettings
from intake.ports import Clock
from intake.upkeep import Chore, Upkeep

VERIFYING = "存档校验"
_MINUTE, _HOUR = 60.0, 3600.0


def upkeep(settings: KeepingSettings, records: SqlRecords, blobs: ObjectBlobs, clock: Clock, stopping: Event) -> Upkeep:
    """All of them; the service runs them in a thread of its own."""

    def complete() -> str:
        if records.recorder is not None:
            records.recorder.complete()
        return ""

    def look() -> str:
        return verify_when_due(settings.verify_days, records, blobs, clock, stopping)

    def remove() -> str:
        now = clock()
        remove_unrelated(records, blobs, now - timedelta(days=settings.unrelated_days), now)
        return ""

    chores = (
        Chore("存档记录", 5.0, _MINUTE, complete),
        Chore("无关来信", 10 * _MINUTE, 24 * _HOUR, remove),
        Chore(VERIFYING, 15 * _MINUTE, _HOUR, look),
    )
    return Upkeep(chores, records, clock, stopping)


def verify_when_due(days: float, records: SqlRecords, blobs: ObjectBlobs, clock: Clock, stopping: Event) -> str:
    """Read everything where that is due and nobody is at it; what is wrong by the last reading, "" where nothing is."""
    last = runs.last_ended(records)
    due = last is None or clock() - last.finished_at >= timedelta(days=days)
    if not days or not due or runs.under_way(records, clock()):
        return "" if last is None or last.sound else _DAMAGED.format(what="")
    found = verify(records, blobs, wishes=Wishes(workers=1, stopping=stopping, clock=clock))
    return "" if found.sound else _DAMAGED.format(what=_counted(found))


_DAMAGED = "上次校验发现存档有问题{what}，请运行baosong verify查看，baosong verify --repair补回"


def _counted(found: Verification) -> str:
    counts = (("缺失", found.missing), ("损坏", found.corrupt), ("多余", found.unknown), ("数据库", found.database))
    return "（" + "，".join(f"{words}{len(names)}" for words, names in counts if names) + "）"
