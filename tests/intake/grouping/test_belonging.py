"""Which submission on record a mail completes, replaces or repeats; never guessed silently."""

from dataclasses import replace
from datetime import datetime

import pytest

from intake.codes import Code, Verdict
from tests.cases import (
    ACTIVITY,
    ANSWERS,
    COMPLETE,
    OTHER_ACTIVITY,
    OTHER_ANSWERS,
    OTHER_TEXT,
    OTHER_UNIT,
    PDF,
    SHANGHAI,
    TEXT,
    UNIT,
    WORD,
    Arrived,
    arrived,
    codes_of,
    form,
    later,
    mail,
    pdf,
    priors_of,
    prose_word,
    word,
)

JUNE = datetime(2020, 6, 10, 9, 0, tzinfo=SHANGHAI)
NEW_TEXT = {**ANSWERS, "plan_text": "以此版为准：活动改在六月，地点不变，人数减半，另请三位青年专家到会。"}


def _receipt(case: Arrived) -> str | None:
    (submission,) = case.judged().submissions
    return submission.material.prior.receipt if submission.material.prior else None


def test_a_missing_half_from_another_address_is_told_by_its_text() -> None:
    first = priors_of(arrived(WORD), ("organisation",))
    second = later(arrived(pdf("1", "扫描.pdf")), mail=mail(sender="lisi@elsewhere.example.org"), priors=first)
    (submission,) = second.judged().submissions
    assert submission.material.word is not None
    assert submission.material.pdf is not None
    assert (submission.material.organisation, submission.material.activity) == (UNIT, ACTIVITY)
    assert submission.material.fields == ANSWERS
    assert submission.verdict is Verdict.ACCEPTED
    assert [finding.code for finding in submission.findings] == [Code.REVISION]


def test_the_other_half_first() -> None:
    first = priors_of(arrived(replace(PDF, id="1")), organisation=UNIT)
    assert codes_of(later(arrived(WORD), priors=first)) == [Code.REVISION]


def test_both_halves_are_compared_whichever_mail_each_came_in() -> None:
    second = later(arrived(pdf("1")), priors=priors_of(arrived(WORD)))
    assert len(second.grouping().pairs()) == 1


def test_a_stranger_half_belongs_to_nobody() -> None:
    foreign = pdf("1", "扫描.pdf", text="另一件毫不相干的事情，讲的是候鸟迁徙路线与湿地保护。")
    assert _receipt(later(arrived(foreign), priors=priors_of(arrived(WORD)))) is None


def test_resubmission_by_unit_and_activity() -> None:
    again = later(
        arrived(word("1", "新版.docx", form(NEW_TEXT)), pdf("2", "新版.pdf", NEW_TEXT)), priors=priors_of(COMPLETE)
    )
    (submission,) = again.judged().submissions
    assert [finding.code for finding in submission.findings] == [Code.REVISION]
    assert submission.material.word is not None
    assert submission.material.word.mail == again.digest


@pytest.mark.parametrize("activity", [f"“{ACTIVITY}”", f"{ACTIVITY}（2020）", ACTIVITY.replace("的", "")])
def test_a_title_written_a_little_differently(activity: str) -> None:
    answers = {**NEW_TEXT, "activity_name": activity}
    again = later(arrived(word("1", "新版.docx", form(answers))), priors=priors_of(COMPLETE))
    assert _receipt(again) == "2020-07-0001X"


def test_another_activity_of_the_unit_is_another_submission() -> None:
    other = later(
        arrived(word("1", "红松.docx", form(OTHER_ANSWERS)), pdf("2", "红松.pdf", OTHER_ANSWERS)),
        priors=priors_of(COMPLETE),
    )
    assert _receipt(other) is None
    assert codes_of(other) == []


def test_the_same_title_of_another_unit_is_another_submission() -> None:
    answers = {**ANSWERS, "host_organisation": OTHER_UNIT}
    assert _receipt(later(arrived(word("1", "方案.docx", form(answers))), priors=priors_of(COMPLETE))) is None


def test_the_same_again_is_a_duplicate() -> None:
    assert codes_of(later(COMPLETE, priors=priors_of(COMPLETE))) == [Code.DUPLICATE]


def test_a_correction_that_cites_its_receipt_may_mend_the_title() -> None:
    untitled = priors_of(arrived(word("1", "方案.docx", form({**ANSWERS, "activity_name": None})), PDF), ("receipt",))
    assert untitled[0].activity == ""
    assert _receipt(later(COMPLETE, priors=untitled)) == "2020-07-0001X"


def test_a_cited_receipt_of_another_unit_is_not_followed() -> None:
    foreign = priors_of(COMPLETE, ("receipt",), organisation=OTHER_UNIT, activity=OTHER_ACTIVITY)
    assert _receipt(later(COMPLETE, priors=foreign)) is None


