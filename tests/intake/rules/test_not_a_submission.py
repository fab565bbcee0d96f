import pytest

from intake.codes import Code, Severity, Verdict
from parsers.facts import Document, Kind, TroubleKind
from tests.cases import COMPLETE, PDF, Arrived, Pair, broken, codes_of, findings_of, mail, picture

QUESTION = mail("老师好，请问附件里的样表可以加页吗？", "关于填表的咨询")
SHEET = Document("1", "联系表.xlsx", None, "5" * 64, 4_321, Kind.SPREADSHEET, expected_kinds=(Kind.SPREADSHEET,))
PAIRS = (
    Pair(Code.NOT_A_SUBMISSION, Arrived(COMPLETE.mail, (SHEET,)), Severity.REVIEW, says=("没有报送材料", "人工")),
    Pair(Code.NOT_A_SUBMISSION, Arrived(QUESTION, ()), Severity.REVIEW, about="enquiry"),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_it_waits_for_a_person() -> None:
    assert Arrived(QUESTION, ()).judged().verdict is Verdict.REVIEW


def test_the_logo_in_a_signature_is_no_material() -> None:
    logo = Document("1", "logo.png", None, "6" * 64, 2_345, Kind.IMAGE, signature_picture=True)
    assert codes_of(Arrived(QUESTION, (logo,))) == [Code.NOT_A_SUBMISSION]


def test_an_unread_pdf_may_be_the_material() -> None:
    assert Code.NOT_A_SUBMISSION not in codes_of(Arrived(QUESTION, (broken(PDF, TroubleKind.ENCRYPTED),)))


def test_a_broken_picture_is_none_and_is_not_acknowledged() -> None:
    case = Arrived(QUESTION, (broken(picture("1", "合影.jpg"), TroubleKind.UNREADABLE),))
    found = [(finding.code, finding.severity) for finding in findings_of(case.judged())]
    assert found == [(Code.NOT_A_SUBMISSION, Severity.REVIEW), (Code.DOCUMENT_UNREADABLE, Severity.WARNING)]
