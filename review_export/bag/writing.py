"""Fills a bag.

征集通知/            for each call: the notice where it is given, the call file, blank forms, the roster
报送件/0002-…/       for each submission, in the catalogue's order: 材料 as it now stands, 来信 as they came, 去信 as they
                     left, its metadata, how it was handled
归档文件目录.xlsx     the catalogue, to be completed and read back
说明.txt             what lies where, what is lacking

Rows are spooled and read one by one; a document goes through in pieces. What is held of each 件 is its catalogue entry, of
each file its hash.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from archive.papers import Papers
from archive.views import ActivityView, DocumentView
from intake.call import Call
from intake.errors import BlobDamaged, BlobMissing, ConfigurationError, LetterUnwritable
from intake.message import Enclosures, message_bytes
from intake.ports import Blobs, OutboxRow
from intake.receipt import call_of
from review_export.bag.catalogue import Corrections, Entry, catalogued
from review_export.bag.folder import Bag, bag_at
from review_export.bag.item import FileOfItem, as_json, dublin_core, story
from review_export.bag.sheet import NAME as CATALOGUE
from review_export.bag.sheet import write_sheet
from review_export.package.names import folded, safe, unique
from review_export.spool import Spool, spooled

_UNIT, _ACTIVITY, _STAGE, _FOLDER, _FILE = 12, 12, 8, 40, 24  # characters
_ENDING = 5
_VERSIONS = {"word": "Word版", "pdf": "PDF版"}
_README = """这是一个BagIt归档包（RFC 8493），由baosong导出，{files}个文件，{items}件。
data/{catalogue}.xlsx　归档文件目录（DA/T 22-2015），一件一行，可补填后读回
data/征集通知/　通知、通知文件、空白样表、名册
data/报送件/　一个报送件一个文件夹：
　　材料/　现行的材料，原样
　　来信/　每一封来信的原件（RFC 5322），附件都在里面，包括后来被替换的
　　去信/　发出的信，按登记的内容还原
　　办理经过.txt　收信、核对意见、人的决定、回信，按时间排列
　　元数据.json、元数据-DC.xml　同样内容供程序读取，后者为都柏林核心
manifest-sha256.txt　每个文件的SHA-256，材料和来信的与存档中登记的相同
数据截至：{newest}
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bag's parts come from: `papers` gives a submission's by its receipt number.

    `sender` is the From header of letters as they left; `enclosures` the blank forms that went with them.
    """

    blobs: Blobs
    papers: Callable[[str], Papers | None]
    sender: str
    enclosures: Enclosures


@dataclass
class Told:
    """What came of it: how many 件 and files, and a line for each file that could not be put in."""

    items: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)


def write_bag(
    target: Path,
    rows: Iterable[ActivityView],
    calls: Sequence[Call],
    source: Source,
    corrections: Corrections,
    made_at: datetime,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Told:
    """Write the bag; `told` hears how many of how many 件 are in. Raises ConfigurationError."""
    with spooled(rows) as spool:
        entries = catalogued(calls, spool, corrections)
        with bag_at(target, partial(_described, calls, made_at)) as bag:
            return _Filling(bag, spool, calls, source).fill(entries, told)


class _Filling:
    def __init__(self, bag: Bag, spool: Spool, calls: Sequence[Call], source: Source) -> None:
        self.bag, self.spool, self.source = bag, spool, source
        self.calls = {call.name: call for call in calls}
        self.places = {row.receipt: place for place, row in spool.placed()}
        self.folders: dict[str, str] = {}
        self.taken: set[str] = set()
        self.newest: datetime | None = None
        self.result = Told()

    def fill(self, entries: Sequence[Entry], told: Callable[[int, int], None]) -> Told:
        done = []
        for number, entry in enumerate(entries, 1):
            done.append(self._call(entry) if entry.key in self.calls else self._submission(entry))
            told(number, len(entries))
        self.bag.make(
            f"{CATALOGUE}.xlsx", lambda path: write_sheet(path, list(self.calls.values()), done, self.folders)
        )
        self.result.items = len(entries)
        self.result.files = len(self.bag.payload) + 1
        self.bag.text("说明.txt", self._readme())
        return self.result

    def _call(self, entry: Entry) -> Entry:
        call = self.calls[entry.key]
        folder = self._folder(entry, f"征集通知/{safe(call.name, _FILE, '通知')}")
        taken: set[str] = set()
        files = []
        for paper in call.papers:
            name = _taking(_short(paper.name), taken, _FILE)
            self.bag.make(f"{folder}/{name}", partial(_copy, paper))
            files.append(name)
        for stage in call.stages:
            if stage.form.template is not None:
                name = _taking(_short(stage.blank_name), taken, _FILE)
                self.bag.make(f"{folder}/{name}", partial(_write, stage.form.template))
                files.append(name)
        self._put(f"{folder}/元数据-DC.xml", dublin_core(entry, [call.name], call.title, _formats(files)))
        return entry

    def _submission(self, entry: Entry) -> Entry:
        row = self.spool.at(self.places[entry.key])
        papers = self.source.papers(row.receipt)
        if papers is None:
            raise ConfigurationError(f"报送件{row.receipt}刚才还在，现在查不到了，请再导出一次")
        self.newest = max(self.newest or row.last_received_at, row.last_received_at)
        call = self.calls[call_of(row.receipt)]
        stages = {stage.key: stage.name for stage in call.stages}
        entry = replace(entry, pages=entry.pages or _pages(row, papers))
        folder = self._folder(entry, f"报送件/{_taking(_name(entry, row, stages), self.taken, _FOLDER)}")
        files = [
            *self._documents(folder, row, stages),
            *self._mails(folder, papers),
            *self._letters(folder, papers, call),
        ]
        self._put(f"{folder}/元数据.json", as_json(entry, row, papers.history, files).encode("utf-8", "replace"))
        formats = _formats(each.path for each in files)
        self._put(f"{folder}/元数据-DC.xml", dublin_core(entry, [row.receipt], call.title, formats))
        self.bag.text(f"{folder}/办理经过.txt", story(row, papers.history, stages))
        return entry

    def _folder(self, entry: Entry, folder: str) -> str:
        self.folders[entry.key] = folder
        return folder

    def _documents(self, folder: str, row: ActivityView, stages: Mapping[str, str]) -> list[FileOfItem]:
        taken: set[str] = set()
        found = []
        for each in row.documents:
            if each.role != "ignored":
                path = f"材料/{_taking(_document_name(each, row, stages), taken, _FILE)}"
                if self._blob(folder, path, each.sha256):
                    found.append(FileOfItem(path, each.sha256, each.size, each.name, each.role))
        return found

    def _mails(self, folder: str, papers: Papers) -> list[FileOfItem]:
        found = []
        for number, mail in enumerate(papers.mails, 1):
            path = f"来信/{number:02d}-{mail.at:%Y%m%d-%H%M}.eml"
            size = papers.sizes[mail.digest]
            if self._blob(folder, path, mail.digest):
                found.append(FileOfItem(path, mail.digest, size, mail.subject, "mail"))
        return found

    def _blob(self, folder: str, path: str, sha256: str) -> bool:
        """Copy one from the store; False where it isn't there whole, which is told."""
        try:
            self.bag.copy(f"{folder}/{path}", sha256, partial(self._fetch, sha256))
        except (BlobMissing, BlobDamaged) as error:
            self.result.problems.append(f"{folder}/{path}：{error}")
            return False
        return True

    def _fetch(self, sha256: str, path: Path) -> None:
        with suppress(FileNotFoundError):
            path.unlink()  # the store writes new files alone
        self.source.blobs.fetch(sha256, path)

    def _letters(self, folder: str, papers: Papers, call: Call) -> list[FileOfItem]:
        found = []
        for number, letter in enumerate(papers.letters, 1):
            path = f"去信/{number:02d}-{_left_at(letter):%Y%m%d-%H%M}.eml"
            try:
                raw = message_bytes(
                    letter, self.source.sender or f"<{call.address}>", _left_at(letter), self.source.enclosures
                )
            except (LetterUnwritable, ConfigurationError) as error:
                self.result.problems.append(f"{folder}/{path}：{error}")
                continue
            self._put(f"{folder}/{path}", raw)
            sha256, size = self.bag.payload[f"data/{folder}/{path}"]
            found.append(FileOfItem(path, sha256, size, letter.letter.subject, "letter"))
        return found

    def _put(self, path: str, data: bytes) -> None:
        self.bag.make(path, partial(_write, data))

    def _readme(self) -> str:
        newest = f"{self.newest:%Y-%m-%d %H:%M}收到的材料" if self.newest else "尚无材料"
        words = _README.format(files=self.result.files, items=self.result.items, catalogue=CATALOGUE, newest=newest)
        lacking = "".join(f"　　{each}\n" for each in self.result.problems)
        return words + (f"没有放进来的：\n{lacking}" if lacking else "")


