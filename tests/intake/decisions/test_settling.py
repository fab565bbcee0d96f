"""What decisions make of findings: of the case they were made for, and of one that has changed since."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.codes import Code, Severity, Verdict
from intake.decisions.asking import Person, Subject, add, correct, on_finding
from intake.decisions.model import Decision, DecisionKind, standing
from intake.errors import DecisionRefused
from intake.judge import judge
from intake.model import Assessment
from parsers.facts import Kind
from tests.cases import (
    ANSWERS,
    CALL,
    COMPLETE,
    IN_TIME,
    OTHER_ANSWERS,
    OURS,
    SEAL,
    TOO_LATE,
    UNIT,
    Arrived,
    arrived,
    form,
    pdf,
    priors_of,
    word,
)

RECEIPT = "2020-07-0001X"
FAINT = pdf(stamps=(replace(SEAL, faint=True),))
DOUBTFUL = arrived(word(), FAINT)
NO_MOBILE = word("1", "筹备方案.docx", form({**ANSWERS, "contact_mobile": None}))
THREE_FAULTS = replace(arrived(NO_MOBILE, FAINT), received_at=TOO_LATE)
PERSON = Person("王老师", datetime(2020, 4, 21, 9, 0, tzinfo=IN_TIME.tzinfo), "已电话核实")
_NUMBERS = count(1)


def judged(case: Arrived, *decisions: Decision) -> Assessment:
    return judge(case.case(), OURS, decisions, (RECEIPT,))


def subject(case: Arrived, *decisions: Decision) -> Subject:
    assessment = judged(case, *decisions)
    return Subject(assessment, RECEIPT, assessment.submissions[0])


def kept(decision: Decision) -> Decision:
    return replace(decision, id=next(_NUMBERS))


def waived(case: Arrived, code: str, *before: Decision) -> Decision:
    return kept(on_finding(subject(case, *before), PERSON, DecisionKind.WAIVE, code))


def confirmed(case: Arrived, code: str, *before: Decision) -> Decision:
    return kept(on_finding(subject(case, *before), PERSON, DecisionKind.CONFIRM, code))


def found(assessment: Assessment) -> list[tuple[Code, Severity]]:
    return [(finding.code, finding.severity) for finding in assessment.submissions[0].findings]


def revised(*documents: object, **changes: object) -> Arrived:
    """A later mail that replaces the doubtful one's versions by these."""
    case = arrived(*documents, **changes)  # type: ignore[arg-type]  # documents
    return replace(
        case,
        received_at=case.received_at + timedelta(days=1),
        digest="b" * 64,
        priors=priors_of(DOUBTFUL, receipt=RECEIPT),
    )


def test_waived_it_is_kept_with_who_when_and_why_and_counts_no_longer() -> None:
    decision = waived(DOUBTFUL, "stamp_uncertain")
    (submission,) = judged(DOUBTFUL, decision).submissions
    (finding,) = submission.findings
    assert (finding.severity, finding.was, finding.decided) == (Severity.INFO, Severity.REVIEW, decision)
    assert submission.verdict is Verdict.ACCEPTED


def test_confirmed_it_is_what_the_sender_must_mend() -> None:
    (submission,) = judged(DOUBTFUL, confirmed(DOUBTFUL, "stamp_uncertain")).submissions
    assert submission.verdict is Verdict.CORRECTION
    assert "人工" not in submission.findings[0].detail


def test_the_last_word_counts() -> None:
    first = waived(DOUBTFUL, "stamp_uncertain")
    second = confirmed(DOUBTFUL, "stamp_uncertain", first)
    third = waived(DOUBTFUL, "stamp_uncertain", first, second)
    assert judged(DOUBTFUL, first, second).verdict is Verdict.CORRECTION
    assert judged(DOUBTFUL, first, second, third).verdict is Verdict.ACCEPTED


def test_what_is_taken_back_is_none() -> None:
    decision = waived(DOUBTFUL, "stamp_uncertain")
    back = kept(replace(decision, kind=DecisionKind.TAKE_BACK, takes_back=decision.id))
    assert standing((decision, back)) == ()
    assert standing((decision,)) == (decision,)


