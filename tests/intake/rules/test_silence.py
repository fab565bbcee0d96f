"""What unread material might satisfy isn't reported; what it can't answer is."""

import pytest

from intake.codes import Code, Severity, Verdict
from parsers.facts import CloudLink, Document, Kind, Trouble, TroubleKind
from tests.cases import (
    ANSWERS,
    LINK,
    OTHER_ANSWERS,
    PDF,
    SEAL,
    WORD,
    Arrived,
    archive,
    arrived,
    broken,
    codes_of,
    findings_of,
    form,
    mail,
    pdf,
    picture,
    prose_word,
    word,
)

UNSEALED = pdf(stamps=())
ENCRYPTED_ZIP = archive("9", "材料.zip", TroubleKind.ENCRYPTED)
BROKEN_ZIP = archive("9", "材料.zip", TroubleKind.UNREADABLE)
HUGE_ZIP = archive("9", "材料.zip", TroubleKind.TOO_LARGE)
EMPTY_ZIP = archive("9", "材料.zip", TroubleKind.EMPTY)
TNEF = Document(
    "9", "winmail.dat", None, "4" * 64, 9, Kind.TNEF, troubles=(Trouble(TroubleKind.UNSUPPORTED, "winmail.dat"),)
)
NO_MOBILE = word("1", "筹备方案.docx", form({**ANSWERS, "contact_mobile": None}))
NO_MODULE = word("1", "筹备方案.docx", form({**ANSWERS, "modules": None}))
BLANK = word("1", "筹备方案.docx", form(dict.fromkeys(ANSWERS), characters=0, blank=True))
OWN_LAYOUT = prose_word("1", "筹备方案.docx", unit="中国云杉工程学会")
WRONG_MOBILE = word("1", "筹备方案.docx", form({**ANSWERS, "contact_mobile": "1"}, {"contact_mobile": "共1位"}))
TOO_LONG = word("1", "筹备方案.docx", form(characters=900))
OWN_TEXT = pdf(text=OWN_LAYOUT.content.text if OWN_LAYOUT.content else "")

LACKING = {
    "no PDF": ((WORD,), Code.PDF_MISSING),
    "no Word": ((PDF,), Code.WORD_MISSING),
    "no seal": ((WORD, UNSEALED), Code.STAMP_MISSING),
    "faint seal": (
        (WORD, pdf(stamps=(SEAL.__class__(1, SEAL.box, SEAL.kind, SEAL.shape, 0.3),))),
        Code.STAMP_UNCERTAIN,
    ),
    "no mobile": ((NO_MOBILE, PDF), Code.FIELD_MISSING),
    "no module": ((NO_MODULE, PDF), Code.MODULE_MISSING),
    "blank form": ((BLANK, PDF), Code.FORM_BLANK),
    "own layout": ((OWN_LAYOUT, OWN_TEXT), Code.WRONG_TEMPLATE),
}
CONTAINERS = {
    Code.CONTAINER_ENCRYPTED: ENCRYPTED_ZIP,
    Code.CONTAINER_UNREADABLE: BROKEN_ZIP,
    Code.CONTAINER_TOO_LARGE: HUGE_ZIP,
}


@pytest.mark.parametrize("lacking", LACKING)
def test_each_is_reported_where_nothing_is_unread(lacking: str) -> None:
    documents, code = LACKING[lacking]
    assert codes_of(arrived(*documents)) == [code]


@pytest.mark.parametrize("lacking", LACKING)
@pytest.mark.parametrize("code", CONTAINERS)
def test_a_container_could_answer_it(lacking: str, code: Code) -> None:
    documents, _ = LACKING[lacking]
    assert codes_of(arrived(*documents, CONTAINERS[code])) == [code]


@pytest.mark.parametrize("container", [EMPTY_ZIP, TNEF])
def test_so_could_an_empty_or_unknown_one(container: Document) -> None:
    assert codes_of(arrived(WORD, container)) == [Code.CONTAINER_UNREADABLE]


@pytest.mark.parametrize("lacking", ["no PDF", "no Word"])
def test_a_link_could_answer_what_is_not_attached(lacking: str) -> None:
    documents, _ = LACKING[lacking]
    assert codes_of(arrived(*documents, mail=mail(links=(LINK,)))) == [Code.CLOUD_LINK]


def test_beside_both_versions_a_link_answers_nothing() -> None:
    found = [(f.code, f.severity) for f in findings_of(arrived(WORD, UNSEALED, mail=mail(links=(LINK,))).judged())]
    assert found == [(Code.CLOUD_LINK, Severity.WARNING), (Code.STAMP_MISSING, Severity.ERROR)]


def test_attachment_missing_stands_alone() -> None:
    assert codes_of(Arrived(mail(), ())) == [Code.ATTACHMENT_MISSING]


