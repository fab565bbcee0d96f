"""Unrelated mail is kept for its days, unindexed; what belongs to the call is kept."""

from dataclasses import replace
from datetime import timedelta

from archive.blobs import FolderBlobs
from archive.finding import search
from archive.records import SqlRecords
from archive.retention import remove_unrelated
from archive.verify import verify
from archive.views import mails
from intake.codes import Code, Verdict
from intake.model import Finding
from tests.archive.filings import NOON, assessed, digest_of, examination, file, raw_mail, sighting, simple, word

MONTH = timedelta(days=30)
NOTHING = Finding(Code.NOT_A_SUBMISSION, Code.NOT_A_SUBMISSION.severity, "不是报送")


def keep(records: SqlRecords, blobs: FolderBlobs) -> None:
    """A submission, and a lunch with one of the submission's documents and one of its own attached."""
    file(records, simple(b"one"))
    attached = (word("1", "方案.docx", "中国云杉工程学会云杉林下的节日直播"), word("2", "菜单.docx", "饺子"))
    lunch = replace(examination(b"lunch", attached), mail=replace(examination(b"lunch").mail, text="中午吃饺子"))
    file(records, assessed(lunch, findings=(NOTHING,), verdict=Verdict.REVIEW))
    for content in ("one", "lunch", "中国云杉工程学会云杉林下的节日直播", "饺子", "第一页的字\f盖章页"):
        blobs.put(content.encode())


def test_it_is_not_searched(records: SqlRecords, blobs: FolderBlobs) -> None:
    keep(records, blobs)
    assert search(records.engine, "饺子").hits == ()
    assert search(records.engine, "直播").hits


def test_after_its_days_its_bytes_are_gone_and_all_else_is_there(records: SqlRecords, blobs: FolderBlobs) -> None:
    keep(records, blobs)
    assert remove_unrelated(records, blobs, NOON, NOON + MONTH) == 0
    assert remove_unrelated(records, blobs, NOON + timedelta(seconds=1), NOON + MONTH) == 1
    assert not blobs.exists(digest_of(b"lunch"))
    assert not blobs.exists(digest_of("饺子".encode()))
    assert len(list(blobs.digests())) == 3
    assert verify(records, blobs).sound
    assert remove_unrelated(records, blobs, NOON + MONTH, NOON + MONTH) == 0


def test_the_mailboxs_copy_is_not_taken_in_anew(records: SqlRecords, blobs: FolderBlobs) -> None:
    keep(records, blobs)
    remove_unrelated(records, blobs, NOON + MONTH, NOON + MONTH)
    assert int(digest_of(b"lunch")[:6], 16) in records.known_uids("a@example.org", "INBOX", 7)
    (lunch,) = [view for view in mails(records) if view.digest == digest_of(b"lunch")]
    assert (lunch.state, lunch.documents) == ("filed", ())


def test_offered_again_it_is_kept_for_another_while(records: SqlRecords, blobs: FolderBlobs) -> None:
    keep(records, blobs)
    remove_unrelated(records, blobs, NOON + MONTH, NOON + MONTH)
    blobs.put(b"lunch")
    with records.transaction() as transaction:
        assert not transaction.register(raw_mail(b"lunch"), sighting(5, "elsewhere"))
    assert verify(records, blobs).sound
    assert remove_unrelated(records, blobs, NOON + MONTH, NOON + MONTH) == 1


def test_what_could_not_be_read_waits_for_a_person(records: SqlRecords, blobs: FolderBlobs) -> None:
    with records.transaction() as transaction:
        transaction.register(raw_mail(b"odd"), sighting())
        transaction.fail(digest_of(b"odd"), "读不了", NOON)
    blobs.put(b"odd")
    assert remove_unrelated(records, blobs, NOON + MONTH, NOON + MONTH) == 0


class Late(FolderBlobs):
    """A store whose removal takes so long that somebody else files the same document meanwhile."""

    records: SqlRecords

    def remove(self, key: str) -> None:
        super().remove(key)
        if key.endswith(digest_of("饺子".encode())):
            file(self.records, simple(b"late", "中国饺子学会", "饺子节"), uid=9)
            with self.records.transaction() as transaction:
                assert transaction.session.connection().exec_driver_sql(
                    f"UPDATE documents SET sha256 = '{digest_of('饺子'.encode())}' WHERE mail = '{digest_of(b'late')}'"
                )


def test_what_somebody_begins_to_need_meanwhile_is_put_back(records: SqlRecords, blobs: FolderBlobs) -> None:
    keep(records, blobs)
    late = Late(blobs.root)
    late.records = records
    remove_unrelated(records, late, NOON + timedelta(seconds=1), NOON + MONTH)
    assert blobs.get(digest_of("饺子".encode())) == "饺子".encode()
