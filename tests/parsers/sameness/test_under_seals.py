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
    finer: tuple[Line, ...] | None = None  # lines of a page that is read anew; None: the same as before
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

    def page(self, page: Page) -> Page:
        """All lines."""
        return page if self.finer is None else replace(page, lines=self.finer)


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


def divided(seals: tuple[Box, ...], changed: str = "") -> PagedDocument:
    """A paragraph of four lines that a grey scan's seal divides, as it was recognised: left pieces, then right ones."""
    left = ("时间：6月23日9点", "及青年学生约623人。举", "54名，参赛人数预计73", "④主会场设在图书馆，分")
    right = (
        "开始；人员：会员代表、企业代表以",
        "办知识竞赛，设一等奖4名、三等奖",
        "11人，由青年委员会组织。",
        "会场8个，同步直播。" + changed,
    )
    rows = [0.5 + 0.02 * row for row in range(4)]
    lines = [Line(text, (0.1, at, 0.4, at + 0.015)) for text, at in zip(left, rows, strict=True)]
    lines += [Line(text, (0.5, at, 0.9, at + 0.015)) for text, at in zip(right, rows, strict=True)]
    stamps = tuple(Stamp(1, box, StampKind.INK, StampShape.OFFICIAL, 0.45, coloured=False) for box in seals)
    return PagedDocument((Page(1, 595, 842, tuple(lines), TextSource.OCR, stamps),), 1, 0)


DIVIDED = (
    "时间：6月23日9点开始；人员：会员代表、企业代表以及青年学生约623人。举办知识竞赛，设一等奖4名、三等奖54名，参赛人数预计7311人，由青年委员会组织。",
    "④主会场设在图书馆，分会场8个，同步直播。",
)
BETWEEN: Box = (0.38, 0.49, 0.52, 0.59)


def test_lines_that_a_seal_divides_are_no_columns() -> None:
    assert differences(word(*DIVIDED), divided((BETWEEN,))) == ()
    assert differences(word(*DIVIDED), divided(())) != ()


def test_what_is_different_beside_such_a_seal_is_found() -> None:
    more = "会后向每所学校赠送科普图书一千册。"
    assert more[:-1] in [each.pdf for each in differences(word(*DIVIDED), divided((BETWEEN,), more))]


@pytest.mark.parametrize(("begins", "same"), [(0.305, True), (0.36, False)], ids=["close", "as far as columns are"])
def test_lines_found_in_two_pieces_are_one_where_these_are_close(begins: float, same: bool) -> None:
    """A photograph's bent lines: the left pieces of two lines were read before the right ones."""
    pieces = (
        ("实施举措如下：", (0.168, 0.5, 0.3, 0.52)),
        ("制定应急预案；", (0.168, 0.52, 0.3, 0.54)),
        ("成立由理事长任组长的领导小组；", (begins, 0.498, 0.6, 0.518)),
        ("落实经费十九万元。", (begins, 0.518, 0.5, 0.538)),
    )
    lines = tuple(Line(text, box) for text, box in pieces)
    document = PagedDocument((Page(1, 595, 842, lines, TextSource.OCR),), 1, 0)
    written = "实施举措如下：成立由理事长任组长的领导小组；制定应急预案；落实经费十九万元。"
    assert (differences(word(written), document) == ()) is same