def test_a_rule_that_words_it_otherwise_leaves_the_decision_about_the_same_file() -> None:
    decision = replace(waived(DOUBTFUL, "stamp_uncertain"), said="以前的说法。")
    assert judged(DOUBTFUL, decision).verdict is Verdict.ACCEPTED


def test_another_file_of_which_the_same_is_said_is_covered_by_the_words() -> None:
    decision = waived(DOUBTFUL, "stamp_uncertain")
    again = replace(FAINT, sha256="e" * 64)
    assert judged(arrived(word(), again), decision).verdict is Verdict.ACCEPTED


def test_another_file_of_which_something_else_is_said_isnt_and_that_is_told() -> None:
    decision = waived(DOUBTFUL, "stamp_uncertain")
    cut = revised(word(), pdf(stamps=(replace(SEAL, cut=True),)))
    assessment = judged(cut, decision)
    assert assessment.verdict is Verdict.REVIEW
    assert found(assessment)[1:] == [(Code.STAMP_UNCERTAIN, Severity.REVIEW), (Code.STAMP_UNCERTAIN, Severity.INFO)]
    assert "所针对的文件或内容已更换" in assessment.submissions[0].findings[-1].detail


def test_a_decision_about_the_versions_holds_for_these_two_alone() -> None:
    differing = replace(COMPLETE, comparison=None)
    decision = waived(differing, "versions_differ")
    assert decision.documents == tuple(document.sha256 for document in differing.documents)
    assert judged(differing, decision).verdict is Verdict.ACCEPTED


def test_accepted_late_it_is_never_late_again() -> None:
    late = replace(COMPLETE, received_at=TOO_LATE)
    decision = waived(late, "late")
    assert decision.kind is DecisionKind.ACCEPT_LATE
    later = replace(late, received_at=TOO_LATE + timedelta(days=30))
    assert judged(later, decision).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("unit", [UNIT, f"青岭省红松研究会、{UNIT}"])
def test_an_extension_counts_for_its_organisation_alone_or_with_others(unit: str) -> None:
    answers = {**ANSWERS, "host_organisation": unit}
    late = replace(arrived(word("1", "方案.docx", form(answers)), pdf(answers=answers)), received_at=TOO_LATE)
    day = (TOO_LATE + timedelta(days=1)).date().isoformat()
    extension = Decision(
        PERSON.at, "王老师", "来函", DecisionKind.EXTENSION, CALL.name, organisation=UNIT, stage="plan", value=day, id=1
    )
    assert judged(late).verdict is Verdict.REVIEW
    assert judged(late, extension).verdict is Verdict.ACCEPTED
    assert judged(late, replace(extension, organisation="别的学会")).verdict is Verdict.REVIEW
    assert judged(late, replace(extension, stage="report")).verdict is Verdict.REVIEW
    assert judged(late, extension, replace(extension, value="2020-04-22", id=2)).verdict is Verdict.REVIEW


def test_an_added_finding_stands_with_its_file_and_asks_once_that_is_replaced() -> None:
    decision = kept(add(subject(COMPLETE), PERSON, "document_empty", "第2页是空白页。", document="2"))
    assert found(judged(COMPLETE, decision)) == [(Code.DOCUMENT_EMPTY, Severity.ERROR)]
    replaced = revised(word(), pdf(stamps=(SEAL, SEAL)))
    assert (Code.DOCUMENT_EMPTY, Severity.REVIEW) in found(judged(replaced, decision))
    assert judged(replaced, decision, waived(replaced, "document_empty", decision)).verdict is Verdict.ACCEPTED


def test_a_correction_holds_for_the_same_word_version_or_the_same_writing() -> None:
    case = arrived(NO_MOBILE, pdf())
    decision = kept(correct(subject(case), PERSON, "contact_mobile", "13911112222"))
    assert judged(case, decision).verdict is Verdict.ACCEPTED
    same_writing = arrived(
        word("1", "改.docx", form({**ANSWERS, "contact_mobile": None, "contact_fax": "010-60008300"})), pdf()
    )
    assert judged(same_writing, decision).verdict is Verdict.ACCEPTED
    other = arrived(
        word("1", "改.docx", form({**ANSWERS, "contact_mobile": "139"}, {"contact_mobile": "共3位"})), pdf()
    )
    assessment = judged(other, decision)
    assert assessment.verdict is Verdict.CORRECTION
    assert "该栏现为“139”，未沿用" in assessment.submissions[0].findings[-1].detail


