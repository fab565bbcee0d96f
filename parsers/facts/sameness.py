"""Whether two versions say the same."""

from dataclasses import dataclass, field

from parsers.facts.paged import Box, PagedDocument
from parsers.facts.word import WordDocument


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
