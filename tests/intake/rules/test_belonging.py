import pytest

from intake.codes import Code, Severity
from tests.cases import ANSWERS, COMPLETE, Pair, arrived, form, later, pdf, priors_of, word

SECOND_TEXT = {**ANSWERS, "plan_text": "另一份内容完全不同的方案，活动改在秋季举行。"}
TWO_WORDS = arrived(word(), pdf(), word("3", "筹备方案（新）.docx", form(SECOND_TEXT)))
SAME_WORDS = arrived(word(), pdf(), word("3", "筹备方案（副本）.docx"))
PAIRS = (Pair(Code.BELONGING_DOUBTFUL, TWO_WORDS, Severity.REVIEW, without=SAME_WORDS, says=("两份内容不同的Word版",)),)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_a_nameless_page_that_cites_two_receipts_goes_to_a_person() -> None:
    first, second = (priors_of(COMPLETE, ("receipt",), submission=n, receipt=f"2020-07-000{n}X")[0] for n in (1, 2))
    unreadable = arrived(pdf("1", text="看不清"))
    told = later(unreadable, priors=(first, second)).judged()
    found = [
        finding for each in told.submissions for finding in each.findings if finding.code is Code.BELONGING_DOUBTFUL
    ]
    assert [finding.severity for finding in found] == [Severity.REVIEW]
    assert "2020-07-0001X" in found[0].detail
    assert "2020-07-0002X" in found[0].detail
