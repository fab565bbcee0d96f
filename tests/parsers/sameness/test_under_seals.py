"""A seal excuses what it lies over, and not the rest of the line."""

from dataclasses import replace

import pytest

from parsers.comparable import comparable
from parsers.facts import Box, Line, Page, PagedDocument, Pair, Stamp, StampKind, StampShape, TextSource
from parsers.paged.order import turned_back
from parsers.paged.recogniser import Reading
from parsers.sameness import compare, comparing
from parsers.sameness.covering import under_seals
from tests.parsers.sameness.test_comparing_versions import CELLS, FIRST, THIRD, TITLE, differences, paged, word

DATED = "六月八日至十八日期间检查，费用为34500元，由翊川大学林学院全体同仁共同承担落实"
RIGHT: Box = (0.7, 0.05, 0.95, 0.25)  # over the ends of the lines


def page(text: str, seal: Box, quarters: int = 0) -> tuple[Line, Page]:
    line = Line(text, turned_back((0.1, 0.1, 0.9, 0.12), quarters))
    stamp = Stamp(1, turned_back(seal, quarters), StampKind.INK, StampShape.OFFICIAL, 0.9)
    return line, Page(1, 595, 842, (line,), TextSource.OCR, (stamp,), quarters)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_characters_under_a_seal_are_those_that_it_lies_over_however_the_page_lies(quarters: int) -> None:
    under = under_seals(*page("一二三四五六七八九十甲乙丙丁戊己", (0.5, 0.05, 0.6, 0.25), quarters))
    assert under == [False] * 6 + [True] * 6 + [False] * 4  # two at the seal, two more on either side


def test_narrow_characters_take_half_the_room() -> None:
    under = under_seals(*page("20200608，" + "一二三四五六七", (0.55, 0.05, 0.9, 0.25)))
    assert under == [False] * 8 + [True] * 7


@pytest.mark.parametrize("text", ["e\u0301e\u0301e\u0301", ""], ids=["letters of two signs", "nothing"])
def test_each_comparable_character_has_its_place(text: str) -> None:
    assert len(under_seals(*page(text, RIGHT))) == len(comparable(text))


@pytest.mark.parametrize(("seal", "found"), [(RIGHT, 1), ((0.2, 0.05, 0.5, 0.25), 0)], ids=["beside", "over it"])
def test_a_number_beside_a_seal_is_read_and_one_under_it_excused(seal: Box, found: int) -> None:
    changed = DATED.replace("34500", "98760")
    lines = (TITLE, DATED, THIRD)
    said = differences(word(TITLE, changed, THIRD), paged(*lines, source=TextSource.OCR, seal=seal))
    assert len(said) == found


@pytest.mark.parametrize(("seal", "found"), [((0.3, 0.12, 0.5, 0.3), 0), (None, 1)], ids=["seal", "none"])
def test_the_rest_of_a_paragraph_that_a_seal_hides_is_excused(seal: Box | None, found: int) -> None:
    """The paragraph's last line lies under the seal, and the recogniser had nothing of it."""
    cut = FIRST[:-12]
    lines = (Line(cut, (0.1, 0.1, 0.9, 0.12)), Line("报送时间：2020年5月26日", (0.5, 0.25, 0.9, 0.27)))
    below = paged(TITLE, source=TextSource.OCR, seal=seal).pages[0]
    document = PagedDocument(
        (replace(below, lines=(replace(below.lines[0], box=(0.1, 0.05, 0.9, 0.07)), *lines)),), 1, 0
    )
    assert len(differences(word(TITLE, FIRST, "报送时间：2020年5月26日"), document)) == found


class Second:
    """Reads each line again as it is told to, another one not at all."""

    said: dict[str, str] = {}  # noqa: RUF012  set by each test
    lines: tuple[Line, ...] = ()

    def __init__(self, data: bytes) -> None:
        del data

    def line(self, page: Page, box: Box) -> Reading:
        """The line."""
        text = next(line.text for line in page.lines if line.box == box)
        return Reading(self.said.get(text, text), 0.99)

    def region(self, page: Page, box: Box) -> str:
        """Nothing."""
        return ""

    def is_bare(self, page: Page, box: Box) -> bool:
        """Never."""
        return False


def again(monkeypatch: pytest.MonkeyPatch, document: PagedDocument, said: dict[str, str], *paragraphs: str, cells=()):
    monkeypatch.setattr(Second, "said", said)
    monkeypatch.setattr(comparing, "Again", Second)
    return compare(Pair(word(*paragraphs, cells=cells), document, None, b"%PDF")).differences


def test_a_digit_at_a_seals_rim_counts_where_both_readings_agree_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere on the line they don't: 间 is read as 问 first."""
    read = DATED.replace("期间", "期问")
    document = paged(TITLE, read, source=TextSource.OCR, seal=(0.1, 0.05, 0.2, 0.25))
    changed = DATED.replace("六月八日", "六月四日")
    assert again(monkeypatch, document, {read: DATED}, TITLE, DATED) == ()
    (difference,) = again(monkeypatch, document, {read: DATED}, TITLE, changed)
    assert (difference.word, difference.pdf) == ("四", "八")
    assert again(monkeypatch, document, {read: DATED.replace("八日", "入日")}, TITLE, changed) == ()


def test_a_line_that_only_the_pdf_has_counts_whatever_the_next_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name below is rare, and read otherwise each time."""
    lines = (TITLE, "昶原大学计算机学院", "饵明", *CELLS)
    (difference,) = again(monkeypatch, paged(*lines, source=TextSource.OCR), {"饵明": "明"}, TITLE, "佴明", cells=CELLS)
    assert (difference.word, difference.pdf) == ("", "昶原大学计算机学院")


@pytest.mark.parametrize(("name", "found"), [("亓致", 1), ("佴明", 0)], ids=["another", "its own"])
def test_a_name_of_which_one_character_can_be_read_again(
    name: str, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (TITLE, "姓名", "饵明", "手机", "15400005253")
    beside = paged(*lines, source=TextSource.OCR).pages[0]
    moved = [replace(line, box=(0.1 + 0.3 * (at % 2), *line.box[1:])) for at, line in enumerate(beside.lines)]
    for at in (1, 3):  # label and value on one height
        _, top, _, bottom = moved[at].box
        moved[at] = replace(moved[at], box=(0.1, top, 0.3, bottom))
        moved[at + 1] = replace(moved[at + 1], box=(0.4, top, 0.6, bottom))
    document = PagedDocument((replace(beside, lines=tuple(moved)),), 1, 0)
    said = again(monkeypatch, document, {"饵明": "明"}, TITLE, cells=("姓名", name, "手机", "15400005253"))
    assert len(said) == found


def test_a_sentence_that_is_lacking_isnt_excused_by_an_unreadable_line_beside_its_place() -> None:
    sentence = "遴选231个优秀案例汇编成册并向社会公布，组织833名青年骨干赴昶岭开展技术会诊。"
    lines = (Line(FIRST, (0.1, 0.1, 0.6, 0.12)), Line("楠川置消防研究所", (0.65, 0.1, 0.9, 0.12), 0.55))
    base = paged(TITLE, source=TextSource.OCR).pages[0]
    document = PagedDocument((replace(base, lines=(replace(base.lines[0], box=(0.1, 0.05, 0.9, 0.07)), *lines)),), 1, 0)
    said = differences(word(TITLE, FIRST, sentence), document)
    assert (sentence, "") in [(each.word, each.pdf) for each in said]
