"""The facts that parsing yields: frozen, picklable, JSON-able, and without opinions.

A fact says what stands in the bytes and where. Whether that is good, late or wanted is `intake`'s business.
Boxes are (left, top, right, bottom) as fractions of the page as displayed, origin top left; pages count from 1.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Box = tuple[float, float, float, float]


class Kind(StrEnum):
    """What a document is, told by its content and never by its name (CONTRACT, `kind`)."""

    DOCX = "docx"
    DOC = "doc"
    WPS = "wps"
    RTF = "rtf"
    HTML = "html"
    MHTML = "mhtml"
    ODT = "odt"
    PDF = "pdf"
    OFD = "ofd"
    IMAGE = "image"
    ARCHIVE = "archive"
    MESSAGE = "message"
    TNEF = "tnef"
    TEXT = "text"
    SPREADSHEET = "spreadsheet"
    PRESENTATION = "presentation"
    EXECUTABLE = "executable"
    OTHER = "other"


WORD_KINDS = frozenset({Kind.DOCX, Kind.DOC, Kind.WPS, Kind.RTF, Kind.HTML, Kind.MHTML, Kind.ODT})
CONTAINER_KINDS = frozenset({Kind.ARCHIVE, Kind.MESSAGE, Kind.TNEF})


class TroubleKind(StrEnum):
    """Why a document could not be read, or should not be opened."""

    UNREADABLE = "unreadable"  # broken bytes
    UNSUPPORTED = "unsupported"  # sound, but no reader for it here yet: a person's work, not the sender's fault
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    TOO_LARGE = "too_large"  # a limit of bytes, files, depth, pages or seconds was met
    DANGEROUS = "dangerous"  # macros, executables, scripts, embedded files that run


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that went wrong with one document. `found` is a short Chinese phrase with the facts."""

    kind: TroubleKind
    found: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph's visible text; check marks of every make stand as `√`, empty boxes as `□`."""

    text: str
    style: str = ""
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell on its grid. `row`/`column` from 0; spans are at least 1. Nested tables' text is included."""

    row: int
    column: int
    row_span: int
    column_span: int
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs joined by line feeds."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid; each merged cell stands once, at its top left."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself (OPC core and extended properties)."""

    title: str = ""
    author: str = ""
    company: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field of a form as one filled copy has it.

    `written` is the text as it stands there; `value` what it normalises to (a tuple for options), None where empty;
    `problem` a Chinese phrase where what is written can't be what the field asks for; `place` says where it stood
    ("表1第2行", "“报送时间：”之后").
    """

    key: str
    label: str
    written: str
    value: str | tuple[str, ...] | None
    problem: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One copy of a call's form found in a document (a document can hold several, one an activity)."""

    stage: str
    fields: tuple[FieldReading, ...]
    labels_found: int
    labels_expected: int
    characters: int  # of the free text, counted as Word's 字数 does
    blank: bool  # the form is there and nobody filled it

    def field(self, key: str) -> FieldReading | None:
        """The reading of one field, None where the form has no such field."""
        return next((reading for reading in self.fields if reading.key == key), None)


@dataclass(frozen=True, slots=True)
class Prose:
    """What a document without a form says of itself (a report): each "" where it isn't clearly said."""

    title: str = ""
    organisation: str = ""
    activity: str = ""
    text: str = ""  # without title and signature, paragraphs joined by line feeds
    characters: int = 0  # of `text`


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A document of the Word family: its blocks in reading order, the forms in it, and its prose."""

    blocks: tuple[Paragraph | Table, ...]
    characters: int  # the whole document's 字数
    properties: Properties = Properties()
    forms: tuple[FilledForm, ...] = ()
    prose: Prose = Prose()
    pictures: int = 0

    @property
    def text(self) -> str:
        """All visible text, paragraph by paragraph and cell by cell, joined by line feeds."""
        return "\n".join(_block_text(block) for block in self.blocks)


def _block_text(block: Paragraph | Table) -> str:
    return block.text if isinstance(block, Paragraph) else "\n".join(cell.text for cell in block.cells)


class StampKind(StrEnum):
    """How a seal is carried (CONTRACT, `stamps.kind`)."""

    INK = "ink"
    ANNOTATION = "annotation"
    SIGNATURE = "signature"


class StampShape(StrEnum):
    """Only official and contract seals count."""

    OFFICIAL = "official"
    CONTRACT = "contract"
    CHOP = "chop"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal found. `confidence` 0..1; `text` is the ring's text, "" where it could not be read."""

    page: int
    box: Box
    kind: StampKind
    shape: StampShape
    confidence: float
    text: str = ""
    text_confidence: float = 0.0
    coloured: bool = True  # False: a seal's shape in a black-and-white page
    cut: bool = False  # cut off by the page's edge


