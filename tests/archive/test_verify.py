"""Fixity: what is damaged is found and named, and what is sound is not."""

import json
import sqlite3
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.records import SqlRecords
from archive.verify import verify
from tests.archive.filings import digest_of, file, simple

MAIL = b"a whole mail"


@pytest.fixture
def kept(records: SqlRecords, blobs: FolderBlobs) -> list[str]:
    """A mail and its two documents, as the pipeline leaves them. Their digests, the mail's first."""
    assessment = simple(MAIL)
    word, pdf = assessment.case.examination.documents
    contents = (MAIL, "中国云杉工程学会云杉林下的节日直播".encode(), "第一页的字\f盖章页".encode())
    file(records, assessment)
    digests = [blobs.put(content) for content in contents]
    assert digests == [digest_of(MAIL), word.sha256, pdf.sha256]
    return digests


def test_a_sound_archive_is_the_contracts_json(records: SqlRecords, blobs: FolderBlobs, kept: list[str]) -> None:
    read: list[int] = []
    found = verify(records, blobs, lambda done, _: read.append(done))
    assert found.sound
    assert read == [1, 2, 3]
    size = sum(len(blobs.get(digest)) for digest in kept)
    assert json.loads(json.dumps(found.as_json())) == {
        "blobs": 3,
        "bytes": size,
        "missing": [],
        "corrupt": [],
        "unknown": [],
        "database": [],
    }


def test_an_empty_archive_is_sound(records: SqlRecords, blobs: FolderBlobs) -> None:
    found = verify(records, blobs)
    assert (found.blobs, found.bytes, found.sound) == (0, 0, True)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_missing_blob_is_named(records: SqlRecords, blobs: FolderBlobs, kept: list[str], which: int) -> None:
    blobs.path(kept[which]).unlink()
    found = verify(records, blobs)
    assert (found.missing, found.corrupt, found.unknown, found.database) == ((kept[which],), (), (), ())
    assert found.blobs == 2
    assert not found.sound


@pytest.mark.parametrize("change", ["a bit", "an end", "all"])
def test_a_changed_blob_is_named(records: SqlRecords, blobs: FolderBlobs, kept: list[str], change: str) -> None:
    path = blobs.path(kept[0])
    data = path.read_bytes()
    path.write_bytes({"a bit": bytes([data[0] ^ 1]) + data[1:], "an end": data + b"\n", "all": b""}[change])
    found = verify(records, blobs)
    assert (found.missing, found.corrupt, found.unknown, found.database) == ((), (kept[0],), (), ())


def test_a_blob_that_cannot_be_read_is_corrupt(records: SqlRecords, blobs: FolderBlobs, kept: list[str]) -> None:
    path = blobs.path(kept[0])
    path.unlink()
    path.symlink_to("/proc/self/mem")  # opens, and refuses to be read whoever asks
    assert verify(records, blobs).corrupt == (kept[0],)


def test_extra_files_are_unknown_wherever_they_lie(records: SqlRecords, blobs: FolderBlobs, kept: list[str]) -> None:
    extra = blobs.put(b"a file that nobody sent")
    (blobs.path(extra).parent / "Thumbs.db").write_bytes(b"x")
    (blobs.root / "notes.txt").write_bytes(b"x")
    found = verify(records, blobs)
    assert found.unknown == (extra, f"{extra[:2]}/{extra[2:4]}/Thumbs.db", "notes.txt")
    assert (found.blobs, found.missing, found.corrupt) == (4, (), ())


def test_a_half_written_file_in_staging_is_no_damage(records: SqlRecords, blobs: FolderBlobs, kept: list[str]) -> None:
    (blobs.root / "staging" / "123-abc").write_bytes(b"half")
    assert verify(records, blobs).sound


def test_a_mail_taken_in_while_verify_reads_is_not_unknown(
    records: SqlRecords, blobs: FolderBlobs, kept: list[str]
) -> None:
    def take_in_one_more(read: int, of: int) -> None:
        if read == 1:
            file(records, simple(b"meanwhile", "别的学会"))

    blobs.put(b"meanwhile")
    assert verify(records, blobs, take_in_one_more).unknown == ()


def behind(database: Path, *statements: str) -> None:
    with sqlite3.connect(database) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DELETE FROM mails"], ["documents表第1行所指的mails不在数据库中"]),
        (["DELETE FROM outbox"], ["outbox_receipts表第1行所指的outbox不在数据库中"]),
        (["DELETE FROM revisions"], ["报送件2020-29-0001", "没有任何来信记录"]),
        (["DROP TRIGGER audit_no_update", "UPDATE audit SET detail = 'x'"], ["审计日志第1行被改动"]),
        (
            ["DROP TRIGGER audit_no_delete", "DELETE FROM audit"],
            [f"来信{digest_of(MAIL)}已经登记，审计日志里却没有这一行"],
        ),
        (["INSERT INTO search(search) VALUES ('delete-all')"], ["检索索引缺少1条内容"]),
    ],
)
def test_what_is_wrong_with_the_database_is_said(
    records: SqlRecords, blobs: FolderBlobs, kept: list[str], database: Path, statements: list[str], said: list[str]
) -> None:
    behind(database, *statements)
    found = verify(records, blobs)
    assert not found.sound
    assert all(any(words in line for line in found.database) for words in said), found.database


def test_a_damaged_database_file_is_a_finding_and_the_blobs_are_read_all_the_same(
    records: SqlRecords, blobs: FolderBlobs, kept: list[str], database: Path
) -> None:
    behind(database, "PRAGMA wal_checkpoint(TRUNCATE)")
    records.engine.dispose()
    data = bytearray(database.read_bytes())
    for start in range(4096, len(data) - 4096, 4096):  # every page but the first, which holds the schema
        data[start : start + 100] = b"\xff" * 100
    database.write_bytes(data)
    blobs.path(kept[1]).write_bytes(b"damaged, too")
    found = verify(records, blobs)
    assert any("malformed" in line or "损坏" in line for line in found.database)
    assert (found.blobs, found.corrupt) == (3, (kept[1],))
    assert kept[0] not in found.unknown