@pytest.mark.parametrize(
    ("documents", "codes"),
    [
        ((broken(WORD, TroubleKind.ENCRYPTED),), [Code.DOCUMENT_ENCRYPTED, Code.PDF_MISSING]),
        ((WORD, broken(PDF, TroubleKind.UNREADABLE)), [Code.DOCUMENT_UNREADABLE]),
        ((NO_MOBILE, broken(PDF, TroubleKind.EMPTY)), [Code.DOCUMENT_EMPTY, Code.FIELD_MISSING]),
        ((broken(WORD, TroubleKind.UNREADABLE), UNSEALED), [Code.DOCUMENT_UNREADABLE, Code.STAMP_MISSING]),
        ((broken(PDF, TroubleKind.ENCRYPTED),), [Code.DOCUMENT_ENCRYPTED, Code.WORD_MISSING]),
    ],
)
def test_a_document_answers_for_its_own_kind(documents: tuple[Document, ...], codes: list[Code]) -> None:
    assert codes_of(arrived(*documents)) == codes


@pytest.mark.parametrize(
    ("documents", "code"), [((WRONG_MOBILE, PDF), Code.FIELD_INVALID), ((TOO_LONG, PDF), Code.TEXT_TOO_LONG)]
)
def test_what_is_written_wrong_is_said(documents: tuple[Document, ...], code: Code) -> None:
    assert codes_of(arrived(*documents, ENCRYPTED_ZIP)) == [Code.CONTAINER_ENCRYPTED, code]


def test_supporting_material_answers_nothing() -> None:
    plan = broken(pdf("3", "会场平面图.pdf"), TroubleKind.ENCRYPTED)
    found = {(f.code, f.severity) for f in findings_of(arrived(WORD, UNSEALED, plan).judged())}
    assert found == {(Code.DOCUMENT_ENCRYPTED, Severity.WARNING), (Code.STAMP_MISSING, Severity.ERROR)}


def test_a_broken_picture_is_no_pdf() -> None:
    found = {
        (f.code, f.severity) for f in findings_of(arrived(WORD, broken(picture(), TroubleKind.UNREADABLE)).judged())
    }
    assert found == {(Code.DOCUMENT_UNREADABLE, Severity.WARNING), (Code.PDF_MISSING, Severity.ERROR)}


@pytest.mark.parametrize("document", [BLANK, OWN_LAYOUT])
def test_field_findings_are_silent_where_the_form_is(document: Document) -> None:
    pair = (document, PDF) if document is BLANK else (document, OWN_TEXT)
    codes = set(codes_of(arrived(*pair)))
    assert codes <= {Code.FORM_BLANK, Code.WRONG_TEMPLATE}
    assert len(codes) == 1


def test_one_activitys_broken_version_answers_nothing_of_anothers() -> None:
    other, unsealed = word("3", "红松.docx", form(OTHER_ANSWERS)), pdf("4", "红松.pdf", OTHER_ANSWERS, stamps=())
    case = arrived(WORD, broken(PDF, TroubleKind.UNREADABLE), other, unsealed)
    assert [[finding.code for finding in each.findings] for each in case.judged().submissions] == [
        [Code.DOCUMENT_UNREADABLE],
        [Code.STAMP_MISSING],
    ]


def test_what_hides_a_lone_submissions_part_stands_in_it() -> None:
    assessment = arrived(WORD, ENCRYPTED_ZIP).judged()
    assert assessment.findings == ()
    assert [finding.code for finding in assessment.submissions[0].findings] == [Code.CONTAINER_ENCRYPTED]
    assert assessment.submissions[0].verdict is Verdict.CORRECTION


def test_what_hides_nothing_of_it_stands_beside_it() -> None:
    assessment = arrived(WORD, PDF, ENCRYPTED_ZIP).judged()
    assert [finding.code for finding in assessment.findings] == [Code.CONTAINER_ENCRYPTED]
    assert assessment.submissions[0].verdict is Verdict.ACCEPTED
    assert assessment.verdict is Verdict.CORRECTION


@pytest.mark.parametrize("links", [(), (LINK,)])
def test_what_hides_a_part_of_two_stands_in_both(links: tuple[CloudLink, ...]) -> None:
    hidden = () if links else (ENCRYPTED_ZIP,)
    case = arrived(WORD, word("3", "红松.docx", form(OTHER_ANSWERS)), *hidden, mail=mail(links=links))
    assessment = case.judged()
    code = Code.CLOUD_LINK if links else Code.CONTAINER_ENCRYPTED
    assert [[finding.code for finding in each.findings] for each in assessment.submissions] == [[code], [code]]
    assert {each.verdict for each in assessment.submissions} == {Verdict.CORRECTION}
    assert assessment.findings == ()


def test_it_stands_only_where_something_is_lacking() -> None:
    other = word("3", "红松.docx", form(OTHER_ANSWERS))
    assessment = arrived(WORD, PDF, other, ENCRYPTED_ZIP).judged()
    assert [each.verdict for each in assessment.submissions] == [Verdict.ACCEPTED, Verdict.CORRECTION]
