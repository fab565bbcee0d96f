"""OFD documents (GB/T 33190): their text by ofdkit. No kept library draws their pages, so their seals stay unseen."""

from itertools import groupby

import ofdkit

from parsers.facts import Line, Page, PagedDocument, TextSource, TroubleKind
from parsers.facts.counting import characters
from parsers.trouble import DocumentTrouble

_POINTS = 72 / 25.4  # a millimetre


def read_ofd(data: bytes, max_pages: int = 60) -> PagedDocument:
    """Its pages, up to `max_pages`. Raises DocumentTrouble."""
    try:
        with ofdkit.open(data) as document:
            pages = tuple(_page(page, number) for number, page in enumerate(document.pages[:max_pages], 1))
            count = len(document.pages)
    except ofdkit.OFDError as error:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "OFD文件已损坏，无法打开") from error
    if not pages:
        raise DocumentTrouble(TroubleKind.EMPTY, "OFD没有任何页面")
    return PagedDocument(pages, count, characters("\n".join(page.text for page in pages)))


def _page(page: ofdkit.Page, number: int) -> Page:
    """One page; the pieces of text that stand on one baseline are a line."""
    runs = [run for run in page.runs if run.text.strip()]
    rows = (list(row) for _, row in groupby(runs, key=lambda run: round(run.y, 1)))
    lines = tuple(_line(row, page.width, page.height) for row in rows)
    source = TextSource.NATIVE if lines else TextSource.NONE
    return Page(number, page.width * _POINTS, page.height * _POINTS, lines, source)


def _line(row: list[ofdkit.TextRun], width: float, height: float) -> Line:
    left, right = min(run.x for run in row), max(run.x + run.width for run in row)
    top, bottom = min(run.y - run.size for run in row), max(run.y for run in row)
    return Line(
        "".join(run.text for run in row).strip(),
        (_share(left, width), _share(top, height), _share(right, width), _share(bottom, height)),
    )


def _share(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole if whole else 0.0)), 5)
