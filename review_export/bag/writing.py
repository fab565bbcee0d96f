"""Fills a bag.

征集通知/            for each call: the notice where it is given, the call file, blank forms, the roster
报送件/0002-…/       for each submission, in the catalogue's order: 材料 as it now stands, 来信 as they came, 去信 as they
                     left, its metadata, how it was handled
撤回与不予保留/       the same of what a person put aside: evidence of what came, no 件 of the catalogue
其他来信/            the call's mails that made no submission (`beside`)
归档文件目录.xlsx     the catalogue, to be completed and read back
元数据.schema.json   what the metadata's JSON keeps to
说明.txt             what lies where, what is lacking

Rows are spooled and read one by one; a document goes through in pieces. What is held of each 件 is its catalogue entry, of
each file its hash.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from archive.beside import OtherMail
from archive.papers import Papers
from archive.views import ActivityView, DocumentView
from intake.call import Call
from intake.errors import ConfigurationError
from intake.message import Enclosures
from intake.ports import Blobs
from intake.receipt import call_of
from review_export.bag.beside import SCHEMA, write_others
from review_export.bag.catalogue import Corrections, Entry, catalogued
from review_export.bag.folder import Bag, bag_at
from review_export.bag.item import FileOfItem, as_json, dublin_core, story
from review_export.bag.parts import Parts
from review_export.bag.sheet import NAME as CATALOGUE
from review_export.bag.sheet import write_sheet
from review_export.package.names import folded, safe, unique
from review_export.spool import Spool, spooled

_UNIT, _ACTIVITY, _STAGE, _FOLDER, _FILE = 12, 12, 8, 40, 24  # characters
_ENDING = 5
ASIDE = "撤回与不予保留"
_VERSIONS = {"word": "Word版", "pdf": "PDF版"}
_README = """这是一个BagIt归档包（RFC 8493），由baosong导出，{files}个文件，{items}件。
data/{catalogue}.xlsx　归档文件目录（DA/T 22-2015），一件一行，可补填后读回
data/征集通知/　通知、通知文件、空白样表、名册
data/元数据.schema.json　各元数据.json的格式（JSON Schema）
data/报送件/　一个报送件一个文件夹：
　　材料/　现行的材料，原样
　　来信/　每一封来信的原件（RFC 5322），附件都在里面，包括后来被替换的
　　去信/　发出的信，按登记的内容还原
　　办理经过.txt　收信、核对意见、人的决定、回信，按时间排列
　　元数据.json、元数据-DC.xml　同样内容供程序读取，后者为都柏林核心
{beside}manifest-sha256.txt　每个文件的SHA-256，材料和来信的与存档中登记的相同
数据截至：{newest}
"""

_BESIDE_ASIDE = "data/撤回与不予保留/　报送后撤回的、不予保留的报送件，同样存放，不列入归档文件目录\n"
_BESIDE_MAILS = "data/其他来信/　没有成为报送件的来信原件（忘带附件、读不出等），及对它们的回信；清单见来信清单.txt\n"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a bag's parts come from: `papers` gives a submission's by its receipt number.

    `sender` is the From header of letters as they left; `enclosures` the blank forms that went with them. `aside` are the
    submissions that were put aside, `others` the mails that made none; both empty where only some submissions are wanted.
    """

    blobs: Blobs
    papers: Callable[[str], Papers | None]
    sender: str
    enclosures: Enclosures
    aside: Callable[[], Iterable[ActivityView]] = tuple
    others: Callable[[], Iterable[OtherMail]] = tuple


