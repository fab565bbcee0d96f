import pytest

from intake.codes import Code, Severity
from tests.cases import TEXT, UNIT, Arrived, Pair, arrived, codes_of, form, mail, pdf, prose_word, word


def _plan(characters: int) -> Arrived:
    return arrived(word("1", "筹备方案.docx", form(characters=characters)), pdf())


def _report(characters: int) -> Arrived:
    report = prose_word(title="总结报告", unit=UNIT, activity="云杉林下的科技工作者节", characters=characters)
    return arrived(report, pdf("2", "总结报告.pdf", text=TEXT), mail=mail(subject="总结报告"))


PAIRS = (
    Pair(Code.TEXT_TOO_LONG, _plan(601), Severity.ERROR, field="plan_text", says=("601", "500", "压缩")),
    Pair(
        Code.TEXT_TOO_LONG,
        _plan(501),
        Severity.WARNING,
        field="plan_text",
        says=("501", "500"),
        without=_plan(500),
        about="501",
    ),
    Pair(
        Code.TEXT_TOO_LONG,
        _plan(600),
        Severity.WARNING,
        field="plan_text",
        says=("600", "500"),
        without=_plan(500),
        about="600",
    ),
    Pair(
        Code.TEXT_TOO_LONG,
        _report(3001),
        Severity.WARNING,
        field="report_text",
        without=_report(3000),
        about="report-3001",
    ),
    Pair(
        Code.TEXT_TOO_LONG,
        _report(3150),
        Severity.WARNING,
        field="report_text",
        without=_report(3000),
        about="report-3150",
    ),
    Pair(
        Code.TEXT_TOO_LONG,
        _report(3151),
        Severity.ERROR,
        field="report_text",
        says=("3151", "3000"),
        without=_report(3000),
        about="report-3151",
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_what_is_not_on_the_form_is_not_counted() -> None:
    own_layout = arrived(prose_word("1", "筹备方案.docx", characters=5000), pdf(text=TEXT))
    assert codes_of(own_layout) == [Code.WRONG_TEMPLATE]
