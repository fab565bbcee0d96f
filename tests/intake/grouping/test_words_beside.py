"""Which other Word versions are compared with a PDF that several activities share."""

from dataclasses import replace

from parsers.facts import Document
from tests.cases import (
    ACTIVITY,
    ANSWERS,
    OTHER_ACTIVITY,
    OTHER_ANSWERS,
    OTHER_TEXT,
    PDF,
    TEXT,
    Arrived,
    arrived,
    form,
    later,
    pdf,
    priors_of,
    word,
)

ONE, TWO = word("1", "红豆杉.docx", form()), word("2", "红松.docx", form(OTHER_ANSWERS))
SCAN = pdf("3", "盖章.pdf", text=f"{TEXT}\n{OTHER_TEXT}")
BOTH = arrived(ONE, TWO, SCAN)


def _beside(case: Arrived) -> list[tuple[object, list[object]]]:
    """Each pair's Word version, and those beside it."""
    return [(pair.word, list(pair.beside)) for pair in case.grouping().pairs()]


def _in_turn(one: Document, other: Document) -> list[tuple[object, list[object]]]:
    return [(one.content, [other.content]), (other.content, [one.content])]


def test_two_words_and_one_pdf_are_beside_each_other() -> None:
    assert [material.activity for material in BOTH.grouping().materials] == [ACTIVITY, OTHER_ACTIVITY]
    assert _beside(BOTH) == _in_turn(ONE, TWO)


def test_each_with_its_own_pdf_has_none_beside() -> None:
    case = arrived(ONE, TWO, replace(PDF, id="3"), pdf("4", "红松.pdf", OTHER_ANSWERS))
    assert _beside(case) == [(ONE.content, []), (TWO.content, [])]


def test_two_forms_of_one_word_have_none_beside() -> None:
    both = word("1", "两项活动.docx", form(), form(OTHER_ANSWERS))
    assert _beside(arrived(both, SCAN)) == [(both.content, []), (both.content, [])]


def test_a_corrected_word_has_the_other_on_record_beside_it_and_not_the_one_it_replaces() -> None:
    corrected = word("1", "红豆杉.docx", form({**ANSWERS, "contact_name": "钱七"}))
    assert corrected.content != ONE.content
    assert _beside(later(arrived(corrected), priors=priors_of(BOTH))) == [(corrected.content, [TWO.content])]
