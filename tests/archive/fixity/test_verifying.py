"""Each kind of damage is found and named: to blobs, to the records beside them, to the tables. What can be mended is."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import delete, select

from archive.blobs import BucketBlobs, FolderBlobs
from archive.fixity import runs
from archive.fixity.repairing import repair
from archive.recorded.record import place
from archive.recorded.recorder import Recorder
from archive.records import SqlRecords, open_records
from archive.tables import SHANGHAI, TextRow
from archive.verify import Verification, Wishes, verify
from config.upkeep import verify_when_due
from intake.upkeep import Chore, Upkeep
from tests.archive.filings import address, digest_of, register
from tests.archive.processes import together
from tests.archive.recorded.houses import lived_in
from tests.parts.s3 import S3

pytestmark = pytest.mark.parts

ONE = digest_of(b"one")
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def house(records: SqlRecords, blobs: FolderBlobs) -> SqlRecords:
    lived_in(records, blobs)
    assert verify(records, blobs).sound
    return records


def flip(blobs: FolderBlobs, at: str) -> None:
    data = blobs.get_at(at)
    (blobs.root / at).write_bytes(bytes([data[0] ^ 1]) + data[1:])


def named(found: Verification) -> dict[str, int]:
    return {name: len(value) for name, value in found.as_json().items() if isinstance(value, list) and value}


def test_a_record_that_is_changed_or_gone_is_named_by_its_place(house: SqlRecords, blobs: FolderBlobs) -> None:
    flip(blobs, place("letter", "1"))
    blobs.remove(place("mail", ONE))
    found = verify(house, blobs)
    assert (found.corrupt, found.missing) == ((place("letter", "1"),), (place("mail", ONE),))
    assert repair(house, blobs, None, found) == tuple(sorted((place("letter", "1"), place("mail", ONE))))
    assert verify(house, blobs).sound


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM texts", "缺少存档记录所说的（由来信和文件得来"),
        ("DELETE FROM sightings", "与存档里的记录不符（一封来信"),
        ("DELETE FROM decisions", "缺少存档记录所说的（人的决定"),
        ("DELETE FROM ballots", "缺少存档记录所说的（评审人的评分"),
        ("UPDATE submissions SET verdict = 'accepted', organisation = 'x'", "与存档里的记录不符（一个报送件"),
        ("DELETE FROM outbox_receipts", "与存档里的记录不符（一封信件"),
        ("UPDATE meta SET value = 'x'", "与存档里的记录不符（本系统的名称"),
    ],
)
def test_a_truncated_or_changed_table_is_named(
    house: SqlRecords, blobs: FolderBlobs, database: Path, statement: str, said: str
) -> None:
    with sqlite3.connect(database) as behind:
        behind.execute(statement)
    behind.close()
    found = verify(house, blobs)
    assert any(said in sentence for sentence in found.database), found.database


def test_texts_that_tables_and_records_have_lost_are_made_again(house: SqlRecords, blobs: FolderBlobs) -> None:
    def texts() -> list[tuple[object, ...]]:
        with house.reading() as session:
            columns = (TextRow.mail, TextRow.submission, TextRow.document, TextRow.place, TextRow.text)
            return [tuple(row) for row in session.execute(select(*columns).order_by(*columns[:1], TextRow.id))]

    before = texts()
    assert before
    with house.transaction() as transaction:
        transaction.session.execute(delete(TextRow))
    assert texts() == []
    assert house.recorder is not None
    house.recorder.complete()
    found = verify(house, blobs)
    assert found.database == ("3封来信的检索文字没有了，verify --repair可以重新生成",)
    assert len(repair(house, blobs, None, found)) == 3
    assert texts() == before
    assert verify(house, blobs).sound


def test_records_that_are_behind_are_told_until_they_are_written(house: SqlRecords, blobs: FolderBlobs) -> None:
    recorder, house.recorder = house.recorder, None
    register(house, b"more", 99)
    blobs.put(b"more")
    house.recorder = recorder
    found = verify(house, blobs)
    assert found.database == ("1份记录还没有写进存档，服务下次登记时补写",)
    assert recorder is not None
    recorder.complete()
    assert verify(house, blobs).sound


def test_blobs_come_back_from_a_second_store_and_nothing_else_does(
    house: SqlRecords, blobs: FolderBlobs, tmp_path: Path
) -> None:
    second = FolderBlobs(tmp_path / "second")
    second.put(b"one")
    second.put(b"two")
    flip(second, f"{digest_of(b'two')[:2]}/{digest_of(b'two')[2:4]}/{digest_of(b'two')}")
    flip(blobs, f"{ONE[:2]}/{ONE[2:4]}/{ONE}")
    blobs.path(digest_of(b"two")).unlink()
    blobs.path(digest_of(b"three")).unlink()
    found = verify(house, blobs)
    assert repair(house, blobs, second, found) == (ONE,)
    left = verify(house, blobs)
    assert (left.corrupt, left.missing) == ((), tuple(sorted((digest_of(b"two"), digest_of(b"three")))))


@pytest.mark.parts
def test_in_a_bucket(house: SqlRecords, blobs: FolderBlobs, s3_server: S3) -> None:
    bucket = BucketBlobs(s3_server.bucket())
    for at in blobs.places():
        bucket.put_record(at, blobs.get_at(at))
    house.recorder = Recorder(house.engine, bucket)
    assert verify(house, bucket).sound
    bucket.put_record(place("letter", "1"), b"{}")
    bucket.put_record(f"{ONE[:2]}/{ONE[2:4]}/{ONE}", b"0ne")
    bucket.put_record("records/notes.txt", b"x")
    found = verify(house, bucket)
    assert (found.corrupt, found.unknown) == ((ONE, place("letter", "1")), ("records/notes.txt",))
    assert repair(house, bucket, blobs, found) == (place("letter", "1"), ONE)


class Stopping(Event):
    """Set after the first look: as if somebody had pressed Ctrl-C."""

    def is_set(self) -> bool:
        return True


def test_a_run_that_was_stopped_goes_on_and_reads_again_what_was_written_since(
    records: SqlRecords, blobs: FolderBlobs
) -> None:
    digests = sorted(blobs.put(str(number).encode()) for number in range(70))  # more than are read together
    for number in range(70):
        register(records, str(number).encode(), number)
    read: list[int] = []
    broken = verify(records, blobs, lambda done, _: read.append(done), Wishes(1, stopping=Stopping()))
    assert not broken.complete
    assert read == list(range(1, 33))
    flip(blobs, f"{digests[0][:2]}/{digests[0][2:4]}/{digests[0]}")
    read.clear()
    found = verify(records, blobs, lambda done, _: read.append(done), Wishes(1))
    assert (found.corrupt, found.blobs, found.complete) == ((digests[0],), 70, True)
    assert read[0] > 1
    read.clear()
    verify(records, blobs, lambda done, _: read.append(done), Wishes(1))
    assert read == list(range(1, 71))  # the last one had ended


@pytest.mark.parts
def test_two_at_once_say_the_same(house: SqlRecords, blobs: FolderBlobs) -> None:
    flip(blobs, f"{ONE[:2]}/{ONE[2:4]}/{ONE}")
    script = """
