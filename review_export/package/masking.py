"""What of a page's picture reviewers must not see: the lines that tell how to reach somebody."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from parsers.facts import Box, Page

_NUMBERS = re.compile(r"\d[\d\s()\-—.]{5,}\d")
_ADDRESS = re.compile(r"\S@\S")


def masks(page: Page, contacts: Iterable[str]) -> tuple[Box, ...]:
    """The boxes of the lines with a telephone number, an e-mail address or one of these contact values."""
    values = [plain for value in contacts if len(plain := _plain(value)) > 1]
    return tuple(_boxes(page, values))


def _boxes(page: Page, values: list[str]) -> Iterator[Box]:
    for line in page.lines:
        text = unicodedata.normalize("NFKC", line.text)
        if _NUMBERS.search(text) or _ADDRESS.search(text) or any(value in _plain(text) for value in values):
            yield line.box


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
