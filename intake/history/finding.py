"""What lies at a path: mails, and folders of loose documents, each of which is offered as one mail.

mails      .eml and .msg files; every file of a Maildir; every mail of an mbox, which is told by its content, and of a .pst
documents  a folder with documents is one mail with all that lies below it, unless a folder below has a Word version
           of its own: then each folder is a mail of its own. Many documents side by side go by their names.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intake.errors import reason
from intake.history import pst
from intake.history.mbox import is_mbox, message, spans, with_network_lines
from intake.loose import is_document, message_of, name_of

_MAILS = frozenset((".eml", ".msg"))
_WORDS = frozenset((".doc", ".docx", ".wps", ".rtf", ".odt"))
_MAILDIR = frozenset(("cur", "new"))
_SIDE_BY_SIDE = 20  # documents in one folder; more are of several senders
_STORE = ".pst"
_UNREADABLE = {".ost": "请先用Outlook另存为.msg"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One mail to take in. `source` is what people know it by, `place` where that lies: a folder or an mbox."""

    source: str
    place: Path
    paths: tuple[Path, ...]
    subject: str = ""  # of documents made into a mail
    span: tuple[int, int] | None = None  # within an mbox
    stored: bool = False  # with this machine's line ends

    def read(self) -> bytes:
        """The mail's bytes. Raises OSError."""
        if self.span is not None:
            return message(self.paths[0], self.span)
        if self.subject:
            return message_of(self.paths, self.subject)
        raw = self.paths[0].read_bytes()
        return with_network_lines(raw) if self.stored else raw

    def changed_at(self) -> float:
        """When the newest of its files was last changed, in seconds since the epoch. Raises OSError."""
        return max(path.stat().st_mtime for path in self.paths)


@dataclass(frozen=True, slots=True)
class Unread:
    """What can't be taken in, and why."""

    source: str
    why: str


@dataclass(frozen=True, slots=True)
class _Store:
    """A .pst, whose mails are got out once somebody has room for them."""

    path: Path


@dataclass
class _Below:
    """What lies below one folder."""

    mails: list[Offer | Unread | _Store] = field(default_factory=list)
    documents: list[tuple[Path, list[Path]]] = field(default_factory=list)  # by folder


def find(path: Path, room: Path | None = None) -> Iterator[Offer | Unread]:
    """Everything at a path, in order; what can't be read is named among it.

    The mails of a .pst are laid out below `room`, where they must stay until they are read; without it they are unread.
    """
    for number, each in enumerate(_at(path)):
        if isinstance(each, _Store):
            yield from _opened(each.path, room / f"{number}" if room else None)
        else:
            yield each


def _opened(path: Path, room: Path | None) -> Iterator[Offer | Unread]:
    if room is None:
        yield Unread(str(path), "没有地方展开.pst，请用baosong import收")
        return
    try:
        room.mkdir(parents=True)
        found = pst.mails_of(path, room)
    except OSError as error:
        yield Unread(str(path), reason(error))
        return
    if isinstance(found, pst.Unopened):
        yield Unread(str(path), found.why)
        return
    yield from (Offer(f"{path}：{name}", path, (mail,)) for name, mail in found)


def _at(path: Path) -> Iterator[Offer | Unread | _Store]:
    if path.is_dir():
        below = _look_into(path)
        yield from below.mails
        for folder, documents in below.documents:
            yield from _as_mails(folder, documents, path)
    elif not path.exists():
        yield Unread(str(path), "没有这个文件或文件夹")
    elif not path.is_file():  # a pipe or device may never end
        yield Unread(str(path), "不是文件或文件夹")
    else:
        mails = _mails_of(path)
        yield from mails if mails is not None else [Offer(str(path), path.parent, (path,), subject=name_of(path))]


def _look_into(folder: Path) -> _Below:
    found = _Below()
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        return _Below([Unread(str(folder), reason(error))])
    folders = [each for each in entries if each.is_dir() and not each.is_symlink()]
    if {each.name for each in folders} >= _MAILDIR:
        found.mails += [_stored(each) for name in sorted(_MAILDIR) for each in sorted((folder / name).iterdir())]
        folders = [each for each in folders if each.name not in (*_MAILDIR, "tmp")]
        entries = []
    else:
        folders = [each for each in folders if not each.name.startswith(".")]
    own: list[Path] = []
    for path in (each for each in entries if is_document(each)):
        mails = _mails_of(path)
        found.mails += mails or ()
        own += [path] if mails is None else []
    below = [_look_into(each) for each in folders]
    found.mails += [each for one in below for each in one.mails]
    found.documents = _joined(folder, own, [each for one in below for each in one.documents])
    return found


def _joined(folder: Path, own: list[Path], below: list[tuple[Path, list[Path]]]) -> list[tuple[Path, list[Path]]]:
    if own and not any(_has_word(documents) for _, documents in below):
        return [(folder, sorted([*own, *(each for _, documents in below for each in documents)]))]
    return [*([(folder, own)] if own else []), *below]


def _has_word(documents: Sequence[Path]) -> bool:
    return any(each.suffix.lower() in _WORDS for each in documents)


def _mails_of(path: Path) -> list[Offer | Unread | _Store] | None:
    """The mails of one file; None where it is a document."""
    ending = path.suffix.lower()
    if ending == _STORE:
        return [_Store(path)]
    if ending in _UNREADABLE:
        return [Unread(str(path), f"没有能读{ending}的程序库，{_UNREADABLE[ending]}")]
    try:
        if path.stat().st_size == 0:
            return [Unread(str(path), "文件是空的")]
        if is_mbox(path):
            return [
                Offer(f"{path}#{number}", path, (path,), span=span) for number, span in enumerate(spans(path), 1)
            ] or [Unread(str(path), "开头像mbox，里面却没有来信")]
    except OSError as error:
        return [Unread(str(path), reason(error))]
    if ending in (".mbox", ".mbx"):
        return [Unread(str(path), "不是mbox文件")]
    return [Offer(str(path), path.parent, (path,))] if ending in _MAILS else None


def _stored(path: Path) -> Offer:
    return Offer(str(path), path.parent.parent, (path,), stored=True)


def _as_mails(folder: Path, documents: Sequence[Path], root: Path) -> Iterator[Offer]:
    inside = folder.relative_to(root).parts
    subject = " ".join(name_of(Path(part)) for part in inside) or name_of(folder.resolve())
    if len(documents) <= _SIDE_BY_SIDE:
        yield Offer(str(folder), folder, tuple(documents), subject=subject)
        return
    by_name: dict[str, list[Path]] = {}
    for each in documents:
        by_name.setdefault(os.fsdecode(each.with_suffix("")), []).append(each)
    for same in by_name.values():
        yield Offer(str(same[0]), folder, tuple(same), subject=name_of(same[0].with_suffix("")))
