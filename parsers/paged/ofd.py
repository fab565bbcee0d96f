"""OFD documents (GB/T 33190): their text by ofdkit, their pictures and seals by `ofd_drawn`; a scanned page is recognised."""

from dataclasses import dataclass, replace
from itertools import groupby

import ofdkit
from ofdkit.package import Package

from parsers.facts import Box, Line, Page, PagedDocument, Signature, SignatureState, Stamp, TextSource, TroubleKind
from parsers.facts.counting import characters
from parsers.paged.looking import sealed_page
from parsers.paged.marks import Mark
from parsers.paged.ofd_drawn import Seal, drawn, pictures, seals
from parsers.paged.sealed import with_marks
from parsers.paged.seeing import see
from parsers.paged.signatures import GM_PHRASE
from parsers.seal import Dark
from parsers.trouble import DocumentTrouble

_POINTS = 72 / 25.4  # a millimetre


@dataclass(frozen=True, slots=True)
class _Beside:
    """What pages show besides their text: the package, its pictures' entries by ID, its signatures' seals."""

    package: Package
    media: dict[str, str]
    seals: tuple[Seal, ...]

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """One a signature that has a seal: what stands in it is its maker's word, which nobody here can verify."""
        named = {seal.signature: seal.name for seal in self.seals}
        return tuple(Signature(at, name, SignatureState.UNSUPPORTED, GM_PHRASE) for at, name in named.items())


def read_ofd(data: bytes, max_pages: int = 60) -> PagedDocument:
    """Its pages, up to `max_pages`. Raises DocumentTrouble."""
    try:
        with ofdkit.open(data) as document, Package(data) as package:
            beside = _Beside(package, dict(pictures(package)), seals(package))
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
    runs = [run for run in page.runs if run.text.strip()]
    rows = (list(row) for _, row in groupby(runs, key=lambda run: round(run.y, 1)))
    lines = tuple(_line(row, page.width, page.height) for row in rows)
    source = TextSource.NATIVE if lines else TextSource.NONE
    return _seen(Page(number, page.width * _POINTS, page.height * _POINTS, lines, source), page, beside)


def _seen(read: Page, page: ofdkit.Page, beside: _Beside) -> Page:
    """The page with what its pictures show: seals, and text where it has none of its own."""
    on_it = tuple(seal for seal in beside.seals if seal.page == page.id)
    picture = drawn(beside.package, page.location, (page.width, page.height), beside.media, on_it)
    marks = [Mark(_box(seal.place, page.width, page.height), True, seal.signature) for seal in on_it]
    found: tuple[Stamp, ...] = ()
    if picture is not None:
        if not read.lines:
            seen = see(picture)
            source = TextSource.OCR if seen.lines else TextSource.NONE
            read = replace(read, lines=seen.lines, source=source, quarters=seen.quarters, slope=seen.slope)
        dark = Dark.NOTHING if read.source is TextSource.NATIVE else Dark.RINGS
        found = sealed_page(picture, read.number, dark, (read.width, read.height))
    return replace(read, stamps=with_marks(found, marks, read.number, beside.signatures))


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
