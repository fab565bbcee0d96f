"""A page's own text is believed where it says what the page shows."""

import re
import zlib
from collections.abc import Callable

import pytest

from parsers.comparable import comparable
from parsers.facts import Page, TextSource
from parsers.paged import read_pdf, trust
from parsers.paged.recogniser import Reading
from tests.pages import SIZE, TEXT, Picture, Sheet, Unseen, Words, full, letter, paper, pdf, scanned

pytestmark = pytest.mark.parts  # the recogniser's models at work

_POINTS = 842 / SIZE[1]
LONGEST = "云杉林下的科技工作者节筹备方案与安排说明"
OTHERWISE = (
    "关于召开年度理事会议的通知",
    "请各位理事准时出席会议。",
    "会期两天，食宿自理。",
    "请提前三日回执。",
    "联系人李四。",
)


def scan_with(lines: tuple[str, ...]) -> Sheet:
    """A scan of TEXT with these lines hidden where its own stand."""
    layer = tuple(Unseen(line, 120 * _POINTS, 842 - (232 + 70 * row) * _POINTS, 16) for row, line in enumerate(lines))
    return Sheet((*full(scanned(paper())).things, *layer))


def read(sheet: Sheet) -> Page:
    return read_pdf(pdf(sheet))[0].pages[0]


def test_hidden_text_that_says_what_the_picture_shows_is_the_pages_own():
    page = read(scan_with(TEXT))
    assert (page.source, page.hidden) == (TextSource.NATIVE, True)
    assert [line.text for line in page.lines] == list(TEXT)


@pytest.mark.parametrize(
    "layer",
    [OTHERWISE, (*TEXT[:2], "六月三十日在白水举办义诊，预计五百人参加。", *TEXT[3:]), TEXT[:2]],
    ids=["all", "one line", "two lines only"],
)
def test_hidden_text_that_contradicts_the_picture_is_not(layer: tuple[str, ...]):
    page = read(scan_with(layer))
    assert (page.source, page.hidden) == (TextSource.OCR, False)
    assert comparable(page.text) == comparable("".join(TEXT))


def test_text_under_a_picture_is_hidden_too():
    under = tuple(Words(line, 80, 700 - 30 * row) for row, line in enumerate(OTHERWISE))
    page = read(Sheet((*under, *full(scanned(paper())).things)))
    assert page.source is TextSource.OCR
    assert TEXT[0] in page.text


def test_a_scanners_line_over_a_scan_does_not_keep_it_from_being_read():
    advertised = Words("由某某扫描软件生成，三亿人都在用的手机扫描应用程序", 120, 20, 10)
    page = read(Sheet((*full(scanned(paper())).things, advertised)))
    assert page.source is TextSource.OCR
    assert TEXT[0] in page.text


def test_text_over_a_background_picture_is_the_pages_own():
    ground = paper(()).copy()
    ground.paste((244, 240, 228), (0, 0, *SIZE))
    sheet = Sheet((Picture(ground, 0, 0, 595.3, 841.9), *letter().things))
    page = read(sheet)
    assert (page.source, page.hidden) == (TextSource.NATIVE, False)
    assert tuple(line.text for line in page.lines) == TEXT


@pytest.mark.parametrize(
    ("quick", "better", "source"), [(True, None, "native"), (False, True, "native"), (False, False, "ocr")]
)
def test_the_better_recogniser_is_asked_only_where_the_quicker_one_reads_something_else(
    quick: bool, better: bool | None, source: str, monkeypatch: pytest.MonkeyPatch
):
    """True: it reads what the text says; None: it isn't asked."""
    asked: list[str] = []

    def reader(name: str, right: bool) -> Callable[[object], Reading]:
        return lambda _: asked.append(name) or Reading(LONGEST if right else "茶马古道旧事新编", 0.9)

    monkeypatch.setattr(trust, "skim_line", reader("quick", quick))
    monkeypatch.setattr(trust, "read_line", reader("better", bool(better)))
    page = read(Sheet((Words(LONGEST, 80, 700), Words(LONGEST, 80, 660), Words(LONGEST, 80, 620))))
    assert (page.source, set(asked)) == (source, {"quick"} if better is None else {"quick", "better"})


def test_a_font_that_maps_its_glyphs_to_other_characters_is_not_believed():
    """Each Unicode value of the font's ToUnicode is moved by 37: common characters, none of them right."""
    data, moved = pdf(letter()), []

    def shifted(match: re.Match[bytes]) -> bytes:
        text = match[0]
        for start, end in ((b"beginbfrange", b"endbfrange"), (b"beginbfchar", b"endbfchar")):
            for block in re.findall(start + rb"(.*?)" + end, text, re.DOTALL):
                values = re.sub(
                    rb"<(4E|[5-9][0-9A-F])([0-9A-F]{2})>(?=\s*[\r\n\]])",
                    lambda m: b"<%04X>" % (int(m[1] + m[2], 16) + 37),
                    block,
                )
                moved.append(values != block)
                text = text.replace(block, values)
        return text

    broken = _in_streams(data, shifted)
    assert any(moved)
    page = read_pdf(broken)[0].pages[0]
    assert page.source is TextSource.OCR
    assert comparable(page.text) == comparable("".join(TEXT))


def _in_streams(data: bytes, change) -> bytes:
    """The PDF with its CMaps unpacked and changed; its cross-references are rebuilt by whoever reads it."""
    import io

    import pypdf
    from pypdf.generic import NameObject, StreamObject

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for each in writer._objects:
        if isinstance(each, StreamObject) and b"begincmap" in (content := each.get_data()):
            new = StreamObject()
            new.set_data(change(re.match(rb".*", content, re.DOTALL)))
            each._data = zlib.compress(new._data)
            each[NameObject("/Filter")] = NameObject("/FlateDecode")
            each.pop("/DecodeParms", None)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
