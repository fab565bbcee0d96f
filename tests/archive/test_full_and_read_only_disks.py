"""A disk that is full, or may not be written: one clear line, nothing half written, all well again afterwards."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.outbox import SqlOutbox
from archive.records import SqlRecords, open_records
from archive.verify import verify
from archive.views import counts, mails
from config.calls import load_call
from intake.errors import ConfigurationError, StoreError
from intake.pipeline import Examiner, Pipeline
from intake.ports import OutboxState
from intake.scratch import Scratch
from parsers.sandbox import ProcessSandbox
from tests.archive.filings import (
    NOON,
    assessed,
    digest_of,
    examination,
    file,
    letter,
    raw_mail,
    register,
    sighting,
    simple,
)
from tests.archive.finds import search
from tests.parts.post import word_only

pytestmark = pytest.mark.parts


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"this test needs the right to mount a tmpfs: {done.stderr}"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "disk"
    path.mkdir()
    mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(path))
    yield path
    subprocess.run(["umount", str(path)], check=True)


def fill(disk: Path) -> Path:
    """Take every byte that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while stream.write(b"x" * 4096):
                pass
        except OSError:
            pass
    assert os.statvfs(disk).f_bavail == 0
    return filler


def test_a_blob_that_does_not_fit_leaves_nothing_behind(small_disk: Path) -> None:
    blobs = FolderBlobs(small_disk / "blobs")
    kept = blobs.put(b"a" * 300_000)
    with pytest.raises(StoreError, match=r"^写入存档失败（磁盘已满）：.*/blobs，请检查磁盘空间和权限$"):
        blobs.put(b"b" * 2_000_000)
    assert not blobs.exists(digest_of(b"b" * 2_000_000))
    assert list(blobs.digests()) == [kept]
    assert not list((small_disk / "blobs" / "staging").iterdir())
    assert blobs.put(b"c" * 300_000) in blobs.digests()


def test_a_store_on_a_read_only_disk_says_so(small_disk: Path) -> None:
    blobs = FolderBlobs(small_disk / "blobs")
    kept = blobs.put(b"before")
    mount("-o", "remount,ro", str(small_disk))
    with pytest.raises(StoreError, match=r"^临时目录.*/blobs/staging不能写入（磁盘是只读的），请检查磁盘空间和权限$"):
        blobs.put(b"after")
    assert blobs.get(kept) == b"before"
    with pytest.raises(ConfigurationError, match=r"^存档目录.*不能写入（磁盘是只读的），请检查权限和磁盘$"):
        FolderBlobs(small_disk / "blobs")
    with pytest.raises(ConfigurationError, match="不能写入"):
        FolderBlobs(small_disk / "other")


@pytest.mark.usefixtures("databases_migrated_anew")
def test_a_database_on_a_read_only_disk_says_so(small_disk: Path) -> None:
    mount("-o", "remount,ro", str(small_disk))
    with pytest.raises(ConfigurationError, match=r"打不开（.+），请检查目录权限和磁盘$"):
        open_records(f"sqlite:///{small_disk}/records.db")
    with pytest.raises(ConfigurationError, match=r"^数据目录.*不能建立（磁盘是只读的），请检查权限和磁盘$"):
        open_records(f"sqlite:///{small_disk}/data/records.db")


@pytest.mark.usefixtures("databases_migrated_anew")
def test_a_database_on_a_full_disk_says_so(small_disk: Path) -> None:
    fill(small_disk)
    with pytest.raises(ConfigurationError, match=r"打不开（.+），请检查目录权限和磁盘$"):
        open_records(f"sqlite:///{small_disk}/records.db")


LARGE = os.urandom(400_000).hex()


def register_another(records: SqlRecords) -> object:
    with records.transaction() as transaction:
        for uid in range(1000, 20_000):
            transaction.register(raw_mail(b"m%d" % uid), sighting(uid))
    return None


def file_one(records: SqlRecords) -> object:
    return file(records, simple(b"a mail", activity=LARGE))


