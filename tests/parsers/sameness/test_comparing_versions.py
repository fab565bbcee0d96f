"""What counts as a difference between a Word version and a PDF, and what doesn't."""

from dataclasses import replace

import pytest

from parsers.facts import (
    Box,
    Cell,
    Comparison,
    Difference,
    FilledForm,
    Line,
    Page,
    PagedDocument,
    Pair,
    Paragraph,
    Stamp,
    StampKind,
    StampShape,
    Table,
    TextSource,
    WordDocument,
)
from parsers.sameness import compare
from parsers.sameness.texts import word_units

TITLE = "特色亮点活动筹备方案"
FIRST = "以云杉林为课堂，请科技工作者讲自己的故事，活动分为宣讲、参观和座谈三个部分。"
SECOND = "5月30日在青岭举办宣讲会，预计200人参加，由青岭大学林学院承办。"
THIRD = "宣讲结束后组织义务植树，并向林区学校赠送科普图书一千册。"
PARAGRAPHS = (TITLE, FIRST, SECOND, THIRD)
CELLS = ("姓名", "张三", "办公电话", "010-62168299", "传真", "无")


def word(*paragraphs: str, cells: tuple[str, ...] = ()) -> WordDocument:
    table = Table(1, len(cells), tuple(Cell(0, at, 1, 1, (text,)) for at, text in enumerate(cells)))
    return WordDocument((*(Paragraph(text) for text in paragraphs), *([table] if cells else [])), 0)


def paged(*lines: str, source: TextSource = TextSource.NATIVE, confidence: float = 1.0, seal: Box | None = None):
    placed = tuple(
        Line(text, (0.1, 0.1 + 0.03 * row, 0.9, 0.12 + 0.03 * row), confidence) for row, text in enumerate(lines)
    )
    stamps = (Stamp(1, seal, StampKind.INK, StampShape.OFFICIAL, 0.9),) if seal else ()
    return PagedDocument((Page(1, 595, 842, placed, source, stamps),), 1, 0)


def folded(*paragraphs: str, width: int = 11) -> list[str]:
    return [text[at : at + width] for text in paragraphs for at in range(0, len(text), width)]


def differences(wordy: WordDocument, pages: PagedDocument) -> tuple[Difference, ...]:
    return compare(Pair(wordy, pages)).differences


@pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])
@pytest.mark.parametrize(
    "lines",
    [
        PARAGRAPHS,
        folded(*PARAGRAPHS),
        folded(*PARAGRAPHS, width=37),
        [text.replace("，", ",").replace("5", "５").replace("200", "２００") for text in PARAGRAPHS],
        [" ".join(text) for text in PARAGRAPHS],
        [*PARAGRAPHS, "- 1 -"],
    ],
    ids=["as written", "short lines", "long lines", "full width", "spaced", "page number"],
)
def test_the_same_text_set_otherwise_is_the_same(lines: list[str], source: TextSource):
    assert compare(Pair(word(*PARAGRAPHS), paged(*lines, source=source))) == Comparison(1.0)


@pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])
def test_an_exchanged_sentence_is_named(source: TextSource):
    changed = SECOND.replace("青岭举办宣讲会", "白水镇召开动员大会")
    (difference,) = differences(word(*PARAGRAPHS), paged(*folded(TITLE, FIRST, changed, THIRD), source=source))
    assert "宣讲" in difference.word
    assert "白水镇" in difference.pdf
    assert difference.page == 1
    assert difference.box is not None


def test_a_paragraph_that_the_pdf_lacks_is_named():
    (difference,) = differences(word(*PARAGRAPHS), paged(TITLE, FIRST, SECOND))
    assert (difference.word, difference.pdf) == (THIRD, "")


EXTRA = "另拟申请专项经费五十万元用于场地布置。"


@pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])
@pytest.mark.parametrize("at", [0, 2, 4], ids=["first", "between", "last"])
def test_a_clause_that_only_the_pdf_has_is_named(at: int, source: TextSource):
    lines = [*PARAGRAPHS[:at], EXTRA, *PARAGRAPHS[at:]]
    (difference,) = differences(word(*PARAGRAPHS), paged(*lines, source=source))
    assert (difference.word, difference.pdf) == ("", "另拟申请专项经费五十万元用于场地布置")


