import pytest

from intake.codes import Code, Severity
from parsers.facts import Comparison, Difference, TroubleKind
from tests.cases import ANSWERS, PDF, WORD, Pair, arrived, broken, codes_of, form, pdf, word

CHANGED = Comparison(0.95, (Difference("二百人", "三百人", 1),))
PAIRS = (
    Pair(Code.VERSIONS_DIFFER, arrived(comparison=CHANGED), Severity.REVIEW, "2", says=("二百人", "三百人", "第1页")),
    Pair(
        Code.VERSIONS_DIFFER,
        arrived(comparison=Comparison(0.2)),
        Severity.REVIEW,
        "2",
        says=("20%", "同一份"),
        about="another",
    ),
    Pair(Code.VERSIONS_DIFFER, arrived(WORD, pdf(text="")), Severity.REVIEW, "2", says=("未能识别",), about="unread"),
    Pair(Code.VERSIONS_DIFFER, arrived(comparison=None), Severity.REVIEW, "2", says=("比对未能完成",), about="undone"),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize(
    ("difference", "says"),
    [
        (Difference("由学会负责安全", ""), "Word版有“由学会负责安全”，PDF版没有"),
        (Difference("", "另有晚宴", 2), "PDF版第2页有“另有晚宴”，Word版没有"),
        (Difference("二、主要安排", "", lacking=312), "自“二、主要安排”起的内容（约312字），可能漏了一页"),
    ],
)
def test_what_only_one_version_has(difference: Difference, says: str) -> None:
    found = arrived(comparison=Comparison(0.9, (difference,))).judged().submissions[0].findings
    assert says in found[0].detail


def test_of_many_differences_three_are_named_and_all_counted() -> None:
    many = tuple(Difference(f"甲{number}", f"乙{number}") for number in range(7))
    detail = arrived(comparison=Comparison(0.8, many)).judged().submissions[0].findings[0].detail
    assert "等7处" in detail
    assert detail.count("Word版为") == 3


def test_an_unread_version_is_compared_with_nothing() -> None:
    unread = arrived(WORD, broken(PDF, TroubleKind.EMPTY), comparison=CHANGED)
    assert codes_of(unread) == [Code.DOCUMENT_EMPTY]


def test_neither_is_a_form_that_nobody_filled() -> None:
    blank = word("1", "筹备方案.docx", form(dict.fromkeys(ANSWERS), characters=0, blank=True))
    assert codes_of(arrived(blank, PDF, comparison=CHANGED)) == [Code.FORM_BLANK]
