"""A PDF page's own text, in the order in which it was written, which keeps cells together."""

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Box, Line

_TOO_MANY = 200_000  # characters a page: beyond, it is no page that a person reads
_GARBLED_SHARE = 0.1
_LOOKED_AT = 1000  # characters
_RECENT = 3  # runs before, in which a gap may have been left
_LONGEST_STRAY = 4  # characters that fill a gap
_OVERLAP = 0.25  # of its width that a glyph's box may reach into the next one's
_LONGEST_LINE = 400  # characters of a run that is a line
# what some fonts map their glyphs to; NFKC knows nothing of these (Unicode, CJK Radicals Supplement)
_RADICALS = str.maketrans(
    "⺌⺟⺠⺡⺮⺼⻁⻄⻅⻆⻉⻋⻌⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "小母民氵竹肉虎西见角贝车辶长长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)


@dataclass(frozen=True, slots=True)
class _Glyph:
    character: str
    left: float
    bottom: float
    right: float
    top: float


def native_lines(page: pypdfium2.PdfPage) -> tuple[Line, ...]:
    """The page's text lines, split where the writer jumped; () where it has none. Boxes as the page is displayed."""
    text_page = page.get_textpage()
    try:
        frame = _Frame(page)
        return tuple(frame.line(run) for run in _filled(_runs(_glyphs(text_page))))
    finally:
        text_page.close()


def is_garbled(text: str) -> bool:
    """Whether a font without a usable ToUnicode made this text: private-use, replacement and control characters."""
    letters = [character for character in text if not character.isspace()]
    bad = sum(
        1 for character in letters if unicodedata.category(character) in ("Co", "Cn", "Cc") or character == "\ufffd"
    )
    return bool(letters) and bad > _GARBLED_SHARE * len(letters)


def unmapped_share(page: pypdfium2.PdfPage) -> float:
    """The share of a page's characters for which its fonts give no Unicode (of the first thousand)."""
    text_page = page.get_textpage()
    try:
        count = min(text_page.count_chars(), _LOOKED_AT)
        unmapped = sum(pdfium.FPDFText_HasUnicodeMapError(text_page.raw, at) == 1 for at in range(count))
        return float(unmapped / max(count, 1))
    finally:
        text_page.close()


def _glyphs(text_page: pypdfium2.PdfTextPage) -> Iterator[_Glyph | None]:
    """Characters with their boxes in page space; None where PDFium breaks the line."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(min(text_page.count_chars(), _TOO_MANY)):
        code = pdfium.FPDFText_GetUnicode(text_page.raw, index)
        if code in (0x0D, 0x0A):
            yield None
        elif code and code != 0xFFFE:
            pdfium.FPDFText_GetCharBox(text_page.raw, index, left, right, bottom, top)
            yield _Glyph(chr(code) if code < 0x110000 else "\ufffd", left.value, bottom.value, right.value, top.value)


def _runs(glyphs: Iterator[_Glyph | None]) -> Iterator[list[_Glyph]]:
    run: list[_Glyph] = []
    for glyph in glyphs:
        if glyph is None or (run and not glyph.character.isspace() and _jumps(run, glyph)):
            if any(not g.character.isspace() for g in run):
                yield run
            run = []
        if glyph is not None:
            run.append(glyph)
    if any(not g.character.isspace() for g in run):
        yield run


def _filled(runs: Iterator[list[_Glyph]]) -> list[list[_Glyph]]:
    """The runs, glyphs of another font put back into the gap that was left for them: a writer may paint those last."""
    filled: list[list[_Glyph]] = []
    for run in runs:
        own: list[_Glyph] = []
        reached = float("-inf")
        for glyph in run:
            if glyph.left >= reached or not _fill([own], [glyph]):
                own.append(glyph)
                reached = max(reached, glyph.right)
        if not _fill(filled[-_RECENT:], own):
            filled.append(own)
    return filled


def _fill(runs: list[list[_Glyph]], stray: list[_Glyph]) -> bool:
    """Put it into the first run that has a gap there; whether one had."""
    seen = [glyph for glyph in stray if not glyph.character.isspace()]
    if not seen or len(seen) > _LONGEST_STRAY or any(glyph.right <= glyph.left for glyph in seen):
        return False
    left, right = min(glyph.left for glyph in seen), max(glyph.right for glyph in seen)
    slack = _OVERLAP * (right - left) / len(seen)
    middle = (min(glyph.bottom for glyph in seen) + max(glyph.top for glyph in seen)) / 2
    for run in runs:
        if len(run) > _LONGEST_LINE:
            continue
        at = next((n for n, g in enumerate(run) if not g.character.isspace() and g.left >= right - slack), 0)
        before = next((n for n in range(at - 1, -1, -1) if not run[n].character.isspace()), None)
        if before is None or not min(g.bottom for g in run) <= middle <= max(g.top for g in run):
            continue
        if all(g.right <= left + slack for g in run[:at] if not g.character.isspace()):
            run[before + 1 : at] = seen
            return True
    return False


def _jumps(run: list[_Glyph], glyph: _Glyph) -> bool:
    """To another cell: further right than blanks go, or back, or to another height."""
    last = next((g for g in reversed(run) if not g.character.isspace()), None)
    if last is None or glyph.right <= glyph.left:
        return False
    size = max(last.top - last.bottom, glyph.right - glyph.left, 4.0)
    return glyph.left - last.right > 3 * size or last.left - glyph.left > 2 * size


class _Frame:
    """Turns page space (origin bottom left, unrotated) into fractions of the page as displayed (origin top left)."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self.rotation = page.get_rotation()
        self.left, self.bottom, right, top = page.get_bbox()  # inherited, cropped, whatever corners are named
        self.width, self.height = max(right - self.left, 1.0), max(top - self.bottom, 1.0)

    def line(self, run: list[_Glyph]) -> Line:
        """One run as a line."""
        seen = [glyph for glyph in run if glyph.right > glyph.left] or run
        text = re.sub(r"[ \t\xa0]+", " ", "".join(glyph.character for glyph in run)).strip().translate(_RADICALS)
        return Line(
            text,
            self.box(
                min(g.left for g in seen),
                min(g.bottom for g in seen),
                max(g.right for g in seen),
                max(g.top for g in seen),
            ),
        )

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of page space as displayed (ISO 32000-1 §7.7.3.3: Rotate is clockwise)."""
        x1, x2 = (left - self.left) / self.width, (right - self.left) / self.width
        y1, y2 = 1 - (top - self.bottom) / self.height, 1 - (bottom - self.bottom) / self.height
        match self.rotation:
            case 90:
                x1, y1, x2, y2 = 1 - y2, x1, 1 - y1, x2
            case 180:
                x1, y1, x2, y2 = 1 - x2, 1 - y2, 1 - x1, 1 - y1
            case 270:
                x1, y1, x2, y2 = y1, 1 - x2, y2, 1 - x1
        return (_within(x1), _within(y1), _within(x2), _within(y2))


def _within(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 5)


def page_box(page: pypdfium2.PdfPage, left: float, bottom: float, right: float, top: float) -> Box:
    """A rectangle of page space as fractions of the page as displayed."""
    return _Frame(page).box(left, bottom, right, top)
