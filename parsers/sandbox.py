"""The door to parsing: processes that run `parsers.examine` and `parsers.sameness`, warm, confined and within limits.

    examine(raw):
        until it is done:
            a child reads the mail, naming each document before it opens it
            it died:  the document it had open has killed once more; twice is enough, and the next child leaves it closed
        its documents' files are taken over, one by one, after a look at each
        the child goes on only if it is as clean as before, else the next mail gets a new one

Children are started by `parsers.children`, give up their rights in `parsers.confinement`, and what they say is taken by
`parsers.replies`.
"""

import logging
import re
import shutil
import stat
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import Any, Self

from parsers import tasks
from parsers.child import MAIL
from parsers.children import Child, ChildDied
from parsers.confinement import Guard
from parsers.errors import ParsingFailed, ScratchRefused
from parsers.facts import BlankForm, Box, Comparison, Examination, FormSpec, Pair, Trouble, TroubleKind
from parsers.limits import MIB, Limits
from parsers.office import readable as office_paths

_DEATHS = 2  # of one document, or of the mail itself
_MOST_DEATHS = 8  # of all documents of one mail: beyond, a person has to look at all of it
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LACKING = {
    Guard.FILES.value: "不能阻止它读写其他文件（内核缺少Landlock，需5.13或更新）",
    Guard.SYSTEM.value: "不能阻止它联网和启动程序（缺少seccomp，请安装libseccomp2）",
}
log = logging.getLogger(__name__)

__all__ = ["ProcessSandbox", "office_paths"]


