"""Whether two versions say the same."""

from dataclasses import dataclass, field

from parsers.facts.paged import Box, PagedDocument
from parsers.facts.word import WordDocument


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where PDF and Word don't say the same. Either text is "" where that version lacks it.

    `lacking`: how many characters the PDF lacks in one stretch of several paragraphs that begins with `word`; 0 else.
    """

    word: str
    pdf: str
    page: int | None = None
    box: Box | None = None
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a PDF is the same text as a Word version. `similarity` 0..1."""

    similarity: float
    differences: tuple[Difference, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions to compare; `form` is the index of the form in the Word document, None for the whole of it.

    `data` are the PDF's bytes, in which doubtful places of a recognised text are read again; b"" where they aren't at
    hand. `pdf_sha256` names them. `beside` are other activities' Word versions whose PDF this is too: what they say, the
    PDF has rightly.
    """

    word: WordDocument
    pdf: PagedDocument
    form: int | None = None
    data: bytes = b""
    pdf_sha256: str = ""
    beside: tuple[WordDocument, ...] = ()
