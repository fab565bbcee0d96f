"""What of a page's picture reviewers must not see: the lines that tell how to reach somebody."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from parsers.facts import Box, Page

_NUMBERS = re.compile(r"\d[\d\s()\-—.]{5,}\d")
_ADDRESS = re.compile(r"\S@\S")
_TAIL, _HEAD = (
    re.compile(r"(?<!\d)(\d{3,}+)[)\-—]*$"),
    re.compile(r"^[(\-—]*(\d{3,})"),
)  # a number that goes on in the next line
_SHORTEST_PIECE, _SHORTEST_NUMBER = 4, 7


def masks(page: Page, contacts: Iterable[str]) -> tuple[Box, ...]:
    """The boxes of the lines with a telephone number, an e-mail address or one of these contact values."""
    values = [plain for value in contacts for each in value.split("、") if len(plain := _plain(each)) > 1]
    return tuple(_boxes(page, values))


def _boxes(page: Page, values: list[str]) -> Iterator[Box]:
    for line in page.lines:
        text = unicodedata.normalize("NFKC", line.text)
        if _NUMBERS.search(text) or _ADDRESS.search(text) or any(_is_told(_plain(text), value) for value in values):
            yield line.box


def _is_told(line: str, value: str) -> bool:
    """Whether a line says a contact value, or a piece of one that is broken over two lines."""
    if value in line or (len(line) >= _SHORTEST_PIECE and line in value):
        return True
    digits = re.sub(r"\D", "", value)
    if len(digits) < _SHORTEST_NUMBER:
        return False
    tail, head = _TAIL.search(line), _HEAD.search(line)
    return bool(tail and digits.startswith(tail[1])) or bool(head and digits.endswith(head[1]))


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
