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
Titles = tuple[str, ...]
"""The bookmarks that lead to a document, outermost first; its own is the last."""


def bind(documents: Sequence[tuple[Titles, bytes]], most_pages: int) -> tuple[bytes, tuple[int, ...]]:
    """The book, and how many pages of each document are in it (0: it can't be opened); b"" where none is.

    Of each at most `most_pages`, counted from its first.
    """
    book = PdfDocument.new()
    pages: list[int] = []
    try:
        for _, data in documents:
            pages.append(_add(book, data, most_pages))
        written = io.BytesIO()
        book.save(written)
    finally:
        book.close()
    return (_with_bookmarks(written, documents, pages) if any(pages) else b""), tuple(pages)


def _add(book: PdfDocument, data: bytes, most: int) -> int:
    """How many pages were added."""
    try:
        source = PdfDocument(data)
    except PdfiumError:
        return 0
    before = len(book)
    try:
        number = min(len(source), most)
        for index in range(number):
            FPDFPage_Flatten(source[index], FLAT_PRINT)
        book.import_pages(source, list(range(number)))
    except PdfiumError:
        return len(book) - before
    finally:
        source.close()
    return len(book) - before


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
