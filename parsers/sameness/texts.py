"""Both versions' texts brought to what can be compared: Chinese characters, letters, digits and @."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from parsers.comparable import comparable
from parsers.facts import Line, Page, PagedDocument, Paragraph, Stamp, TextSource, WordDocument
from parsers.sameness.covering import under_seals

_PAGE_NUMBER = re.compile(r"^[-—–\s]*+(?:第?\s*+\d{1,4}\s*+页?(?:\s*+[/共]\s*+\d{1,4}\s*+页?)?)[-—–\s]*+$")
# on paper they are two, and may be read in either order; two wide blanks within a word of two characters only spread it
_SET_APART = re.compile(r"\n|\t+|[ \u3000]{3,}|(?<=\S\S)\u3000\u3000(?=\S\S)")
_MOST = 40_000  # characters of a version that are compared
_SAME_HINT = 85  # of 100: a form's instruction that somebody shortened
_HEAD, _FOOT = 0.075, 0.925  # of a page's height: what stands apart there is a running head or foot
_LONGEST_HEAD = 40  # characters
_INSIDE = 0.6  # of a line's area within a seal: it is the seal's own text
_KNOWN = 4  # characters in a row that the Word version has: then it isn't the seal's alone
_LONGEST_ON_SEAL = 24  # characters


def hints_of(document: WordDocument) -> tuple[str, ...]:
    """The instructions of the forms in a document, comparable, each once."""
    return tuple(dict.fromkeys(hint for form in document.forms for each in form.hints if (hint := comparable(each))))


def paragraphs_of(document: WordDocument) -> list[str]:
    """Each paragraph and each cell's paragraph as it stands."""
    texts: list[str] = []
    for block in document.blocks:
        texts.extend(
            [block.text] if isinstance(block, Paragraph) else [p for cell in block.cells for p in cell.paragraphs]
        )
    return texts


def word_units(document: WordDocument) -> list[str]:
    """Each paragraph and each cell's paragraph as it stands, empty ones and the form's instructions left out.

    Two things set apart on a line are two.
    """
    hints = hints_of(document)
    pieces = [piece for text in paragraphs_of(document) for piece in _SET_APART.split(text)]
    return [rest for piece in pieces if comparable(rest := _without_hint(piece, hints))]


def _without_hint(text: str, hints: Sequence[str]) -> str:
    """A paragraph without the form's instruction at its head; "" where it is that alone."""
    plain = comparable(text)
    for hint in hints:
        if plain == hint or (len(plain) <= len(hint) + 4 and fuzz.ratio(plain, hint) >= _SAME_HINT):
            return ""
        if plain.startswith(hint):
            return plain[len(hint) :]
    return text


@dataclass(frozen=True, slots=True)
class Place:
    """Where one character of the PDF's comparable text stands. `exact`: it was written there, not recognised."""

    page: int
    line: Line
    under_seal: bool
    exact: bool = True


@dataclass(frozen=True, slots=True)
class PagedText:
    """A PDF's comparable text and seals; `places` has one entry a character. `exact`: no recogniser was needed."""

    text: str
    places: tuple[Place, ...]
    exact: bool
    stamps: tuple[Stamp, ...] = ()
    pages: tuple[Page, ...] = ()

    def written(self, start: int, end: int) -> str:
        """The original lines that a stretch comes from, shortened to it where it is one line."""
        if start >= end:
            return ""
        lines = list(dict.fromkeys(place.line.text for place in self.places[start:end]))
        return self.text[start:end] if len(lines) == 1 else "".join(lines)

    def whole_lines(self, start: int, end: int) -> tuple[int, int]:
        """The stretch extended to the lines that it touches, the one before it among them where it is empty."""
        first, last = max(0, min(start, end - 1, len(self.places) - 1)), max(start, end - 1)
        last = min(last, len(self.places) - 1)
        while first > 0 and self.places[first - 1].line is self.places[first].line:
            first -= 1
        while last + 1 < len(self.places) and self.places[last + 1].line is self.places[last].line:
            last += 1
        return first, last + 1

    def page(self, number: int) -> Page:
        """The page of that number. Raises StopIteration where it wasn't looked at."""
        return next(page for page in self.pages if page.number == number)


def paged_text(document: PagedDocument, wanted: str = "") -> PagedText:
    """All pages' lines in order, without page numbers and, unless `wanted` (the Word version's comparable text) has
    them, running heads and the seals' own text.
    """
    text: list[str] = []
    places: list[Place] = []
    for page in document.pages:
        exact = page.source is TextSource.NATIVE and not page.hidden
        for line, plain in _lines(page, wanted):
            text.append(plain)
            places.extend(Place(page.number, line, under, exact) for under in under_seals(line, page))
            if len(places) > _MOST:
                break
    exact = all(place.exact for place in places)
    return PagedText("".join(text)[:_MOST], tuple(places[:_MOST]), exact, document.stamps, document.pages)


def _lines(page: Page, wanted: str) -> Iterator[tuple[Line, str]]:
    """A page's lines that count, with what is comparable of them."""
    for line in page.lines:
        plain = comparable(line.text)
        if _PAGE_NUMBER.match(line.text) and (line.box[1] > 0.88 or line.box[3] < 0.08):
            continue
        if _is_a_stroke(line, plain, page) or (
            plain not in wanted and (_is_running(line, plain, page) or _is_a_seals(line, plain, page, wanted))
        ):
            continue
        yield line, plain


def _is_running(line: Line, plain: str, page: Page) -> bool:
    """A short line at the page's head or foot, apart from all others."""
    _, top, _, bottom = line.box
    if len(plain) > _LONGEST_HEAD or (bottom > _HEAD and top < _FOOT):
        return False
    high = bottom - top
    others = [other.box for other in page.lines if other is not line and not _on_one_height(other, line)]
    return all(box[1] > bottom + high or box[3] < top - high for box in others)


def _on_one_height(one: Line, other: Line) -> bool:
    return abs(one.box[1] + one.box[3] - other.box[1] - other.box[3]) < other.box[3] - other.box[1]


def _is_a_stroke(line: Line, plain: str, page: Page) -> bool:
    """So little text on a seal that it is part of it."""
    on_seal = any(_touch(line, stamp) for stamp in page.stamps)
    return on_seal and len(plain) <= 2 and page.source is TextSource.OCR


def _is_a_seals(line: Line, plain: str, page: Page, wanted: str) -> bool:
    """A seal's own text: what lies within it and is nothing that the Word version has."""
    if len(plain) > _LONGEST_ON_SEAL:
        return False
    known = any(plain[at : at + _KNOWN] in wanted for at in range(len(plain) - _KNOWN + 1))
    return not known and any(_share_within(line, stamp) >= _INSIDE for stamp in page.stamps)


def _touch(line: Line, stamp: Stamp) -> bool:
    left, top, right, bottom = line.box
    return left < stamp.box[2] and right > stamp.box[0] and top < stamp.box[3] and bottom > stamp.box[1]


def _share_within(line: Line, stamp: Stamp) -> float:
    left, top, right, bottom = line.box
    wide = max(0.0, min(right, stamp.box[2]) - max(left, stamp.box[0]))
    high = max(0.0, min(bottom, stamp.box[3]) - max(top, stamp.box[1]))
    return wide * high / max((right - left) * (bottom - top), 1e-9)
