"""Which submissions on record a mail is weighed against, and what is known of them."""

from dataclasses import replace

from archive.history import MailEvent, history
from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from intake.codes import Code, Verdict
from intake.model import Candidate
from intake.ports import Relation
from tests.archive.filings import CALL, assessed, examination, file, judged, pdf, simple, word


def relation(**changes: object) -> Relation:
    plain: dict[str, object] = {"receipts": (), "thread": (), "sender": "", "organisations": ()}
    return Relation(**{**plain, **changes})  # type: ignore[arg-type]


def test_who_sent_it_and_what_is_wrong_with_it(records: SqlRecords) -> None:
    facts = examination(b"faulty", [word("1", "方案.docx", "字")])
    version = {"word_version": facts.documents[0]}
    (receipt,) = file(
        records, assessed(facts, [judged(b"faulty", "学会", "节日", verdict=Verdict.CORRECTION, **version)])
    )  # type: ignore[arg-type]
    (found,) = records.related(CALL.name, relation(receipts=(receipt,)))
    assert found.senders == {"zhangsan@example.org"}
    assert [finding.code for finding in found.faults] == [Code.STAMP_MISSING]
    assert not found.doubtful


def test_a_half_waits_for_the_other_whoever_brings_it(records: SqlRecords) -> None:
    half = examination(b"half", [word("1", "方案.docx", "字")])
    (lone,) = file(records, assessed(half, [judged(b"half", "学会", "节日", word_version=half.documents[0])]))
    file(records, simple(b"whole"))
    assert [each.receipt for each in records.related(CALL.name, relation(lacking="pdf"))] == []
    (found,) = records.related(CALL.name, relation(lacking="word"))
    assert (found.receipt, found.reasons) == (lone, ("half",))


def test_the_rosters_names_and_the_title_lead_there_too(records: SqlRecords) -> None:
    file(records, simple(b"one", "中国云杉工程学会", "云杉林下的节日"))
    (by_alias,) = records.related(CALL.name, relation(names=("中国云杉工程学会",)))
    (by_title,) = records.related(CALL.name, relation(organisations=(("plan", "云杉", "云杉林下的节日"),)))
    assert (by_alias.reasons, by_title.reasons) == (("organisation",), ("activity",))


def test_a_message_id_of_several_mails_is_no_thread(records: SqlRecords) -> None:
    for raw, unit in ((b"one", "甲学会"), (b"two", "乙学会")):
        facts = examination(raw, [pdf("1", "方案.pdf", "字")], message_id="<1@localhost>")
        file(records, assessed(facts, [judged(raw, unit, "节日", pdf_version=facts.documents[0])]))
    assert records.related(CALL.name, relation(thread=("<1@localhost>",))) == ()


def test_a_doubtful_one_is_told_from_the_one_it_may_belong_to(records: SqlRecords) -> None:
    file(records, simple(b"one"))
    facts = examination(b"doubt", [word("1", "方案.docx", "另一份")])
    doubtful = judged(
        b"doubt", "中国云杉工程学会", "云杉林下的节日", word_version=facts.documents[0], doubtful="不能确定"
    )
    file(records, assessed(facts, [doubtful]))
    found = records.related(CALL.name, relation(names=("中国云杉工程学会",)))
    assert sorted(each.doubtful for each in found) == [False, True]
    assert records.hosts(CALL.name, "plan", ["中国云杉工程学会"], "") == (("中国云杉工程学会", "zhangsan@example.org"),)


def test_why_it_belongs_is_kept_with_the_revision(records: SqlRecords) -> None:
    facts = examination(b"one", [word("1", "方案.docx", "字")])
    given = judged(b"one", "学会", "节日", word_version=facts.documents[0])
    candidate = Candidate("2020-29-0001X", 72, ("organisation", "activity", "domain"))
    material = replace(given.material, candidates=(candidate,))
    (receipt,) = file(records, assessed(facts, [replace(given, material=material)]))
    lived = history(records, receipt)
    assert lived is not None
    assert [each.belonging for each in lived.events if isinstance(each, MailEvent)] == [(candidate,)]


def test_hosts_are_found_by_name_and_by_who_sent_them(records: SqlRecords) -> None:
    file(records, simple(b"one", "青岭学会、中国云杉工程学会", "甲活动"))
    file(records, simple(b"two", "北岭学会", "乙活动"))
    by_name = records.hosts(CALL.name, "plan", ["中国云杉工程学会"], "")
    by_sender = records.hosts(CALL.name, "plan", ["没有的学会"], "zhangsan@example.org")
    assert [unit for unit, _ in by_name] == ["青岭学会、中国云杉工程学会"]
    assert sorted(unit for unit, _ in by_sender) == ["北岭学会", "青岭学会、中国云杉工程学会"]
    assert records.hosts(CALL.name, "report", ["中国云杉工程学会"], "") == ()


def test_two_mails_of_one_message_id_are_two_mails(records: SqlRecords) -> None:
    receipts = []
    for raw, unit in ((b"one", "甲学会"), (b"two", "乙学会")):
        facts = examination(raw, [pdf("1", "方案.pdf", unit)], message_id="<1@localhost>")
        receipts += file(records, assessed(facts, [judged(raw, unit, "节日", pdf_version=facts.documents[0])]))
    assert len(set(receipts)) == 2
    assert len(SqlOutbox(records).waiting()) == 2


def test_mails_without_message_ids_are_no_thread(records: SqlRecords) -> None:
    for raw, unit in ((b"one", "甲学会"), (b"two", "乙学会")):
        facts = examination(raw, [pdf("1", "方案.pdf", unit)], message_id="")
        file(records, assessed(facts, [judged(raw, unit, "节日", pdf_version=facts.documents[0])]))
    assert records.related(CALL.name, relation(thread=())) == ()
