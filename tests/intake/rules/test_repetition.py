import pytest

from intake.codes import Code, Severity
from tests.cases import COMPLETE, PDF, WORD, Pair, arrived, form, later, pdf, priors_of, word

BEFORE = priors_of(COMPLETE)
AGAIN = later(COMPLETE, priors=BEFORE)
MENDED = later(arrived(word("1", "筹备方案.docx", form(characters=61)), PDF), priors=BEFORE)
OTHER_HALF = later(arrived(pdf("1")), priors=priors_of(arrived(WORD)))
PAIRS = (
    Pair(Code.DUPLICATE, AGAIN, Severity.INFO, says=("2020-07-0001X", "不重复计数"), without=later(COMPLETE)),
    Pair(Code.REVISION, MENDED, Severity.INFO, says=("2020-07-0001X", "以最新收到的为准"), without=later(COMPLETE)),
    Pair(Code.REVISION, OTHER_HALF, Severity.INFO, says=("PDF版",), about="missing-half"),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_one_version_again_is_a_duplicate_too() -> None:
    found = later(arrived(WORD), priors=BEFORE).judged().submissions[0].findings
    assert [finding.code for finding in found] == [Code.DUPLICATE]