import pathlib
from archive.blobs import FolderBlobs
from archive.recorded.recorder import Recorder
from archive.records import open_records
from archive.verify import verify
records, blobs = open_records(sys.argv[1]), FolderBlobs(pathlib.Path(sys.argv[2]))
records.recorder = Recorder(records.engine, blobs)
ready()
print(verify(records, blobs).as_json())
"""
    first, second = together(2, script, address(house), blobs.root)
    assert first == second
    assert ONE in first[-1]


def test_by_schedule_once_a_month_and_its_word_stands_until_all_is_well(house: SqlRecords, blobs: FolderBlobs) -> None:
    day = [NOW]

    def due(days: float = 30) -> str:
        return verify_when_due(days, house, blobs, lambda: day[0], Event())

    before = runs.last_ended(house)
    assert before is not None
    day[0] = before.finished_at + timedelta(days=29)
    flip(blobs, place("letter", "1"))
    assert due() == ""
    day[0] += timedelta(days=2)
    assert due(0) == ""
    assert due() == "上次校验发现存档有问题（损坏1），请运行baosong verify查看，baosong verify --repair补回"
    assert "存档有问题" in due()
    repair(house, blobs, None, verify(house, blobs))
    assert verify(house, blobs).sound
    assert due() == ""


def test_what_a_chore_says_is_a_condition_until_it_says_nothing(records: SqlRecords) -> None:
    from archive.views import conditions

    stopping, said = Event(), ["坏了", "坏了", ""]
    shown: list[list[str]] = []

    def do() -> str:
        shown.append([each.message for each in conditions(records)])
        if len(shown) == 4:
            stopping.set()
        return said.pop(0) if said else ""

    Upkeep([Chore("存档校验", 0, 0, do)], records, lambda: NOW, stopping).run()
    assert shown == [[], ["坏了"], ["坏了"], []]


def test_a_mistake_in_one_chore_is_a_condition_and_the_others_are_done(records: SqlRecords) -> None:
    from archive.views import conditions

    stopping, done = Event(), [0]

    def mistake() -> str:
        return f"{1 // 0}"

    def do() -> str:
        done[0] += 1
        if done[0] == 2:
            stopping.set()
        return ""

    Upkeep([Chore("无关来信", 0, 0, mistake), Chore("存档校验", 0, 0, do)], records, lambda: NOW, stopping).run()
    assert done == [2]
    assert [each.message for each in conditions(records)] == ["维护工作出错（ZeroDivisionError），请查看日志"]


def test_without_a_database_the_blobs_are_read_all_the_same(
    house: SqlRecords, blobs: FolderBlobs, database: Path, tmp_path: Path
) -> None:
    empty = open_records(f"sqlite:///{tmp_path}/other/records.db")
    empty.recorder = Recorder(empty.engine, blobs)
    found = verify(empty, blobs)
    assert named(found)["unknown"] == len(list(blobs.digests()))
    assert any("缺少存档记录所说的（一封来信" in sentence for sentence in found.database)
    empty.engine.dispose()
