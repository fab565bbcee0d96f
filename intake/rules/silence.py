"""What unread material might satisfy isn't reported (CONTRACT, under Finding codes)."""

from intake.codes import Code
from intake.model import Case
from parsers.facts import CONTAINER_KINDS, WORD_KINDS, Document, Kind, TroubleKind

UNREAD = (
    TroubleKind.UNREADABLE,
    TroubleKind.UNSUPPORTED,
    TroubleKind.ENCRYPTED,
    TroubleKind.EMPTY,
    TroubleKind.TOO_LARGE,
)
_ANYTHING = frozenset(
    (
        Code.PDF_MISSING,
        Code.WORD_MISSING,
        Code.STAMP_MISSING,
        Code.FIELD_MISSING,
        Code.MODULE_MISSING,
        Code.WRONG_TEMPLATE,
        Code.FORM_BLANK,
        Code.ATTACHMENT_MISSING,
        Code.NOT_A_SUBMISSION,
    )
)
_A_PDF = frozenset((Code.PDF_MISSING, Code.STAMP_MISSING))
_A_WORD = frozenset((Code.WORD_MISSING, Code.FIELD_MISSING, Code.MODULE_MISSING, Code.WRONG_TEMPLATE, Code.FORM_BLANK))


def is_unread(document: Document) -> bool:
    """Whether something in it stays unknown."""
    return any(document.has(kind) for kind in UNREAD)


def silenced(case: Case, links_hide: bool) -> frozenset[Code]:
    """The codes that this case's unread material silences. `links_hide`: the material is behind a link."""
    codes: set[Code] = set(_ANYTHING) if links_hide else set()
    for document in case.examination.documents:
        if not is_unread(document) or document.signature_picture:
            continue
        kind = document.apparent_kind
        if kind in CONTAINER_KINDS or kind is Kind.OTHER:
            codes |= _ANYTHING
        elif kind is Kind.PDF:
            codes |= _A_PDF
        elif kind in WORD_KINDS:
            codes |= _A_WORD
    return frozenset(codes)
