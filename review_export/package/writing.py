"""Writes a package: the documents, a picture of each first page, the workbook with links, and the index page.

for each document:        copied from the store, unless an earlier run left it there
for each sealed version:  its first page as a small picture, contact data covered for reviewers
the workbook, then the index, which names all of them
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from archive.views import ActivityView
from intake.call import Call
from intake.errors import BlobMissing
from intake.ports import Blobs
from intake.receipt import call_of
from parsers.errors import ParsingFailed
from parsers.facts import Box, PagedDocument
from review_export.exporting import Wishes, export
from review_export.package.index import NAME as INDEX
from review_export.package.index import Entry, entry_of, page
from review_export.package.layout import Place, lay_out, links
from review_export.package.masking import masks
from review_export.package.sinks import Sink, sink
from review_export.rows import Readers, is_contact
from review_export.selection import Selection

WORKBOOK = "汇总表.xlsx"
_PICTURES = "缩略图"
_WIDTH = 360  # pixels: sharp on a screen of two dots a pixel at the page's 120


class Previewer(Protocol):
    """Makes pictures of pages; `parsers.sandbox.ProcessSandbox` is one."""

    def preview(self, pdf: bytes, masks: Sequence[Box], width: int) -> bytes:
        """The first page as JPEG. Raises ParsingFailed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a package's parts come from. `facts` gives a document's pages by receipt number and SHA-256, None where unread."""

    blobs: Blobs
    facts: Callable[[str, str], PagedDocument | None]
    previewer: Previewer


@dataclass
class Told:
    """What came of it: how many documents, and a line for each that could not be put in."""

    documents: int = 0
    problems: list[str] = field(default_factory=list)


def write_package(
    target: Path,
    rows: Sequence[ActivityView],
    calls: Sequence[Call],
    readers: Readers,
    source: Source,
    wishes: Wishes = Wishes(),
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Told:
    """Write the package; `told` hears how many activities of how many are done. Raises ConfigurationError."""
    places = lay_out(calls, rows)
    of_receipt: dict[str, list[Place]] = {}
    for place in places:
        of_receipt.setdefault(place.receipt, []).append(place)
    result = Told()
    with sink(target) as writing:
        entries = []
        for number, row in enumerate(_in_order(rows, places), 1):
            entries.append(_activity(writing, row, of_receipt.get(row.receipt, []), calls, readers, source, result))
            told(number, len(rows))
        _workbook(writing, rows, calls, readers, wishes, places)
        title = "；".join(call.title for call in calls)
        writing.put(INDEX, page(title, entries, WORKBOOK).encode("utf-8", "replace"))
    return result


def _in_order(rows: Sequence[ActivityView], places: Iterable[Place]) -> list[ActivityView]:
    """The rows in the order of their folders; those without any document last."""
    order = {receipt: index for index, receipt in enumerate(dict.fromkeys(place.receipt for place in places))}
    return sorted(rows, key=lambda row: (order.get(row.receipt, len(order)), row.receipt))


def _activity(
    writing: Sink,
    row: ActivityView,
    places: Sequence[Place],
    calls: Sequence[Call],
    readers: Readers,
    source: Source,
    result: Told,
) -> Entry:
    picture = ""
    for place in places:
        try:
            _document(writing, place, source)
            result.documents += 1
            if place.version == "pdf":
                picture = _picture(writing, row, place, calls, readers, source)
        except BlobMissing as error:
            result.problems.append(f"{place.path}：{error}")
        except ParsingFailed as error:
            result.problems.append(f"{place.path}没有缩略图：{error}")
    call = next((each for each in calls if each.name == call_of(row.receipt)), calls[0])
    stage = next((each for each in call.stages if each.key == row.stage), call.stages[0])
    shown = [each.key for each in stage.form.fields if readers is Readers.OFFICE or not is_contact(each)]
    return entry_of(row, stage.name, [place.path for place in places], picture, shown)


def _document(writing: Sink, place: Place, source: Source) -> None:
    if not writing.has(place.path, place.sha256):
        writing.put(place.path, source.blobs.get(place.sha256))


def _picture(
    writing: Sink, row: ActivityView, place: Place, calls: Sequence[Call], readers: Readers, source: Source
) -> str:
    """The picture's path; "" where a page can't be shown, or not without what reviewers mustn't see."""
    pages = source.facts(row.receipt, place.sha256)
    if pages is None or not pages.pages:
        return ""
    fields = [each for call in calls for stage in call.stages for each in stage.form.fields if is_contact(each)]
    contacts = [str(value) for each in fields if (value := row.fields.get(each.key))]
    covered = masks(pages.pages[0], contacts) if readers is Readers.REVIEWERS else ()
    path = f"{_PICTURES}/{row.receipt}.jpg"
    writing.put(path, source.previewer.preview(source.blobs.get(place.sha256), covered, _WIDTH))
    return path


def _workbook(
    writing: Sink,
    rows: Sequence[ActivityView],
    calls: Sequence[Call],
    readers: Readers,
    wishes: Wishes,
    places: Sequence[Place],
) -> None:
    with TemporaryDirectory(prefix="baosong-package-") as folder:
        path = Path(folder) / WORKBOOK
        linked = Wishes(
            changes=wishes.changes,
            links=links(places),
            reviewers=wishes.reviewers,
            assigned=wishes.assigned,
            made_at=wishes.made_at,
        )
        export(path, rows, calls, readers, Selection(), linked)
        writing.put(WORKBOOK, path.read_bytes())
