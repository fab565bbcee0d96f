"""Makes what was ordered: the same exports as the command's, from this server's parts."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive.views import ActivityView, pages_of
from intake.call import Call
from review_export.exporting import Wishes, export
from review_export.package.writing import Converter, Source, write_package
from review_export.rows import Readers
from review_export.selection import Selected, Selection, categories
from review_export.supply import OfCalls
from review_export.web.jobs import Tell
from review_export.web.parts import Parts

PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants. `kind`: a table's ending without its dot, or `PACKAGE`; `hidden` receipt numbers stay out."""

    parts: Parts
    call: Call
    readers: Readers
    asked: Selection
    wishes: Wishes
    kind: str
    hidden: frozenset[str] = frozenset()
    books: bool = False
    word_pdf: bool = False


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of an order before its selection, each told as it goes by for the first time."""

    order: Order
    tell: Tell

    def __iter__(self) -> Iterator[ActivityView]:
        for number, row in enumerate(OfCalls(self.order.parts.records, (self.order.call,)), 1):
            self.tell(number, 0)
            if row.receipt not in self.order.hidden:
                yield row


def make(order: Order, path: Path, tell: Tell) -> tuple[str, ...]:
    """Write the file; a line for each document that could not be put in. Raises BaosongError, and what `tell` raises."""
    calls, rows = (order.call,), _Rows(order, tell)
    if order.kind != PACKAGE:
        export(path, rows, calls, order.readers, order.asked, order.wishes)
        return ()
    parts = order.parts
    with _converter(order) as converter:
        source = Source(parts.blobs, partial(pages_of, parts.records), parts.drawer, converter, order.books)
        chosen = Selected(rows, order.asked, categories(calls))
        return tuple(write_package(path, chosen, calls, order.readers, source, order.wishes, tell).problems)


def _converter(order: Order) -> AbstractContextManager[Converter | None]:
    return order.parts.converting() if order.word_pdf and order.parts.converting else nullcontext()
