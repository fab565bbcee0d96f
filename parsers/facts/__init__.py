"""The facts that parsing yields: frozen, picklable, JSON-able, and without opinions.

A fact says what stands in the bytes and where. Whether that is good, late or wanted is `intake`'s business.
Boxes are (left, top, right, bottom) as fractions of the page as displayed, origin top left; pages count from 1.
"""

from parsers.facts.forms import (
    BlankField,
    BlankForm,
    FieldKind,
    FieldReading,
    FieldSpec,
    FilledForm,
    FormSpec,
    Prose,
)
from parsers.facts.kinds import CONTAINER_KINDS, WORD_KINDS, Kind, Trouble, TroubleKind
from parsers.facts.message import Address, CloudLink, Document, Examination, Mail
from parsers.facts.paged import (
    Box,
    Line,
    Page,
    PagedDocument,
    Place,
    Signature,
    SignatureState,
    Stamp,
    StampKind,
    StampShape,
    TextSource,
)
from parsers.facts.sameness import Comparison, Difference, Pair
from parsers.facts.word import Cell, ContentControl, Drawing, Paragraph, Properties, Table, WordDocument

__all__ = [
    "CONTAINER_KINDS",
    "WORD_KINDS",
    "Address",
    "BlankField",
    "BlankForm",
    "Box",
    "Cell",
    "CloudLink",
    "Comparison",
    "ContentControl",
    "Difference",
    "Document",
    "Drawing",
    "Examination",
    "FieldKind",
    "FieldReading",
    "FieldSpec",
    "FilledForm",
    "FormSpec",
    "Kind",
    "Line",
    "Mail",
    "Page",
    "PagedDocument",
    "Pair",
    "Paragraph",
    "Place",
    "Properties",
    "Prose",
    "Signature",
    "SignatureState",
    "Stamp",
    "StampKind",
    "StampShape",
    "Table",
    "TextSource",
    "Trouble",
    "TroubleKind",
    "WordDocument",
]
