import pytest

from intake.codes import Code, Severity
from tests.cases import ANSWERS, TEXT, Pair, arrived, form, pdf, prose_word, word

OWN_LAYOUT = arrived(
    prose_word("1", "筹备方案.docx", unit="中国云杉工程学会", activity="云杉林下的科技工作者节"), pdf(text=TEXT)
)
BLANK = arrived(word("1", "筹备方案.docx", form(dict.fromkeys(ANSWERS), characters=0, blank=True)), pdf())
PAIRS = (
    Pair(Code.WRONG_TEMPLATE, OWN_LAYOUT, Severity.ERROR, "1", says=("样表", "重新发送")),
    Pair(Code.FORM_BLANK, BLANK, Severity.ERROR, "1", says=("空白样表", "填写后重新发送")),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()
