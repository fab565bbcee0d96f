"""Filing a mail: submission, text, letter and audit line are one; revisions, priors, conflicts and receipts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from archive.finding.tables import EntryRow
from archive.records import SqlRecords
from archive.tables import (
    AuditRow,
    DocumentRow,
    FindingRow,
    MailRow,
    OutboxReceiptRow,
    OutboxTable,
    RevisionRow,
    SubmissionRow,
    TextRow,
)
from archive.views import activities, counts, mails
from intake.codes import Verdict
from intake.errors import Conflict, StoreError
from intake.model import Assessment, Prior
from intake.ports import Filing, Relation
from intake.receipt import find_receipts
from tests.archive.faults import refusing
from tests.archive.filings import (
    CALL,
    NOON,
    OTHER_CALL,
    address,
    assessed,
    digest_of,
    examination,
    file,
    judged,
    letter,
    pdf,
    register,
    simple,
    word,
)
from tests.archive.finds import search
from tests.archive.processes import together

WRITTEN = (
    EntryRow,
    DocumentRow,
    SubmissionRow,
    RevisionRow,
    FindingRow,
    TextRow,
    OutboxTable,
    OutboxReceiptRow,
    AuditRow,
)
UNIT, ACTIVITY = "中国云杉工程学会", "云杉林下的节日"
LATER = NOON + timedelta(hours=1)


def tables(records: SqlRecords) -> dict[str, list[object]]:
    """Every row of every table that filing writes, and the index."""
    with records.reading() as session:
        found: dict[str, list[object]] = {
            table.__tablename__: [tuple(row) for row in session.execute(select(*table.__table__.columns))]
            for table in (MailRow, *WRITTEN)
        }
        index = (
            "search" if records.engine.dialect.name == "postgresql" else "search('\ue001')"
        )  # the word of every entry
        found["search"] = [tuple(row) for row in session.execute(text(f"SELECT count(*) FROM {index}"))]
        return found


def prior(records: SqlRecords) -> Prior:
    """The first submission as it is on record now."""
    relation = Relation((activities(records)[0].receipt,), (), "", ())
    return records.related(CALL.name, relation)[0]


def revising(records: SqlRecords, raw: bytes, verdict: Verdict = Verdict.ACCEPTED, **changes: object) -> Assessment:
    received = NOON + timedelta(hours=len(raw))
    judgement = judged(raw, UNIT, ACTIVITY, prior=prior(records), verdict=verdict, received_at=received)
    judgement = replace(judgement, material=replace(judgement.material, **changes))  # type: ignore[arg-type]  # by name
    return assessed(examination(raw), [judgement], received_at=received)


def test_one_transaction_writes_all_of_it(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"a"))
    rows = tables(records)
    counted = {name: len(found) for name, found in rows.items()}
    assert counted == {
        "mails": 1, "documents": 2, "submissions": 1, "revisions": 1, "findings": 0, "texts": 10, "outbox": 1,
        "outbox_receipts": 1, "audit": 1, "entries": 1, "search": 1,
    }  # fmt: skip
    assert mails(records)[0].receipts == (receipt,)


def filing_of_two_documents(records: SqlRecords) -> Assessment:
    documents = (word("1", "方案.docx", "直播"), pdf("2", "方案.pdf", "盖章页"))
    judgement = judged(b"a", UNIT, ACTIVITY, verdict=Verdict.CORRECTION, word_version=documents[0])
    register(records, b"a", int(digest_of(b"a")[:6], 16))
    file(records, simple(b"before", "甲学会", "甲活动"))
    return assessed(examination(b"a", documents), [judgement])


@pytest.mark.parametrize("table", [table.__tablename__ for table in WRITTEN])
def test_a_transaction_that_fails_at_any_step_leaves_nothing_of_it(records: SqlRecords, table: str) -> None:
    assessment = filing_of_two_documents(records)
    before = tables(records)
    with refusing(records, table), pytest.raises(StoreError, match="the fault struck"):
        file(records, assessment)
    assert tables(records) == before
    assert records.pending() == (digest_of(b"a"),)
    file(records, assessment)
    assert records.pending() == ()
    assert len(activities(records)) == 2


def test_a_transaction_whose_texts_cannot_be_indexed_leaves_nothing_of_it(records: SqlRecords) -> None:
    assessment = filing_of_two_documents(records)
    before = tables(records)
    with records.engine.begin() as connection:
        connection.execute(text("ALTER TABLE search RENAME TO gone"))
    with pytest.raises(StoreError, match="search"):
        file(records, assessment)
    with records.engine.begin() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO search"))
    assert tables(records) == before


@pytest.mark.parametrize("error", [Conflict("x"), RuntimeError("x"), KeyboardInterrupt()])
def test_any_exception_rolls_back(records: SqlRecords, error: BaseException) -> None:
    register(records, b"a")
    before = tables(records)

    def interrupted() -> None:
        with records.transaction() as transaction:
            transaction.file(digest_of(b"a"), Filing(simple(b"a"), (letter("x"),), NOON))
            raise error

    with pytest.raises(type(error)):
        interrupted()
    assert tables(records) == before


def test_filing_twice_changes_nothing(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    before = tables(records)
    with records.transaction() as transaction:
        transaction.file(digest_of(b"a"), Filing(simple(b"a"), (letter("x"),), LATER))
    assert tables(records) == before


def test_history_is_filed_as_history(records: SqlRecords) -> None:
    digest = register(records, b"a")
    with records.transaction() as transaction:
        transaction.file(digest, Filing(simple(b"a"), (), NOON, history=True))
    (mail,) = mails(records)
    assert (mail.history, mail.letters, len(mail.receipts)) == (True, (), 1)


def test_what_is_acknowledged_can_be_found_at_once(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"a"))
    assert {hit.receipt for hit in search(records.engine, "直播")} == {receipt}


def test_receipts_are_unique_and_stable_over_revisions(records: SqlRecords) -> None:
    (first,) = file(records, simple(b"a"))
    assert find_receipts(first) == (first,)
    (second,) = file(records, simple(b"b", activity="另一个节日"))
    assert first != second
    assert file(records, revising(records, b"again")) == (first,)
    (view, other) = activities(records)
    assert (view.receipt, view.revisions) == (first, 2)
    assert (other.receipt, other.revisions) == (second, 1)


def test_receipts_count_each_call_alone(records: SqlRecords) -> None:
    (one,) = file(records, simple(b"a"))
    (two,) = file(records, replace(simple(b"b"), case=replace(simple(b"b").case, call=OTHER_CALL)))
    assert one.startswith("2020-29-0001")
    assert two.startswith("2021-7-0001")
    assert [view.receipt for view in activities(records, "2021-7")] == [two]


def test_two_activities_in_one_mail_get_a_number_each(records: SqlRecords) -> None:
    both = [judged(b"a", UNIT, "甲活动"), judged(b"a", UNIT, "乙活动", verdict=Verdict.CORRECTION)]
    receipts = file(records, assessed(examination(b"a"), both))
    assert len(set(receipts)) == 2
    assert mails(records)[0].receipts == receipts
    assert len(records.hosts(CALL.name, "plan", ["“中国云杉工程学会”（盖章）"], "")) == 2


def test_two_submissions_that_nothing_tells_apart_both_stand(records: SqlRecords) -> None:
    receipts = file(records, assessed(examination(b"a"), [judged(b"a", UNIT, ACTIVITY), judged(b"a", UNIT, ACTIVITY)]))
    assert len(set(receipts)) == 2
    assert len(activities(records)) == 2


def test_a_revision_renamed_to_what_another_submission_is_called_is_kept_apart(records: SqlRecords) -> None:
    (first,) = file(records, simple(b"a"))
    file(records, simple(b"b", activity="另一个节日"))
    assert file(records, revising(records, b"renamed", activity="另一个节日")) == (first,)
    assert [view.activity for view in activities(records)] == ["另一个节日", "另一个节日"]


def test_a_new_submission_that_another_mail_has_just_filed_is_a_conflict(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    with pytest.raises(Conflict):
        file(records, simple(b"b", organisation="中国云杉工程学会 ", activity="《云杉林下的节日》"))
    assert [mail.digest for mail in mails(records)] == [digest_of(b"a")]


def test_a_prior_that_another_mail_has_just_revised_is_a_conflict(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    late = revising(records, b"late")
    file(records, revising(records, b"quick one"))
    with pytest.raises(Conflict):
        file(records, late)


def test_what_belongs_doubtfully_never_conflicts(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    doubtful = assessed(examination(b"b"), [judged(b"b", UNIT, ACTIVITY, doubtful="两封信都可能")])
    assert len(file(records, doubtful)) == 1
    assert len(activities(records)) == 2


def test_the_newest_received_is_what_stands_whatever_the_order_of_filing(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    file(records, revising(records, b"the newest of all", Verdict.CORRECTION, fields={"host_organisation": "新"}))
    file(records, revising(records, b"older", Verdict.REVIEW, fields={"host_organisation": "旧"}))
    (view,) = activities(records)
    assert (view.verdict, view.fields, view.revisions) == ("correction", {"host_organisation": "新"}, 3)
    assert (view.first_received_at, view.last_received_at) == (NOON, NOON + timedelta(hours=len(b"the newest of all")))
    assert [finding.code for finding in view.findings] == ["stamp_missing"]


def test_an_older_half_filed_later_completes_the_newer_one(records: SqlRecords) -> None:
    half, sent = pdf("1", "方案.pdf", "盖章页"), word("1", "方案.docx", "直播")
    newer = judged(b"new", UNIT, ACTIVITY, pdf_version=half, verdict=Verdict.CORRECTION)
    file(records, assessed(examination(b"new", [half]), [newer], received_at=NOON + timedelta(hours=1)))
    before = prior(records)
    older = judged(b"old", UNIT, ACTIVITY, prior=before, word_version=sent)
    older = replace(older, material=replace(older.material, pdf=before.pdf))
    file(records, assessed(examination(b"old", [sent]), [older]))
    after, (view,) = prior(records), activities(records)
    assert [version and version.mail for version in (after.word, after.pdf)] == [digest_of(b"old"), digest_of(b"new")]
    assert (view.verdict, view.first_received_at, view.last_received_at) == (
        "accepted",
        NOON,
        NOON + timedelta(hours=1),
    )


def test_a_missing_half_completes_across_mails(records: SqlRecords) -> None:
    sent = word("1", "方案.docx", "直播")
    file(records, assessed(examination(b"a", [sent]), [judged(b"a", UNIT, ACTIVITY, word_version=sent)]))
    before = prior(records)
    assert before.word is not None
    assert (before.word.mail, before.word.document, before.word.form) == (digest_of(b"a"), sent, 0)
    half = pdf("1", "方案.pdf", "盖章页")
    judgement = judged(b"b", UNIT, ACTIVITY, prior=before, pdf_version=half)
    judgement = replace(judgement, material=replace(judgement.material, word=before.word))
    file(records, assessed(examination(b"b", [half]), [judgement]))
    after = prior(records)
    assert after.word == before.word
    assert after.pdf is not None
    assert (after.pdf.mail, after.pdf.document) == (digest_of(b"b"), half)
    assert {document.name for document in activities(records)[0].documents} == {"方案.docx", "方案.pdf"}


RELATIONS: dict[str, Callable[[str], Relation]] = {
    "receipt": lambda receipt: Relation((receipt,), (), "", ()),
    "thread": lambda _: Relation((), (f"<{digest_of(b'a')[:12]}@example.org>",), "", ()),
    "organisation": lambda _: Relation((), (), "", (("plan", "中国云杉工程学会（盖章）", "没见过的活动"),)),
    "sender": lambda _: Relation((), (), "zhangsan@example.org", ()),
}


@pytest.mark.parametrize("reason", RELATIONS)
def test_a_prior_is_found_by_each_of_its_reasons_alone(records: SqlRecords, reason: str) -> None:
    (receipt,) = file(records, simple(b"a"))
    file(records, simple(b"b", "别的学会", "别的活动"), letter())
    file(records, replace(simple(b"c"), case=replace(simple(b"c").case, call=OTHER_CALL)))
    found = records.related(CALL.name, RELATIONS[reason](receipt))
    assert (receipt, (reason,)) in [(one.receipt, one.reasons) for one in found]
    assert all(one.receipt.startswith("2020-29-") for one in found)


def test_an_answer_to_our_letter_is_related_by_its_thread(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"a"))
    with records.reading() as session:
        message_id = session.scalars(select(OutboxTable.message_id)).one()
    (found,) = records.related(CALL.name, Relation((), (message_id,), "", ()))
    assert (found.receipt, found.reasons) == (receipt, ("thread",))


def test_nothing_related_is_nothing(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    assert records.related(CALL.name, Relation((), (), "", ())) == ()
    assert records.related(CALL.name, Relation(("2020-29-9999X",), ("<x@y>",), "x@y", (("plan", "", ""),))) == ()
    assert records.hosts(CALL.name, "plan", ["没有的学会"], "") == ()


FILING = """
import os
from archive.records import open_records
from tests.archive.filings import address, file, simple
records = open_records(sys.argv[1])
ready()
for number in range(12):
    name = f"{os.getpid()}-{number}"
    print(*file(records, simple(name.encode(), "学会" + name)))
"""


@pytest.mark.parts
def test_processes_that_file_at_once_never_give_one_number_twice(records: SqlRecords) -> None:
    said = [number for lines in together(4, FILING, address(records)) for number in lines]
    assert len(said) == len(set(said)) == 48
    assert sorted(said) == sorted(view.receipt for view in activities(records))
    assert [view.receipt[:12] for view in activities(records)] == [f"2020-29-{n:04d}" for n in range(1, 49)]


def test_a_failed_attempt_at_what_another_process_has_filed_is_no_error(records: SqlRecords) -> None:
    file(records, simple(b"a"))
    with records.transaction() as transaction:
        transaction.postpone(digest_of(b"a"), "解析超时")
    assert counts(records)["queue"]["dead"] == 0
    assert [mail.error for mail in mails(records)] == [""]
