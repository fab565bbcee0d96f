"""A backup taken while the service runs, put back and verified; half of one is refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from archive.backup.making import MANIFEST, back_up, manifest_of
from archive.backup.restoring import restore, whole
from archive.blobs import BucketBlobs, FolderBlobs, ObjectBlobs
from archive.blobs.objects import is_record, key_of
from archive.outbox import SqlOutbox
from archive.recorded.recorder import Recorder
from archive.records import SqlRecords, open_records
from archive.tables import MetaRow
from archive.verify import verify
from archive.views import activities
from intake.errors import ConfigurationError
from tests.archive.filings import NOON, digest_of, file, simple
from tests.archive.recorded.houses import everything, keep, lived_in
from tests.parts.s3 import S3

LATER = NOON + timedelta(days=1)


def quiet(_: int, __: int) -> None:
    """No progress."""


@pytest.fixture
def target(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "backup")


@pytest.fixture
def fresh(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "fresh")


def back(empty: SqlRecords, fresh: ObjectBlobs, source: ObjectBlobs) -> SqlRecords:
    empty.recorder = Recorder(empty.engine, fresh)
    with whole(source) as backup:
        restore(empty, fresh, backup, LATER, quiet)
    return empty


def told(records: SqlRecords) -> dict[str, object]:
    """Every table but what a restore adds: its own line in the log and its day; letters that wait are held."""
    found: dict[str, object] = dict(everything(records))
    found["audit"] = found["audit"][:-1] if found["audit"][-1]["action"] == "restore" else found["audit"]  # type: ignore[index]
    found["meta"] = [row for row in found["meta"] if row["name"] == "installation"]  # type: ignore[attr-defined]
    return {name: rows for name, rows in found.items() if name != "outbox"}


def test_put_back_it_is_as_it_was(
    records: SqlRecords, blobs: FolderBlobs, target: FolderBlobs, empty: SqlRecords, fresh: FolderBlobs
) -> None:
    lived_in(records, blobs)
    before = told(records)
    made = back_up(records, blobs, target, NOON, quiet)
    assert made.lacking == ()
    again = back(empty, fresh, target)
    assert told(again) == before
    assert verify(again, fresh).sound
    assert [row.letter.held for row in SqlOutbox(again).waiting()] == []
    assert [view.receipt for view in activities(again)] == [view.receipt for view in activities(records)]


def test_taken_while_mails_are_filed_it_is_of_one_moment(
    records: SqlRecords, blobs: FolderBlobs, target: FolderBlobs, empty: SqlRecords, fresh: FolderBlobs
) -> None:
    """Whatever is filed meanwhile: what the copy has is whole, and nothing that was filed before is lacking."""
    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    filing, enough = Event(), Event()

    def file_on() -> int:
        number = 0
        while not enough.is_set():
            number += 1
            keep(records, blobs, f"of meanwhile {number}".encode(), f"第{number}学会", "云上开放日")
            filing.set()
        return number

    with ThreadPoolExecutor(1) as pool:
        filed = pool.submit(file_on)
        assert filing.wait(60)
        made = back_up(records, blobs, target, NOON, quiet)
        enough.set()
        total = filed.result() + 1
    assert made.lacking == ()
    again = back(empty, fresh, target)
    assert 2 <= len(activities(again)) <= total
    assert verify(again, fresh).sound


@pytest.mark.parts
def test_to_a_bucket_and_into_the_other_database(
    records: SqlRecords, blobs: FolderBlobs, s3_server: S3, tmp_path: Path
) -> None:
    lived_in(records, blobs)
    before = told(records)
    bucket = s3_server.bucket()
    back_up(records, blobs, BucketBlobs(bucket), NOON, quiet)
    other = open_records(f"sqlite:///{tmp_path}/other.db", "example.org")
    again = back(other, FolderBlobs(tmp_path / "fresh"), BucketBlobs(bucket))
    assert told(again) == before
    other.engine.dispose()


def test_a_second_one_copies_what_is_new_alone(records: SqlRecords, blobs: FolderBlobs, target: FolderBlobs) -> None:
    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    first = back_up(records, blobs, target, NOON, quiet)
    tables = manifest_of(target)
    assert tables is not None
    keep(records, blobs, b"two", "中国莲花学会", "云上开放日")
    second = back_up(records, blobs, target, LATER, quiet)
    assert second.blobs == first.blobs + 2  # a mail and a document
    assert not target.exists(tables.tables)
    same = [at for at in blobs.places() if is_record(at)]
    assert all(target.get_at(at) == blobs.get_at(at) for at in same)


def test_what_may_have_been_answered_since_waits_for_a_person(
    records: SqlRecords, blobs: FolderBlobs, target: FolderBlobs, empty: SqlRecords, fresh: FolderBlobs
) -> None:
    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    back_up(records, blobs, target, NOON, quiet)
    again = back(empty, fresh, target)
    file(again, simple(b"of the time between", "中国莲花学会", "云上开放日"), now=LATER)
    assert SqlOutbox(again).waiting() == ()
    with again.transaction() as transaction:
        transaction.session.get_one(MetaRow, "restored").value = NOON.isoformat()
    file(again, simple(b"after", "中国白桦学会", "林间课堂"), now=LATER)
    assert len(SqlOutbox(again).waiting()) == 1


def test_half_a_backup_is_refused_and_nothing_is_written(
    records: SqlRecords, blobs: FolderBlobs, target: FolderBlobs, empty: SqlRecords, fresh: FolderBlobs
) -> None:
    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    back_up(records, blobs, target, NOON, quiet)
    manifest = target.get_at(MANIFEST)
    tables = json.loads(manifest)["tables"]

    def refused(said: str) -> None:
        with pytest.raises(ConfigurationError, match=said), whole(target):
            pass
        assert (activities(empty), fresh.places()) == ((), [])

    lost = blobs.get(digest_of(b"one"))
    target.remove(key_of(digest_of(b"one")))
    refused(f"不完整：缺少1个文件，如{digest_of(b'one')}，没有恢复任何东西")
    target.put(lost)
    data = target.get(tables)
    target.path(tables).write_bytes(data[:-1] + b"x")
    refused("里的数据库已损坏")
    target.path(tables).write_bytes(data)
    target.put_record(MANIFEST, manifest[:-20])
    refused("不是完整的备份")
    target.remove(MANIFEST)
    refused("不是完整的备份")
    target.put_record(MANIFEST, manifest)
    with whole(target) as backup:
        assert restore(empty, fresh, backup, LATER, quiet).lacking == ()


def test_only_into_an_empty_database(records: SqlRecords, blobs: FolderBlobs, target: FolderBlobs) -> None:
    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    back_up(records, blobs, target, NOON, quiet)
    with whole(target) as backup, pytest.raises(ConfigurationError, match="里已有登记，不能再写入"):
        restore(records, blobs, backup, LATER, quiet)


def test_what_the_store_has_lost_is_told_and_the_rest_is_backed_up(
    records: SqlRecords, blobs: FolderBlobs, target: FolderBlobs, empty: SqlRecords, fresh: FolderBlobs
) -> None:
    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    blobs.path(digest_of(b"one")).unlink()
    made = back_up(records, blobs, target, NOON, quiet)
    assert made.lacking == (digest_of(b"one"),)
    with whole(target) as backup:
        assert restore(empty, fresh, backup, LATER, quiet).lacking == (digest_of(b"one"),)
    assert verify(empty, fresh).missing == (digest_of(b"one"),)


def test_it_serves_as_the_second_store(records: SqlRecords, blobs: FolderBlobs, target: FolderBlobs) -> None:
    from archive.fixity.repairing import repair

    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    back_up(records, blobs, target, NOON, quiet)
    blobs.path(digest_of(b"one")).unlink()
    assert repair(records, blobs, target, verify(records, blobs)) == (digest_of(b"one"),)
    assert verify(records, blobs).sound