class ProcessSandbox:
    """A pool of parsing processes; stands behind `intake.ports.Sandbox`."""

    def __init__(
        self, workers: int = 2, limits: Limits = Limits(), room: Path | None = None, readable: Sequence[Path] = ()
    ) -> None:
        """Nothing starts before it is asked for. `room`: where children write; a temporary folder where None.

        `readable`: what they may read besides Python and its packages.
        """
        self.limits = limits
        self.workers = workers
        self.missing: tuple[str, ...] | None = None
        self._readable = tuple(readable)
        self._own_room = room is None
        self._room = Path(tempfile.mkdtemp(prefix="baosong-sandbox-")) if room is None else room
        self._children: set[Child] = set()
        self._changing = threading.Lock()
        self._closed = False
        self._idle: LifoQueue[Child | None] = LifoQueue()
        for _ in range(workers):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def examine(self, raw: bytes | Path, forms: Sequence[FormSpec], scratch: Path) -> Examination:
        """All facts of one message; its documents' bytes are in `scratch` afterwards. Raises ParsingFailed, ScratchRefused."""
        deaths: Counter[str | None] = Counter()
        killers: dict[str, tuple[Trouble, ...]] = {}
        while True:
            try:
                return self._examine_once(raw, (tuple(forms), killers, self.limits), scratch)
            except ChildDied as death:
                deaths[death.at] += 1
                if (death.at is None and deaths[None] >= _DEATHS) or deaths.total() >= _MOST_DEATHS or self._closed:
                    raise ParsingFailed(death.why) from death
                if death.at is not None and deaths[death.at] >= _DEATHS:
                    killers[death.at] = _troubles(death)

    def _examine_once(self, raw: bytes | Path, arguments: tuple[Any, ...], scratch: Path) -> Examination:
        with self._a_child() as child:
            _hand_over(raw, child.folder / MAIL)
            result: Examination = self._ask(child, tasks.examine, arguments)
            if not isinstance(result, Examination):
                raise ParsingFailed("解析进程的答复不是来信")
            child.suspected = any(document.troubles for document in result.documents)
            _take_over({document.sha256 for document in result.documents}, child.folder, scratch)
        return result

    def compare(self, pairs: Sequence[Pair]) -> tuple[Comparison | None, ...]:
        """How far each pair says the same, in order; None where that couldn't be told. Raises ParsingFailed, ScratchRefused."""
        deaths: list[str] = []
        return tuple(self._compared(pair, deaths) for pair in pairs)

    def _compared(self, pair: Pair, deaths: list[str]) -> Comparison | None:
        """Tried twice, since what it died of may have been another mail's; the mail's other pairs go on, while it bears."""
        for _ in range(_DEATHS):
            if len(deaths) >= _MOST_DEATHS:
                break
            try:
                result = self._run(tasks.compare, pair)
            except ScratchRefused:
                raise
            except ParsingFailed as failure:
                if self._closed:
                    raise
                deaths.append(str(failure))
                log.warning("PDF版与Word版的比对未能完成：%s", failure)
            else:
                return result if isinstance(result, Comparison) else None
        return None

    def preview(self, data: bytes, masks: Sequence[Box], width: int, number: int = 1) -> bytes:
        """A page of a PDF or picture as JPEG, `width` pixels wide, with these boxes covered. Raises ParsingFailed."""
        result = self._run(tasks.preview, data, tuple(masks), width, number)
        if not isinstance(result, bytes):
            raise ParsingFailed("解析进程的答复不是图片")
        return result

    def bind(self, documents: Sequence[tuple[tuple[str, ...], bytes]]) -> tuple[bytes, tuple[tuple[int, int], ...]]:
        """PDFs as one: (bookmarks, bytes) of each; the book, and how many pages of each are in it, of how many.

        Raises ParsingFailed.
        """
        result = self._run(tasks.bind, tuple(documents))
        if not isinstance(result, tuple) or len(result) != 2 or len(result[1]) != len(documents):
            raise ParsingFailed("解析进程的答复不是合订本")
        return result

    def as_pdf(self, word: bytes, ending: str) -> bytes:
        """A Word document as PDF, by LibreOffice, which `readable` must lead to. Raises ParsingFailed."""
        result = self._run(tasks.as_pdf, word, ending)
        if not isinstance(result, bytes):
            raise ParsingFailed("解析进程的答复不是PDF")
        return result

    def outline(self, spec: FormSpec) -> BlankForm:
        """What the blank form `spec.template` asks for. Raises ParsingFailed."""
        result = self._run(tasks.outline, spec)
        if not isinstance(result, BlankForm):
            raise ParsingFailed("解析进程的答复不是样表")
        return result

    def protection(self) -> str:
        """What the parsing processes can't be kept from here, in one Chinese line; "" where nothing is lacking."""
        if self.missing is None:
            with self._a_child():
                pass
        lacking = [_LACKING[guard] for guard in self.missing or ()]
        return f"解析来信的进程在本机不能完全隔离：{'；'.join(lacking)}。其他限度照常" if lacking else ""

    def _run(self, task: Callable[..., Any], *arguments: Any) -> Any:
        """One task of any kind, tried once. Raises ParsingFailed, ScratchRefused."""
        try:
            with self._a_child() as child:
                return self._ask(child, task, arguments)
        except ChildDied as death:
            raise ParsingFailed(death.why) from death

    def _ask(self, child: Child, task: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        """Its result. Raises ChildDied, ParsingFailed, ScratchRefused."""
        child.suspected = True
        kind, said = child.ask(task, arguments, self.limits.seconds + self.limits.document_seconds)
        if kind == "done":
            child.suspected = False
            return said
        if kind == "refused":
            raise ScratchRefused(str(said))
        if kind == "memory":
            raise ParsingFailed(f"解析超过{self.limits.memory_bytes // MIB}MB内存，已中止")
        raise ParsingFailed(f"解析出错（{said}）")

    @contextmanager
    def _a_child(self) -> Iterator[Child]:
        """A living child, whose next user finds it clean or doesn't find it. Raises ParsingFailed."""
        idle = self._idle.get()
        child: Child | None = None
        try:
            child = idle if idle is not None and idle.alive() else self._replacement(idle)
            yield child
        finally:
            self._idle.put(child if child is not None and self._may_go_on(child) else None)

    def _may_go_on(self, child: Child) -> bool:
        with suppress(OSError):  # a folder that can't be emptied is reason enough to end it
            if child.alive() and child.may_go_on():
                return True
        self._end(child)
        return False

    def _replacement(self, gone: Child | None) -> Child:
        if gone is not None:
            self._end(gone)
        with self._changing:
            if self._closed:
                raise ParsingFailed("程序正在停止，解析已放弃")
        child = Child(self._room, self.limits, self._readable)
        with self._changing:
            self._children.add(child)
            first, self.missing = self.missing is None, child.missing
        if first and child.missing:
            log.warning(self.protection())
        return child

    def _end(self, child: Child) -> None:
        child.end()
        with self._changing:
            self._children.discard(child)

    def close(self) -> None:
        """End the children; tasks in hand are abandoned, since the records will ask for them again."""
        with self._changing:
            self._closed = True
            for child in self._children:
                child.kill()
        for idle in [
            self._idle.get() for _ in range(self._idle.qsize())
        ]:  # those at work are ended by the threads that hear of it
            if idle is not None:
                self._end(idle)
            self._idle.put(None)
        if self._own_room:
            shutil.rmtree(self._room, ignore_errors=True)


def _troubles(death: ChildDied) -> tuple[Trouble, ...]:
    """What is said of a document that a child died of twice: a person looks, and opens it with care if it crashed it."""
    unread = Trouble(TroubleKind.UNSUPPORTED, f"两次读取都未能完成：{death.why}")
    danger = Trouble(TroubleKind.DANGEROUS, "读取它会使解析进程崩溃，可能是特制的文件")
    return (unread, danger) if death.crashed else (unread,)


def _hand_over(raw: bytes | Path, place: Path) -> None:
    try:
        if isinstance(raw, Path):
            shutil.copyfile(raw, place)
        else:
            place.write_bytes(raw)
    except OSError as error:
        raise ScratchRefused(f"临时目录写不进去（{error.strerror}），请检查磁盘空间和权限") from error


def _take_over(digests: set[str], folder: Path, scratch: Path) -> None:
    """Move the documents out of a child's folder. Raises ParsingFailed for what is no plain file of ours to take."""
    for digest in digests:
        source = folder / digest
        if not _DIGEST.fullmatch(digest) or not _is_plain(source):
            raise ParsingFailed("解析进程交出的文件与其答复不符")
        try:
            shutil.move(source, scratch / digest)
        except OSError as error:
            raise ScratchRefused(f"临时目录写不进去（{error.strerror}），请检查磁盘空间和权限") from error


def _is_plain(path: Path) -> bool:
    with suppress(OSError):
        return stat.S_ISREG(path.lstat().st_mode)
    return False