@dataclass
class Told:
    """What came of it: how many 件, how many put aside, other mails and files, and a line for each file that is lacking."""

    items: int = 0
    aside: int = 0
    mails: int = 0
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
        self.parts = Parts(bag, source.blobs, source.sender, source.enclosures)
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
        for number, row in enumerate(self.source.aside(), 1):
            self._put_aside(number, row)
        self.result.mails = write_others(self.parts, self.source.others(), next(iter(self.calls.values())))
        self.result.problems = self.parts.problems
        self.bag.text("元数据.schema.json", SCHEMA.read_text("utf-8"))
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
        papers = self._papers(row)
        self.newest = max(self.newest or row.last_received_at, row.last_received_at)
        entry = replace(entry, pages=entry.pages or _pages(row, papers))
        call, stages = self._of(row)
        folder = self._folder(entry, f"报送件/{_taking(_name(entry.number, row, stages), self.taken, _FOLDER)}")
        formats = self._write(folder, entry, row, papers)
        self._put(f"{folder}/元数据-DC.xml", dublin_core(entry, [row.receipt], call.title, formats))
        return entry

    def _put_aside(self, number: int, row: ActivityView) -> None:
        _, stages = self._of(row)
        self._write(f"{ASIDE}/{_taking(_name(number, row, stages), self.taken, _FOLDER)}", None, row, self._papers(row))
        self.result.aside = number

    def _papers(self, row: ActivityView) -> Papers:
        papers = self.source.papers(row.receipt)
        if papers is None:
            raise ConfigurationError(f"报送件{row.receipt}刚才还在，现在查不到了，请再导出一次")
        return papers

    def _of(self, row: ActivityView) -> tuple[Call, dict[str, str]]:
        call = self.calls[call_of(row.receipt)]
        return call, {stage.key: stage.name for stage in call.stages}

    def _write(self, folder: str, entry: Entry | None, row: ActivityView, papers: Papers) -> list[str]:
        """Everything of a submission but its Dublin Core; the formats of its files."""
        call, stages = self._of(row)
        files = [
            *self._documents(folder, row, stages),
            *self._mails(folder, papers),
            *self.parts.letters(folder, papers.letters, call),
        ]
        self._put(f"{folder}/元数据.json", as_json(entry, row, papers, files).encode("utf-8", "replace"))
        self.bag.text(f"{folder}/办理经过.txt", story(row, papers, stages))
        return _formats(each.path for each in files)

    def _folder(self, entry: Entry, folder: str) -> str:
        self.folders[entry.key] = folder
        return folder

    def _documents(self, folder: str, row: ActivityView, stages: Mapping[str, str]) -> list[FileOfItem]:
        taken: set[str] = set()
        found = []
        for each in row.documents:
            if each.role != "ignored":
                path = f"材料/{_taking(_document_name(each, row, stages), taken, _FILE)}"
                if self.parts.blob(folder, path, each.sha256):
                    found.append(FileOfItem(path, each.sha256, each.size, each.name, each.role))
        return found

    def _mails(self, folder: str, papers: Papers) -> list[FileOfItem]:
        found = []
        for number, mail in enumerate(papers.mails, 1):
            path = f"来信/{number:02d}-{mail.at:%Y%m%d-%H%M}.eml"
            size = papers.sizes[mail.digest]
            if self.parts.blob(folder, path, mail.digest):
                found.append(FileOfItem(path, mail.digest, size, mail.subject, "mail"))
        return found

    def _put(self, path: str, data: bytes) -> None:
        self.bag.make(path, partial(_write, data))

    def _readme(self) -> str:
        newest = f"{self.newest:%Y-%m-%d %H:%M}收到的材料" if self.newest else "尚无材料"
        beside = _BESIDE_ASIDE * bool(self.result.aside) + _BESIDE_MAILS * bool(self.result.mails)
        words = _README.format(
            files=self.result.files, items=self.result.items, catalogue=CATALOGUE, newest=newest, beside=beside
        )
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


def _name(number: int, row: ActivityView, stages: Mapping[str, str]) -> str:
    parts = (
        safe(row.organisation, _UNIT, "单位不明"),
        safe(row.activity, _ACTIVITY, "活动不明"),
        safe(stages.get(row.stage, row.stage), _STAGE, "阶段不明"),
    )
    return f"{number:04d}-{'-'.join(parts)}"


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


def _copy(source: Path, path: Path) -> None:
    path.write_bytes(source.read_bytes())


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(data)
