"""Which recognised differences hold once their line is read again."""

from dataclasses import dataclass

import pytest

from parsers.facts import Box, Page, TextSource
from parsers.paged.recogniser import Reading
from parsers.sameness.aligning import find
from parsers.sameness.doubts import Doubts
from parsers.sameness.texts import paged_text
from tests.parsers.sameness.test_comparing_versions import paged


@dataclass(frozen=True)
class SameAgain:
    """A recogniser that reads every line as it was read before."""

    text: str

    def line(self, page: Page, box: Box) -> Reading:
        """The line."""
        return Reading(self.text, 0.99)


@pytest.mark.parametrize(("read", "stands"), [("Iin@yunhu.example.cn", False), ("bin@yunhu.example.cn", True)])
def test_letters_that_look_alike_are_no_difference_however_often_they_are_read_so(read: str, stands: bool) -> None:
    text = paged_text(paged("电子邮箱", read, source=TextSource.OCR))
    found = find("lin@yunhuexamplecn", text.text)
    (hunk,) = found.hunks
    assert Doubts(text, SameAgain(read)).stands(found.unit, hunk) is stands  # type: ignore[arg-type]  # it reads lines
