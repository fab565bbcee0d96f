"""Facts on record are the facts that were parsed: what a later mail is compared with needs no parsing again."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import facts_json
from parsers.facts import Cell, Document, Kind, Paragraph, Properties, Prose, Table, Trouble, TroubleKind, WordDocument
from tests.archive.filings import pdf, word

WORD = word("1", "方案.docx", "直播\n第二段")
TABLE = Table(2, 3, (Cell(0, 0, 2, 1, ("甲", "")), Cell(0, 1, 1, 2, ())))


@pytest.mark.parametrize(
    "document",
    [
        WORD,
        pdf("2.1", "扫描.pdf", "第一页", ""),
        Document("3", "", "甲.zip/乙.zip", "0" * 64, 0, Kind.OTHER),
        replace(WORD, content=WordDocument((TABLE, Paragraph("", "Title", True)), 0, Properties("题", modified=datetime(2020, 4, 1, tzinfo=UTC)))),
        replace(WORD, content=WordDocument((), 7, prose=Prose("题", "甲", "乙", "文", 3), pictures=2)),
        replace(WORD, content=None, text="\x00\u200b<>&\"'", troubles=(Trouble(TroubleKind.ENCRYPTED, "需要密码"),)),
        replace(WORD, expected_kinds=(Kind.PDF, Kind.OFD), signature_picture=True, offset=0, encoded_size=12),
    ],
    ids=["word", "pdf", "bare", "table", "prose", "troubled", "all flags"],
)  # fmt: skip
def test_facts_come_back_as_they_were(document: Document) -> None:
    assert facts_json.load(facts_json.dump(document)) == document


def test_options_stay_a_tuple_and_text_stays_text() -> None:
    assert isinstance(WORD.content, WordDocument)
    (form,) = WORD.content.forms
    (reading,) = form.fields
    for value in (("甲", "乙"), (), "甲", None):
        field = replace(reading, value=value)
        changed = replace(WORD, content=replace(WORD.content, forms=(replace(form, fields=(field,)),)))
        back = facts_json.load(facts_json.dump(changed)).content
        assert isinstance(back, WordDocument)
        assert back.forms[0].fields[0].value == value


def test_it_is_json_that_others_can_read() -> None:
    assert json.loads(facts_json.dump(WORD))["name"] == "方案.docx"


_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=60, deadline=None)
@given(
    document=st.builds(
        Document,
        id=_words,
        name=_words,
        container=st.none() | _words,
        sha256=_words,
        size=st.integers(0, 2**40),
        kind=st.sampled_from(Kind),
        content=st.none()
        | st.builds(
            WordDocument,
            st.lists(st.builds(Paragraph, _words) | st.just(TABLE), max_size=3).map(tuple),
            st.integers(0, 10**6),
        ),
        text=_words,
    )
)
def test_any_facts_come_back(document: Document) -> None:
    assert facts_json.load(facts_json.dump(document)) == document
