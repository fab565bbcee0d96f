"""Examining one message: every document in it, wherever it hides, read by the reader of its kind.

mail, attachments = read_mail(raw)
for each attachment, and each member of a container, depth first, within the budget:
    write its bytes to the scratch folder under its SHA-256
    sniff its kind by content; read it; what fails becomes a Trouble of that document alone
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from parsers.containers import Budget, joined, members, volume_of, whole_members
from parsers.errors import ParsingFailed, ScratchRefused
from parsers.facts import (
    CONTAINER_KINDS,
    Document,
    Examination,
    FormSpec,
    Kind,
    PagedDocument,
    Trouble,
    TroubleKind,
    WordDocument,
)
from parsers.form import read_forms, read_paged, read_prose
from parsers.limits import MIB, Limits
from parsers.mail import Attachment, is_mime, read_mail, signed_content, tnef_members
from parsers.mail.headers import decode_bytes
from parsers.paged import carried, read_ofd, read_pdf, read_picture
from parsers.sniff import expected_kinds, sniff
from parsers.trouble import DocumentTrouble
from parsers.word import read_word

_HEAD = 256 * 1024  # bytes of a message beyond the limits that are read: its header, and what the sender wrote
_BOUNDARY = re.compile(rb"\bboundary\s{0,10}=", re.IGNORECASE)
_WORD_KINDS = frozenset((Kind.DOCX, Kind.DOC, Kind.WPS, Kind.RTF, Kind.HTML, Kind.MHTML, Kind.ODT))
_CALLED = {
    Kind.IMAGE: "图片",
    Kind.ARCHIVE: "压缩",
    Kind.MESSAGE: "邮件",
    Kind.TEXT: "文本",
    Kind.SPREADSHEET: "表格",
    Kind.PRESENTATION: "演示",
    Kind.EXECUTABLE: "程序",
    Kind.TNEF: "winmail.dat",
    Kind.PDF: "PDF",
    Kind.OFD: "OFD",
}


@dataclass(frozen=True, slots=True)
class _Content:
    """What a reader made of a document's bytes."""

    content: WordDocument | PagedDocument | None = None
    text: str = ""
    troubles: tuple[Trouble, ...] = ()


class Gate(Protocol):
    """Passed before each document is opened and after; by it the parent knows which one is at work."""

    def begin(self, digest: str) -> tuple[Trouble, ...]:
        """Why this document is not to be opened; () where it is."""

    def finish(self, digest: str) -> None:
        """It has been read."""


class _Open:
    """The gate of whoever reads in his own process: it hinders nothing."""

    def begin(self, digest: str) -> tuple[Trouble, ...]:
        """Every document is opened."""
        del digest
        return ()

    def finish(self, digest: str) -> None:
        """Nobody asks."""


