from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.codes import Code, Verdict
from intake.verdict import verdict_of
from parsers.facts import Document, TroubleKind
from tests.cases import (
    ANSWERS,
    COMPLETE,
    OTHER_ANSWERS,
    PDF,
    WORD,
    archive,
    arrived,
    broken,
    findings_of,
    form,
    pdf,
    picture,
    verdicts_of,
    word,
)


def test_the_same_case_gives_the_same_assessment() -> None:
    assert COMPLETE.judged() == COMPLETE.judged()


def test_complete_is_accepted_and_answered() -> None:
    assessment = COMPLETE.judged()
    assert assessment.verdict is Verdict.ACCEPTED
    assert assessment.answer_to == "zhangsan@spruce.example.org"


def test_a_documents_finding_stands_with_its_submission() -> None:
    assessment = arrived(broken(WORD, TroubleKind.UNREADABLE), PDF).judged()
    assert assessment.findings == ()
    assert [(finding.code, finding.document) for finding in assessment.submissions[0].findings] == [
        (Code.DOCUMENT_UNREADABLE, "1")
    ]


def test_two_activities_are_judged_apart() -> None:
    faulty = word("3", "红松.docx", form({**OTHER_ANSWERS, "contact_mobile": None}))
    case = arrived(WORD, PDF, faulty, pdf("4", "红松.pdf", OTHER_ANSWERS))
    assert verdicts_of(case) == (Verdict.CORRECTION, [Verdict.ACCEPTED, Verdict.CORRECTION])


def test_all_complaints_are_collected() -> None:
    answers = {**ANSWERS, "contact_mobile": None, "modules": None}
    case = arrived(word("1", "筹备方案.docx", form(answers, characters=700)), pdf(stamps=()))
    assert [finding.code for finding in findings_of(case.judged())] == [
        Code.MODULE_MISSING,
        Code.FIELD_MISSING,
        Code.TEXT_TOO_LONG,
        Code.STAMP_MISSING,
    ]


_TROUBLES = st.sampled_from([None, *TroubleKind])
_PIECES: tuple[Document, ...] = (
    WORD,
    PDF,
    pdf("3", "承诺书.pdf", text="本单位承诺材料真实。"),
    picture("4"),
    word("5", "红松.docx", form(OTHER_ANSWERS)),
    archive("6", "材料.zip"),
)


@given(st.lists(_TROUBLES, min_size=6, max_size=6), st.sets(st.integers(0, 5)))
@settings(max_examples=150, deadline=None)
def test_whatever_is_broken_the_assessment_hangs_together(
    troubles: list[TroubleKind | None], present: set[int]
) -> None:
    pieces = [broken(piece, trouble) if trouble else piece for piece, trouble in zip(_PIECES, troubles, strict=True)]
    case = replace(COMPLETE, documents=tuple(pieces[at] for at in sorted(present)))
    assessment = case.judged()
    ids = {document.id for document in case.documents}
    assert set(assessment.case.roles) == ids
    for each in assessment.submissions:
        assert each.verdict is verdict_of(each.findings)
        assert set(each.material.documents) <= ids
    assert all(finding.document is None or finding.document in ids for finding in findings_of(assessment))
    assert all(finding.detail.endswith("。") for finding in findings_of(assessment))
    if assessment.verdict is Verdict.ACCEPTED:
        assert assessment.submissions
        assert all(each.material.word and each.material.pdf for each in assessment.submissions)
