from dataclasses import replace

import pytest

from intake.codes import Code, Severity
from parsers.facts import Document, Kind, Trouble, TroubleKind
from tests.cases import PDF, WORD, Pair, arrived, codes_of, findings_of, picture, with_stage

NO_READER = (Trouble(TroubleKind.UNSUPPORTED, "OFD文件"),)
OFD = Document("2", "筹备方案.ofd", None, "8" * 64, 8_888, Kind.OFD, troubles=NO_READER, expected_kinds=(Kind.OFD,))
PAIRS = (
    Pair(Code.PDF_MISSING, arrived(WORD), Severity.ERROR, says=("筹备方案", "加盖公章的PDF")),
    Pair(Code.WORD_MISSING, arrived(replace(PDF, id="1")), Severity.ERROR, says=("筹备方案", "样表", "Word")),
    Pair(Code.PDF_MISSING, arrived(WORD, OFD), Severity.REVIEW, says=("OFD", "人工"), about="ofd"),
    Pair(Code.PDF_MISSING, arrived(WORD, picture("2")), Severity.ERROR, says=("图片", "另存为PDF"), about="picture"),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_a_stage_that_wants_one_version() -> None:
    assert codes_of(arrived(WORD, call=with_stage(wants=("word",)))) == []
    assert codes_of(arrived(replace(PDF, id="1"), call=with_stage(wants=("pdf",)))) == []


@pytest.mark.parametrize(
    ("wants", "code", "said"),
    [
        (("pdf",), Code.PDF_MISSING, "请补发加盖公章的PDF文件。"),
        (("pdf", "word"), Code.PDF_MISSING, "请补发加盖公章的PDF文件，内容与Word版一致。"),
        (("word",), Code.WORD_MISSING, "请补发按样表填写的Word文件。"),
        (("pdf", "word"), Code.WORD_MISSING, "请补发按样表填写的Word文件，内容与PDF版一致。"),
    ],
)
def test_only_a_version_that_is_asked_for_is_compared_with(wants: tuple[str, ...], code: Code, said: str) -> None:
    case = arrived(picture("1"), call=with_stage(wants=wants))
    (finding,) = [each for each in findings_of(case.judged()) if each.code is code]
    assert finding.detail.endswith(said)