def test_a_short_cell_that_the_recogniser_lost_is_no_difference():
    lines = [*PARAGRAPHS, *(cell for cell in CELLS if cell != "张三")]
    assert differences(word(*PARAGRAPHS, cells=CELLS), paged(*lines, source=TextSource.OCR)) == ()


def test_a_short_cell_missing_in_a_native_pdf_is_a_difference():
    lines = [*PARAGRAPHS, *(cell for cell in CELLS if cell != "张三")]
    (difference,) = differences(word(*PARAGRAPHS, cells=CELLS), paged(*lines))
    assert (difference.word, difference.pdf) == ("张三", "")


@pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])
def test_a_short_cell_that_says_otherwise_is_a_difference(source: TextSource):
    lines = [*PARAGRAPHS, *(cell.replace("62168299", "62168766") for cell in CELLS)]
    found = differences(word(*PARAGRAPHS, cells=CELLS), paged(*lines, source=source))
    assert any("9" in each.word for each in found)


@pytest.mark.parametrize(("confidence", "believed"), [(0.98, True), (0.6, False)])
def test_a_changed_digit_counts_where_it_was_read_surely(confidence: float, believed: bool):
    lines = [text.replace("200", "300") for text in PARAGRAPHS]
    found = differences(word(*PARAGRAPHS), paged(*lines, source=TextSource.OCR, confidence=confidence))
    assert bool(found) is believed


@pytest.mark.parametrize(("wrong", "right"), [("干册", "千册"), ("未束后", "结束后")])
def test_the_recognisers_own_slips_are_no_difference(wrong: str, right: str):
    lines = [text.replace(right, wrong) for text in PARAGRAPHS]
    assert differences(word(*PARAGRAPHS), paged(*lines, source=TextSource.OCR)) == ()


def test_one_character_in_a_native_pdf_is_a_difference():
    (difference,) = differences(word(*PARAGRAPHS), paged(*(text.replace("千册", "万册") for text in PARAGRAPHS)))
    assert (difference.word, difference.pdf) == ("千", "万")


def test_things_set_apart_on_one_line_may_be_read_in_either_order():
    written = "单位盖章：                 报送时间：2020年4月16日"
    lines = ["报送时间：2020年4月16日", "单位盖章：", *PARAGRAPHS]
    assert differences(word(written, *PARAGRAPHS), paged(*lines, source=TextSource.OCR)) == ()


def test_a_date_changed_in_such_a_line_is_a_difference():
    written = "单位盖章：                 报送时间：2020年4月16日"
    lines = ["报送时间：2020年6月28日", "单位盖章：", *PARAGRAPHS]
    assert differences(word(written, *PARAGRAPHS), paged(*lines, source=TextSource.OCR))


@pytest.mark.parametrize(("seal", "same"), [((0.2, 0.09, 0.6, 0.2), True), ((0.2, 0.6, 0.6, 0.8), False)])
def test_a_title_that_a_seal_hides_is_no_difference(seal: Box, same: bool):
    lines = [FIRST, SECOND, THIRD]
    assert (differences(word(*PARAGRAPHS), paged(*lines, source=TextSource.OCR, seal=seal)) == ()) is same


def test_quite_another_text_is_not_similar():
    other = ("财务管理办法修订说明", "第一条为规范经费支出，制定本办法。", "第二条各部门应当按季度编制预算。")
    assert compare(Pair(word(*PARAGRAPHS), paged(*other))).similarity < 0.3


@pytest.mark.parametrize("pages", [paged(source=TextSource.NONE), paged("——", "…")], ids=["no line", "no word"])
def test_nothing_to_compare_is_not_similar_and_names_nothing(pages: PagedDocument):
    assert compare(Pair(word(*PARAGRAPHS), pages)) == Comparison(0.0)