class TextSource(StrEnum):
    """Where a document's text comes from (CONTRACT, `text_source`)."""

    NATIVE = "native"
    OCR = "ocr"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on a page. `confidence` is the recogniser's, 1.0 for native text."""

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page as displayed; `width` and `height` in points (1/72 inch)."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    source: TextSource
    stamps: tuple[Stamp, ...] = ()

    @property
    def text(self) -> str:
        """The page's lines joined by line feeds."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class PagedDocument:
    """A PDF, or a picture as a document of one page.

    `pages` holds those that were looked at, `page_count` all. `forms` are read from the text by labels, best effort:
    they serve to tell whose document this is, never to blame a field.
    """

    pages: tuple[Page, ...]
    page_count: int
    characters: int
    forms: tuple[FilledForm, ...] = ()
    prose: Prose = Prose()
    signature_fields: int = 0

    @property
    def text(self) -> str:
        """All pages' text joined by line feeds."""
        return "\n".join(page.text for page in self.pages)

    @property
    def source(self) -> TextSource:
        """OCR where any page needed it, else native where any page has text, else none."""
        sources = {page.source for page in self.pages}
        return next((s for s in (TextSource.OCR, TextSource.NATIVE) if s in sources), TextSource.NONE)

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """All pages' seals in page order."""
        return tuple(stamp for page in self.pages for stamp in page.stamps)


@dataclass(frozen=True, slots=True)
class Document:
    """One attached file, or one member of a container.

    `id` is its place ("2" the second attachment, "2.1" the first member of that); `container` the path of names
    ("a.zip/b.zip"), None for the mail's own attachments; `signature_picture` an inline picture of the sender's
    signature, which is no material; `offset` where its part begins in the raw mail, in bytes, None for members.
    """

    id: str
    name: str
    container: str | None
    sha256: str
    size: int
    kind: Kind
    content: WordDocument | PagedDocument | None = None
    text: str = ""  # of kinds without content of their own: plain text, spreadsheets
    troubles: tuple[Trouble, ...] = ()
    expected_kinds: tuple[Kind, ...] = ()  # what the name's ending promises; () where it promises nothing
    signature_picture: bool = False
    offset: int | None = None
    encoded_size: int | None = None  # bytes that the part takes in the raw mail, from `offset`

    @property
    def apparent_kind(self) -> Kind:
        """What it is, or, where its bytes are no known type, what its name promises."""
        return self.expected_kinds[0] if self.kind is Kind.OTHER and self.expected_kinds else self.kind

    def has(self, kind: TroubleKind) -> bool:
        """Whether this kind of trouble was met."""
        return any(trouble.kind is kind for trouble in self.troubles)


@dataclass(frozen=True, slots=True)
class CloudLink:
    """A net disk's or mail provider's link in the body, never fetched. `expires` as written, "" where not said."""

    provider: str
    url: str
    expires: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322 §3.4: display name and addr-spec, either "" where absent."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A message's header and body. Names follow RFC 5322; texts are decoded, header values unfolded.

    `headers` are all of them in order, names in lower case; `received` the topmost Received's date, `date` the
    sender's Date, both aware or None; `text` the body a reader sees (HTML converted), `quoted` the part of it that
    quotes earlier mails.
    """

    message_id: str
    sender: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    subject: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    received: datetime | None
    headers: tuple[tuple[str, str], ...]
    content_type: str
    text: str
    quoted: str = ""
    links: tuple[CloudLink, ...] = ()
    part_types: tuple[str, ...] = ()  # content types of all leaf parts, in order: tells delivery reports
    problems: tuple[str, ...] = ()  # what was broken in the message's structure, Chinese phrases

    def header(self, name: str) -> str:
        """The first header of that name, "" where there is none."""
        return next((value for key, value in self.headers if key == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Examination:
    """All that is known of one message: the mail and every document in it, containers and their members in order."""

    sha256: str
    size: int
    mail: Mail
    documents: tuple[Document, ...]

    def document(self, identity: str) -> Document:
        """The document of that id; raises KeyError where there is none."""
        for document in self.documents:
            if document.id == identity:
                return document
        raise KeyError(identity)


class FieldKind(StrEnum):
    """How a field's text is normalised and what makes it invalid."""

    TEXT = "text"  # one line
    PROSE = "prose"  # paragraphs
    OPTIONS = "options"  # ticked ones of a list
    PHONE = "phone"  # landlines
    MOBILE = "mobile"
    EMAIL = "email"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field that a call's form asks for: its key, the labels it may stand under, how it is read."""

    key: str
    labels: tuple[str, ...]
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class FormSpec:
    """What the sandbox needs in order to read a stage's form: the blank and its fields.

    `template` is the blank docx, None at a stage without a form; `options` the call's option labels; `year` the one
    taken where a date is written without.
    """

    stage: str
    template: bytes | None
    fields: tuple[FieldSpec, ...]
    options: tuple[str, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where PDF and Word don't say the same. Either text is "" where that version lacks it."""

    word: str
    pdf: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a PDF is the same text as a Word version. `similarity` 0..1."""

    similarity: float
    differences: tuple[Difference, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions to compare; `form` is the index of the form in the Word document, None for the whole of it."""

    word: WordDocument
    pdf: PagedDocument
    form: int | None = None
