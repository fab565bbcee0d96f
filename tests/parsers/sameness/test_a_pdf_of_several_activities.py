"""One PDF of several Word versions, or of several copies of a form: what the others say is no difference, anything else is."""

from dataclasses import replace

import pytest

from parsers.facts import PagedDocument, Pair, TextSource, WordDocument
from parsers.sameness import compare
from tests.parsers.sameness.test_comparing_versions import CELLS, EXTRA, FORM, HINT, PARAGRAPHS, paged, word

OTHER = (
    "云上科学课公益直播活动",
    "每周三晚由会员单位的讲师在线授课，面向中小学生讲解生态和林业知识。",
    "直播回放在学会网站长期开放，并编印问答手册寄送合作学校。",
)
HEADS = ("联系人", *CELLS[:2], "传　　　真", "86234411")  # short ones, which a PDF runs together
ONE, TWO = word(*PARAGRAPHS, cells=HEADS), word(*OTHER, cells=HEADS)
BOTH = word(*PARAGRAPHS, *OTHER, cells=(*HEADS, *HEADS))
SOURCES = pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])


def pages(source: TextSource, *more: str) -> PagedDocument:
    return paged(*PARAGRAPHS, HINT, "".join(HEADS), *OTHER, "".join(HEADS), HINT, *more, source=source)


def with_form(document: WordDocument) -> WordDocument:
    return replace(document, forms=(FORM,))


PAIRS = [
    (with_form(ONE), (with_form(TWO),)),
    (with_form(TWO), (with_form(ONE),)),
    (with_form(BOTH), ()),
]


@SOURCES
@pytest.mark.parametrize(("given", "beside"), PAIRS, ids=["first", "second", "both in one"])
def test_what_the_others_say_is_no_difference(
    given: WordDocument, beside: tuple[WordDocument, ...], source: TextSource
) -> None:
    assert compare(Pair(given, pages(source), beside=beside)).differences == ()


@SOURCES
@pytest.mark.parametrize(("given", "beside"), PAIRS, ids=["first", "second", "both in one"])
def test_what_none_of_them_says_is_one(
    given: WordDocument, beside: tuple[WordDocument, ...], source: TextSource
) -> None:
    (difference,) = compare(Pair(given, pages(source, EXTRA), beside=beside)).differences
    assert (difference.word, difference.pdf) == ("", EXTRA.removesuffix("。"))


@SOURCES
def test_without_the_other_its_text_is_one(source: TextSource) -> None:
    assert any(OTHER[1][:10] in each.pdf for each in compare(Pair(PAIRS[0][0], pages(source))).differences)


@SOURCES
def test_what_this_one_says_must_be_there_whatever_the_others_say(source: TextSource) -> None:
    without = paged(*(text for text in PARAGRAPHS if text != PARAGRAPHS[2]), *OTHER, source=source)
    (difference,) = compare(Pair(word(*PARAGRAPHS), without, beside=(word(*PARAGRAPHS, *OTHER),))).differences
    assert (difference.word, difference.pdf) == (PARAGRAPHS[2], "")


@SOURCES
def test_a_sentence_of_the_others_with_another_number_is_a_difference(source: TextSource) -> None:
    given, beside = PAIRS[0]
    said = OTHER[1] + "活动经费由各会员单位自筹，合计50万元用于制作课程和平台租用。"
    more = "活动经费由各会员单位自筹，合计500万元用于制作课程和平台租用。"
    beside = (*beside, word(said))
    assert compare(Pair(given, pages(source, said), beside=beside)).differences == ()
    assert compare(Pair(given, pages(source, said, more), beside=beside)).differences


@pytest.mark.parametrize(("digits", "same"), [("86234411", True), ("86234412", False)])
def test_a_second_copys_number_is_the_first_ones(digits: str, same: bool) -> None:
    lines = [*PARAGRAPHS, "".join(HEADS), "".join(HEADS).replace("86234411", digits)]
    assert (compare(Pair(ONE, paged(*lines))).differences == ()) is same