@dataclass
class _Walk:
    """One message's walk: its forms and limits, what is left of the budget, and what was read before."""

    forms: Sequence[FormSpec]
    scratch: Path
    limits: Limits
    gate: Gate
    budget: Budget = field(init=False)
    read: dict[str, _Content] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.budget = Budget(self.limits)

    def document(self, place: str, given: Attachment, container: str | None) -> Iterator[Document]:
        """The document and, if it is a container, all its members after it."""
        name, data = given.name, given.data
        digest = hashlib.sha256(data).hexdigest()
        self._lay_out(digest, data)
        promised = expected_kinds(name)
        document = Document(
            id=place,
            name=name,
            container=container,
            sha256=digest,
            size=len(data),
            kind=promised[0] if promised else Kind.OTHER,
            expected_kinds=promised,
            signature_picture=given.ornament,
            offset=given.offset,
            encoded_size=given.encoded_size,
        )
        if given.troubles:
            yield replace(document, kind=Kind.MESSAGE, troubles=given.troubles)
            return
        if shut := self.gate.begin(digest):
            yield replace(document, troubles=shut)
            return
        if given.archive is not None:
            yield from self._volume(replace(document, kind=Kind.ARCHIVE), given.archive)
        else:
            yield from self._sniffed(document, data, given.named)
        self.gate.finish(digest)

    def _sniffed(self, document: Document, data: bytes, named: bool) -> list[Document]:
        try:
            sniffed = sniff(data, document.name)
            troubles = sniffed.troubles or self._emptiness(data) or self._oversize(data)
            alone = sniffed.kind in (Kind.OTHER, Kind.TEXT) and volume_of(data, document.name)
            kind = Kind.ARCHIVE if alone else sniffed.kind
            promised = document.expected_kinds if named or kind is Kind.OTHER else ()  # nobody's name is no promise
            document = replace(document, kind=kind, troubles=troubles, expected_kinds=promised)
            return list(self._opened(document, data))
        except ScratchRefused:
            raise
        except Exception as error:
            return [replace(document, troubles=(*document.troubles, _mistake(error)))]

    def _volume(self, document: Document, archive: bytes) -> Iterator[Document]:
        """The first volume holds the archive's members; the others are nothing by themselves."""
        if archive:
            yield from self._contained(document, archive, self._joined_members)
        else:
            yield document

    def _opened(self, document: Document, data: bytes) -> Iterator[Document]:
        if document.signature_picture or (document.troubles and not document.has(TroubleKind.DANGEROUS)):
            yield document
        elif document.kind in CONTAINER_KINDS:
            yield from self._contained(document, data)
        elif document.kind is Kind.PDF and (within := carried(data)).portfolio and within.files:
            troubles = document.troubles + within.dangers
            yield from self._contained(replace(document, portfolio=True, troubles=troubles), data)
        else:
            yield self._with_content(document, data)

    def unread(self, raw: bytes, digest: str, why: str) -> Document:
        """The message itself as a document that nobody has looked into."""
        self._lay_out(digest, raw)
        trouble = Trouble(TroubleKind.TOO_LARGE, why)
        return Document("1", "整封来信.eml", None, digest, len(raw), Kind.MESSAGE, troubles=(trouble,))

    def _lay_out(self, digest: str, data: bytes) -> None:
        try:
            (self.scratch / digest).write_bytes(data)
        except OSError as error:
            raise ScratchRefused(f"临时目录写不进去（{error.strerror}），请检查磁盘空间和权限") from error

    def _emptiness(self, data: bytes) -> tuple[Trouble, ...]:
        return () if data else (Trouble(TroubleKind.EMPTY, "文件为0字节"),)

    def _oversize(self, data: bytes) -> tuple[Trouble, ...]:
        found = f"有{_mib(len(data))}MB，超过{_mib(self.limits.document_bytes)}MB的限度"
        return (Trouble(TroubleKind.TOO_LARGE, found),) if len(data) > self.limits.document_bytes else ()

    def _with_content(self, document: Document, data: bytes) -> Document:
        found = self.read.get(document.sha256)
        if found is None:
            found = self.read[document.sha256] = self._content(document.kind, document.expected_kinds, data)
        return replace(document, content=found.content, text=found.text, troubles=document.troubles + found.troubles)

    def _content(self, kind: Kind, promised: tuple[Kind, ...], data: bytes) -> _Content:
        try:
            return self._read(kind, promised, data)
        except DocumentTrouble as trouble:
            return _Content(troubles=(trouble.trouble,))
        except Exception as error:
            return _Content(troubles=(_mistake(error),))

    def _read(self, kind: Kind, promised: tuple[Kind, ...], data: bytes) -> _Content:
        if kind in _WORD_KINDS:
            return _Content(self._word(data, kind))
        if kind in (Kind.PDF, Kind.IMAGE):
            if kind is Kind.PDF:
                paged, troubles = read_pdf(data, self.limits.pages, self.limits.trust_roots)
            else:
                paged, troubles = read_picture(data)
            return _Content(read_paged(paged, self.forms), troubles=troubles)
        if kind is Kind.OFD:
            return _Content(read_paged(read_ofd(data, self.limits.pages), self.forms))
        if kind is Kind.TEXT:
            return _Content(text=decode_bytes(data))
        if kind is Kind.OTHER and promised:
            raise DocumentTrouble(
                TroubleKind.UNREADABLE, f"已损坏，内容不是有效的{_CALLED.get(promised[0], promised[0].value)}文件"
            )
        return _Content()

    def _word(self, data: bytes, kind: Kind) -> WordDocument:
        document = read_word(data, kind)
        if not document.text.strip() and not document.pictures:
            raise DocumentTrouble(TroubleKind.EMPTY, "文档里没有任何内容")
        document = replace(document, forms=read_forms(document, self.forms))
        return document if document.forms else replace(document, prose=read_prose(document))

    def _contained(
        self, document: Document, data: bytes, open_it: Callable[[str, bytes], Iterator[Attachment]] | None = None
    ) -> Iterator[Document]:
        path = document.name if document.container is None else f"{document.container}/{document.name}"
        if document.id.count(".") >= self.limits.depth:
            yield replace(document, troubles=(Trouble(TroubleKind.TOO_LARGE, f"嵌套超过{self.limits.depth}层"),))
            return
        open_it = open_it or self._openers.get(document.kind, self._archive_members)
        inside: list[Document] = []
        troubles: tuple[Trouble, ...] = ()
        try:
            for number, member in enumerate(open_it(document.name, data), 1):
                inside.extend(self.document(f"{document.id}.{number}", member, path))
        except DocumentTrouble as trouble:
            troubles = (trouble.trouble,)
        except ScratchRefused:
            raise
        except Exception as error:
            troubles = (_mistake(error),)
        yield replace(document, troubles=document.troubles + troubles)
        yield from inside

    @property
    def _openers(self) -> dict[Kind, Callable[[str, bytes], Iterator[Attachment]]]:
        return {Kind.MESSAGE: self._mail_members, Kind.TNEF: self._tnef_members, Kind.PDF: self._portfolio_members}

    def _portfolio_members(self, _name: str, data: bytes) -> Iterator[Attachment]:
        for file in carried(data).files:
            yield self._afforded(file.name, file.data, data)

    def _tnef_members(self, _name: str, data: bytes) -> Iterator[Attachment]:
        for name, content in tnef_members(data):
            yield self._afforded(name, content, data)

    def _afforded(self, name: str, content: bytes, container: bytes) -> Attachment:
        self.budget.one_file()
        self.budget.spend(len(content), len(content), len(container))
        return Attachment(name, content, "")

    def _archive_members(self, name: str, data: bytes) -> Iterator[Attachment]:
        for member in members(data, self.budget, name):
            yield Attachment(member.path.rpartition("/")[2], member.data, "")

    def _joined_members(self, name: str, data: bytes) -> Iterator[Attachment]:
        try:
            for member in whole_members(data, self.budget, name):
                yield Attachment(member.path.rpartition("/")[2], member.data, "")
        except DocumentTrouble as trouble:
            if trouble.trouble.kind is not TroubleKind.UNREADABLE:
                raise
            raise DocumentTrouble(TroubleKind.UNREADABLE, "及其他分卷合并后打不开，可能缺卷或损坏") from trouble

    def _mail_members(self, name: str, data: bytes) -> Iterator[Attachment]:
        content = signed_content(data)
        if content is not None and sniff(content, "").kind is not Kind.MESSAGE and not is_mime(content):
            yield self._afforded(name.removesuffix(".p7m"), content, data)
            return
        for attachment in _with_volumes(read_mail(content or data)[1], self.limits):
            self.budget.one_file()
            yield replace(attachment, offset=None, encoded_size=None)