def test_between_two_that_fit_a_person_decides() -> None:
    page = arrived(pdf("1", text="看不清"))
    two = tuple(
        replace(priors_of(COMPLETE, ("thread",))[0], submission=number, receipt=f"2020-07-000{number}X")
        for number in (1, 2)
    )
    found = later(page, priors=two).judged().submissions[0].findings
    assert Code.BELONGING_DOUBTFUL in [finding.code for finding in found]


def test_in_the_thread_of_one_it_belongs_there() -> None:
    page = arrived(pdf("1", text="看不清"))
    assert _receipt(later(page, priors=priors_of(COMPLETE, ("thread",)))) == "2020-07-0001X"


def test_the_sender_alone_is_no_reason() -> None:
    page = arrived(pdf("1", text="看不清"))
    assert _receipt(later(page, priors=priors_of(COMPLETE, ("sender",)))) is None


def test_a_report_in_its_plans_thread_is_its_units() -> None:
    report = prose_word("1", "总结报告.docx", OTHER_TEXT, "总结报告")
    case = later(arrived(report, mail=mail(subject="总结报告")), JUNE, priors=priors_of(COMPLETE, ("thread",)))
    (submission,) = case.judged().submissions
    assert submission.material.stage.key == "report"
    assert submission.material.prior is None
    assert (submission.material.organisation, submission.material.activity) == (UNIT, ACTIVITY)


def test_a_prior_of_another_stage_is_not_replaced() -> None:
    report = prose_word("1", "总结报告.docx", TEXT, "总结报告", UNIT, ACTIVITY)
    assert _receipt(later(arrived(report, mail=mail(subject="总结报告")), JUNE, priors=priors_of(COMPLETE))) is None


def test_of_two_in_one_mail_each_goes_to_its_own() -> None:
    both = arrived(WORD, PDF, word("3", "红松.docx", form(OTHER_ANSWERS)), pdf("4", "红松.pdf", OTHER_ANSWERS))
    again = later(both, priors=tuple(reversed(priors_of(both))))
    assert [each.material.prior.receipt for each in again.judged().submissions if each.material.prior] == [
        "2020-07-0001X",
        "2020-07-0002X",
    ]


def test_another_activitys_scan_that_cannot_be_read_well_completes_nothing() -> None:
    labels = "\n".join(
        f"{label}：{UNIT if at == 0 else ''}" for at, label in enumerate(("主办单位名称", "姓名", "手机"))
    )
    scan = pdf("1", "扫描.pdf", text=f"{labels}\n{OTHER_TEXT}")
    assert _receipt(later(arrived(scan), priors=priors_of(arrived(WORD)))) is None


def test_the_second_evening_is_another_activity_than_the_first() -> None:
    first, second = ({**NEW_TEXT, "activity_name": f"云杉林下的科技工作者讲堂第{number}场"} for number in ("一", "二"))
    before = priors_of(arrived(word("1", "一.docx", form(first)), pdf("2", "一.pdf", first)))
    after = later(arrived(word("1", "二.docx", form(second)), pdf("2", "二.pdf", second)), priors=before)
    assert _receipt(after) is None


def test_an_older_mail_assessed_later_replaces_nothing_newer() -> None:
    newer = later(arrived(word("1", "新版.docx", form(NEW_TEXT)), pdf("2", "新版.pdf", NEW_TEXT)))
    (submission,) = replace(COMPLETE, priors=priors_of(newer)).judged().submissions
    versions = (submission.material.word, submission.material.pdf)
    assert [version.mail for version in versions if version] == [newer.digest] * 2
    assert submission.material.fields == NEW_TEXT
    assert [finding.code for finding in submission.findings] == [Code.REVISION]
    assert "以较新的为准" in submission.findings[0].detail


def test_an_older_mail_assessed_later_still_brings_its_half() -> None:
    newer = later(arrived(pdf("1", "扫描.pdf")))
    (submission,) = arrived(WORD, priors=priors_of(newer)).judged().submissions
    assert [version and version.mail for version in (submission.material.word, submission.material.pdf)] == [
        COMPLETE.digest,
        newer.digest,
    ]
    assert submission.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("activity", ["科技工作者节", "云杉林下的科技工作者节暨青岭省第十届林业科普宣传月启动仪式"])
def test_a_title_that_holds_another_is_not_yet_the_same(activity: str) -> None:
    answers = {**NEW_TEXT, "activity_name": activity}
    assert (
        _receipt(
            later(
                arrived(word("1", "新版.docx", form(answers)), pdf("2", "新版.pdf", answers)),
                priors=priors_of(COMPLETE),
            )
        )
        is None
    )


def test_a_cited_receipt_does_not_make_one_activity_of_two() -> None:
    other = word("1", "红松.docx", form(OTHER_ANSWERS))
    assert _receipt(later(arrived(other), priors=priors_of(COMPLETE, ("receipt",)))) is None
