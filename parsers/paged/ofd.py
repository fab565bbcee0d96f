"""OFD documents (GB/T 33190): their text by ofdkit, their pictures and seals by `ofd_drawn`; a scanned page is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby

import ofdkit
from ofdkit.package import Package

from parsers.facts import (
    Box,
    Line,
    Page,
    PagedDocument,
    Signature,
    SignatureState,
    Stamp,
    StampKind,
    StampShape,
    TextSource,
    TroubleKind,
)
from parsers.facts.counting import characters
from parsers.paged.looking import sealed_page
from parsers.paged.marks import Mark
from parsers.paged.ofd_drawn import Drawing
from parsers.paged.ofd_parts import Body, bodies
from parsers.paged.ofd_seals import Seal, seals
from parsers.paged.sealed import with_marks
from parsers.paged.seeing import see
from parsers.paged.signatures import GM_PHRASE
from parsers.seal import Dark
from parsers.trouble import DocumentTrouble

_POINTS = 72 / 25.4  # a millimetre
_A4, _SIDES = (210.0, 297.0), (10.0, 5_000.0)  # mm
_SAME = 0.7  # of a found seal lies where the signature's stands
_READ, _ALIKE = 0.8, 0.5  # of a seal's text: as sure it must be to speak against a name, and less like it


@dataclass(frozen=True, slots=True)
class _Beside:
    """What pages show besides their text: the file's documents and its signatures' seals, and what draws them."""

    documents: tuple[Body, ...]
    seals: tuple[Seal, ...]
    drawing: Drawing

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """One a signature that has a seal: what stands in it is its maker's word, which nobody here can verify."""
        named = {seal.signature: seal.name for seal in self.seals}
        return tuple(Signature(at, name, SignatureState.UNSUPPORTED, GM_PHRASE) for at, name in named.items())

    def media_of(self, page: str | None) -> Mapping[str, str]:
        """The pictures' entries by ID in the document that a page is of."""
        return next((each.media for each in self.documents if page in each.pages.values()), {})


def read_ofd(data: bytes, max_pages: int = 60) -> PagedDocument:
    """Its pages, up to `max_pages`. Raises DocumentTrouble."""
    try:
        with ofdkit.open(data) as document, Package(data) as package:
            beside = _Beside(bodies(package), seals(package), Drawing(package))
            pages = tuple(_page(page, number, beside) for number, page in enumerate(document.pages[:max_pages], 1))
            count = len(document.pages)
    except ofdkit.OFDError as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "OFD文件已损坏，无法打开") from error
    if not pages:
        raise DocumentTrouble(TroubleKind.EMPTY, "OFD没有任何页面")
    written = characters("\n".join(page.text for page in pages))
    signed = beside.signatures
    return PagedDocument(pages, count, written, signature_fields=len(signed), signatures=signed)


def _page(page: ofdkit.Page, number: int, beside: _Beside) -> Page:
    """One page; the pieces of text that stand on one baseline are a line."""
    size = _size(page)
    runs = [run for run in page.runs if run.text.strip()]
    rows = (list(row) for _, row in groupby(runs, key=lambda run: round(run.y, 1)))
    lines = tuple(_line(row, *size) for row in rows)
    source = TextSource.NATIVE if lines else TextSource.NONE
    return _seen(Page(number, size[0] * _POINTS, size[1] * _POINTS, lines, source), page.location, size, beside)


def _size(page: ofdkit.Page) -> tuple[float, float]:
    """Width and height in millimetres; of a sheet that nobody could print, A4's."""
    least, most = _SIDES
    return (page.width, page.height) if least <= min(page.box[2:]) and max(page.box[2:]) <= most else _A4


def _seen(read: Page, location: str | None, size: tuple[float, float], beside: _Beside) -> Page:
    """The page with what its pictures show: seals, and text where it has none of its own."""
    boxes = {seal: _box(seal.place, *size) for seal in beside.seals if seal.page == location}
    on_it = tuple(seal for seal, box in boxes.items() if box[0] < box[2] and box[1] < box[3])  # not beside the page
    picture = beside.drawing.page(location, size, beside.media_of(location), on_it)
    found: tuple[Stamp, ...] = ()
    if picture is not None:
        if not read.lines:
            seen = see(picture)
            source = TextSource.OCR if seen.lines else TextSource.NONE
            read = replace(read, lines=seen.lines, source=source, quarters=seen.quarters, slope=seen.slope)
        dark = Dark.RINGS_WITHOUT_COLOUR if read.source is TextSource.NATIVE else Dark.RINGS
        found = sealed_page(picture, read.number, dark, (read.width, read.height))
    marks = [Mark(boxes[seal], True, seal.signature) for seal in on_it]
    stamps = with_marks(found, marks, read.number, beside.signatures)
    return replace(read, stamps=tuple(_as_shown(stamp, found) for stamp in stamps))


def _as_shown(stamp: Stamp, found: tuple[Stamp, ...]) -> Stamp:
    """A signature's seal as its picture shows it, where that was read: nobody has verified the name written beside it."""
    shown = next((each for each in found if _share_of(stamp.box, each.box) > _SAME), None)
    if stamp.kind is not StampKind.SIGNATURE or shown is None:
        return stamp
    if shown.shape is StampShape.OTHER:
        return replace(stamp, shape=shown.shape)
    alike = SequenceMatcher(None, stamp.text, shown.text, autojunk=False).ratio()
    if shown.text_confidence >= _READ and alike < _ALIKE:
        return replace(stamp, text="", text_confidence=0.0)
    return stamp


def _share_of(box: Box, other: Box) -> float:
    """How much of the other lies within a box."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    area = (other[2] - other[0]) * (other[3] - other[1])
    return max(wide, 0.0) * max(high, 0.0) / area if area else 0.0


def _box(place: tuple[float, ...], width: float, height: float) -> Box:
    left, top, wide, high = place
    return _share(left, width), _share(top, height), _share(left + wide, width), _share(top + high, height)


def _line(row: list[ofdkit.TextRun], width: float, height: float) -> Line:
    left, right = min(run.x for run in row), max(run.x + run.width for run in row)
    top, bottom = min(run.y - run.size for run in row), max(run.y for run in row)
    return Line(
        "".join(run.text for run in row).strip(),
        (_share(left, width), _share(top, height), _share(right, width), _share(bottom, height)),
    )


def _share(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole if whole else 0.0)), 5)
