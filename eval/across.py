"""Seals across the edges of a document's pages: halves that make one, halves of two seals, slices of fanned pages, and red
that touches edges and is no seal.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pypdf
import pypdfium2

from bench.table import Table
from eval import seals
from eval.cached import HALVES
from eval.names import Rng
from eval.papers import layout
from eval.pictures import picture_pdf
from eval.printing import press, printed
from eval.scanners import flatbed
from eval.scores import share
from eval.things import Layout, Pressed, Rule
from intake.rules.sealing import whose
from parsers.facts import Page, PagedDocument, Stamp, TextSource
from parsers.paged.across import Looked, looked, with_seals_across
from parsers.paged.rendering import render
from parsers.paged.sealed import Sheet, page_stamps
from parsers.seal import Dark

_DPI = 150
_SHARE = 10  # one document of each kind for so many pages that are asked for
_RED = (200, 25, 35)

Side = tuple[int, int]  # where the first page's half lies: to the right (1, 0) or at the bottom (0, 1)


@dataclass(frozen=True, slots=True)
class Across:
    """A document and the name on the one seal that lies across its pages, "" where none does."""

    pdf: bytes
    name: str


def measure(half: str, pages: int, corpora: Path | None, failures: Path) -> Iterator[object]:
    """The table of one half."""
    del corpora, failures
    rows = [_row(kind, make, HALVES[half], max(2, pages // _SHARE)) for kind, make in KINDS.items()]
    heads = ("document", "documents", "sealed, clearly", "its own", "for a person", "nothing said", "another's")
    note = "Documents whose only seal lies across two pages or more. `its own`: with the seal's name on record."
    yield Table("Seals: across pages", heads, tuple(rows), (note,))


def _row(kind: str, make: Callable[[Rng], Across], first: int, count: int) -> tuple[str, ...]:
    said: Counter[str] = Counter()
    for seed in range(first, first + 2 * count, 2):
        document = make(np.random.default_rng([20200512, list(KINDS).index(kind), seed]))
        stamps = [each for each in _seen(document.pdf).stamps if each.shape.counts]
        clear = [each for each in stamps if each.is_clear]
        said.update(_verdicts(document.name, clear))
        said["for a person"] += bool(stamps) and not clear
        said["nothing"] += not stamps
    return (
        kind,
        str(count),
        *(share(said[each], count) for each in ("clear", "own", "for a person", "nothing", "another's")),
    )


def _verdicts(name: str, clear: list[Stamp]) -> Iterator[str]:
    if clear:
        yield "clear"
        whose_ = {whose(each, (name,)) for each in clear} if name else {None}
        yield "own" if True in whose_ else "another's" if whose_ == {False} else "unread"


def _seen(data: bytes) -> PagedDocument:
    """The document as `read_pdf` has it, but for its text."""
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    pages = [_looked(document, index) for index in range(len(document))]
    document.close()
    return PagedDocument(with_seals_across(pages), len(pages), 0)


def _looked(document: pypdfium2.PdfDocument, index: int) -> Looked:
    sheet = document[index]
    picture, size = render(sheet, _DPI), sheet.get_size()
    stamps = page_stamps(Sheet(document, sheet, index + 1), picture, Dark.NOTHING)
    return looked(Page(index + 1, *size, (), TextSource.NONE, stamps), picture, size)


def _paper(rng: Rng) -> Layout:
    return layout(rng, str(rng.choice(("letter", "form", "report", "red head"))))


def _seal(rng: Rng) -> Pressed:
    """Strong enough that nobody would ask."""
    design = seals.official(rng)
    red, green, blue = (int(np.clip(each + rng.normal(0, 12), 0, 255)) for each in _RED)
    strength, patchy = float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.05, 0.5))
    return Pressed(design, seals.engraved(design), 0, 0, float(rng.normal(0, 8)), (red, green, blue), strength, patchy)


def _halves(rng: Rng, side: Side, other: Pressed | None = None) -> Across:
    """One seal over both edges, or `other` on the second page's."""
    first, second = _paper(rng), _paper(rng)
    seal, share_ = _seal(rng), float(rng.uniform(-0.2, 0.2))
    along = float(rng.uniform(60, 150))
    out = share_ * seal.design.width
    at = (first.width + out, along) if side[0] else (along, first.height + out)
    first.seals.append(replace(seal, x=at[0], y=at[1]))
    moved = along + float(rng.normal(0, 1.5))
    there = (out, moved) if side[0] else (moved, out)
    second.seals.append(replace(other or seal, x=there[0], y=there[1]))
    return Across(_scanned((first, second), rng), "" if other else seal.design.name)


def _fanned(rng: Rng) -> Across:
    """Three pages, each sticking out from under the one before it by a third of the seal."""
    pages, seal = [_paper(rng) for _ in range(3)], _seal(rng)
    wide, y = seal.design.width, float(rng.uniform(60, 230))
    for index, page in enumerate(pages):
        page.seals.append(replace(seal, x=page.width + wide * (1 / 6 - index / 3), y=y))
    return Across(_scanned(pages, rng, hidden=wide / 3), seal.design.name)


def _decorated(rng: Rng) -> Across:
    """Bands and tabs in red that go over the pages' edges."""
    pages = [_paper(rng), _paper(rng)]
    at, wide = float(rng.uniform(40, 160)), float(rng.uniform(3, 25))
    ends = ((200.0, at, 212.0, at), (-2.0, at, 212.0, at), (at, -2.0, at, 14.0), (at, -2.0, at, 299.0))
    for page in pages:
        page.rules.append(Rule(*ends[int(rng.integers(len(ends)))], wide, _RED))
    return Across(_scanned(pages, rng), "")


def _scanned(pages: list[Layout] | tuple[Layout, ...], rng: Rng, hidden: float = 0.0) -> bytes:
    """All pages through one scanner. hidden: millimetres from its right edge where the page above a page ended."""
    dpi, inked = float(rng.choice((120, 150, 200))), int(rng.integers(2**32))
    book = pypdf.PdfWriter()
    for index, page in enumerate(pages):
        paper = printed(page, dpi)
        beneath = paper.copy()
        for seal in page.seals:
            press(paper, seal, dpi, np.random.default_rng(inked))  # one pressure on all of them
        covered = paper.shape[1] - round(hidden * dpi / 25.4) if hidden and index else 0
        paper[:, :covered] = beneath[:, :covered]
        picture = flatbed(paper, rng).picture
        single = picture_pdf(picture, page.width, page.height, "jpeg", rng)
        book.append(pypdf.PdfReader(io.BytesIO(single)))
    buffer = io.BytesIO()
    book.write(buffer)
    return buffer.getvalue()


KINDS: dict[str, Callable[[Rng], Across]] = {
    "halves, right and left": lambda rng: _halves(rng, (1, 0)),
    "halves, bottom and top": lambda rng: _halves(rng, (0, 1)),
    "halves of two seals": lambda rng: _halves(rng, (int(at := rng.integers(2)), 1 - int(at)), _seal(rng)),
    "slices of three fanned pages": _fanned,
    "red over the edges, no seal": _decorated,
}
