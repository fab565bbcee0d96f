"""A person's last word on both databases: what waits is decided, its letter goes out, and it can be taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from archive.audit import broken
from archive.cases import load
from archive.records import SqlRecords
from archive.tables import AuditRow, DecisionRow, MailRow, OutboxTable
from archive.views import activities, counts
from intake.codes import Code, Verdict
from intake.decisions.asking import Person, add, correct, on_finding
from intake.decisions.model import Decision, DecisionKind
from intake.errors import Conflict, DecisionRefused
from intake.judge import judge
from intake.ports import Relation
from tests.archive.desk import Desk
from tests.archive.finds import search
from tests.cases import (
    ANSWERS,
    CALL,
    COMPLETE,
    OURS,
    SEAL,
    TOO_LATE,
    UNIT,
    arrived,
    form,
    later,
    mail,
    pdf,
    word,
)

FAINT = replace(SEAL, faint=True)
DOUBTFUL = arrived(word(), pdf(stamps=(FAINT,)))
NO_MOBILE = arrived(word("1", "筹备方案.docx", form({**ANSWERS, "contact_mobile": None})), pdf())


@pytest.fixture
def desk(records: SqlRecords) -> Desk:
    return Desk(records)


def test_what_a_mail_was_judged_by_is_kept_whole(desk: Desk) -> None:
    desk.arrive(arrived(word(), mail=mail(subject="先报Word")))
    desk.arrive(later(arrived(pdf(), mail=mail(subject="补PDF"))))
    with desk.records.reading() as session:
        recorded = load(session, f"{2:064x}", (CALL,))
    again = judge(recorded.case, OURS, recorded.decisions, recorded.receipts)
    assert [each.verdict for each in again.submissions] == [Verdict.ACCEPTED]
    material = recorded.case.materials[0]
    assert material.prior is not None
    assert material.word == material.prior.word
    assert material.comparison is not None
    assert material.fields["contact_mobile"] == "13900001234"


def test_a_doubt_waived_lets_the_acknowledgement_go_out_in_place_of_what_was_held(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    assert desk.send() == ["receipt"]
    assert desk.letters() == [("receipt", "sent"), ("acknowledgement", "held")]
    outcome = desk.waive(receipt, "stamp_uncertain")
    assert outcome.mails[0].assessment.verdict is Verdict.ACCEPTED
    assert desk.state(receipt) == ("accepted", [("stamp_uncertain", "info")])
    assert desk.letters() == [("receipt", "sent"), ("acknowledgement", "waiting")]
    assert desk.send() == ["acknowledgement"]
    assert desk.send() == []


def test_decided_before_the_neutral_receipt_left_one_letter_says_it_all(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    desk.waive(receipt, "stamp_uncertain")
    assert desk.letters() == [("acknowledgement", "waiting")]


def test_a_doubt_confirmed_becomes_what_the_sender_must_mend(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    desk.send()
    desk.confirm(receipt, "stamp_uncertain")
    assert desk.state(receipt) == ("correction", [("stamp_uncertain", "error")])
    assert desk.letters() == [("receipt", "sent"), ("correction", "waiting")]
    with desk.records.reading() as session:
        text = session.query(OutboxTable).filter_by(kind="correction").one().text
    assert "请在原件上加盖清晰、完整的公章后扫描成彩色PDF重新发送" in text
    assert "须人工核对" not in text


def test_one_of_two_doubts_decided_holds_the_letter_still(desk: Desk) -> None:
    (receipt,) = desk.arrive(replace(DOUBTFUL, received_at=TOO_LATE))
    desk.send()
    desk.waive(receipt, "late")
    assert desk.state(receipt)[0] == "review"
    assert desk.letters() == [("receipt", "sent"), ("acknowledgement", "held")]
    desk.accept(receipt)
    assert desk.send() == ["acknowledgement"]


def test_a_letter_that_still_says_the_same_isnt_written_anew(desk: Desk) -> None:
    (receipt,) = desk.arrive(COMPLETE)
    desk.send()
    outcome = desk.decider.decide(
        Decision(
            desk.now,
            "王老师",
            "来电说明",
            DecisionKind.EXTENSION,
            CALL.name,
            organisation=UNIT,
            stage="plan",
            value="2020-05-01",
        )
    )
    assert len(outcome.mails) == 1
    assert desk.letters() == [("acknowledgement", "sent")]
    assert desk.state(receipt)[0] == "accepted"


def test_taken_back_before_its_letter_left_all_is_as_it_was(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    before = desk.state(receipt)
    (decision,) = desk.waive(receipt, "stamp_uncertain").decisions
    desk.take_back(decision)
    assert desk.state(receipt) == before
    assert desk.letters() == [("receipt", "waiting"), ("acknowledgement", "held")]
    with pytest.raises(DecisionRefused, match="已经收回"):
        desk.take_back(decision)


def test_once_its_letter_has_left_a_decision_stands(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    (decision,) = desk.waive(receipt, "stamp_uncertain").decisions
    desk.send()
    with pytest.raises(DecisionRefused, match="已经发出"):
        desk.take_back(decision)
    assert desk.state(receipt)[0] == "accepted"


def test_a_corrected_field_is_judged_and_shown_and_found(desk: Desk) -> None:
    (receipt,) = desk.arrive(NO_MOBILE)
    assert desk.state(receipt) == ("correction", [("field_missing", "error")])
    desk.decider.decide(correct(desk.subject(receipt), desk.person(), "contact_mobile", "13911112222"))
    desk.decider.decide(correct(desk.subject(receipt), desk.person(), "host_organisation", "青岭红松研究会"))
    verdict, found = desk.state(receipt)
    assert verdict == "review"  # the seal is another name's now
    assert ("field_missing", "error") not in found
    row = activities(desk.records)[0]
    assert (row.organisation, row.fields["contact_mobile"]) == ("青岭红松研究会", "13911112222")
    assert [hit.where for hit in search(desk.records.engine, "青岭红松研究会")][:1] == ["单位"]
    assert not [hit for hit in search(desk.records.engine, UNIT) if hit.where == "单位"]


def test_a_corrected_text_is_counted_anew(desk: Desk) -> None:
    (receipt,) = desk.arrive(arrived(word("1", "筹备方案.docx", form(characters=700)), pdf()))
    assert desk.state(receipt) == ("correction", [("text_too_long", "error")])
    short = "五月三十日在青岭办宣讲会，200人参加。"
    desk.decider.decide(correct(desk.subject(receipt), desk.person(), "plan_text", short))
    assert ("text_too_long", "error") not in desk.state(receipt)[1]
    assert activities(desk.records)[0].characters == 18
    (decision,) = desk.decider.decide(correct(desk.subject(receipt), desk.person(), "plan_text", "长" * 601)).decisions
    assert ("text_too_long", "error") in desk.state(receipt)[1]
    desk.take_back(decision)
    assert activities(desk.records)[0].characters == 18


def test_a_mail_of_a_time_that_kept_less_says_so_and_what_can_be_done(desk: Desk) -> None:
    (receipt,) = desk.arrive(COMPLETE)
    with desk.records.transaction() as transaction:
        transaction.session.query(MailRow).update({"facts": ""})
    with pytest.raises(DecisionRefused, match=r"由旧版本登记，当时没有保存核对所需的内容.*请对方把材料重发一次"):
        desk.subject(receipt)
    better = word("1", "方案2.docx", form({**ANSWERS, "contact_fax": "010-60008300"}))
    assert desk.arrive(later(arrived(better, pdf(name="方案2.pdf")))) == (receipt,)
    assert desk.subject(receipt).judged is not None


def test_an_added_finding_goes_to_the_sender_and_asks_again_once_its_file_is_replaced(desk: Desk) -> None:
    (receipt,) = desk.arrive(COMPLETE)
    desk.send()
    desk.decider.decide(add(desk.subject(receipt), desk.person(), "document_unreadable", "第2页扫描不清，请重新扫描。"))
    assert desk.state(receipt) == ("correction", [("document_unreadable", "error")])
    assert desk.send() == ["correction"]
    desk.arrive(later(arrived(word(), pdf(name="重扫.pdf", stamps=(SEAL, SEAL)))))
    verdict, found = desk.state(receipt)
    assert (verdict, ("document_unreadable", "review") in found) == ("review", True)


def test_a_decision_survives_a_revision_that_leaves_alone_what_it_was_about(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    desk.waive(receipt, "stamp_uncertain")
    desk.arrive(later(arrived(word("1", "新方案.docx", form({**ANSWERS, "contact_fax": "010-60008300"})))))
    assert desk.state(receipt)[0] == "accepted"
    assert ("stamp_uncertain", "info") in desk.state(receipt)[1]


def test_and_says_so_where_the_file_was_replaced(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    desk.waive(receipt, "stamp_uncertain")
    desk.arrive(later(arrived(pdf(stamps=(replace(FAINT, page=2),)))))
    verdict, found = desk.state(receipt)
    assert verdict == "review"
    assert found.count(("stamp_uncertain", "review")) == 1
    assert found.count(("stamp_uncertain", "info")) == 1  # says that the earlier decision doesn't hold


def test_late_material_accepted_stays_accepted_when_it_is_corrected(desk: Desk) -> None:
    (receipt,) = desk.arrive(replace(NO_MOBILE, received_at=TOO_LATE))
    desk.accept(receipt)
    assert desk.state(receipt)[0] == "correction"
    desk.later(days=3)
    desk.arrive(later(arrived(word()), TOO_LATE + timedelta(days=2)))
    assert desk.state(receipt)[0] == "accepted"


def test_an_extension_settles_all_of_an_organisation(desk: Desk) -> None:
    (receipt,) = desk.arrive(replace(COMPLETE, received_at=TOO_LATE))
    assert desk.state(receipt) == ("review", [("late", "review")])
    asked = Decision(
        desk.now,
        "王老师",
        "来函申请",
        DecisionKind.EXTENSION,
        CALL.name,
        organisation=UNIT,
        stage="plan",
        value="2020-05-01",
    )
    (kept,) = desk.decider.decide(asked).decisions
    assert desk.state(receipt) == ("accepted", [])
    desk.take_back(kept)
    assert desk.state(receipt) == ("review", [("late", "review")])


def test_what_is_withdrawn_counts_no_longer_and_gets_no_letter_and_comes_back_to_a_person(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    desk.decider.decide(desk.subject(receipt).decision(desk.person("来电撤回"), DecisionKind.WITHDRAW))
    assert desk.letters() == []
    assert counts(desk.records)["submissions"] == {"accepted": 0, "correction": 0, "review": 0}
    assert activities(desk.records) == ()
    desk.arrive(later(arrived(word(), pdf())))
    assert desk.state(receipt) == ("review", [("revision", "info"), ("belonging_doubtful", "review")])
    desk.accept(receipt)
    assert desk.state(receipt)[0] == "accepted"
    assert len(activities(desk.records)) == 1


def test_who_decides_while_a_mail_is_judged_is_heard(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    assessment = desk.subject(receipt).assessment
    desk.waive(receipt, "stamp_uncertain")
    prior = desk.records.related(CALL.name, Relation((receipt,), (), "", ()))[0]
    judged = replace(assessment.submissions[0], material=replace(assessment.submissions[0].material, prior=prior))
    unaware = replace(assessment, submissions=(judged,))
    with desk.records.transaction() as transaction, pytest.raises(Conflict, match="决定"):
        transaction.receipts(unaware)


def test_an_enquiry_that_was_seen_to_waits_no_longer(desk: Desk) -> None:
    desk.arrive(replace(COMPLETE, documents=(), mail=mail(text="请问还能报名吗？")))
    subject = desk.decider.subject(mail=f"{1:064x}")
    assert [each.code for each in subject.open()] == [Code.NOT_A_SUBMISSION]
    outcome = desk.decider.decide(subject.decision(desk.person("已电话答复"), DecisionKind.SEEN))
    assert outcome.mails[0].assessment.verdict is Verdict.IGNORED
    assert desk.arrive(later(COMPLETE))  # what was decided about that mail isn't about one that has no number yet


def test_a_mail_that_could_not_be_read_can_be_seen_to(desk: Desk) -> None:
    digest = desk.unread()
    assert counts(desk.records)["queue"]["dead"] == 1
    seen = Decision(desk.now, "王老师", "已人工登记", DecisionKind.SEEN, mail=digest)
    (kept,) = desk.decider.decide(seen).decisions
    assert counts(desk.records)["queue"]["dead"] == 0
    desk.take_back(kept)
    assert counts(desk.records)["queue"]["dead"] == 1


def test_every_decision_is_a_row_and_an_audit_line(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    (decision,) = desk.waive(receipt, "stamp_uncertain").decisions
    desk.take_back(decision)
    with desk.records.reading() as session:
        rows = session.query(DecisionRow).order_by(DecisionRow.id).all()
        assert [(row.kind, row.actor, row.receipt) for row in rows] == [
            ("waive", "王老师", receipt),
            ("take_back", "王老师", receipt),
        ]
        lines = [(line.actor, line.action) for line in session.query(AuditRow).order_by(AuditRow.id)]
        assert lines == [
            ("service", "file"),
            ("王老师", "decide waive"),
            ("service", "judge"),
            ("王老师", "decide take_back"),
            ("service", "judge"),
        ]
        assert list(broken(session)) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [("stamp_missing", "没有stamp_missing，现有：stamp_uncertain"), ("late", "没有late")],
)
def test_a_finding_that_isnt_there_cant_be_decided(desk: Desk, code: str, words: str) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    with pytest.raises(DecisionRefused, match=words):
        desk.waive(receipt, code)


def test_nothing_of_a_refused_decision_is_kept(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    asked = on_finding(desk.subject(receipt), Person("王老师", desk.now), DecisionKind.WAIVE, "stamp_uncertain")
    with pytest.raises(DecisionRefused, match="没有这个通知"):
        replace(desk.decider, calls=()).decide(asked)
    with desk.records.reading() as session:
        assert session.query(DecisionRow).count() == 0


def test_refused_for_coming_late_its_letter_says_so_and_asks_for_nothing(desk: Desk) -> None:
    (receipt,) = desk.arrive(replace(NO_MOBILE, received_at=TOO_LATE))
    desk.confirm(receipt, "late")
    with desk.records.reading() as session:
        letter = session.query(OutboxTable).filter_by(kind="declined").one()
    assert letter.state == "waiting"
    assert "已过截止日期，按通知规定不能受理" in letter.text
    assert "补发" not in letter.text
