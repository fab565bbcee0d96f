"""What is shown: numbers, rows and their order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from archive.tables import OutboxTable
from archive.views import activities, counts, mails
from intake.codes import Code, Verdict
from intake.model import Finding
from intake.ports import RawMail, Relation
from tests.archive.filings import (
    NOON,
    assessed,
    digest_of,
    examination,
    file,
    judged,
    letter,
    pdf,
    register,
    sighting,
    simple,
    word,
)

EMPTY = {
    "mails": 0,
    "ignored": 0,
    "submissions": {"accepted": 0, "correction": 0, "review": 0},
    "outbox": {"waiting": 0, "held": 0, "in_doubt": 0, "sent": 0, "failed": 0},
    "queue": {"waiting": 0, "running": 0, "dead": 0},
    "last_error": None,
}


def test_an_empty_archive_counts_nothing(records: SqlRecords) -> None:
    assert counts(records) == EMPTY
    assert activities(records) == ()
    assert mails(records) == ()


def test_status_counts_what_is_there(records: SqlRecords) -> None:
    outbox = SqlOutbox(records)
    verdicts = [Verdict.ACCEPTED, Verdict.CORRECTION, Verdict.CORRECTION, Verdict.REVIEW]
    for number, verdict in enumerate(verdicts):
        raw = b"%d" % number
        facts = assessed(examination(raw), [judged(raw, f"学会{number}", "活动", verdict=verdict)])
        file(records, facts, letter(str(number), held="待核对" if verdict is Verdict.REVIEW else ""))
    for number in (1, 2):
        assert outbox.claim(number, NOON)
    outbox.sent(1, NOON)
    file(records, assessed(examination(b"robot")))
    file(records, assessed(examination(b"enquiry"), verdict=Verdict.REVIEW))
    register(records, b"not yet read", 99)
    broken = register(records, b"broken", 98)
    with records.transaction() as transaction:
        transaction.fail(broken, "解析超时", NOON)
    records.error("邮箱", "连不上", NOON)
    records.error("发信", "535 登录被拒", NOON + timedelta(minutes=1))
    assert counts(records) == {
        "mails": 8,
        "ignored": 1,
        "submissions": {"accepted": 1, "correction": 2, "review": 1},
        "outbox": {"waiting": 2, "held": 1, "in_doubt": 0, "sent": 1, "failed": 0},
        "queue": {"waiting": 1, "running": 0, "dead": 1},
        "last_error": "发信：535 登录被拒",
    }
    records.clear_error("发信")
    assert counts(records)["last_error"] == "邮箱：连不上"


def test_a_revised_submission_counts_once_with_its_newest_verdict(records: SqlRecords) -> None:
    first = judged(b"a", "甲学会", "活动", verdict=Verdict.CORRECTION)
    (receipt,) = file(records, assessed(examination(b"a"), [first]))
    (prior,) = records.related("2020-29", Relation((receipt,), (), "", ()))
    later = NOON + timedelta(hours=1)
    again = judged(b"b", "甲学会", "活动", prior=prior, received_at=later)
    file(records, assessed(examination(b"b"), [again], received_at=later))
    assert counts(records)["submissions"] == {"accepted": 1, "correction": 0, "review": 0}
    assert counts(records)["mails"] == 2


def test_activities_come_in_the_order_of_their_receipts(records: SqlRecords) -> None:
    for number in (5, 3, 9, 1):
        file(records, simple(b"%d" % number, f"学会{number}"))
    receipts = [view.receipt for view in activities(records)]
    assert receipts == sorted(receipts)
    assert [view.organisation for view in activities(records)] == ["学会5", "学会3", "学会9", "学会1"]
    assert activities(records) == activities(records)


def test_an_activity_shows_its_fields_documents_and_findings(records: SqlRecords) -> None:
    documents = (word("1", "方案.docx", "直播"), pdf("2", "方案.pdf", "盖章页"), word("3", "别的.docx", "别的活动"))
    mine = judged(
        b"a", "甲学会", "活动", verdict=Verdict.CORRECTION, word_version=documents[0], pdf_version=documents[1]
    )
    (receipt,) = file(records, assessed(examination(b"a", documents), [mine]))
    (view,) = activities(records)
    assert (view.receipt, view.stage, view.organisation, view.activity) == (receipt, "plan", "甲学会", "活动")
    assert view.fields == {"host_organisation": "甲学会", "modules": ["团结引领", "建家办事"], "contact_fax": None}
    assert (view.verdict, view.characters, view.revisions) == ("correction", 42, 1)
    assert [(d.name, d.sha256, d.size) for d in view.documents] == [(d.name, d.sha256, d.size) for d in documents[:2]]
    assert [(f.code, f.severity, f.detail) for f in view.findings] == [("stamp_missing", "error", "一句话")]


def test_mails_come_as_they_were_received_with_what_became_of_them(records: SqlRecords) -> None:
    late = assessed(examination(b"late"), received_at=NOON + timedelta(hours=2))
    early = simple(b"early")
    (receipt,) = file(records, early)
    file(records, late)
    with records.transaction() as transaction:
        waiting = RawMail(digest_of(b"waiting"), 7, NOON + timedelta(hours=1), history=True)
        transaction.register(waiting, sighting(77))
    shown = mails(records)
    assert [mail.digest for mail in shown] == list(map(digest_of, (b"early", b"waiting", b"late")))
    assert shown[0].documents == ("方案.docx", "方案.pdf")
    assert (shown[0].receipts, shown[0].letters) == ((receipt,), (("acknowledgement", "waiting"),))
    assert (shown[1].state, shown[1].history, shown[1].received_at) == ("registered", True, None)
    assert (shown[2].verdict, shown[2].letters) == ("ignored", ())


def test_a_codes_list_names_each_once(records: SqlRecords) -> None:
    finding = Finding(Code.CLOUD_LINK, Code.CLOUD_LINK.severity, "一句话")
    facts = assessed(
        examination(b"a"), verdict=Verdict.CORRECTION, findings=(finding, replace(finding, detail="另一句"))
    )
    file(records, facts)
    assert mails(records)[0].codes == ("cloud_link",)


@pytest.mark.parametrize("state", ["sending", "superseded"])
def test_letters_on_their_way_wait_and_superseded_ones_count_nowhere(records: SqlRecords, state: str) -> None:
    file(records, assessed(examination(b"a")), letter("1"))
    with records.transaction() as transaction:
        transaction.session.get_one(OutboxTable, 1).state = state
    assert counts(records)["outbox"]["waiting"] == (1 if state == "sending" else 0)
