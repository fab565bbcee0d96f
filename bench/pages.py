"""What each step on a page costs."""

from collections.abc import Callable

import numpy as np
import pypdfium2

from bench.sheets import Sheet, sheets
from bench.table import Table, milliseconds
from parsers.facts import Pair
from parsers.paged import read_pdf
from parsers.paged.looking import sealed_page
from parsers.paged.native import native_lines
from parsers.paged.seeing import see
from parsers.sameness import compare
from parsers.seal import Dark

_OCR_DPI = 150


def pages_table() -> Table:
    """Milliseconds a page for each step, born-digital and scan in turn."""
    both = sheets()
    steps = [_steps(sheet) for sheet in both]
    times = milliseconds([work for named in steps for work in named.values()], rounds=5)
    digital, scan = times[: len(steps[0])], times[len(steps[0]) :]
    counts = [sheet.paged.page_count for sheet in both]
    rows = [
        (name, f"{one / counts[0]:.1f}", f"{two / counts[1]:.1f}", f"{two / counts[1] / (one / counts[0]):.1f}")
        for name, one, two in zip(steps[0], digital, scan, strict=True)
    ]
    note = (
        f"First pages of the sample mails ({counts[0]} and {counts[1]} pages), one thread. "
        "`whole` is `read_pdf`: it recognises only where there is no native text, and looks for seals always."
    )
    return Table(
        "Pages", ("step", *(f"{sheet.kind}, ms a page" for sheet in both), "scan ÷ digital"), tuple(rows), (note,)
    )


def _steps(sheet: Sheet) -> dict[str, Callable[[], object]]:
    document = pypdfium2.PdfDocument(sheet.data)
    each = list(document)
    pictures = [np.ascontiguousarray(_render(page)) for page in each]
    pair = Pair(sheet.word, sheet.paged)
    return {
        "native text": lambda: [native_lines(page) for page in each],
        "render, 150 dpi": lambda: [_render(page) for page in each],
        "recognition": lambda: [see(picture) for picture in pictures],
        "seal, found and read": lambda: [sealed_page(picture, 1, Dark.RINGS) for picture in pictures],
        "sameness with the Word version": lambda: compare(pair),
        "whole": lambda: read_pdf(sheet.data),
    }


def _render(page: pypdfium2.PdfPage) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    picture = page.render(scale=_OCR_DPI / 72, rev_byteorder=True, prefer_bgrx=False).to_numpy()
    return np.asarray(picture[..., :3], dtype=np.uint8)
