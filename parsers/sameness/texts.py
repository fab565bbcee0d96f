"""Both versions' texts brought to what can be compared: Chinese characters, letters, digits and @."""

import re
import unicodedata
from dataclasses import dataclass

from parsers.facts import Line, PagedDocument, Paragraph, Stamp, TextSource, WordDocument

_DROPPED = re.compile(r"[^\u3400-\u9fffA-Za-z0-9@\U00020000-\U0003ffff]")
_PAGE_NUMBER = re.compile(r"^[-—–\s]*+(?:第?\s*+\d{1,4}\s*+页?(?:\s*+[/共]\s*+\d{1,4}\s*+页?)?)[-—–\s]*+$")
_SET_APART = re.compile(r"\t+|[ \u3000]{3,}")  # on paper they are two, and may be read in either order
_MOST = 40_000  # characters of a version that are compared


def comparable(text: str) -> str:
    """What is left of a text when width, case, blanks and punctuation don't count."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower()


def word_units(document: WordDocument) -> list[str]:
    """Each paragraph and each cell's paragraph as it stands, empty ones left out; two things set apart on a line are two."""
    texts: list[str] = []
    for block in document.blocks:
        texts.extend(
            [block.text] if isinstance(block, Paragraph) else [p for cell in block.cells for p in cell.paragraphs]
        )
    return [piece for text in texts for piece in _SET_APART.split(text) if comparable(piece)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one character of the PDF's comparable text stands."""

    page: int
    line: Line
    under_seal: bool


@dataclass(frozen=True, slots=True)
class PagedText:
    """A PDF's comparable text and seals; `places` has one entry a character. `native`: no recogniser was needed."""

    text: str
    places: tuple[Place, ...]
    native: bool
    stamps: tuple[Stamp, ...] = ()

    def written(self, start: int, end: int) -> str:
        """The original lines that a stretch comes from, shortened to it where it is one line."""
        if start >= end:
            return ""
        lines = list(dict.fromkeys(place.line.text for place in self.places[start:end]))
        return self.text[start:end] if len(lines) == 1 else "".join(lines)


def paged_text(document: PagedDocument) -> PagedText:
    """All pages' lines in order; page numbers and the seals' own characters left out."""
    text: list[str] = []
    places: list[Place] = []
    for page in document.pages:
        for line in page.lines:
            if _PAGE_NUMBER.match(line.text) and (line.box[1] > 0.88 or line.box[3] < 0.08):
                continue
            under = any(_touch(line, stamp) for stamp in page.stamps)
            plain = comparable(line.text)
            if under and len(plain) <= 2 and page.source is TextSource.OCR:
                continue
            text.append(plain)
            places.extend([Place(page.number, line, under)] * len(plain))
            if len(places) > _MOST:
                break
    return PagedText(
        "".join(text)[:_MOST], tuple(places[:_MOST]), document.source is TextSource.NATIVE, document.stamps
    )


def _touch(line: Line, stamp: Stamp) -> bool:
    left, top, right, bottom = line.box
    return left < stamp.box[2] and right > stamp.box[0] and top < stamp.box[3] and bottom > stamp.box[1]
