"""Which text of a PDF's page is believed: its own where it says what the page shows, else what is recognised.

no text, or a font without usable ToUnicode         → recognised
a picture covers the page:
    the text lies hidden under or behind it         → recognised; the hidden text stays where both agree
    the picture shows much that no text says        → recognised
else                                                → its own, after a look at a line or two
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from rapidfuzz import fuzz

from parsers.comparable import comparable
from parsers.facts import Line, TextSource
from parsers.paged.detector import Grey
from parsers.paged.native import is_garbled, native_lines, unmapped_share
from parsers.paged.ocr import read_line, skim_line
from parsers.paged.seeing import Pixels, Seen, see

_FEW = 20  # characters: a page number and a header are no text of a page that is a picture
_COVERS = 0.5  # of a page's area that pictures take, from which it may be a scan
_INVISIBLE = 3  # text rendering mode (ISO 32000-1 §9.3.6)
_UNSAID = 0.35  # of a page's dark pixels that lie outside all lines of text
_AGREES = 80  # of 100: as near as this a line of the hidden text is what is seen
_LEAST_AGREES = 75  # of 100: a single line that agrees less contradicts the picture
_SAMPLE = 6  # comparable characters of a line that is looked at
_ALIKE = 50  # of 100: below, a line's own text isn't what it shows
_LOOKS = 3
_RED, _REDDENED = 60, 0.02  # of 255, more than green and blue; of a line's pixels
_ENOUGH = 14.0  # heights of a line from its beginning that are looked at
_UNMAPPED = 0.1  # of the characters


@dataclass(frozen=True, slots=True)
class Believed:
    """A page's text. `hidden`: native, but another program's recognition; `seen` where the page was recognised."""

    lines: tuple[Line, ...]
    source: TextSource
    hidden: bool = False
    seen: Seen = field(default_factory=Seen)


def believed(page: pypdfium2.PdfPage, picture: Pixels, sampled: bool = True) -> Believed:
    """The page's text. picture: the page as displayed, (h, w, 3) RGB uint8; `sampled`: its own text gets a look."""
    lines = native_lines(page)
    text = "".join(line.text for line in lines)
    if not lines or is_garbled(text) or unmapped_share(page) > _UNMAPPED:
        return _recognised(see(picture), ())
    images = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    if images and len(text) < _FEW:
        return _recognised(see(picture), lines)
    if _share_covered(page, images) < _COVERS:
        doubtful = sampled and _shows_otherwise(lines, picture)
        return _recognised(see(picture), lines) if doubtful else Believed(lines, TextSource.NATIVE)
    if _is_hidden(page):
        seen = see(picture)
        if seen.lines and not _agree(lines, seen.lines):
            return _recognised(seen, lines)
        return Believed(lines, TextSource.NATIVE, hidden=True, seen=seen)
    if _unsaid(lines, picture) > _UNSAID:
        return _recognised(see(picture), lines)
    return Believed(lines, TextSource.NATIVE)


def _recognised(seen: Seen, own: tuple[Line, ...]) -> Believed:
    if seen.lines:
        return Believed(seen.lines, TextSource.OCR, seen=seen)
    return Believed(own, TextSource.NATIVE if own else TextSource.NONE)


def _share_covered(page: pypdfium2.PdfPage, images: Sequence[pypdfium2.PdfObject]) -> float:
    """The share of the page that its pictures take together, as if none lay over another."""
    width, height = page.get_size()
    if page.get_rotation() in (90, 270):
        width, height = height, width
    area = 0.0
    for image in images:
        left, bottom, right, top = image.get_bounds()
        area += max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(top, height) - max(bottom, 0))
    return float(area / max(width * height, 1.0))