def examine(
    raw: bytes, forms: Sequence[FormSpec], scratch: Path, limits: Limits = Limits(), gate: Gate = _Open()
) -> Examination:
    """All facts of one message. Every document's bytes lie in `scratch` under their SHA-256 afterwards.

    Raises ParsingFailed where the message itself can't be taken apart, ScratchRefused where the disk takes no more.
    """
    walk = _Walk(forms, scratch, limits, gate)
    digest = hashlib.sha256(raw).hexdigest()
    beyond = _beyond(raw, limits)
    try:
        mail, attachments = read_mail(raw[:_HEAD] if beyond else raw)
    except DocumentTrouble as trouble:
        raise ParsingFailed(trouble.trouble.found) from trouble
    if not beyond and len(attachments) > limits.attachments:
        beyond = f"有{len(attachments)}个附件，超过{limits.attachments}个的限度"
    documents: list[Document] = []
    for number, attachment in enumerate(() if beyond else _with_volumes(attachments, limits), 1):
        documents.extend(walk.document(str(number), attachment, None))
    if beyond:
        documents.append(walk.unread(raw, digest, beyond))
    return Examination(digest, len(raw), mail, tuple(documents))


def _with_volumes(attachments: tuple[Attachment, ...], limits: Limits) -> tuple[Attachment, ...]:
    """The attachments; the first volume of an archive whose volumes are all there with the whole of it."""
    each = list(attachments)
    for volumes in joined([(given.name, given.data) for given in attachments], limits.document_bytes):
        for number, place in enumerate(volumes.places):
            each[place] = replace(each[place], archive=b"" if number else volumes.data)
    return tuple(each)


def _mistake(error: Exception) -> Trouble:
    """A reader's own mistake on somebody's document: a person looks, the others go on."""
    return Trouble(TroubleKind.UNSUPPORTED, f"程序读取时出错（{type(error).__name__}: {str(error)[:120]}）")


def _beyond(raw: bytes, limits: Limits) -> str:
    """Which limit the message as a whole passes, "" where it passes none: then only its head is read."""
    if len(raw) > limits.mail_bytes:
        return f"有{_mib(len(raw))}MB，超过{_mib(limits.mail_bytes)}MB的限度"
    parts = sum(1 for _ in _BOUNDARY.finditer(raw))  # each level of multiparts is looked at for each line inside it
    return f"有{parts}个层次，超过{limits.parts}个的限度" if parts > limits.parts else ""


def _mib(size: int) -> str:
    return f"{size / MIB:.1f}".removesuffix(".0")
