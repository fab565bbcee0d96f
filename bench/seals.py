"""Seals found, missed and false: on made pages, whose seals are known, and on public pages, of which none is known to bear one."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw

from bench.table import Table
from config.demo.generator.fonts import font
from config.demo.generator.scans import Scanner, press, scan
from config.demo.generator.seals import Seal, draw, pressed
from parsers.facts import Box, StampShape
from parsers.paged.looking import Pixels
from parsers.seal import find_stamps

_DPI = 100
_SIZE = (827, 1169)
_NAMES = ("中国云杉工程学会", "青岭省云杉科学技术协会", "北岭观鸟协会", "青岭大学林学院", "全国云杉工程学会青岭分会")
_COLOURS = ((205, 24, 30), (150, 20, 35), (235, 70, 30), (200, 30, 90))
_MOST_PAGES = 3  # of each public PDF


@dataclass(slots=True)
class _Tally:
    """Pages looked at; seals found, missed, and said to be where none is."""

    pages: int = 0
    found: int = 0
    missed: int = 0
    false: int = 0

    def add(self, page: Pixels, dpi: float, truth: tuple[Box, ...]) -> None:
        """Count one page."""
        seals = [stamp.box for stamp in find_stamps(page, 1, dpi) if stamp.shape is not StampShape.CHOP]
        hits = sum(any(_overlap(box, seal) > 0.5 for seal in seals) for box in truth)
        self.pages += 1
        self.found += hits
        self.missed += len(truth) - hits
        self.false += len(seals) - hits

    def row(self, name: str) -> tuple[str, ...]:
        """As the table has it."""
        return (name, *map(str, (self.pages, self.found, self.missed, self.false)))


def seals_table(corpora: Path | None) -> Table:
    """Made pages with a seal, made pages with other red, and the pages of public PDFs."""
    sealed, other = _Tally(), _Tally()
    for page, truth in _sealed_pages():
        sealed.add(page, _DPI, (truth,))
    for page in _other_red():
        other.add(page, _DPI, ())
    rows = [sealed.row("made scans with a seal"), other.row("made scans with other red")]
    if corpora:
        public = _Tally()
        for page, dpi in _public_pages(corpora):
            public.add(page, dpi, ())
        rows.append(public.row("public PDFs (none known to bear a seal)"))
    return Table("Seals", ("pages", "looked at", "found (IoU > 0.5)", "missed", "false"), tuple(rows))


def _paper() -> Image.Image:
    page = Image.new("RGB", _SIZE, "white")
    pen = ImageDraw.Draw(page)
    for row in range(16):
        pen.text((80, 150 + 46 * row), "云杉林下的科技工作者节筹备方案与安排说明", font=font("song", 23), fill="black")
    return page


def _sealed_pages() -> Iterator[tuple[Pixels, Box]]:
    rng = random.Random(7)
    for name in _NAMES:
        for colour in _COLOURS:
            seal = draw(
                Seal(name, colour=colour, diameter=rng.choice((38, 42, 45)), oval=rng.choice((1, 1, 0.72))), _DPI
            )
            x, y = rng.uniform(0.25, 0.75), rng.uniform(0.15, 0.85)
            page = press(_paper(), pressed(seal, rng, rng.uniform(-8, 8), rng.uniform(0.6, 0.95)), x, y)
            wide, high = seal.width / _SIZE[0] / 2, seal.height / _SIZE[1] / 2
            scanned = scan(page, Scanner(skew=rng.uniform(-0.8, 0.8), noise=rng.uniform(1, 6)), rng)
            yield np.asarray(scanned), (x - wide, y - high, x + wide, y + high)


def _other_red() -> Iterator[Pixels]:
    rng = random.Random(8)
    for index in range(12):
        page = _paper()
        pen = ImageDraw.Draw(page)
        x, y, radius = rng.randint(150, 600), rng.randint(200, 900), rng.randint(60, 90)
        box = (x - radius, y - radius, x + radius, y + radius)
        if index % 3 == 0:
            pen.text((413, 80), "中国云杉工程学会文件", font=font("song", 58), fill=_COLOURS[0], anchor="mm")
            pen.line((60, 120, 760, 120), fill=_COLOURS[0], width=4)
        elif index % 3 == 1:
            pen.ellipse(box, outline=_COLOURS[index % 4], width=4)
        else:
            pen.ellipse(box, fill=_COLOURS[index % 4])
            pen.text((x, y), "杉", font=font("hei", radius), fill="white", anchor="mm")
        yield np.asarray(scan(page, Scanner(), rng))


def _public_pages(corpora: Path) -> Iterator[tuple[Pixels, float]]:
    for path in sorted((corpora / "documents").rglob("*.pdf")):
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            continue
        for index in range(min(len(document), _MOST_PAGES)):
            try:
                page = document[index]
            except pypdfium2.PdfiumError:
                continue
            dpi = 100 * 842 / max(page.get_size())
            picture = page.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=False).to_numpy()
            if picture.shape[2] >= 3:
                yield np.ascontiguousarray(picture[..., :3]), 100.0
        document.close()


def _overlap(one: Box, other: Box) -> float:
    wide = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    high = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return wide * high / (sum(areas) - wide * high)
