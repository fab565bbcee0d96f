"""Old material is registered once, as history, however often it is offered and wherever it was broken off."""

import os
from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes
from pathlib import Path
from threading import Event

import pytest

from archive.blobs import FolderBlobs
from archive.records import SqlRecords
from archive.tables import SHANGHAI
from config.demo.prepared import SAMPLES
from intake.history import Offer, Taken, Taking, Unread, find
from intake.pipeline import Intake
from intake.queue import EmbeddedQueue

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=SHANGHAI)


class Office:
    """Records and a store that mails are taken into."""

    def __init__(self, records: SqlRecords, blobs: FolderBlobs) -> None:
        self.records, self.blobs = records, blobs

    def take(self, *paths: Path, since: date | None = None, history: bool = True, offers: int | None = None) -> Taken:
        """Take in what lies there; `offers`: as if it were broken off after so many."""
        intake = Intake(self.blobs, self.records, EmbeddedQueue(self.records, 1), lambda: NOW, (), history)
        taking = Taking(intake, self.records, since)
        found = [offer for path in paths for offer in find(path)][:offers]
        assert sum(taking.take(found)) == len(found)
        return taking.taken


@pytest.fixture
def office(records: SqlRecords, blobs: FolderBlobs) -> Office:
    return Office(records, blobs)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    folder.mkdir()
    for number in range(5):
        header = f"From: a@example.org\r\nSubject: {number}\r\nDate: Mon, 1{number} Apr 2019 10:00:00 +0800\r\n\r\n"
        (folder / f"{number}.eml").write_bytes(f"{header}x\r\n".encode())
    return folder


def test_everything_is_history_of_its_own_day(office: Office, old: Path) -> None:
    taken = office.take(old)
    assert (taken.new, taken.known, taken.unread) == (5, 0, [])
    mails = [office.records.raw(digest) for digest in office.records.pending()]
    assert all(mail.history for mail in mails)
    assert [mail.arrived_at.date() for mail in mails] == [date(2019, 4, 10 + n) for n in range(5)]
    assert all(office.blobs.exists(mail.digest) for mail in mails)


def test_a_second_time_nothing_is_new(office: Office, old: Path) -> None:
    office.take(old)
    again = office.take(old)
    assert (again.new, again.known) == (0, 5)
    assert len(office.records.pending()) == 5


def test_a_broken_off_import_goes_on(office: Office, old: Path) -> None:
    assert office.take(old, offers=2).new == 2
    again = office.take(old)
    assert (again.new, again.known) == (3, 2)


def test_what_the_store_has_lost_is_taken_in_again(office: Office, old: Path) -> None:
    office.take(old)
    lost = office.records.pending()[0]
    office.blobs.path(lost).unlink()
    office.take(old)
    assert office.blobs.exists(lost)
    assert len(office.records.pending()) == 5


def test_the_same_mail_elsewhere_is_the_same_mail(office: Office, old: Path, tmp_path: Path) -> None:
    office.take(old)
    box = tmp_path / "mbox"
    raw = (old / "0.eml").read_bytes()
    box.write_bytes(b"From a@example.org Wed Apr 10 10:00:00 2019\n" + raw.replace(b"\r\n", b"\n") + b"\n")
    (elsewhere := tmp_path / "box" / "cur").mkdir(parents=True)
    (tmp_path / "box" / "new").mkdir()
    (elsewhere / "1:2,S").write_bytes(raw.replace(b"\r\n", b"\n"))
    taken = office.take(box, tmp_path / "box")
    assert (taken.new, taken.known) == (0, 2)


def test_with_replies_it_is_no_history_however_old(office: Office, old: Path) -> None:
    office.take(old, since=date.min, history=False)
    mail = office.records.raw(office.records.pending()[0])
    assert (mail.history, mail.since) == (False, date.min)


def test_loose_documents_are_of_the_day_that_the_newest_was_written(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "云杉学会"
    folder.mkdir()
    (folder / "方案.docx").write_bytes(b"x")
    os.utime(folder / "方案.docx", (1_555_555_555, 1_555_555_555))
    office.take(folder)
    (digest,) = office.records.pending()
    assert office.records.raw(digest).arrived_at.date() == date(2019, 4, 18)
    assert message_from_bytes(office.blobs.get(digest)).get_payload()[1].get_filename() == "方案.docx"


def test_what_cannot_be_read_is_told_beside_the_others(office: Office, old: Path) -> None:
    (old / "1.eml").unlink()
    (old / "1.eml").symlink_to("/proc/self/mem")  # opens, and refuses to be read whoever asks
    taken = office.take(old, SAMPLES / "none.eml")
    assert taken.new == 4
    assert [(each.source, bool(each.why)) for each in taken.unread] == [
        (str(old / "1.eml"), True),
        (str(SAMPLES / "none.eml"), True),
    ]


def test_stopped_it_keeps_what_it_has(records: SqlRecords, blobs: FolderBlobs, old: Path) -> None:
    stopping = Event()
    intake = Intake(blobs, records, EmbeddedQueue(records, 1), lambda: NOW, (), True)

    def offers() -> Iterator[Offer | Unread]:
        for number, offer in enumerate(find(old)):
            if number == 3:
                stopping.set()
            yield offer

    taking = Taking(intake, records, None, stopping)
    assert list(taking.take(offers())) == [3]
    assert len(records.pending()) == 3
