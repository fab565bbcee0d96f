import pytest

from intake.codes import Code, Severity, Verdict
from parsers.facts import Kind, TroubleKind
from tests.cases import PDF, WORD, Document, Pair, arrived, broken, codes_of, later, pdf, picture, priors_of, prose_word

REVIEWED = ("人工查看",)
PAIRS = (
    Pair(
        Code.DOCUMENT_UNREADABLE,
        arrived(broken(WORD, TroubleKind.UNREADABLE), PDF),
        Severity.ERROR,
        "1",
        says=("筹备方案.docx", "重新发送"),
    ),
    Pair(
        Code.DOCUMENT_ENCRYPTED, arrived(broken(WORD, TroubleKind.ENCRYPTED), PDF), Severity.ERROR, "1", says=("密码",)
    ),
    Pair(Code.DOCUMENT_EMPTY, arrived(broken(WORD, TroubleKind.EMPTY), PDF), Severity.ERROR, "1", says=("重新发送",)),
    Pair(
        Code.DOCUMENT_UNREADABLE, arrived(WORD, broken(PDF, TroubleKind.UNREADABLE)), Severity.ERROR, "2", about="pdf"
    ),
    Pair(Code.DOCUMENT_ENCRYPTED, arrived(WORD, broken(PDF, TroubleKind.ENCRYPTED)), Severity.ERROR, "2", about="pdf"),
    Pair(Code.DOCUMENT_EMPTY, arrived(WORD, broken(PDF, TroubleKind.EMPTY)), Severity.ERROR, "2", about="pdf"),
    Pair(
        Code.DOCUMENT_UNREADABLE,
        arrived(broken(WORD, TroubleKind.TOO_LARGE), PDF),
        Severity.ERROR,
        "1",
        says=("精简",),
        about="too-large",
    ),
    Pair(
        Code.DOCUMENT_UNREADABLE,
        arrived(broken(WORD, TroubleKind.UNSUPPORTED), PDF),
        Severity.REVIEW,
        "1",
        says=REVIEWED,
        about="no-reader-yet",
    ),
    Pair(
        Code.DOCUMENT_UNREADABLE,
        arrived(WORD, PDF, broken(picture("3", "合影.jpg"), TroubleKind.UNREADABLE)),
        Severity.WARNING,
        "3",
        without=arrived(WORD, PDF, picture("3", "合影.jpg")),
        about="supporting",
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize(
    "extra",
    [
        broken(prose_word("3", "承诺书.docx"), TroubleKind.ENCRYPTED),
        broken(pdf("3", "会场平面图.pdf"), TroubleKind.ENCRYPTED),
    ],
)
def test_what_is_beside_both_versions_is_supporting(extra: Document) -> None:
    assessment = arrived(WORD, PDF, extra).judged()
    assert [(finding.code, finding.severity) for finding in assessment.submissions[0].findings] == [
        (Code.DOCUMENT_ENCRYPTED, Severity.WARNING)
    ]
    assert assessment.verdict is Verdict.ACCEPTED


def test_an_ofd_beside_both_versions_is_nobodys_trouble() -> None:
    ofd = Document("3", "方案.ofd", None, "7" * 64, 9, Kind.OFD, troubles=broken(PDF, TroubleKind.UNSUPPORTED).troubles)
    assert codes_of(arrived(WORD, PDF, ofd)) == []


def test_a_version_on_record_that_could_not_be_read_is_still_to_be_mended() -> None:
    first = arrived(broken(WORD, TroubleKind.ENCRYPTED))
    named = priors_of(first, ("receipt",))
    then = later(arrived(pdf("1")), priors=named).judged()
    assert [finding.code for finding in then.submissions[0].findings] == [Code.REVISION, Code.DOCUMENT_ENCRYPTED]
    assert then.verdict is Verdict.CORRECTION
