"""Whatever is thrown at the readers: an answer or a trouble, never another exception."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.facts import (
    Cell,
    FieldKind,
    Kind,
    Line,
    Page,
    PagedDocument,
    Paragraph,
    Table,
    TextSource,
    WordDocument,
)
from parsers.form import read_forms, read_paged, read_prose
from parsers.form.normalise import normalise
from parsers.form.options import ticked
from parsers.trouble import DocumentTrouble
from parsers.word import characters, read_word
from tests.forms import MODULES, SPEC, filled

pytestmark = pytest.mark.parts  # takes seconds

# text rich in what the normalisers look for
PIECES = st.sampled_from(
    [
        *"0123456789年月日号.-/＠@。．（）()√□：: \u3000\n转、一二十〇廿",
        "+86",
        "ext",
        "139",
        "010-",
        "无",
        "example.org",
        "主办单位名称",
        "姓  名",
        "手机：",
        "二、工作方案",
        "团结引领",
        "联系人",
        "报送时间：",
    ]
)
RICH = st.lists(PIECES, max_size=25).map("".join)
ANY = st.one_of(RICH, st.text(max_size=60))
FILLED = filled()


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from([kind for kind in FieldKind if kind is not FieldKind.OPTIONS]), text=ANY)
def test_no_normaliser_raises_or_answers_without_reason(kind: FieldKind, text: str) -> None:
    normal = normalise(kind, text, 2020)
    assert normal.value != ""
    assert normal.value is not None or not normal.problem
    assert kind is not FieldKind.DATE or normal.value is None or normal.problem or len(normal.value) == 10


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(ANY, max_size=6))
def test_ticked_options_are_of_the_call_and_in_its_order(texts: list[str]) -> None:
    found = ticked(texts, MODULES).options
    assert list(found) == [option for option in MODULES if option in found]


@settings(max_examples=100, deadline=None)
@given(left=ANY, right=ANY)
def test_characters_of_two_lines_are_those_of_each(left: str, right: str) -> None:
    assert characters(f"{left}\n{right}") == characters(left) + characters(right)


CELLS = st.builds(
    Cell,
    row=st.integers(0, 4),
    column=st.integers(0, 4),
    row_span=st.integers(1, 3),
    column_span=st.integers(1, 3),
    paragraphs=st.lists(ANY, max_size=3).map(tuple),
)
TABLES = st.builds(Table, rows=st.integers(0, 5), columns=st.just(5), cells=st.lists(CELLS, max_size=12).map(tuple))
BLOCKS = st.lists(st.one_of(st.builds(Paragraph, text=ANY, centred=st.booleans()), TABLES), max_size=12).map(tuple)


@settings(max_examples=100, deadline=None)
@given(blocks=BLOCKS)
def test_any_document_is_read(blocks: tuple[Paragraph | Table, ...]) -> None:
    document = WordDocument(blocks, 0)
    for form in read_forms(document, [SPEC]):
        assert 2 <= form.labels_found <= form.labels_expected
    prose = read_prose(document)
    assert prose.characters == characters(prose.text)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(ANY, max_size=20), seed=st.integers(0, 1000))
def test_any_pages_are_read(texts: list[str], seed: int) -> None:
    place = random.Random(seed)
    lines = tuple(
        Line(text, (left := place.random() / 2, top := place.random(), left + 0.3, top + 0.02)) for text in texts
    )
    document = read_paged(PagedDocument((Page(1, 595, 842, lines, TextSource.OCR),), 1, 0), [SPEC])
    assert document.pages[0].lines == lines


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 10**6), changes=st.integers(1, 30))
def test_mutated_bytes_end_in_a_document_or_a_trouble(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    data = bytearray(FILLED)
    for _ in range(changes):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    for kind in (Kind.DOCX, Kind.DOC, Kind.HTML, Kind.MHTML, Kind.ODT):
        assert _read(bytes(data), kind) in ("document", "trouble")


def _read(data: bytes, kind: Kind) -> str:
    try:
        document = read_word(data, kind)
    except DocumentTrouble:
        return "trouble"
    read_forms(document, [SPEC])
    return "document"
