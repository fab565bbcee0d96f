"""The database is deleted and made anew from the store alone; every table is as it was."""

from dataclasses import replace

import pytest

from archive.accounts import tables as _accounts  # noqa: F401  whose tables are in the metadata, too
from archive.blobs import BucketBlobs, FolderBlobs, ObjectBlobs
from archive.outbox import SqlOutbox
from archive.recorded.owners import NOT_RECORDED, OWNERS
from archive.recorded.rebuilding import rebuild
from archive.recorded.record import complete
from archive.recorded.recorder import Recorder
from archive.records import SqlRecords
from archive.tables import Table
from archive.verify import verify
from archive.views import activities, counts, mails
from intake.errors import ConfigurationError
from tests.archive import finds as search
from tests.archive.filings import NOON, digest_of, file, raw_mail, sighting, simple
from tests.archive.recorded.houses import decision, everything, keep, lived_in
from tests.parts.s3 import S3


def test_every_table_is_recorded_or_said_not_to_be() -> None:
    assert set(OWNERS) | set(NOT_RECORDED) == set(Table.metadata.tables)
    assert not set(OWNERS) & set(NOT_RECORDED)


def rebuilt(records: SqlRecords, empty: SqlRecords, blobs: ObjectBlobs) -> None:
    lived_in(records, blobs)
    before, shown, found = everything(records), (activities(records), mails(records)), hits(records)
    assert all(before.values()), [name for name, rows in before.items() if not rows]
    records.engine.dispose()
    told: list[int] = []
    result = rebuild(empty, blobs, NOON, lambda done, _: told.append(done))
    assert result.problems == []
    assert told[-1] == sum(result.counts.values())
    assert everything(empty) == before
    assert (activities(empty), mails(empty)) == shown
    assert hits(empty) == found
    assert found


def hits(records: SqlRecords) -> list[search.Place]:
    return search.search(records.engine, "直播")


def test_every_table_is_as_it_was(records: SqlRecords, empty: SqlRecords, blobs: FolderBlobs) -> None:
    rebuilt(records, empty, blobs)
    assert verify(empty, blobs).sound


@pytest.mark.parts
def test_from_a_bucket_too(records: SqlRecords, empty: SqlRecords, s3_server: S3) -> None:
    bucket = BucketBlobs(s3_server.bucket())
    records.recorder = Recorder(records.engine, bucket)
    rebuilt(records, empty, bucket)


@pytest.fixture
def again(records: SqlRecords, empty: SqlRecords, blobs: FolderBlobs) -> SqlRecords:
    """The database made anew, kept beside the same blobs."""
    lived_in(records, blobs)
    rebuild(empty, blobs, NOON)
    empty.recorder = Recorder(empty.engine, blobs)
    return empty


def test_receipt_numbers_and_message_ids_go_on(records: SqlRecords, again: SqlRecords) -> None:
    known = {view.receipt for view in activities(again)}
    (receipt,) = file(again, simple(b"new", "中国红杉学会", "年轮"))
    assert receipt not in known
    identities = [row.message_id for row in SqlOutbox(again).waiting()]
    assert len(set(identities)) == len(identities)
    assert identities[-1].split(".")[1] == identities[0].split(".")[1]
    with again.transaction() as transaction:
        assert transaction.decide(replace(decision(receipt), reason="再一次")).id == 2


def test_what_is_filed_stays_filed_and_the_mailbox_is_not_told_twice(again: SqlRecords) -> None:
    assert again.pending() == (digest_of(b"pending"),)
    assert again.known_uids("a@example.org", "INBOX", 7) >= {77}
    assert again.to_mark("a@example.org", "去年", 7) == (78,)
    assert 78 not in again.to_mark("a@example.org", "INBOX", 7)
    assert counts(again)["outbox"]["sent"] == 1


def test_a_mail_that_has_a_letter_and_is_not_filed_is_never_answered(
    records: SqlRecords, empty: SqlRecords, blobs: FolderBlobs
) -> None:
    """As if the process had been killed and the disk lost while the records of one filing were being written."""
    with records.transaction() as transaction:
        transaction.register(raw_mail(b"one"), sighting())
    at_first = blobs.get_at(f"records/mail/{digest_of(b'one')[:2]}/{digest_of(b'one')}.json")
    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    blobs.put_record(f"records/mail/{digest_of(b'one')[:2]}/{digest_of(b'one')}.json", at_first)
    assert rebuild(empty, blobs, NOON).counts["letter"] == 1
    assert empty.raw(digest_of(b"one")).history


def test_a_damaged_record_is_named_and_what_pointed_to_it_is_for_a_person(
    records: SqlRecords, empty: SqlRecords, blobs: FolderBlobs
) -> None:
    lived_in(records, blobs)
    key = f"records/mail/{digest_of(b'one')[:2]}/{digest_of(b'one')}.json"
    blobs.put_record(key, blobs.get_at(key).replace(b"INBOX", b"INBAX"))
    result = rebuild(empty, blobs, NOON)
    assert result.problems == [
        f"存档里的记录{key}已损坏",
        f"来信{digest_of(b'one')}的记录没有了，留下空的一行，待人工核对",
    ]
    assert [view.receipt for view in activities(empty)] == [view.receipt for view in activities(records)]
    (lost,) = [view for view in mails(empty) if view.error]
    assert (lost.digest, lost.verdict, lost.history) == (digest_of(b"one"), "review", True)


def test_a_letter_s_record_that_is_older_than_a_column_is_completed(records: SqlRecords, blobs: FolderBlobs) -> None:
    lived_in(records, blobs)
    (*_, kept) = everything(records)["outbox"]
    older = {name: value for name, value in dict(kept).items() if name != "call"}
    (completed,) = complete({"outbox": [older]})["outbox"]
    assert completed == {**older, "call": ""}


def test_only_into_an_empty_database(records: SqlRecords, empty: SqlRecords, blobs: FolderBlobs) -> None:
    with pytest.raises(ConfigurationError, match="里没有记录，不能重建"):
        rebuild(empty, blobs, NOON)
    lived_in(records, blobs)
    with pytest.raises(ConfigurationError, match="里已有登记"):
        rebuild(records, blobs, NOON)