def _is_hidden(page: pypdfium2.PdfPage) -> bool:
    """Whether most of the text is drawn invisibly, or before the last large picture that then lies over it."""
    below = hidden = shown = 0
    for each in page.get_objects(max_depth=3):
        if each.type == pdfium.FPDF_PAGEOBJ_TEXT:
            invisible = pdfium.FPDFTextObj_GetTextRenderMode(each.raw) == _INVISIBLE
            hidden, below, shown = hidden + invisible, below + (not invisible), shown + (not invisible)
        elif each.type == pdfium.FPDF_PAGEOBJ_IMAGE and _share_covered(page, [each]) >= _COVERS:
            hidden, below = hidden + below, 0
            shown = 0
    return hidden > shown


def _agree(own: Sequence[Line], seen: Sequence[Line]) -> bool:
    """Whether the hidden text and the recognised one say the same, line by line, either way."""
    return _is_within(own, seen) and _is_within(seen, own)


def _is_within(some: Sequence[Line], others: Sequence[Line]) -> bool:
    whole = "".join(comparable(line.text) for line in others)
    pieces = [text for line in some if len(text := comparable(line.text)) >= _SAMPLE]
    near = [fuzz.partial_ratio(text, whole) if len(text) <= len(whole) else 0.0 for text in pieces]
    return not near or (min(near) >= _LEAST_AGREES and sum(near) / len(near) >= _AGREES)


def _unsaid(lines: Sequence[Line], picture: Pixels) -> float:
    """The share of a page's dark pixels that no line of text covers."""
    grey = picture[::2, ::2].min(axis=2)
    dark = grey < float(np.median(grey)) - 60
    high, wide = dark.shape
    total = int(dark.sum())
    for line in lines:
        left, top, right, bottom = line.box
        dark[
            max(0, int(top * high) - 2) : int(bottom * high) + 3, max(0, int(left * wide) - 2) : int(right * wide) + 3
        ] = False
    return int(dark.sum()) / total if total else 0.0


def _shows_otherwise(lines: Sequence[Line], picture: Pixels) -> bool:
    """Whether the page shows something else than its text says: the longest line is read, two more where that
    differs. The better recogniser is asked only where the quicker one reads something else. Fewer lines say nothing.
    """
    wrong = 0
    looks = _longest(lines, picture)[:_LOOKS]
    for looked, (said, crop) in enumerate(looks if len(looks) == _LOOKS else (), 1):
        wrong += all(_differs(read(crop).text, said) for read in (skim_line, read_line))
        if not wrong:
            return False
        if looked == _LOOKS:
            return wrong * 2 > _LOOKS
    return False


def _differs(seen: str, said: str) -> bool:
    """Whether a line's beginning, as it was read, isn't the beginning of what its text says."""
    text = comparable(seen)
    return fuzz.ratio(text, comparable(said)[: max(_SAMPLE, len(text))]) < _ALIKE


def _longest(lines: Sequence[Line], picture: Pixels) -> list[tuple[str, Grey]]:
    """Long level lines with the picture of their beginning, the longest first, those under a seal or in red last."""
    high, wide = picture.shape[:2]
    level: list[tuple[bool, int, str, Pixels]] = []
    for line in lines:
        left, top, right, bottom = line.box
        width, height = (right - left) * wide, (bottom - top) * high
        letters = len(comparable(line.text))
        if letters >= _SAMPLE and height >= 8 and width > 3 * height:
            rows = slice(max(0, round(top * high) - 2), round(bottom * high) + 2)
            first = max(0, round(left * wide) - 2)
            cut = picture[rows, first : min(round(right * wide) + 2, first + round(_ENOUGH * height))]
            level.append((_is_reddened(cut), -letters, line.text, cut))
    return [(text, np.ascontiguousarray(cut[..., 0])) for *_, text, cut in sorted(level, key=lambda each: each[:2])]


def _is_reddened(cut: Pixels) -> bool:
    red, green, blue = (cut[..., at].astype(np.int16) for at in range(3))
    return bool((red - np.maximum(green, blue) > _RED).mean() > _REDDENED)