def _described(calls: Sequence[Call], made_at: datetime, _: Bag) -> list[tuple[str, str]]:
    """bag-info.txt (RFC 8493 §2.2.2): whose, what, when, by what."""
    lines = [("Bagging-Date", f"{made_at:%Y-%m-%d}"), ("Bag-Software-Agent", f"baosong {version('baosong')}")]
    for call in calls:
        known = call.classification
        lines += [
            ("Source-Organization", call.contact.office),
            ("Organization-Address", call.contact.postal),
            ("Contact-Phone", call.contact.phone),
            ("Contact-Email", call.contact.email or call.address),
            ("External-Description", f"{call.title} {call.number}".strip()),
            ("External-Identifier", call.name),
            ("Internal-Sender-Identifier", known.fonds),
            ("Internal-Sender-Description", known.fonds_name),
        ]
    return list(dict.fromkeys(lines))


def _pages(row: ActivityView, papers: Papers) -> int:
    """Of its PDFs and pictures together; 0 where none has pages that anybody counted."""
    return sum(papers.pages.get(each.sha256, 0) for each in row.documents if each.role != "ignored")


def _name(entry: Entry, row: ActivityView, stages: Mapping[str, str]) -> str:
    parts = (
        safe(row.organisation, _UNIT, "单位不明"),
        safe(row.activity, _ACTIVITY, "活动不明"),
        safe(stages.get(row.stage, row.stage), _STAGE, "阶段不明"),
    )
    return f"{entry.number:04d}-{'-'.join(parts)}"


