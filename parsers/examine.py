"""Examining one message: every document in it, wherever it hides, read by the reader of its kind.

mail, attachments = read_mail(raw)
for each attachment, and each member of a container, depth first, within the budget:
    write its bytes to the scratch folder under its SHA-256
    sniff its kind by content; read it; what fails becomes a Trouble of that document alone
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from parsers.containers import Budget, volume_of
from parsers.content import Content, content_of, mistake
from parsers.errors import ParsingFailed, ScratchRefused
from parsers.facts import CONTAINER_KINDS, Document, Examination, FormSpec, Kind, Trouble, TroubleKind
from parsers.limits import MIB, Limits
from parsers.mail import Attachment, read_mail
from parsers.opening import opened, opened_volumes, with_volumes
from parsers.paged import carried
from parsers.sniff import expected_kinds, sniff
from parsers.trouble import DocumentTrouble

_HEAD = 256 * 1024  # bytes of a message beyond the limits that are read: its header, and what the sender wrote
_BOUNDARY = re.compile(rb"\bboundary\s{0,10}=", re.IGNORECASE)


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
    read: dict[str, Content] = field(default_factory=dict)

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
            return [replace(document, troubles=(*document.troubles, mistake(error)))]

    def _volume(self, document: Document, archive: bytes) -> Iterator[Document]:
        """The first volume holds the archive's members; the others are nothing by themselves."""
        if archive:
            yield from self._contained(document, opened_volumes(document.name, archive, self.budget))
        else:
            yield document

    def _opened(self, document: Document, data: bytes) -> Iterator[Document]:
        if document.signature_picture or (document.troubles and not document.has(TroubleKind.DANGEROUS)):
            yield document
        elif document.kind in CONTAINER_KINDS:
            yield from self._contained(document, opened(document.kind, document.name, data, self.budget))
        elif document.kind is Kind.PDF and (within := carried(data)).portfolio and within.files:
            troubles = document.troubles + within.dangers
            inside = opened(Kind.PDF, document.name, data, self.budget)
            yield from self._contained(replace(document, portfolio=True, troubles=troubles), inside)
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
            found = content_of(data, document.kind, document.expected_kinds, self.forms, self.limits)
            self.read[document.sha256] = found
        return replace(document, content=found.content, text=found.text, troubles=document.troubles + found.troubles)

    def _contained(self, document: Document, members: Iterator[Attachment]) -> Iterator[Document]:
        path = document.name if document.container is None else f"{document.container}/{document.name}"
        if document.id.count(".") >= self.limits.depth:
            yield replace(document, troubles=(Trouble(TroubleKind.TOO_LARGE, f"嵌套超过{self.limits.depth}层"),))
            return
        inside: list[Document] = []
        troubles: tuple[Trouble, ...] = ()
        try:
            for number, member in enumerate(members, 1):
                inside.extend(self.document(f"{document.id}.{number}", member, path))
        except DocumentTrouble as trouble:
            troubles = (trouble.trouble,)
        except ScratchRefused:
            raise
        except Exception as error:
            troubles = (mistake(error),)
        yield replace(document, troubles=document.troubles + troubles)
        yield from inside


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
    for number, attachment in enumerate(() if beyond else with_volumes(attachments, limits), 1):
        documents.extend(walk.document(str(number), attachment, None))
    if beyond:
        documents.append(walk.unread(raw, digest, beyond))
    return Examination(digest, len(raw), mail, tuple(documents))


def _beyond(raw: bytes, limits: Limits) -> str:
    """Which limit the message as a whole passes, "" where it passes none: then only its head is read."""
    if len(raw) > limits.mail_bytes:
        return f"有{_mib(len(raw))}MB，超过{_mib(limits.mail_bytes)}MB的限度"
    parts = sum(1 for _ in _BOUNDARY.finditer(raw))  # each level of multiparts is looked at for each line inside it
    return f"有{parts}个层次，超过{limits.parts}个的限度" if parts > limits.parts else ""


def _mib(size: int) -> str:
    return f"{size / MIB:.1f}".removesuffix(".0")
