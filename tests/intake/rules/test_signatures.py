import pytest

from intake.codes import Code, Severity
from tests.cases import WORD, Pair, arrived, pdf

PAIRS = (
    Pair(
        Code.SIGNATURE_INVALID, arrived(WORD, pdf(signatures=1)), Severity.WARNING, "2", says=("数字签名", "未经核验")
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()
