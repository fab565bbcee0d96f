from dataclasses import replace

import pytest

from intake.codes import Code, Severity
from parsers.facts import Document, Kind, Trouble, TroubleKind
from tests.cases import PDF, WORD, Pair, arrived, picture

MACRO = (Trouble(TroubleKind.DANGEROUS, "文件含宏（VBA）"),)
PROGRAM = Document(
    "3", "打开看方案.exe", None, "e" * 64, 9_999, Kind.EXECUTABLE, troubles=MACRO, expected_kinds=(Kind.EXECUTABLE,)
)
PAIRS = (
    Pair(
        Code.DOCUMENT_DANGEROUS, arrived(replace(WORD, troubles=MACRO), PDF), Severity.REVIEW, "1", says=("宏", "改发")
    ),
    Pair(Code.DOCUMENT_DANGEROUS, arrived(WORD, PDF, PROGRAM), Severity.REVIEW, "3", says=("改发",), about="beside"),
    Pair(
        Code.DOCUMENT_DANGEROUS,
        arrived(WORD, PDF, replace(picture(), troubles=MACRO)),
        Severity.REVIEW,
        "3",
        without=arrived(WORD, PDF, picture()),
        about="supporting",
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_a_dangerous_document_has_been_read_and_silences_nothing() -> None:
    found = arrived(replace(WORD, troubles=MACRO)).judged().submissions[0].findings
    assert [finding.code for finding in found] == [Code.DOCUMENT_DANGEROUS, Code.PDF_MISSING]