def _document_name(document: DocumentView, row: ActivityView, stages: Mapping[str, str]) -> str:
    """A version by its stage and kind, what is sent along by its own name."""
    words = next((words for kind, words in _VERSIONS.items() if document.role == f"{row.stage}_{kind}"), "")
    if not words:
        return _short(document.name)
    _, dot, ending = document.name.rpartition(".")
    return _short(f"{stages.get(row.stage, row.stage)}（{words}）{dot}{ending if dot else ''}")


def _short(name: str) -> str:
    """A file's name within its length, its ending kept."""
    stem, dot, ending = name.rpartition(".")
    if not (dot and stem and len(ending) <= _ENDING):
        return safe(name, _FILE, "文件")
    return f"{safe(stem, _FILE - len(ending) - 1, '文件')}.{safe(ending, _ENDING, 'bin')}"


def _taking(name: str, taken: set[str], most: int) -> str:
    """The name, or one like it that the folder hasn't; it has it then."""
    found = unique(name, taken, most)
    taken.add(folded(found))
    return found


def _formats(paths: Iterable[str]) -> list[str]:
    endings = {Path(path).suffix.lower().removeprefix(".") for path in paths}
    return sorted(each for each in endings if each)


def _left_at(letter: OutboxRow) -> datetime:
    return letter.attempted_at or letter.created_at


def _copy(source: Path, path: Path) -> None:
    path.write_bytes(source.read_bytes())


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
