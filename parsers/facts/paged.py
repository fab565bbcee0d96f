"""PDFs and pictures: pages, lines, seals."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parsers.facts.forms import FilledForm, Prose

Box = tuple[float, float, float, float]


class StampKind(StrEnum):
    """How a seal is carried (CONTRACT, `stamps.kind`)."""

    INK = "ink"
    ANNOTATION = "annotation"
    SIGNATURE = "signature"


CLEAR = 0.6  # confidence from which a seal is there


class StampShape(StrEnum):
    """Only official and contract seals count."""

    OFFICIAL = "official"
    CONTRACT = "contract"
    CHOP = "chop"
    OTHER = "other"

    @property
    def counts(self) -> bool:
        """Whether a seal of this shape seals."""
        return self in {StampShape.OFFICIAL, StampShape.CONTRACT}


@dataclass(frozen=True, slots=True)
class Place:
    """What may stand at one place of a line that was recognised: `characters`, the likeliest first, with the recogniser's
    `probabilities` of each, and of no character at all. What isn't among them is less likely than 0.0001, or than the last.
    """

    characters: str
    probabilities: tuple[float, ...]
    nothing: float


@dataclass(frozen=True, slots=True)
class Stamp:
    """A seal found. `confidence` 0..1; `text` is the ring's text, "" where it could not be read.

    `readings`: the ring as it was read in one or several ways, so that a known name can be weighed against it.
    """

    page: int
    box: Box
    kind: StampKind
    shape: StampShape
    confidence: float
    text: str = ""
    text_confidence: float = 0.0
    coloured: bool = True  # False: a seal's shape in a black-and-white page
    cut: bool = False  # cut off by the page's edge
    faint: bool = False  # hardly darker than the paper
    readings: tuple[tuple[Place, ...], ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether it is a seal that seals: official or contract, clearly there, in colour, whole and not faint."""
        clear = self.coloured and not self.cut and not self.faint
        return self.shape.counts and self.confidence >= CLEAR and clear


class SignatureState(StrEnum):
    """What is known of a digital signature."""

    TRUSTED = "trusted"  # it verifies, nothing changed after it, and its issuer is among the trust roots
    UNTRUSTED = "untrusted"  # it verifies and nothing changed; its issuer isn't known here
    UNSUPPORTED = "unsupported"  # a format or algorithm that can't be verified here, SM2 among them
    CHANGED = "changed"  # content changed after signing, or doesn't fit the signature
    BROKEN = "broken"  # the signature's own data can't be read


@dataclass(frozen=True, slots=True)
class Signature:
    """A digital signature. `field` is its form field's name, `signer` as its certificate says.

    `found` is a short Chinese phrase with what is wrong, "" where nothing is; `signed_at` the signer's own word.
    """

    field: str
    signer: str
    state: SignatureState
    found: str = ""
    signed_at: datetime | None = None


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
    """A page as displayed; `width` and `height` in points (1/72 inch).

    Of a recognised page, `quarters` says how often it had to be turned against the clock to be read, `slope` how its
    lines slope then, in radians. `hidden`: its native text is another program's recognition of the page's picture.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    source: TextSource
    stamps: tuple[Stamp, ...] = ()
    quarters: int = 0
    slope: float = 0.0
    hidden: bool = False

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
    signatures: tuple[Signature, ...] = ()

    @property
    def text(self) -> str:
        """All pages' text joined by line feeds."""
        return "\n".join(page.text for page in self.pages)

    @property
    def is_recognised(self) -> bool:
        """Whether any of its text was recognised, here or by the program that made it."""
        return any(page.source is TextSource.OCR or page.hidden for page in self.pages)

    @property
    def source(self) -> TextSource:
        """OCR where any page needed it, else native where any page has text, else none."""
        sources = {page.source for page in self.pages}
        return next((s for s in (TextSource.OCR, TextSource.NATIVE) if s in sources), TextSource.NONE)

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """All pages' seals in page order."""
        return tuple(stamp for page in self.pages for stamp in page.stamps)
