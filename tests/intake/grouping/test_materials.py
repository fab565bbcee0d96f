"""One material an activity, with its Word and its PDF version."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from intake.model import Material
from parsers.facts import Document, PagedDocument, TroubleKind
from tests.cases import (
    ACTIVITY,
    ANSWERS,
    OTHER_ACTIVITY,
    OTHER_ANSWERS,
    OTHER_UNIT,
    PDF,
    TEXT,
    UNIT,
    WORD,
    Arrived,
    arrived,
    broken,
    codes_of,
    form,
    pdf,
    picture,
    word,
)

OTHER_WORD = word("3", "红松.docx", form(OTHER_ANSWERS))
OTHER_PDF = pdf("4", "红松.pdf", OTHER_ANSWERS)


def _versions(case: Arrived) -> list[tuple[str, str | None, str | None]]:
    return [(each.activity, _id(each, "word"), _id(each, "pdf")) for each in case.grouping().materials]


def _id(material: Material, version: str) -> str | None:
    given = getattr(material, version)
    return given.document.id if given else None


FIRST, SECOND = (ACTIVITY, "1", "2"), (OTHER_ACTIVITY, "3", "4")


@pytest.mark.parametrize(
    "documents",
    [
        (WORD, PDF, OTHER_WORD, OTHER_PDF),
        (WORD, OTHER_PDF, OTHER_WORD, PDF),
        (PDF, OTHER_PDF, WORD, OTHER_WORD),
        (WORD, OTHER_WORD, replace(PDF, name="扫描1.pdf"), replace(OTHER_PDF, name="扫描2.pdf")),
        (WORD, OTHER_WORD, replace(OTHER_PDF, name="筹备方案.pdf"), replace(PDF, name="红松.pdf")),  # names lie
    ],
)
def test_two_activities_each_with_its_own_pdf(documents: tuple[Document, ...]) -> None:
    assert _versions(arrived(*documents)) == [FIRST, SECOND]


def with_form(document: Document, answers: Mapping[str, str | tuple[str, ...] | None]) -> Document:
    """The pages with the form that was read from them."""
    assert isinstance(document.content, PagedDocument)
    return replace(document, content=replace(document.content, forms=(form(answers),)))


def test_halves_of_two_activities_that_cross_in_one_mail() -> None:
    assert _versions(arrived(WORD, with_form(OTHER_PDF, OTHER_ANSWERS))) == [
        (ACTIVITY, "1", None),
        (OTHER_ACTIVITY, None, "4"),
    ]


@pytest.mark.parametrize(
    "answers",
    [
        {**OTHER_ANSWERS, "host_organisation": OTHER_UNIT},  # another unit's pages
        {**OTHER_ANSWERS, "plan_text": TEXT},  # the same text under another name
        {**OTHER_ANSWERS, "activity_name": ACTIVITY},  # another text under the same name
        {**OTHER_ANSWERS, "activity_name": None},  # pages that don't say what they are about
    ],
)
def test_what_may_be_a_mistake_is_compared_and_a_person_looks(
    answers: Mapping[str, str | tuple[str, ...] | None],
) -> None:
    document = with_form(pdf("2", answers=answers), answers)
    assert _versions(arrived(WORD, document)) == [FIRST]


def test_two_activities_and_one_pdf() -> None:
    assert _versions(arrived(WORD, PDF, OTHER_WORD)) == [FIRST, (OTHER_ACTIVITY, "3", None)]
    assert _versions(arrived(WORD, OTHER_WORD, OTHER_PDF)) == [(ACTIVITY, "1", None), SECOND]


def test_two_forms_in_one_document_are_two_activities() -> None:
    both = word("1", "两项活动.docx", form(), form(OTHER_ANSWERS))
    assert _versions(arrived(both, PDF, OTHER_PDF)) == [(ACTIVITY, "1", "2"), (OTHER_ACTIVITY, "1", "4")]
    assert [material.word.form for material in arrived(both).grouping().materials if material.word] == [0, 1]


def test_one_scan_of_both_serves_both() -> None:
    both = word("1", "两项活动.docx", form(), form(OTHER_ANSWERS))
    scan = pdf("2", "两项活动.pdf", text=both.content.text if both.content else "")
    assert _versions(arrived(both, scan)) == [(ACTIVITY, "1", "2"), (OTHER_ACTIVITY, "1", "2")]


def test_a_lone_version_is_a_material_too() -> None:
    assert _versions(arrived(WORD)) == [(ACTIVITY, "1", None)]
    assert [(a, w) for a, w, _ in _versions(arrived(replace(PDF, id="1")))] == [("", None)]


def test_an_unread_pdf_goes_with_the_word_that_lacks_one() -> None:
    assert _versions(arrived(WORD, broken(PDF, TroubleKind.ENCRYPTED))) == [FIRST]
    assert _versions(arrived(WORD, broken(PDF, TroubleKind.ENCRYPTED), OTHER_WORD, OTHER_PDF)) == [FIRST, SECOND]


def test_an_unread_copy_is_no_activity() -> None:
    copy = broken(pdf("3", "筹备方案（副本）.pdf"), TroubleKind.UNREADABLE)
    assert _versions(arrived(WORD, PDF, copy)) == [FIRST]


def test_the_same_scan_twice_is_one() -> None:
    case = arrived(WORD, PDF, replace(PDF, id="3", name="副本.pdf"))
    assert _versions(case) == [FIRST]
    assert [(reading.document, reading.matches) for reading in case.judged().stamps] == [("2", True), ("3", True)]


@pytest.mark.parametrize(
    "pdfs",
    [
        (pdf("2", stamps=()), pdf("3", "筹备方案（盖章扫描）.pdf")),
        (pdf("3", "筹备方案（盖章扫描）.pdf"), pdf("2", stamps=())),
        (pdf("2", stamps=()), pdf("3", "扫描.pdf", {**ANSWERS, "contact_fax": None, "contact_email": None})),
    ],
)
def test_of_the_printed_file_and_its_scan_the_sealed_one_counts(pdfs: tuple[Document, ...]) -> None:
    case = arrived(WORD, *pdfs)
    assert _versions(case) == [(ACTIVITY, "1", "3")]
    assert case.grouping().materials[0].documents == ("1", "3", "2")
    assert codes_of(case) == []


def test_the_printed_file_and_its_scan_without_a_word_are_one_activity() -> None:
    (material,) = arrived(pdf("1", stamps=()), pdf("2", "筹备方案（扫描）.pdf")).grouping().materials
    assert (_id(material, "pdf"), material.documents) == ("2", ("2", "1"))


def test_another_activitys_sealed_pdf_is_no_better_scan_of_this_one() -> None:
    assert _versions(arrived(WORD, pdf("2", stamps=()), OTHER_WORD, OTHER_PDF)) == [FIRST, SECOND]
    case = arrived(WORD, pdf("2", stamps=()), pdf("3", "红松.pdf", OTHER_ANSWERS))
    assert [(w, p) for _, w, p in _versions(case)] == [("1", "2"), (None, "3")]


def test_a_second_word_of_one_activity_stays_with_it() -> None:
    case = arrived(WORD, PDF, word("3", "筹备方案（副本）.docx"))
    assert _versions(case) == [FIRST]
    assert case.grouping().materials[0].documents == ("1", "3", "2")


def test_pages_as_pictures_are_a_submission_without_versions() -> None:
    (material,) = arrived(picture("1")).grouping().materials
    assert (material.word, material.pdf, material.documents) == (None, None, ("1",))
    assert material.stage.key == "plan"


def test_supporting_material_goes_with_the_activity_it_names() -> None:
    named = replace(picture("5"), name=f"{OTHER_ACTIVITY}现场.jpg")
    case = arrived(WORD, PDF, OTHER_WORD, OTHER_PDF, named, replace(picture("6"), name="合影.jpg"))
    assert [material.documents for material in case.grouping().materials] == [("1", "2"), ("3", "4", "5")]


def test_fields_are_the_forms() -> None:
    (material,) = arrived().grouping().materials
    assert material.fields == ANSWERS
    assert (material.organisation, material.activity, material.fields["plan_text"]) == (UNIT, ACTIVITY, TEXT)


def test_only_what_can_be_read_is_compared() -> None:
    assert len(arrived().grouping().pairs()) == 1
    assert arrived(WORD, pdf(text="")).grouping().pairs() == ()
    assert arrived(WORD, broken(PDF, TroubleKind.EMPTY)).grouping().pairs() == ()
