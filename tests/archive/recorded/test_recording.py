"""A record is in the store when the change is through; a kill between leaves a note, and is made good."""

import json
import os
import signal
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from archive.blobs import FolderBlobs
from archive.outbox import SqlOutbox
from archive.recorded.record import RecordDamaged, opened, place, read_rows
from archive.recorded.recorder import Recorder
from archive.records import SqlRecords, open_records
from intake.errors import StoreError
from tests.archive.filings import NOON, address, digest_of, file, register, simple
from tests.archive.processes import started

MAIL = digest_of(b"one")


def record(blobs: FolderBlobs, kind: str, key: str) -> dict[str, object]:
    content: dict[str, object] = json.loads(blobs.get_at(place(kind, key)))
    return content


def test_a_submission_is_told_whole_beside_its_blobs(records: SqlRecords, blobs: FolderBlobs) -> None:
    (receipt,) = file(records, simple(b"one"))
    told = record(blobs, "submission", receipt)
    assert (told["format"], told["kind"], told["key"]) == ("baosong-record/1", "submission", receipt)
    rows = told["rows"]
    assert isinstance(rows, dict)
    assert rows["submissions"][0]["organisation"] == "中国云杉工程学会"
    assert rows["revisions"][0]["mail"] == MAIL
    assert [each["name"] for each in told["files"]] == ["方案.docx", "方案.pdf"]  # type: ignore[attr-defined]
    assert record(blobs, "text", MAIL)["derived"] is True
    assert record(blobs, "letter", "1")["rows"]["outbox"][0]["state"] == "waiting"  # type: ignore[index]


def test_every_change_is_followed(records: SqlRecords, blobs: FolderBlobs) -> None:
    register(records, b"one")
    assert record(blobs, "mail", MAIL)["rows"]["mails"][0]["state"] == "registered"  # type: ignore[index]
    file(records, simple(b"one"))
    assert record(blobs, "mail", MAIL)["rows"]["mails"][0]["state"] == "filed"  # type: ignore[index]
    SqlOutbox(records).hold(1, "请核对")
    assert record(blobs, "letter", "1")["rows"]["outbox"][0]["held"] == "请核对"  # type: ignore[index]
    assert records.recorder is not None
    assert records.recorder.waiting() == 0


def test_what_is_taken_back_leaves_nothing(records: SqlRecords, blobs: FolderBlobs) -> None:
    with pytest.raises(KeyError), records.transaction():
        register_inside(records)
    assert records.recorder is not None
    assert (records.recorder.waiting(), blobs.places()) == (0, [])


def register_inside(records: SqlRecords) -> None:
    raise KeyError(records)


def test_before_a_letter_can_leave_that_is_on_record(records: SqlRecords, blobs: FolderBlobs) -> None:
    """The store says so before the database does: whichever of the two is lost then, the letter isn't sent again."""
    file(records, simple(b"one"))
    outbox = SqlOutbox(records)
    assert outbox.claim(1, NOON)
    blobs.root.joinpath("records", "letter").rename(blobs.root / "elsewhere")
    (blobs.root / "records" / "letter").write_text("in the way")
    with pytest.raises(StoreError):
        outbox.handing_over(1, 1)
    assert outbox.interrupted()[0].attempts == 1
    with records.reading() as session:
        assert session.scalar(text("SELECT prepared FROM outbox")) == 1


def test_what_the_store_refuses_is_written_later(records: SqlRecords, blobs: FolderBlobs) -> None:
    (blobs.root / "records").write_text("in the way")
    file(records, simple(b"one"))
    assert records.recorder is not None
    assert records.recorder.waiting() == 6  # mail, submission, text, letter, log, the installation's name
    (blobs.root / "records").unlink()
    assert records.recorder.complete() == 6
    assert records.recorder.waiting() == 0


KILLED = """
from archive.blobs import FolderBlobs
from archive.recorded.recorder import Recorder
from archive.records import open_records
from tests.archive.filings import file, simple
class Dies(Recorder):
    def follow(self):
        ready()
records = open_records(sys.argv[1])
records.recorder = Dies(records.engine, FolderBlobs(__import__("pathlib").Path(sys.argv[2])))
file(records, simple(b"one"))
"""


