"""Registering: once by digest, every place remembered, every outcome recorded."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from archive.records import SqlRecords
from archive.tables import SightingRow
from archive.views import conditions, mails
from intake.codes import Code, Verdict
from intake.model import Finding
from intake.ports import RawMail, Sighting
from tests.archive.filings import (
    NOON,
    address,
    assessed,
    digest_of,
    examination,
    file,
    raw_mail,
    register,
    sighting,
    simple,
)
from tests.archive.processes import together


def places(records: SqlRecords) -> set[tuple[str, str, int, int, str]]:
    with records.reading() as session:
        return {
            (row.account, row.folder, row.uidvalidity, row.uid, row.mail)
            for row in session.scalars(select(SightingRow))
        }


def test_the_same_bytes_are_one_mail_and_only_the_first_time_new(records: SqlRecords) -> None:
    with records.transaction() as transaction:
        assert transaction.register(raw_mail(b"a"), sighting(1))
        assert not transaction.register(raw_mail(b"a"), sighting(1))
    with records.transaction() as transaction:
        assert not transaction.register(raw_mail(b"a", NOON + timedelta(days=1)), sighting(2))
        assert transaction.register(raw_mail(b"b"), sighting(3))
    assert records.pending() == tuple(sorted((digest_of(b"a"), digest_of(b"b"))))
    assert records.raw(digest_of(b"a")).arrived_at == NOON


@pytest.mark.parametrize(
    "other",
    [
        sighting(2),
        sighting(folder="已归档"),
        sighting(account="b@example.org"),
        sighting(uidvalidity=8),
        Sighting("报送文件夹", "/srv/in/甲.eml", 0, 0),
    ],
    ids=["uid", "folder", "account", "uidvalidity", "a watched path"],
)
def test_every_place_is_remembered(records: SqlRecords, other: Sighting) -> None:
    with records.transaction() as transaction:
        transaction.register(raw_mail(b"a"), sighting())
        transaction.register(raw_mail(b"a"), other)
        transaction.register(raw_mail(b"a"), other)
    digest = digest_of(b"a")
    assert places(records) == {
        (place.account, place.folder, place.uidvalidity, place.uid, digest) for place in (sighting(), other)
    }
    assert records.known_uids(other.account, other.folder, other.uidvalidity) >= {other.uid}


def test_uids_are_known_only_under_their_own_account_folder_and_uidvalidity(records: SqlRecords) -> None:
    register(records, b"a", 5)
    assert records.known_uids("a@example.org", "INBOX", 7) == {5}
    assert records.known_uids("a@example.org", "INBOX", 8) == frozenset()
    assert records.known_uids("a@example.org", "Junk", 7) == frozenset()
    assert records.known_uids("b@example.org", "INBOX", 7) == frozenset()


def test_what_is_known_of_an_unread_mail_comes_back(records: SqlRecords) -> None:
    mail = RawMail(digest_of(b"a"), 1, NOON, date(2020, 4, 9), history=True)
    with records.transaction() as transaction:
        transaction.register(mail, sighting())
    assert records.raw(mail.digest) == mail
    with pytest.raises(KeyError):
        records.raw("0" * 64)


def test_pending_is_in_order_of_arrival(records: SqlRecords) -> None:
    arrivals = {b"second": 2, b"third": 3, b"first": 1}
    with records.transaction() as transaction:
        for uid, (raw, minute) in enumerate(arrivals.items()):
            transaction.register(raw_mail(raw, NOON + timedelta(minutes=minute)), sighting(uid))
    assert records.pending() == tuple(map(digest_of, (b"first", b"second", b"third")))


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_outcome_is_recorded(records: SqlRecords, verdict: Verdict) -> None:
    code = Code.AUTOMATIC_MAIL if verdict is Verdict.IGNORED else Code.NOT_A_SUBMISSION
    finding = Finding(code, code.severity, "一句话")
    file(records, assessed(examination(b"a", subject="出差"), verdict=verdict, findings=(finding,)))
    (mail,) = mails(records)
    assert (mail.state, mail.verdict, mail.codes, mail.subject) == ("filed", verdict, (code,), "出差")
    assert (mail.sender, mail.received_at, mail.receipts, mail.letters) == ("zhangsan@example.org", NOON, (), ())
    assert records.pending() == ()


def test_a_mail_that_breaks_a_parser_is_filed_for_a_person_with_the_error(records: SqlRecords) -> None:
    digest = register(records, b"a")
    with records.transaction() as transaction:
        assert transaction.postpone(digest, "解析超时") == 1
    assert records.pending() == (digest,)
    with records.transaction() as transaction:
        assert transaction.postpone(digest, "解析超时") == 2
        transaction.fail(digest, "解析超时", NOON)
    (mail,) = mails(records)
    assert (mail.state, mail.verdict, mail.error, mail.received_at) == ("filed", "review", "解析超时", NOON)
    assert records.pending() == ()


def test_a_filed_mail_is_not_failed_afterwards(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    before = mails(records)
    with records.transaction() as transaction:
        transaction.fail(digest_of(b"a"), "迟来的错误", NOON)
    assert mails(records) == before


def test_only_mails_of_the_call_are_marked_and_each_place_once(records: SqlRecords) -> None:
    automatic = Finding(Code.AUTOMATIC_MAIL, Code.AUTOMATIC_MAIL.severity, "自动回复")
    enquiry = Finding(Code.NOT_A_SUBMISSION, Code.NOT_A_SUBMISSION.severity, "咨询")
    missing = Finding(Code.ATTACHMENT_MISSING, Code.ATTACHMENT_MISSING.severity, "漏附")
    file(records, simple(b"ours"), uid=1)
    file(records, assessed(examination(b"robot"), findings=(automatic,)), uid=2)
    file(records, assessed(examination(b"enquiry"), verdict=Verdict.REVIEW, findings=(enquiry,)), uid=3)
    file(records, assessed(examination(b"bare"), verdict=Verdict.CORRECTION, findings=(missing,)), uid=4)
    register(records, b"ours", 5)
    register(records, b"unread", 6)
    where = ("a@example.org", "INBOX", 7)
    assert records.to_mark(*where) == (1, 4, 5)
    records.marked(*where, [1, 5])
    assert records.to_mark(*where) == (4,)
    assert records.to_mark("a@example.org", "INBOX", 8) == ()
    records.marked(*where, [])
    assert records.to_mark(*where) == (4,)


def test_conditions_are_kept_until_they_are_over(records: SqlRecords) -> None:
    records.error("邮箱", "连不上", NOON)
    records.error("邮箱", "仍连不上", NOON + timedelta(minutes=5))
    records.error("发信", "被拒", NOON + timedelta(minutes=1))
    assert [(c.place, c.message, c.since, c.last) for c in conditions(records)] == [
        ("邮箱", "仍连不上", NOON, NOON + timedelta(minutes=5)),
        ("发信", "被拒", NOON + timedelta(minutes=1), NOON + timedelta(minutes=1)),
    ]
    records.clear_error("邮箱")
    records.clear_error("邮箱")
    assert [c.place for c in conditions(records)] == ["发信"]


REGISTERING = """
from archive.records import open_records
from tests.archive.filings import raw_mail, sighting
records = open_records(sys.argv[1])
ready()
for uid in range(30):
    with records.transaction() as transaction:
        print(transaction.register(raw_mail(b"%d" % uid), sighting(uid)))
"""


@pytest.mark.parts
def test_pollers_at_once_register_each_mail_once(records: SqlRecords) -> None:
    said = together(3, REGISTERING, address(records))
    assert [sum(line[uid] == "True" for line in said) for uid in range(30)] == [1] * 30
    assert len(records.pending()) == 30
    assert records.known_uids("a@example.org", "INBOX", 7) == set(range(30))
