"""A changed call, rule or template: what it would change is shown, and nothing else happens unless it is asked for."""

from dataclasses import replace
from datetime import date

import pytest

from archive.records import SqlRecords
from archive.tables import AuditRow, OutboxTable
from intake.call import Call
from intake.codes import Code, Verdict
from intake.decisions.asking import correct
from intake.letters.wording import Wording, shipped_source
from intake.rechecking import Change, Rechecker
from tests.archive.desk import Desk
from tests.cases import CALL, COMPLETE, PLAN_STAGE, SEAL, TOO_LATE, arrived, pdf, with_stage, word

STRICTER = with_stage(required=(*PLAN_STAGE.required, "contact_fax"))
DOUBTFUL = arrived(word(), pdf(stamps=(replace(SEAL, faint=True),)))


@pytest.fixture
def desk(records: SqlRecords) -> Desk:
    return Desk(records)


def rechecker(desk: Desk, call: Call = CALL, wording: Wording | None = None) -> Rechecker:
    decider = replace(desk.decider, calls=(call,))
    return Rechecker(replace(decider, wording=wording) if wording else decider)


def looked(desk: Desk, call: Call = CALL, wording: Wording | None = None) -> Change:
    checker = rechecker(desk, call, wording)
    (mail,) = checker.mails([CALL.name])
    change = checker.look(mail)
    assert isinstance(change, Change), change
    return change


def test_where_nothing_was_changed_nothing_would_change(desk: Desk) -> None:
    desk.arrive(COMPLETE)
    desk.arrive(replace(DOUBTFUL, received_at=TOO_LATE))
    checker = rechecker(desk)
    assert [checker.look(mail) for mail in checker.mails([CALL.name])] == [None]


def test_decisions_and_corrections_are_no_change(desk: Desk) -> None:
    (receipt,) = desk.arrive(DOUBTFUL)
    desk.accept(receipt)
    desk.decider.decide(correct(desk.subject(receipt), desk.person(), "contact_fax", "010-60008300"))
    checker = rechecker(desk)
    assert [checker.look(mail) for mail in checker.mails([CALL.name])] == [None]


def test_a_field_now_required_is_shown_before_it_counts(desk: Desk) -> None:
    (receipt,) = desk.arrive(COMPLETE)
    desk.send()
    change = looked(desk, STRICTER)
    assert change.verdicts[receipt] == (Verdict.ACCEPTED, Verdict.CORRECTION)
    assert [finding.code for finding in change.found[receipt]] == [Code.FIELD_MISSING]
    assert change.gone == {}
    assert change.letter is not None
    assert (change.letter.kind, change.again) == ("correction", True)
    assert desk.state(receipt)[0] == "accepted"
    assert desk.letters() == [("acknowledgement", "sent")]


def test_applied_it_is_written_and_no_letter_goes(desk: Desk) -> None:
    (receipt,) = desk.arrive(COMPLETE)
    desk.send()
    rechecker(desk, STRICTER).apply(f"{1:064x}")
    assert desk.state(receipt) == ("correction", [("field_missing", "error")])
    assert desk.letters() == [("acknowledgement", "sent")]
    with desk.records.reading() as session:
        assert session.query(AuditRow).filter_by(action="recheck").count() == 1


def test_sent_too_another_letter_says_what_is_so(desk: Desk) -> None:
    (receipt,) = desk.arrive(COMPLETE)
    desk.send()
    rechecker(desk, STRICTER).apply(f"{1:064x}", send=True)
    assert desk.state(receipt)[0] == "correction"
    assert desk.letters() == [("acknowledgement", "sent"), ("correction", "waiting")]


def test_a_letter_that_waits_is_worded_anew_and_held(desk: Desk) -> None:
    desk.arrive(COMPLETE)
    rechecker(desk, STRICTER).apply(f"{1:064x}")
    assert desk.letters() == [("correction", "held")]


def test_a_later_deadline_takes_the_doubt_away(desk: Desk) -> None:
    (receipt,) = desk.arrive(replace(COMPLETE, received_at=TOO_LATE))
    desk.send()
    change = looked(desk, with_stage(deadline=date(2020, 5, 1)))
    assert [finding.code for finding in change.gone[receipt]] == [Code.LATE]
    assert change.verdicts[receipt] == (Verdict.REVIEW, Verdict.ACCEPTED)


def test_a_template_rewords_what_hasnt_left_alone(desk: Desk) -> None:
    desk.arrive(COMPLETE)
    edited = shipped_source("acknowledgement.txt.j2").replace("您好", "您好，感谢参与")
    wording = Wording({"acknowledgement.txt.j2": edited})
    change = looked(desk, wording=wording)
    assert (change.verdicts, change.found, change.gone) == ({}, {}, {})
    assert change.letter is not None
    assert "感谢参与" in change.letter.text
    rechecker(desk, wording=wording).apply(f"{1:064x}")
    with desk.records.reading() as session:
        texts = [row.text for row in session.query(OutboxTable).filter_by(state="held")]
    assert len(texts) == 1
    assert "感谢参与" in texts[0]


def test_what_has_left_isnt_sent_again_for_its_wording(desk: Desk) -> None:
    desk.arrive(COMPLETE)
    desk.send()
    edited = shipped_source("acknowledgement.txt.j2").replace("您好", "您好，感谢参与")
    checker = rechecker(desk, wording=Wording({"acknowledgement.txt.j2": edited}))
    assert checker.look(f"{1:064x}") is None


def test_mails_of_other_days_and_calls_are_left_alone(desk: Desk) -> None:
    desk.arrive(COMPLETE)
    checker = rechecker(desk)
    assert checker.mails(["2021-07"]) == ()
    assert checker.mails([CALL.name], date(2020, 4, 21)) == ()
    assert len(checker.mails([CALL.name], date(2020, 4, 20))) == 1