@pytest.mark.parts
def test_a_kill_between_commit_and_record_is_made_good(records: SqlRecords, blobs: FolderBlobs) -> None:
    with started(1, KILLED, address(records), blobs.root) as (child,):
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    assert records.recorder is not None
    assert records.recorder.waiting() == 6
    register(records, b"two", 2)  # whatever is changed next
    assert records.recorder.waiting() == 0
    assert record(blobs, "mail", MAIL)["rows"]["mails"][0]["state"] == "filed"  # type: ignore[index]


def test_what_another_program_changes_is_not_taken_for_ours(
    records: SqlRecords, blobs: FolderBlobs, database: Path
) -> None:
    file(records, simple(b"one"))
    with sqlite3.connect(database) as behind:
        behind.execute("DELETE FROM texts")
    behind.close()
    register(records, b"two", 2)
    assert len(record(blobs, "text", MAIL)["rows"]["texts"]) == 10  # type: ignore[index]


def test_on_postgresql_too(records: SqlRecords, blobs: FolderBlobs, database_url: str) -> None:
    """By another name of the connection than ours."""
    file(records, simple(b"one"))
    if database_url.startswith("postgresql"):
        separator = "&" if "?" in database_url else "?"
        other = open_records(f"{database_url}{separator}application_name=psql")
        with other.engine.begin() as connection:
            connection.execute(text("DELETE FROM search"))
            connection.execute(text("DELETE FROM texts"))
        other.engine.dispose()
        register(records, b"two", 2)
    assert len(record(blobs, "text", MAIL)["rows"]["texts"]) == 10  # type: ignore[index]


def test_a_service_writes_them_in_the_background_and_leaves_none_behind(
    records: SqlRecords, blobs: FolderBlobs
) -> None:
    assert records.recorder is not None
    may_write = threading.Event()
    put = blobs.put_record

    def slowly(*arguments: Any) -> None:
        assert may_write.wait(30)
        put(*arguments)

    blobs.put_record = slowly  # type: ignore[method-assign]
    with records.recorder.in_background():
        file(records, simple(b"a"))  # waits for no record
        assert records.recorder.waiting() > 0
        may_write.set()
    assert records.recorder.waiting() == 0


def test_several_at_once_leave_the_newest(records: SqlRecords, blobs: FolderBlobs) -> None:
    assert records.recorder is not None
    file(records, simple(b"one"))
    other = Recorder(records.engine, blobs)
    SqlOutbox(records).hold(1, "一")
    records.recorder.flush(10)
    SqlOutbox(records).release(1, NOON)
    other.flush(10)
    with records.reading() as session:
        assert opened(blobs.get_at(place("letter", "1")), place("letter", "1")).rows == read_rows(
            session, "letter", "1"
        )


@pytest.mark.parts
def test_one_that_stood_still_and_was_overtaken_leaves_nothing_old(postgres_url: str, blobs: FolderBlobs) -> None:
    """As after SIGSTOP: PostgreSQL has ended its session, another has written what is newer, and it goes on writing."""
    records = open_records(postgres_url, "example.org")
    frozen, other = Recorder(records.engine, blobs), Recorder(records.engine, blobs)
    file(records, simple(b"one"))
    put, seen = blobs.put_record, []

    def late(key: str, data: bytes) -> None:
        if key == place("letter", "1") and not seen:
            seen.append(key)
            with records.engine.begin() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                    )
                )
            SqlOutbox(records).hold(1, "请核对")
            assert other.flush(100) == 6
            assert other.waiting() == 0
        put(key, data)

    blobs.put_record = late  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="停顿太久"):
        frozen.flush(100)
    assert seen
    assert other.waiting() == 6  # all that it had in hand
    assert record(blobs, "letter", "1")["rows"]["outbox"][0]["state"] == "waiting"  # type: ignore[index]  # old by now
    other.complete()
    assert record(blobs, "letter", "1")["rows"]["outbox"][0]["state"] == "held"  # type: ignore[index]
    assert other.waiting() == 0
    records.engine.dispose()


@pytest.mark.parametrize(
    "damage", [(b"\n", b"  "), (b"waiting", b"wailing"), (b'"sha256"', b'"sha255"'), (b'"\n}\n', b'"\n}')]
)
def test_a_changed_byte_shows(records: SqlRecords, blobs: FolderBlobs, damage: tuple[bytes, bytes]) -> None:
    file(records, simple(b"one"))
    at = place("letter", "1")
    data = blobs.get_at(at)
    assert opened(data, at).key == "1"
    with pytest.raises(RecordDamaged, match=f"记录{at}已损坏"):
        opened(data.replace(*damage, 1), at)
