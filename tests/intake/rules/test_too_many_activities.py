from dataclasses import replace

import pytest

from intake.call import Organisation
from intake.codes import Code, Severity, Verdict
from intake.naming import organisation_key
from tests.cases import (
    ANSWERS,
    CALL,
    COMPLETE,
    OTHER_ACTIVITY,
    OTHER_ANSWERS,
    PDF,
    SEAL,
    UNIT,
    WORD,
    Arrived,
    Pair,
    arrived,
    codes_of,
    form,
    later,
    mail,
    pdf,
    priors_of,
    word,
)

RECORDED = f"plan:{organisation_key(UNIT)}"
THIRD = {
    **ANSWERS,
    "activity_name": "冷杉观测站开放日",
    "plan_text": "观测站开放三天，青年科技人员讲解树木年轮与气候变化的关系。",
}
PAIRS = (
    Pair(
        Code.TOO_MANY_ACTIVITIES,
        arrived(on_record={RECORDED: 2}),
        Severity.REVIEW,
        says=("最多报送2项", "第3项", UNIT),
        without=arrived(on_record={RECORDED: 1}),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def _three() -> Arrived:
    return arrived(
        WORD,
        PDF,
        word("3", "红松.docx", form(OTHER_ANSWERS)),
        pdf("4", "红松.pdf", OTHER_ANSWERS),
        word("5", "冷杉.docx", form(THIRD)),
        pdf("6", "冷杉.pdf", THIRD),
    )


def test_of_three_in_one_mail_the_third() -> None:
    submissions = _three().judged().submissions
    assert [each.verdict for each in submissions] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REVIEW]
    assert [finding.code for finding in submissions[2].findings] == [Code.TOO_MANY_ACTIVITIES]
    assert submissions[1].material.activity == OTHER_ACTIVITY


def test_a_correction_of_one_on_record_is_no_further_activity() -> None:
    again = later(COMPLETE, priors=priors_of(COMPLETE), on_record={RECORDED: 2})
    assert codes_of(again) == [Code.DUPLICATE]


def test_each_unit_has_its_own_limit() -> None:
    assert codes_of(arrived(on_record={"plan:另一单位": 9, f"report:{organisation_key(UNIT)}": 9})) == []


def test_what_a_province_forwards_counts_as_its_own() -> None:
    """The limit counts by who submits, not by who hosts (择优精选1-2项)."""
    province = Organisation(("青岭省科协",), addresses=("zuzhi@province.example.net",))
    hosts = [
        {**answers, "host_organisation": unit}
        for answers, unit in zip((ANSWERS, OTHER_ANSWERS, THIRD), "甲乙丙", strict=True)
    ]
    documents = [
        document
        for at, answers in enumerate(hosts)
        for document in (
            word(f"{2 * at + 1}", f"{at}.docx", form(answers)),
            pdf(f"{2 * at + 2}", f"{at}.pdf", answers, stamps=(SEAL,)),
        )
    ]
    call = replace(CALL, roster=(province,))
    forwarded = arrived(*documents, call=call, mail=mail(sender="zuzhi@province.example.net"))
    by_themselves = arrived(*documents, mail=mail(sender="zhangsan@qq.com"))
    assert codes_of(forwarded).count(Code.TOO_MANY_ACTIVITIES) == 1
    assert Code.TOO_MANY_ACTIVITIES not in codes_of(by_themselves)


def test_a_joint_activity_counts_for_the_unit_on_the_roster() -> None:
    joint = {**THIRD, "host_organisation": f"另一学会、{UNIT}"}
    call = replace(CALL, roster=(Organisation((UNIT,)),))
    case = arrived(word("1", "冷杉.docx", form(joint)), pdf("2", "冷杉.pdf", joint), call=call, on_record={RECORDED: 2})
    assert Code.TOO_MANY_ACTIVITIES in codes_of(case)