def test_the_same_pair_gives_the_same_again():
    pair = Pair(word(*PARAGRAPHS, cells=CELLS), paged(*folded(TITLE, SECOND, FIRST, EXTRA), source=TextSource.OCR))
    assert [compare(pair) for _ in range(3)] == [compare(pair)] * 3


HINT = "（请围绕工作思路、主要安排填写，原则上不超过500字）"
FORM = FilledForm("plan", (), 1, 1, 0, blank=False, hints=(HINT,))


@pytest.mark.parametrize("source", [TextSource.NATIVE, TextSource.OCR])
@pytest.mark.parametrize(("in_word", "in_pdf"), [(True, False), (False, True), (True, True)])
def test_the_forms_instruction_may_be_kept_in_one(in_word: bool, in_pdf: bool, source: TextSource):
    wordy = replace(word(*([HINT] if in_word else []), *PARAGRAPHS), forms=(FORM,))
    assert differences(wordy, paged(*([HINT] if in_pdf else []), *PARAGRAPHS, source=source)) == ()


def test_several_paragraphs_that_the_pdf_lacks_are_one_stretch():
    more = tuple(f"第{number}项工作由青岭林场负责落实并按期报送进展情况。" for number in range(1, 6))
    (difference,) = differences(word(*PARAGRAPHS, *more), paged(*PARAGRAPHS))
    assert (difference.word, difference.lacking > 100) == (more[0], True)


def test_a_sentence_that_stands_in_another_place_is_named():
    first, second, third = (
        "请科技工作者讲自己的故事和经历。",
        "五月三十日举办宣讲会并参观标本馆。",
        "邀请林区学校师生代表参加座谈会。",
    )
    long = ("活动由青岭大学林学院承办并提供场地。", "宣讲结束后组织义务植树三百棵。")
    wordy = word(first + second + third, "".join(long))
    assert differences(wordy, paged(first + second + third, "".join(long))) == ()
    assert differences(wordy, paged(second + third, long[0] + first + long[1]))


@pytest.mark.parametrize("at", [0.02, 0.95], ids=["head", "foot"])
def test_a_running_head_is_no_difference(at: float):
    pages = paged(*PARAGRAPHS)
    head = Line("青岭科技工作者节活动材料汇编", (0.3, at, 0.7, at + 0.02))
    page = replace(pages.pages[0], lines=(*pages.pages[0].lines, head))
    assert differences(word(*PARAGRAPHS), replace(pages, pages=(page,))) == ()


def test_the_seals_own_text_is_no_difference():
    pages = paged(*PARAGRAPHS, seal=(0.3, 0.5, 0.6, 0.7))
    ring = Line("青岭省红松研究会办公室专用", (0.35, 0.55, 0.55, 0.58))
    page = replace(pages.pages[0], lines=(*pages.pages[0].lines, ring))
    assert differences(word(*PARAGRAPHS), replace(pages, pages=(page,))) == ()


def test_a_rare_character_read_as_a_common_one_is_the_recognisers_doing():
    lines = [text.replace("青岭", "仇岭") for text in PARAGRAPHS]
    assert (
        differences(word(*(text.replace("青岭", "仉岭") for text in PARAGRAPHS)), paged(*lines, source=TextSource.OCR))
        == ()
    )


@pytest.mark.parametrize(("number", "named"), [("三百一十八", True), ("318", True), ("937", False)])
def test_a_sentence_only_the_pdf_has_may_be_like_another_but_for_its_number(number: str, named: bool):
    known = "为937名老科技工作者送去慰问信和体检卡。"
    lines = [*PARAGRAPHS, known, known.replace("937", number)]
    found = differences(word(*PARAGRAPHS, known), paged(*lines, source=TextSource.OCR))
    assert bool(found) is named


@pytest.mark.parametrize("read", ["Iin@yunhu.example.cn", "bin@yunhu.example.cn"])
def test_a_first_letter_is_read_as_another_and_not_lost(read: str):
    wordy = word(*PARAGRAPHS, cells=(*CELLS, "电子邮箱", "ｌｉｎ@YUNHU.example.cn"))
    for before in ((), ("工作方案",)):
        (difference,) = differences(wordy, paged(*PARAGRAPHS, *CELLS, "电子邮箱", *before, read))
        assert (difference.word, difference.pdf) == ("l", read[0].lower())


