"""Writes a package: the documents, a picture of each first page, books to print, the workbook with links, the index page.

for each document:        copied from the store, unless an earlier run left it there
for each Word version:    as PDF beside it, where that is wished for
for each sealed version:  its first page as a small picture, contact data covered for reviewers
the books, the workbook, then the index, which names all of them

Rows are spooled and read one by one; a document goes through in pieces.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from zlib import crc32

from archive.views import ActivityView
from intake.call import Call, Stage
from intake.errors import BlobMissing, ConfigurationError, reason
from intake.ports import Blobs
from intake.receipt import call_of
from parsers.errors import ParsingFailed
from parsers.facts import Box, PagedDocument
from review_export.exporting import Wishes, export
from review_export.package.books import Binder, bound, volumes
from review_export.package.index import NAME as INDEX
from review_export.package.index import Entry, entry_of, write_page
from review_export.package.layout import Place, lay_out, links
from review_export.package.masking import masks
from review_export.package.sinks import Sink, sink
from review_export.rows import Readers, is_contact
from review_export.selection import Selection
from review_export.spool import Spool, spooled

WORKBOOK = "汇总表.xlsx"
_PICTURES = "缩略图"
_WIDTH = 360  # pixels: sharp on a screen of two dots a pixel at the page's 120


class Parser(Binder, Protocol):
    """Looks into documents; `parsers.sandbox.ProcessSandbox` is one."""

    def preview(self, data: bytes, masks: Sequence[Box], width: int) -> bytes:
        """The first page as JPEG. Raises ParsingFailed."""


class Converter(Protocol):
    """Makes PDFs of Word versions; `parsers.sandbox.ProcessSandbox` is one, where it may read LibreOffice."""

    def as_pdf(self, word: bytes, ending: str) -> bytes:
        """The PDF. Raises ParsingFailed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a package's parts come from. `facts` gives a document's pages by receipt number and SHA-256, None where unread.

    With `converter` Word versions stand there as PDF, too; `books`: whether there are books to print.
    """

    blobs: Blobs
    facts: Callable[[str, str], PagedDocument | None]
    parser: Parser
    converter: Converter | None = None
    books: bool = True


@dataclass
class Told:
    """What came of it: how many activities and documents, and a line for each that could not be put in."""

    activities: int = 0
    documents: int = 0
    problems: list[str] = field(default_factory=list)


def write_package(
    target: Path,
    rows: Iterable[ActivityView],
    calls: Sequence[Call],
    readers: Readers,
    source: Source,
    wishes: Wishes = Wishes(),
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Told:
    """Write the package; `told` hears how many of how many steps are done. Raises ConfigurationError."""
    try:
        with spooled(rows) as spool, sink(target) as writing:
            return _Package(spool, calls, readers, source, wishes, writing).write(told)
    except OSError as error:
        raise ConfigurationError(f"材料包{target}写不进去（{reason(error)}），请检查目录权限和磁盘") from error


class _Package:
    """A package on its way; what is held of each row is where it lies in the spool."""

    def __init__(
        self, spool: Spool, calls: Sequence[Call], readers: Readers, source: Source, wishes: Wishes, writing: Sink
    ) -> None:
        self.spool, self.calls, self.readers = spool, calls, readers
        self.source, self.wishes, self.writing = source, wishes, writing
        self.places = lay_out(calls, spool, source.converter is not None)
        self.of_receipt: dict[str, list[Place]] = {}
        for place in self.places:
            self.of_receipt.setdefault(place.receipt, []).append(place)
        self.pictures: dict[str, str] = {}
        self.lacking: set[str] = set()  # paths
        self.result = Told()

    def write(self, told: Callable[[int, int], None]) -> Told:
        order, books = self._order(), volumes(self.places) if self.source.books else ()
        for number, place in enumerate(order, 1):
            self._activity(self.spool.at(place))
            told(number, len(order) + len(books))
        self.result.activities = len(order)
        written = []
        for number, volume in enumerate(books, len(order) + 1):
            if self.writing.made(volume.path, volume.of()):
                written.append(volume.path)
            elif book := bound(volume, self._read, self.source.parser, self.result.problems):
                self._put(volume.path, book, volume.of())
                written.append(volume.path)
            told(number, len(order) + len(books))
        self._workbook()
        title = "；".join(call.title for call in self.calls)
        entries = (self._entry(self.spool.at(place)) for place in order)
        self.writing.write(INDEX, lambda path: write_page(path, title, entries, len(order), WORKBOOK, written))
        return self.result

    def _order(self) -> list[int]:
        """Where the rows lie in the spool, in the order of their folders; those without any document last."""
        order = {receipt: index for index, receipt in enumerate(self.of_receipt)}
        found = sorted((order.get(row.receipt, len(order)), row.receipt, place) for place, row in self.spool.placed())
        return [place for _, _, place in found]

    def _activity(self, row: ActivityView) -> None:
        for place in self.of_receipt.get(row.receipt, ()):
            try:
                self._document(place)
                if place.version == "pdf":
                    self._picture(row, place)
            except BlobMissing as error:
                self.lacking.add(place.path)
                self.result.problems.append(f"{place.path}：{error}")
            except ParsingFailed as error:
                lacking = "没有转换成" if place.version == "converted" else "没有缩略图"
                self.lacking.update({place.path} if place.version == "converted" else ())
                self.result.problems.append(f"{place.path}{lacking}：{error}")

    def _document(self, place: Place) -> None:
        if place.version == "converted":
            self._converted(place)
        elif not self.writing.has(place.path, place.sha256):
            self.writing.write(place.path, lambda path: self._fetch(place, path))
        self.result.documents += 1

    def _fetch(self, place: Place, path: Path) -> None:
        with suppress(FileNotFoundError):
            path.unlink()  # the store writes new files alone
        self.source.blobs.fetch(place.sha256, path)

    def _converted(self, place: Place) -> None:
        if self.source.converter is not None and not self.writing.made(place.path, place.sha256):
            word = next(each for each in self.of_receipt[place.receipt] if each.sha256 == place.sha256)
            ending = word.path.rpartition(".")[2]
            pdf = self.source.converter.as_pdf(self.source.blobs.get(place.sha256), ending)
            self._put(place.path, pdf, place.sha256)

    def _picture(self, row: ActivityView, place: Place) -> None:
        """None where a page can't be shown, or not without what reviewers mustn't see."""
        contacts = self._contacts(row)
        known = (
            crc32("\n".join(contacts).encode("utf-8", "replace")) & 0xFFFF
        )  # tells that they changed, not what they are
        path, of = f"{_PICTURES}/{row.receipt}.jpg", f"{place.sha256} {self.readers} {_WIDTH} {known}"
        if not self.writing.made(path, of):
            pages = self.source.facts(row.receipt, place.sha256)
            if pages is None or not pages.pages:
                return
            covered = masks(pages.pages[0], contacts) if self.readers is Readers.REVIEWERS else ()
            self._put(path, self.source.parser.preview(self.source.blobs.get(place.sha256), covered, _WIDTH), of)
        self.pictures[row.receipt] = path

    def _contacts(self, row: ActivityView) -> list[str]:
        fields = [
            each for call in self.calls for stage in call.stages for each in stage.form.fields if is_contact(each)
        ]
        return [str(value) for each in fields if (value := row.fields.get(each.key))]

    def _read(self, place: Place) -> bytes | None:
        """A document of the package, for a book."""
        return None if place.path in self.lacking else self.writing.read(place.path)

    def _workbook(self) -> None:
        with TemporaryDirectory(prefix="baosong-package-") as folder:
            path = Path(folder) / WORKBOOK
            linked = replace(self.wishes, encoding="utf-8", links=links(self.places), charts=None)
            export(path, self.spool, self.calls, self.readers, Selection(), linked)
            self._put(WORKBOOK, path.read_bytes())

    def _entry(self, row: ActivityView) -> Entry:
        stage = self._stage(row)
        shown = [each.key for each in stage.form.fields if self.readers is Readers.OFFICE or not is_contact(each)]
        paths = [each.path for each in self.of_receipt.get(row.receipt, ()) if each.path not in self.lacking]
        return entry_of(row, stage.name, paths, self.pictures.get(row.receipt, ""), shown)

    def _stage(self, row: ActivityView) -> Stage:
        call = next((each for each in self.calls if each.name == call_of(row.receipt)), self.calls[0])
        return call.stage_or_first(row.stage)

    def _put(self, path: str, data: bytes, of: str = "") -> None:
        self.writing.write(path, lambda place: _write(place, data), of)


def _write(place: Path, data: bytes) -> None:
    place.write_bytes(data)
