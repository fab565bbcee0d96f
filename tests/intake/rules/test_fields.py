import pytest

from intake.codes import Code, Severity
from tests.cases import (
    ANSWERS,
    LABELS,
    OTHER_TEXT,
    PLAN_STAGE,
    SEAL,
    Arrived,
    Pair,
    arrived,
    codes_of,
    findings_of,
    form,
    mail,
    pdf,
    prose_word,
    word,
)


def _empty(key: str) -> Arrived:
    return arrived(word("1", "筹备方案.docx", form({**ANSWERS, key: None})), pdf())


def _wrong(key: str, problem: str) -> Arrived:
    return arrived(word("1", "筹备方案.docx", form({**ANSWERS, key: "1380013800"}, {key: problem})), pdf())


_REQUIRED = [key for key in PLAN_STAGE.required if key != "modules"]
PAIRS = (
    *(
        Pair(Code.FIELD_MISSING, _empty(key), Severity.ERROR, field=key, says=(LABELS[key][0], "请补填"), about=key)
        for key in _REQUIRED
    ),
    *(
        Pair(
            Code.FIELD_MISSING,
            _empty(key),
            Severity.WARNING,
            field=key,
            says=(LABELS[key][0], "方便时请补充"),
            about=key,
        )
        for key in ("contact_office_phone", "submitted_on")
    ),
    Pair(Code.MODULE_MISSING, _empty("modules"), Severity.ERROR, field="modules", says=("主题活动模块", "划√")),
    *(
        Pair(
            Code.FIELD_INVALID,
            _wrong(key, "为1380013800，共10位，应为11位"),
            severity,
            field=key,
            says=(LABELS[key][0], "1380013800", "共10位，应为11位", "重新填写"),
            about=key,
        )
        for key, severity in {
            "contact_mobile": Severity.ERROR,
            "contact_email": Severity.ERROR,
            "contact_office_phone": Severity.WARNING,
            "contact_fax": Severity.WARNING,
            "submitted_on": Severity.WARNING,
        }.items()
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("key", ["co_organisers", "contact_fax"])
def test_what_may_stay_empty(key: str) -> None:
    assert ANSWERS[key] is None
    assert codes_of(arrived(word(), pdf())) == []


def test_a_long_wrong_answer_is_quoted_in_short() -> None:
    answers = {**ANSWERS, "contact_mobile": "九" * 200}
    case = arrived(word("1", "筹备方案.docx", form(answers, {"contact_mobile": "不是手机号码"})), pdf())
    assert len(findings_of(case.judged())[0].detail) < 100


def test_what_a_report_does_not_say_is_for_a_person() -> None:
    report = prose_word(text=OTHER_TEXT, title="总结报告", unit="中国云杉工程学会")
    case = arrived(report, pdf("2", "总结报告.pdf", text=OTHER_TEXT, stamps=(SEAL,)), mail=mail(subject="总结报告"))
    found = findings_of(case.judged())
    assert [(finding.code, finding.severity, finding.field) for finding in found] == [
        (Code.FIELD_MISSING, Severity.REVIEW, "activity_name")
    ]