@pytest.mark.parametrize("write", [register_another, file_one], ids=["registering", "filing"])
def test_a_full_disk_during_a_transaction_leaves_the_records_as_they_were(
    small_disk: Path, write: Callable[[SqlRecords], object]
) -> None:
    records = open_records(f"sqlite:///{small_disk}/records.db")
    digest = register(records, b"a mail", int(digest_of(b"a mail")[:6], 16))
    with pytest.raises(StoreError, match=r"^数据库写入失败（database or disk is full），请检查磁盘空间和权限$"):
        write(records)
    assert records.pending() == (digest,)
    assert [mail.state for mail in mails(records)] == ["registered"]
    assert counts(records)["outbox"]["waiting"] == 0
    assert search(records.engine, "云杉") == []
    receipts = file(records, simple(b"a mail"))  # there is room for a small one
    assert len(receipts) == 1
    assert records.pending() == ()
    found = verify(records, FolderBlobs(small_disk / "blobs"))
    assert found.database == ()
    records.engine.dispose()


WRITES: dict[str, Callable[[SqlRecords], object]] = {
    "registering": lambda records: register(records, b"another mail", 3),
    "filing": lambda records: file(records, simple(b"another mail")),
    "failing": lambda records: failed(records, digest_of(b"waiting")),
    "claiming": lambda records: SqlOutbox(records).claim(1, NOON),
    "holding": lambda records: SqlOutbox(records).hold(1, "x"),
    "releasing": lambda records: SqlOutbox(records).release(2, NOON),
    "marking": lambda records: records.marked("a@example.org", "INBOX", 7, [2]),
    "a condition": lambda records: records.error("磁盘", "满", NOON),
}


def failed(records: SqlRecords, digest: str) -> None:
    with records.transaction() as transaction:
        transaction.postpone(digest, "解析超时")
        transaction.fail(digest, "解析超时", NOON)


def everything(records: SqlRecords) -> list[object]:
    letters = SqlOutbox(records).listed(tuple(OutboxState))
    return [counts(records), mails(records), letters, records.known_uids("a@example.org", "INBOX", 7)]


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_no_write_is_half_done_on_a_disk_that_takes_nothing(
    small_disk: Path, write: Callable[[SqlRecords], object], fault: str
) -> None:
    records = open_records(f"sqlite:///{small_disk}/records.db")
    register(records, b"waiting", 2)
    file(records, assessed(examination(b"a")), letter("1"), letter("2", held="待核对"), uid=1)
    before = everything(records)
    if fault == "full":
        with records.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # no room is left in the log either
            connection.exec_driver_sql("BEGIN")
        filler = fill(small_disk)
    else:
        records.engine.dispose()
        mount("-o", "remount,ro", str(small_disk))
    with pytest.raises(
        StoreError, match=r"^数据库写入失败（(database or disk is full|attempt to write a readonly .+|unable .+)）"
    ):
        write(records)
    if fault == "full":
        filler.unlink()
    else:
        mount("-o", "remount,rw", str(small_disk))
        records.engine.dispose()
    assert everything(records) == before
    write(records)
    assert everything(records) != before or write is WRITES["marking"]
    records.engine.dispose()


def test_a_disk_that_fills_while_a_mail_is_read_blames_no_mail(small_disk: Path, tmp_path: Path) -> None:
    records, blobs = open_records(f"sqlite:///{tmp_path}/records.db"), FolderBlobs(tmp_path / "blobs")
    raw = word_only(1)
    digest = blobs.put(raw)
    register(records, raw)
    with ProcessSandbox(1) as sandbox:
        examiner, calls = Examiner(sandbox, frozenset()), (load_call("2020-29"),)
        scratch = Scratch(small_disk / "scratch")
        pipeline = Pipeline(blobs, records, examiner, calls, lambda: NOON, timedelta(0), scratch)
        filler = fill(small_disk)
        for _ in range(3):
            with pytest.raises(StoreError, match="磁盘"):
                pipeline.assess(digest)
        assert records.pending() == (digest,)
        filler.unlink()
        pipeline.assess(digest)
    assert [mail.verdict for mail in mails(records)] == ["correction"]
    assert list(scratch.root.iterdir()) == []
    records.engine.dispose()
