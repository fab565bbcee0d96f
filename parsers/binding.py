"""Several PDFs bound into one for printing: pages as a printer would show them, bookmarks, and nothing that runs.

The copies are flattened (what annotations show becomes part of the page), so that neither actions nor fields nor embedded
files come along; a signature's picture stays and its validity doesn't, which only the original has.
"""

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.generic import IndirectObject
from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2.raw import FLAT_PRINT, FPDFPage_Flatten

_RUNS = ("/AA", "/Annots")  # of a page: actions, and what could not be flattened
MOST_PAGES = 1_000  # of one document: its bytes may say that it has a million
Titles = tuple[str, ...]
"""The bookmarks that lead to a document, outermost first; its own is the last."""
Bound = tuple[int, int]
"""How many pages of a document are in the book, and how many it has; (0, 0) where it can't be opened."""


def bind(documents: Sequence[tuple[Titles, bytes]], most_pages: int = MOST_PAGES) -> tuple[bytes, tuple[Bound, ...]]:
    """The book, b"" where nothing can be bound, and what of each document is in it.

    Of each at most `most_pages`, counted from its first.
    """
    book = PdfDocument.new()
    pages: list[Bound] = []
    try:
        for _, data in documents:
            pages.append(_add(book, data, most_pages))
        written = io.BytesIO()
        book.save(written)
    finally:
        book.close()
    added = [number for number, _ in pages]
    return (_with_bookmarks(written, documents, added) if any(added) else b""), tuple(pages)


def _add(book: PdfDocument, data: bytes, most: int) -> Bound:
    try:
        source = PdfDocument(data)
    except PdfiumError:
        return 0, 0
    before, whole = len(book), len(source)
    try:
        number = min(whole, most)
        for index in range(number):
            FPDFPage_Flatten(source[index], FLAT_PRINT)
        book.import_pages(source, list(range(number)))
    except PdfiumError:
        return len(book) - before, whole
    finally:
        source.close()
    return len(book) - before, whole


def _with_bookmarks(book: io.BytesIO, documents: Sequence[tuple[Titles, bytes]], pages: Sequence[int]) -> bytes:
    writer = PdfWriter()
    writer.append_pages_from_reader(PdfReader(book))  # pages alone: neither when it was made nor what it is called
    known: dict[Titles, IndirectObject] = {}
    place = 0
    for (titles, _), number in zip(documents, pages, strict=True):
        for depth in range(1, len(titles) + 1) if number else ():
            here = titles[:depth]
            if here not in known or depth == len(titles):
                known[here] = writer.add_outline_item(
                    title=here[-1], page_number=place, parent=known.get(here[:-1]), is_open=False
                )
        place += number
    for page in writer.pages:
        for key in _RUNS:
            page.pop(key, None)
    writer.metadata = None
    writer.page_mode = "/UseOutlines"
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
