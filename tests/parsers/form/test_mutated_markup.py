"""The form's own XML, broken in its text and structure rather than in its zip."""

import io
import random
import re
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.facts import Kind
from parsers.form import read_forms, read_prose
from parsers.trouble import DocumentTrouble
from parsers.word import read_word
from tests.forms import SPEC, filled
from tests.wordml import package

XML = zipfile.ZipFile(io.BytesIO(filled())).read("word/document.xml").decode()
ELEMENTS = [
    match.span()
    for match in re.finditer(r"<w:(tc|tr|p|r|tcPr|vMerge|gridSpan)\b[^>]*?(/>|>.*?</w:\1>)", XML, re.DOTALL)
]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), changes=st.integers(1, 5))
def test_elements_dropped_and_doubled(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    xml = XML
    for start, end in sorted(chance.sample(ELEMENTS, changes), reverse=True):
        piece = xml[start:end]
        xml = xml[:start] + chance.choice(("", piece * 2, piece.upper())) + xml[end:]
    assert _copies(package({"word/document.xml": xml})) in (None, 0, 1, 2)


def _copies(data: bytes) -> int | None:
    """How many copies of the form are in it, None where it can't be read."""
    try:
        document = read_word(data, Kind.DOCX)
    except DocumentTrouble:
        return None
    read_prose(document)
    return len(read_forms(document, [SPEC]))
