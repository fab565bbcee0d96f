"""Each document's role (CONTRACT, `role`)."""

from collections.abc import Mapping
from datetime import datetime

from intake.call import Call, Stage
from intake.grouping.words import bigrams, contained, is_cover_letter, named_stage, stage_by_date, stem, title
from intake.rules.saying import hands_in, is_silent
from parsers.facts import CONTAINER_KINDS, WORD_KINDS, Document, Examination, Kind, PagedDocument, WordDocument

SUPPORTING, IGNORED = "supporting", "ignored"
_SAME_TEXT = 0.5  # of a Word version's character pairs that its PDF has at least


def roles_of(examination: Examination, call: Call, received_at: datetime) -> Mapping[str, str]:
    """Every document's role by its id."""
    documents = examination.documents
    subject = named_stage(stem(examination.mail.subject), call) or _handed_in(examination, call, received_at)
    roles = {document.id: IGNORED if _is_ignored(document) else SUPPORTING for document in documents}
    words = _word_stages(documents, call, subject)
    roles.update({identity: stage.word_role for identity, stage in words.items()})
    for document in documents:
        if document.apparent_kind is Kind.PDF and not _is_ignored(document):
            stage = _pdf_stage(document, documents, words, call, subject)
            roles[document.id] = stage.pdf_role if stage else SUPPORTING
    return {**roles, **dict.fromkeys(_blank_copies(documents, roles), SUPPORTING)}


def _blank_copies(documents: tuple[Document, ...], roles: Mapping[str, str]) -> list[str]:
    """Unfilled forms sent along with a filled one in the same version: nobody's submission."""
    forms = {document.id: _blank(document) for document in documents if _has_form(document)}
    filled = {roles[identity] for identity, blank in forms.items() if not blank}
    return [identity for identity, blank in forms.items() if blank and roles[identity] in filled]


def _has_form(document: Document) -> bool:
    return isinstance(document.content, WordDocument | PagedDocument) and bool(document.content.forms)


def _blank(document: Document) -> bool:
    content = document.content
    return isinstance(content, WordDocument | PagedDocument) and all(form.blank for form in content.forms)


def _is_ignored(document: Document) -> bool:
    holds = document.portfolio or document.apparent_kind in CONTAINER_KINDS
    return document.signature_picture or holds or document.kind is Kind.EXECUTABLE


def _handed_in(examination: Examination, call: Call, received_at: datetime) -> Stage | None:
    """The stage of material that the mail's text hands in without naming it: the one under way."""
    mail = examination.mail
    if not (hands_in(mail) or is_silent(mail)):
        return None
    return named_stage(stem(mail.text), call) or stage_by_date(call, received_at)


def _word_stages(documents: tuple[Document, ...], call: Call, subject: Stage | None) -> dict[str, Stage]:
    """The Word versions: those with a form; else those called so; else the only one there is."""
    words = [
        document for document in documents if document.apparent_kind in WORD_KINDS and not document.signature_picture
    ]
    stages: dict[str, Stage] = {}
    for document in words:
        if isinstance(document.content, WordDocument) and document.content.forms:
            stages[document.id] = call.stage(document.content.forms[0].stage)
    for document in words:
        named = named_stage(title(document), call) or named_stage(stem(document.name), call)
        taken = named is not None and named.has_form and named in stages.values()
        if document.id not in stages and named is not None and not taken and not is_cover_letter(document):
            stages[document.id] = named
    rest = [document for document in words if document.id not in stages and not is_cover_letter(document)]
    if not stages and len(rest) == 1 and subject is not None:
        stages[rest[0].id] = subject
    return stages


def _pdf_stage(
    document: Document,
    documents: tuple[Document, ...],
    words: Mapping[str, Stage],
    call: Call,
    subject: Stage | None,
) -> Stage | None:
    content = document.content
    if isinstance(content, PagedDocument) and content.forms:
        return call.stage(content.forms[0].stage)
    if isinstance(content, PagedDocument) and (same := _same_as_word(content, documents, words)):
        return same
    if is_cover_letter(document):
        return None
    others = [
        each
        for each in documents
        if each.apparent_kind is Kind.PDF and each.id != document.id and not _is_ignored(each)
    ]
    named = named_stage(title(document), call) or named_stage(stem(document.name), call)
    if named is not None:
        return named
    if others and isinstance(content, PagedDocument) and content.text.strip():
        return None
    if _places_taken(others, documents, words):
        return None
    return next(iter(words.values()), None) or subject


def _places_taken(others: list[Document], documents: tuple[Document, ...], words: Mapping[str, Stage]) -> bool:
    """Whether each Word version has its PDF already, so that an unread one is no version of any."""
    paired = [
        each
        for each in others
        if isinstance(each.content, PagedDocument) and _same_as_word(each.content, documents, words)
    ]
    return bool(words) and len(paired) >= len(words)


def _same_as_word(content: PagedDocument, documents: tuple[Document, ...], words: Mapping[str, Stage]) -> Stage | None:
    """The stage of the Word version whose text this PDF has most of."""
    whole = bigrams(content.text)
    shares = [
        (contained(bigrams(each.content.text), whole), words[each.id])
        for each in documents
        if each.id in words and isinstance(each.content, WordDocument)
    ]
    share, stage = max(shares, default=(0.0, None), key=lambda pair: pair[0])
    return stage if share >= _SAME_TEXT else None
