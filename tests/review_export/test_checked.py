"""`check --json` puts each finding where the contract has it."""

from intake.codes import Code, Severity, Verdict
from intake.model import Assessment, Finding, JudgedSubmission
from review_export.checked import checked
from tests.cases import COMPLETE

LINK = Finding(Code.CLOUD_LINK, Severity.ERROR, "材料是网盘链接，请作为普通附件重新发送。")
MISSING = Finding(Code.PDF_MISSING, Severity.ERROR, "缺少PDF版，请补发。")


def shown(*findings: Finding, verdict: Verdict) -> dict[str, object]:
    complete = COMPLETE.judged()
    (judged,) = complete.submissions
    assessment = Assessment(
        case=complete.case,
        findings=(),
        submissions=(JudgedSubmission(judged.material, findings, verdict),),
        verdict=verdict,
        answer_to=complete.answer_to,
        stamps=complete.stamps,
    )
    return checked("case.eml", assessment)


def test_what_is_about_the_message_stands_there_though_a_submission_suffers() -> None:
    found = shown(LINK, verdict=Verdict.CORRECTION)
    assert [each["code"] for each in found["findings"]] == ["cloud_link"]  # type: ignore[attr-defined]
    (submission,) = found["submissions"]  # type: ignore[misc]
    assert (submission["verdict"], submission["findings"]) == ("accepted", [])
    assert found["verdict"] == "correction"


def test_what_concerns_a_submission_stands_there() -> None:
    found = shown(MISSING, verdict=Verdict.CORRECTION)
    (submission,) = found["submissions"]  # type: ignore[misc]
    assert (found["findings"], submission["verdict"]) == ([], "correction")
    assert [each["code"] for each in submission["findings"]] == ["pdf_missing"]