def test_a_corrected_organisation_is_whose_seal_is_sought() -> None:
    decision = kept(correct(subject(COMPLETE), PERSON, "host_organisation", "青岭省红松研究会"))
    (submission,) = judged(COMPLETE, decision).submissions
    assert submission.material.organisation == "青岭省红松研究会"
    assert submission.read is not None
    assert submission.read.organisation == UNIT
    assert Code.STAMP_ORGANISATION_MISMATCH in [finding.code for finding in submission.findings]


def test_decisions_about_another_submission_are_not_heard() -> None:
    decision = replace(waived(DOUBTFUL, "stamp_uncertain"), receipt="2020-07-0002Y")
    assert judged(DOUBTFUL, decision).verdict is Verdict.REVIEW


def test_a_document_of_two_submissions_is_decided_for_each_apart() -> None:
    both = word("1", "两项.doc", form(), form(OTHER_ANSWERS))
    case = arrived(replace(both, expected_kinds=(Kind.DOC,)))
    receipts = (RECEIPT, "2020-07-0002Y")
    assessment = judge(case.case(), OURS, (), receipts)
    shared = [each for each in assessment.submissions if Code.TYPE_MISMATCH in {f.code for f in each.findings}]
    assert len(shared) == 2
    one = kept(
        on_finding(Subject(assessment, RECEIPT, assessment.submissions[0]), PERSON, DecisionKind.WAIVE, "type_mismatch")
    )
    after = judge(case.case(), OURS, (one,), receipts)
    assert [[f.severity for f in each.findings if f.code is Code.TYPE_MISMATCH] for each in after.submissions] == [
        [Severity.INFO],
        [Severity.WARNING],
    ]
    assert after.findings == assessment.findings


MADE = (
    waived(THREE_FAULTS, "late"),
    confirmed(THREE_FAULTS, "stamp_uncertain"),
    kept(correct(subject(THREE_FAULTS), PERSON, "contact_mobile", "13911112222")),
    kept(add(subject(THREE_FAULTS), PERSON, "text_too_long", "请压缩到500字以内。")),
)


@given(st.permutations(MADE), st.integers(0, len(MADE)))
def test_decisions_about_different_things_may_come_in_any_order(order: list[Decision], made: int) -> None:
    one, other = (
        judged(THREE_FAULTS, *order[:made]),
        judged(THREE_FAULTS, *sorted(order[:made], key=lambda each: each.id)),
    )
    assert one.verdict is other.verdict
    assert sorted(found(one)) == sorted(found(other))
    assert judged(THREE_FAULTS, *order[:made]) == one


@pytest.mark.parametrize(
    ("code", "says", "field", "document", "words"),
    [
        ("nonsense", "x", "", "", "没有“nonsense”这种核对意见"),
        ("late", " ", "", "", "请用--says写一句"),
        ("field_missing", "x", "nonsense", "", "没有“nonsense”这一栏"),
        ("document_empty", "x", "", "9", "来信里没有“9”这个文件，现有：筹备方案.docx、筹备方案.pdf"),
    ],
)
def test_what_cant_be_added(code: str, says: str, field: str, document: str, words: str) -> None:
    with pytest.raises(DecisionRefused, match=words):
        add(subject(COMPLETE), PERSON, code, says, field, document)


def test_two_of_a_kind_want_their_field_named() -> None:
    case = arrived(word("1", "方案.docx", form({**ANSWERS, "contact_mobile": None, "contact_email": None})), pdf())
    with pytest.raises(DecisionRefused, match="请用--field指明是哪一栏：contact_mobile、contact_email"):
        on_finding(subject(case), PERSON, DecisionKind.WAIVE, "field_missing")
    chosen = on_finding(subject(case), PERSON, DecisionKind.WAIVE, "field_missing", "contact_email")
    assert chosen.field == "contact_email"


def test_a_field_may_be_named_by_its_label() -> None:
    decision = correct(subject(COMPLETE), PERSON, "手机", "13911112222")
    assert (decision.field, decision.value) == ("contact_mobile", "13911112222")
