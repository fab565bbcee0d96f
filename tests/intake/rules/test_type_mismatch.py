from dataclasses import replace

import pytest

from intake.codes import Code, Severity
from parsers.facts import Kind
from tests.cases import PDF, WORD, Pair, arrived

MISNAMED = replace(WORD, name="筹备方案.doc", expected_kinds=(Kind.DOC, Kind.WPS))
PAIRS = (
    Pair(
        Code.TYPE_MISMATCH,
        arrived(MISNAMED, PDF),
        Severity.WARNING,
        "1",
        says=("筹备方案.doc", "docx", "保存为相符的格式"),
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_a_name_that_promises_nothing() -> None:
    nameless = replace(WORD, name="附件", expected_kinds=())
    assert arrived(nameless, PDF).judged().findings == ()