LABEL, VALUE = (0.1, 0.5, 0.25, 0.52), (0.3, 0.5, 0.5, 0.52)


def with_a_row(label: Line, value: Line | None = None, seal: Box | None = None) -> PagedDocument:
    whole = paged(*PARAGRAPHS, source=TextSource.OCR, seal=seal)
    (page,) = whole.pages  # read down one column, then down the other
    return replace(whole, pages=(replace(page, lines=(label, *page.lines, *([value] if value else []))),))


def test_a_row_of_short_cells_that_only_the_scan_has_is_a_difference():
    (found,) = differences(word(*PARAGRAPHS), with_a_row(Line("承办单位", LABEL), Line("白水大学", VALUE)))
    assert (found.word, found.pdf, found.page, found.box) == ("", "承办单位", 1, LABEL)


@pytest.mark.parametrize(
    "pages",
    [
        with_a_row(Line("承办单位", LABEL)),
        with_a_row(Line("承办单位", LABEL, 0.8), Line("白水大学", VALUE)),
        with_a_row(Line("承办单位", LABEL), Line("白水大学", (0.3, 0.6, 0.5, 0.62))),
        with_a_row(Line("承办单位", LABEL), Line("一", VALUE)),
        with_a_row(Line("承办单位", LABEL), Line("白水大学", VALUE), seal=(0.4, 0.45, 0.6, 0.6)),
        with_a_row(Line("承办单位", LABEL), Line("青岭大学", VALUE)),
    ],
    ids=["a cell alone", "read badly", "on two heights", "a stroke", "under a seal", "said elsewhere"],
)
def test_short_cells_that_the_recogniser_may_have_made_are_none(pages: PagedDocument):
    assert differences(word(*PARAGRAPHS), pages) == ()


@pytest.mark.parametrize(
    ("label", "told"), [("承办单位签字", False), ("协办单位盖章", True)], ids=["the form's", "the scan's"]
)
def test_what_is_filled_in_by_hand_behind_a_label_of_the_form_is_no_row_of_its_own(label: str, told: bool):
    whole = with_a_row(Line("林建国签", LABEL), Line("四月十八", VALUE))
    (page,) = whole.pages
    signed = replace(page, lines=(Line(label, (0.01, 0.5, 0.09, 0.52)), *page.lines))
    found = differences(word(*PARAGRAPHS, "承办单位签字"), replace(whole, pages=(signed,)))
    assert any("林建国签" in each.pdf for each in found) is told


APART = "联系人：秦新欣　　电话：010-38292350　　手机：13977312383"


def scattered(phone: str) -> PagedDocument:
    """Three things on a line, the last one's number on the next: it stands below the first."""
    lines = (
        (TITLE, (0.1, 0.1, 0.9, 0.12)),
        ("联系人：秦新欣", (0.1, 0.2, 0.3, 0.22)),
        (phone, (0.1, 0.23, 0.28, 0.25)),
        ("电话：010-38292350", (0.36, 0.2, 0.62, 0.22)),
        ("手机：", (0.66, 0.2, 0.74, 0.22)),
    )
    page = replace(paged(source=TextSource.OCR).pages[0], lines=tuple(Line(text, box) for text, box in lines))
    return PagedDocument((page,), 1, 0)


@pytest.mark.parametrize(("phone", "same"), [("13977312383", True), ("13977315383", False)])
def test_what_two_wide_blanks_set_apart_may_be_read_in_either_order(phone: str, same: bool) -> None:
    assert (differences(word(TITLE, APART), scattered(phone)) == ()) is same


def test_a_word_that_two_wide_blanks_spread_is_one() -> None:
    assert word_units(word("通　　知", "姓　　名：秦新欣", APART)) == [
        "通　　知",
        "姓　　名：秦新欣",
        *APART.split("　　"),
    ]
