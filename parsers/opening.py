"""What a container holds, one document after the other, within the budget of its message."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.containers import Budget, Member, is_ordered, joined, members, whole_members
from parsers.facts import Kind, TroubleKind
from parsers.limits import Limits
from parsers.mail import Attachment, is_mime, read_mail, signed_content, tnef_members
from parsers.paged import carried
from parsers.sniff import sniff
from parsers.trouble import DocumentTrouble


def opened(kind: Kind, name: str, data: bytes, budget: Budget) -> Iterator[Attachment]:
    """A container's documents. Raises DocumentTrouble, perhaps after some of them."""
    match kind:
        case Kind.MESSAGE:
            return _mail_members(name, data, budget)
        case Kind.TNEF:
            return _tnef_members(data, budget)
        case Kind.PDF:
            return _portfolio_members(data, budget)
        case _:
            return _archive_members(name, data, budget)


def opened_volumes(name: str, data: bytes, budget: Budget) -> Iterator[Attachment]:
    """The documents of an archive that was joined from its volumes. Raises DocumentTrouble."""
    try:
        yield from _attached(whole_members(data, budget, name), budget.limits)
    except DocumentTrouble as trouble:
        if trouble.trouble.kind is not TroubleKind.UNREADABLE:
            raise
        raise DocumentTrouble(TroubleKind.UNREADABLE, "及其他分卷合并后打不开，可能缺卷或损坏") from trouble


def with_volumes(attachments: Sequence[Attachment], limits: Limits) -> tuple[Attachment, ...]:
    """The attachments; the first volume of an archive whose volumes are all there with the whole of it."""
    each = list(attachments)
    for volumes in joined([(given.name, given.data) for given in attachments], limits.document_bytes):
        for number, place in enumerate(volumes.places):
            each[place] = replace(each[place], archive=b"" if number else volumes.data)
    return tuple(each)


def _archive_members(name: str, data: bytes, budget: Budget) -> Iterator[Attachment]:
    yield from _attached(members(data, budget, name), budget.limits)


def _attached(found: Iterator[Member], limits: Limits) -> Iterator[Attachment]:
    """The members as they come; those that may be volumes of one archive wait for the others, folder by folder."""
    waiting: dict[str, list[Attachment]] = {}
    broken: DocumentTrouble | None = None
    try:
        for member in found:
            folder, _, name = member.path.rpartition("/")
            given = Attachment(name, member.data, "")
            if is_ordered(name):
                waiting.setdefault(folder, []).append(given)
            else:
                yield given
    except DocumentTrouble as trouble:
        broken = trouble
    for together in waiting.values():
        yield from with_volumes(together, limits)
    if broken is not None:
        raise broken


def _portfolio_members(data: bytes, budget: Budget) -> Iterator[Attachment]:
    for file in carried(data).files:
        yield _afforded(file.name, file.data, data, budget)


def _tnef_members(data: bytes, budget: Budget) -> Iterator[Attachment]:
    for name, content in tnef_members(data):
        yield _afforded(name, content, data, budget)


def _mail_members(name: str, data: bytes, budget: Budget) -> Iterator[Attachment]:
    content = signed_content(data)
    if content is not None and sniff(content, "").kind is not Kind.MESSAGE and not is_mime(content):
        yield _afforded(name.removesuffix(".p7m"), content, data, budget)
        return
    for attachment in with_volumes(read_mail(content or data)[1], budget.limits):
        budget.one_file()
        yield replace(attachment, offset=None, encoded_size=None)


def _afforded(name: str, content: bytes, container: bytes, budget: Budget) -> Attachment:
    budget.one_file()
    budget.spend(len(content), len(content), len(container))
    return Attachment(name, content, "")
