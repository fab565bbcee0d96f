"""One Word version and its PDF by their seed: printed, sealed, scanned or photographed, or exported as it is."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pypdf

from eval import seals
from eval.digital import CARRIERS, digital_pdf
from eval.flow import set_on_pages
from eval.fonts import PRINT
from eval.names import Rng
from eval.pictures import picture_pdf
from eval.plans import Paper, plan, report
from eval.printing import press, printed
from eval.scanners import flatbed, greyed, telephone
from eval.things import Layout, Pressed

_WAYS = {"digital": 0.25, "scan": 0.45, "photo": 0.15, "grey": 0.15}
_DPI = (130, 150, 150, 150, 200, 200, 300)


@dataclass(frozen=True, slots=True)
class Couple:
    """A paper and its PDF. `words`: the lines printed on each page; `hint_in_pdf`, `hint_in_word`: who kept the hint."""

    seed: int
    paper: Paper
    pdf: bytes
    way: str
    words: tuple[tuple[str, ...], ...]
    hint_in_word: bool


def couple(seed: int, way: str = "") -> Couple:
    """The couple of that seed; the same seed gives the same one. way: how its PDF came, "" where the seed decides."""
    rng = np.random.default_rng([20200622, seed])
    paper = plan(rng) if rng.random() < 0.7 else report(rng)
    drawn = str(rng.choice(list(_WAYS), p=list(_WAYS.values())))
    way = way or drawn
    style, size, leading = str(rng.choice(PRINT)), float(rng.uniform(4.0, 5.3)), float(rng.uniform(1.35, 1.9))
    pages = set_on_pages(paper, style, size, leading, paper.hint)
    if rng.random() < 0.9:
        _seal(pages[-1], rng)
    pdf = joined([_page(page, way, rng) for page in pages])
    words = tuple(tuple(each.text for each in page.words) for page in pages)
    return Couple(seed, paper, pdf, way, words, bool(rng.random() < 0.5))


def _seal(page: Layout, rng: Rng) -> None:
    design, engraving = seals.official(rng), None
    x, y = page.spots[-1]
    colour = (int(rng.integers(170, 235)), int(rng.integers(15, 50)), int(rng.integers(20, 60)))
    page.seals.append(
        Pressed(
            design,
            engraving or seals.engraved(design),
            min(max(x + float(rng.normal(0, 6)), 25), 185),
            min(y + float(rng.normal(0, 4)), 270),
            float(rng.normal(0, 8)),
            colour,
            float(rng.uniform(0.5, 1.0)),
            float(rng.uniform(0.05, 0.6)),
        )
    )


def _page(page: Layout, way: str, rng: Rng) -> bytes:
    if way == "digital":
        page.seals = [replace(seal, carrier=str(rng.choice(CARRIERS))) for seal in page.seals]
        return digital_pdf(page, rng)
    dpi = float(rng.choice(_DPI))
    paper = printed(page, dpi)
    for seal in page.seals:
        press(paper, seal, dpi, rng)
    picture = (telephone if way == "photo" else flatbed)(paper, rng).picture
    if way == "grey":
        picture = greyed(picture)
    turned = np.ascontiguousarray(np.rot90(picture, int(rng.choice((0, 1, 2, 3), p=(0.94, 0.02, 0.02, 0.02)))))
    wide, high = (210.0, 297.0) if turned.shape[0] > turned.shape[1] else (297.0, 210.0)
    return picture_pdf(turned, wide, high, "grey" if way == "grey" else "jpeg", rng)


def joined(pages: Sequence[bytes]) -> bytes:
    """One PDF of several."""
    writer = pypdf.PdfWriter()
    for page in pages:
        writer.append(io.BytesIO(page))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
