"""A report and its plan: found, told apart, or for a person to find."""

from dataclasses import replace
from datetime import datetime

import pytest

from intake.call import Call
from intake.grouping import group
from intake.model import Material, Prior
from tests.cases import (
    ACTIVITY,
    CALL,
    COMPLETE,
    OTHER_ACTIVITY,
    OTHER_ANSWERS,
    OTHER_UNIT,
    PDF,
    PLAN_STAGE,
    REPORT_STAGE,
    SHANGHAI,
    TEXT,
    UNIT,
    WORD,
    arrived,
    form,
    mail,
    pdf,
    priors_of,
    prose_word,
    word,
)

JUNE = datetime(2020, 6, 10, 9, 0, tzinfo=SHANGHAI)
FOLLOWING = replace(CALL, stages=(PLAN_STAGE, replace(REPORT_STAGE, follows="plan")))
PLAN = priors_of(COMPLETE)
BOTH = priors_of(arrived(WORD, PDF, word("3", "红松.docx", form(OTHER_ANSWERS)), pdf("4", "红松.pdf", OTHER_ANSWERS)))


def report(
    priors: tuple[Prior, ...], unit: str = UNIT, activity: str = ACTIVITY, call: Call = FOLLOWING, recorded: bool = True
) -> Material:
    document = prose_word("1", "总结报告.docx", TEXT, "总结报告", unit, activity)
    examination = arrived(document, mail=mail(subject="总结报告")).examination()
    (material,) = group(examination, call, JUNE, priors, recorded).materials
    return material


@pytest.mark.parametrize(
    ("material", "said"),
    [
        (report(PLAN), ""),
        (report(PLAN, activity="林下的科技工作者之家活动纪实"), ""),  # the unit's only plan
        (report(BOTH, activity=OTHER_ACTIVITY), ""),
        (report(BOTH, activity="一场难忘的晚会"), "不能确定这份总结报告是哪一项的"),
        (report(()), "没有收到过这个单位的筹备方案"),
        (report(PLAN, unit=OTHER_UNIT), "没有收到过这个单位的筹备方案"),
        (report((), recorded=False), ""),  # `check` asks no records
        (report((), call=CALL), ""),  # a stage that follows none
        (report(priors_of(COMPLETE, ("thread",)), unit="", activity=""), ""),
    ],
)
def test_what_goes_before_it(material: Material, said: str) -> None:
    assert said in material.unforeseen
    assert bool(said) == bool(material.unforeseen)
