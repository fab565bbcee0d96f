"""Mails and loose documents dropped into a folder: taken in when they are whole, once, and left as they are."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.records import SqlRecords, open_records
from config.clock import now
from intake.errors import ConfigurationError, SourceUnreachable
from intake.loose import message_of
from intake.pipeline import Intake
from intake.queue import EmbeddedQueue
from intake.watch import WatchedFolder
from parsers.mail import read_mail
from tests.parts.post import word_only

LONG_AGO = time.time() - 60


@pytest.fixture
def records(database_url: str) -> Iterator[SqlRecords]:
    opened = open_records(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def watched(tmp_path: Path, records: SqlRecords) -> WatchedFolder:
    intake = Intake(FolderBlobs(tmp_path / "blobs"), records, EmbeddedQueue(records, 1), now)
    return WatchedFolder(tmp_path / "drop", records, intake)


def drop(path: Path, data: bytes, when: float = LONG_AGO) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (when, when))
    os.utime(path.parent, (when, when))
    return path


def test_a_mail_is_taken_once(watched: WatchedFolder) -> None:
    raw = word_only(1)
    path = drop(watched.folder / "报送.eml", raw)
    assert (watched.poll(), watched.poll()) == (1, 0)
    assert path.read_bytes() == raw


def test_a_pipe_is_no_mail_and_nobody_waits_for_it(watched: WatchedFolder) -> None:
    drop(watched.folder / "报送.eml", word_only(1))
    os.mkfifo(watched.folder / "管道.eml")
    assert watched.poll() == 1


def test_loose_documents_are_one_mail_with_their_names(
    watched: WatchedFolder, records: SqlRecords, tmp_path: Path
) -> None:
    drop(watched.folder / "青岭植物学会" / "筹备方案.docx", b"PK word")
    drop(watched.folder / "青岭植物学会" / "盖章" / "筹备方案（盖章）.pdf", b"%PDF-1.4")
    drop(watched.folder / "青岭植物学会" / "~$筹备方案.docx", b"lock")
    os.utime(watched.folder / "青岭植物学会", (LONG_AGO, LONG_AGO))
    assert watched.poll() == 1
    (digest,) = records.pending()
    mail, attachments = read_mail(FolderBlobs(tmp_path / "blobs").get(digest))
    assert {each.name: each.data for each in attachments} == {
        "筹备方案.docx": b"PK word",
        "筹备方案（盖章）.pdf": b"%PDF-1.4",
    }
    assert mail.subject == "青岭植物学会"


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [drop(tmp_path / "甲.docx", b"one"), drop(tmp_path / "乙.pdf", b"two")]
    assert message_of(paths, "材料") == message_of(paths, "材料")
    paths[0].write_bytes(b"other")
    assert message_of(paths, "材料") != message_of([paths[1]], "材料")


def test_what_still_grows_waits(watched: WatchedFolder) -> None:
    path = drop(watched.folder / "a" / "big.pdf", b"%PDF-1.4 half", time.time())
    assert (watched.poll(), watched.growing()) == (0, True)
    drop(path, b"%PDF-1.4 half and the rest")
    assert (watched.growing(), watched.poll()) == (False, 1)


def test_an_empty_folder_is_no_mail_yet(watched: WatchedFolder) -> None:
    (watched.folder / "empty").mkdir()
    assert watched.poll() == 0


def test_documents_that_change_later_are_another_mail(watched: WatchedFolder, records: SqlRecords) -> None:
    path = drop(watched.folder / "a" / "b.pdf", b"%PDF-1.4 first")
    watched.poll()
    drop(path, b"%PDF-1.4 second", LONG_AGO + 20)
    assert watched.poll() == 1
    assert len(records.pending()) == 2


def test_an_empty_folder_is_not_waited_for(watched: WatchedFolder) -> None:
    (watched.folder / "empty").mkdir()
    assert not watched.growing()


def test_one_that_cannot_be_read_does_not_hold_the_others(watched: WatchedFolder, records: SqlRecords) -> None:
    (watched.folder / "a.eml").symlink_to(watched.folder / "nowhere")
    drop(watched.folder / "b.eml", word_only(1))
    with pytest.raises(SourceUnreachable, match=r"a\.eml不能读取"):
        watched.poll()
    assert len(records.pending()) == 1
    (watched.folder / "a.eml").unlink()
    assert watched.poll() == 0


def test_a_time_that_lies_ahead_is_no_growth(tmp_path: Path, watched: WatchedFolder) -> None:
    patient = WatchedFolder(watched.folder, watched.records, watched.intake, quiet_seconds=0.2)
    path = drop(watched.folder / "a.eml", b"half", time.time() + 8 * 3600)  # unpacked from a zip of another zone
    assert (patient.poll(), patient.growing()) == (0, True)
    drop(path, word_only(1), time.time() + 8 * 3600)
    assert patient.poll() == 0  # it grew meanwhile
    time.sleep(0.25)
    assert (patient.growing(), patient.poll()) == (False, 1)


def test_hidden_and_other_files_are_left_alone(watched: WatchedFolder) -> None:
    drop(watched.folder / ".DS_Store", b"x")
    drop(watched.folder / "readme.txt", b"x")
    assert (watched.poll(), watched.growing()) == (0, False)


def test_after_a_restart_nothing_is_taken_twice(watched: WatchedFolder, records: SqlRecords) -> None:
    drop(watched.folder / "报送.eml", word_only(1))
    watched.poll()
    again = WatchedFolder(watched.folder, records, watched.intake)
    assert again.poll() == 0
    assert len(records.pending()) == 1


def test_what_the_store_has_lost_is_taken_in_anew(watched: WatchedFolder, records: SqlRecords) -> None:
    raw = word_only(1)
    drop(watched.folder / "报送.eml", raw)
    drop(watched.folder / "另一封.eml", word_only(2))
    watched.poll()
    blobs = watched.intake.blobs
    assert isinstance(blobs, FolderBlobs)
    digest = hashlib.sha256(raw).hexdigest()
    blobs.path(digest).unlink()
    assert (watched.poll(), blobs.exists(digest)) == (0, False)  # nobody has noticed
    records.lost(digest)
    assert watched.poll() == 0  # no new mail
    assert blobs.get(digest) == raw
    assert watched.poll() == 0


def test_news_is_told_at_once(watched: WatchedFolder) -> None:
    told = watched.told
    assert isinstance(told, threading.Event)
    with watched.observing():
        assert not told.is_set()
        drop(watched.folder / "报送.eml", word_only(1))
        assert told.wait(10)


def test_a_folder_that_is_a_file(tmp_path: Path, records: SqlRecords, watched: WatchedFolder) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigurationError, match=r"监视的文件夹.*watch\.folder"):
        WatchedFolder(tmp_path / "file", records, watched.intake)


def test_a_folder_that_is_taken_away_is_a_condition(watched: WatchedFolder) -> None:
    watched.folder.rmdir()
    with pytest.raises(SourceUnreachable, match="自动重试"):
        watched.poll()
    assert not watched.growing()
    watched.folder.mkdir()
    drop(watched.folder / "报送.eml", word_only(1))
    assert watched.poll() == 1
