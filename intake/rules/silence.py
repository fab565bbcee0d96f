"""What unread material might satisfy isn't reported (CONTRACT, under Finding codes)."""

from intake.codes import Code
from intake.model import Case, Material
from parsers.facts import CONTAINER_KINDS, WORD_KINDS, Document, Kind, TroubleKind

UNREAD = (
    TroubleKind.UNREADABLE,
    TroubleKind.UNSUPPORTED,
    TroubleKind.ENCRYPTED,
    TroubleKind.EMPTY,
    TroubleKind.TOO_LARGE,
)
_A_PDF = frozenset((Code.PDF_MISSING, Code.STAMP_MISSING, Code.STAMP_UNCERTAIN))
_A_WORD = frozenset((Code.WORD_MISSING, Code.FIELD_MISSING, Code.MODULE_MISSING, Code.WRONG_TEMPLATE, Code.FORM_BLANK))
ANYTHING = _A_PDF | _A_WORD


def is_unread(document: Document) -> bool:
    """Whether something in it stays unknown."""
    return any(document.has(kind) for kind in UNREAD)


def could_answer(document: Document) -> frozenset[Code]:
    """The findings that an unread document of this kind could answer; a picture or a spreadsheet answers none."""
    kind = document.apparent_kind
    if document.signature_picture or not is_unread(document):
        return frozenset()
    if kind in CONTAINER_KINDS or kind is Kind.OTHER:
        return ANYTHING
    if kind is Kind.PDF:
        return _A_PDF
    return _A_WORD if kind in WORD_KINDS else frozenset()


def all_attached(case: Case) -> bool:
    """Whether each material has the versions that its stage wants."""
    return bool(case.materials) and all(
        ("word" not in material.stage.wants or material.word is not None)
        and ("pdf" not in material.stage.wants or material.pdf is not None)
        for material in case.materials
    )


def is_supporting_alone(case: Case, document: Document) -> bool:
    """Whether it certainly concerns supporting material alone: nothing is wanted that it could be."""
    if case.roles.get(document.id) != "supporting":
        return False
    return not could_answer(document) or all_attached(case)


def hiding(case: Case, material: Material) -> tuple[Document, ...]:
    """The unread documents that could answer findings about this material.

    What is another material's version answers nothing of this one; supporting material alone answers nothing.
    """
    versions = {here.id for each in case.materials for version in (each.word, each.pdf) if (here := case.here(version))}
    anothers = versions.difference(material.documents)
    return tuple(
        document
        for document in case.examination.documents
        if could_answer(document) and document.id not in anothers and not is_supporting_alone(case, document)
    )


def silenced(case: Case, material: Material, elsewhere: bool) -> frozenset[Code]:
    """The codes that unread material silences for one material. `elsewhere`: what is missing is behind a link."""
    behind_links = ANYTHING if elsewhere else frozenset()
    return behind_links.union(*(could_answer(document) for document in hiding(case, material)))
