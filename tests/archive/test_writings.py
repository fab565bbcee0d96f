"""What stood in the forms on record."""

from dataclasses import replace
from typing import Any

from archive.records import SqlRecords
from archive.writings import writings_of
from parsers.facts import Document, FieldReading, FilledForm, PagedDocument, WordDocument
from tests.archive.filings import assessed, examination, file, judged, pdf, simple, word

MOBILE = FieldReading("contact_mobile", "手机", "139 0000 1201（微信同号）", "13900001201", "", "表1第6行")


def with_form(document: Document, *readings: FieldReading) -> Document:
    content: Any = document.content
    assert isinstance(content, WordDocument | PagedDocument)
    return replace(document, content=replace(content, forms=(FilledForm("plan", readings, 3, 9, 42, False),)))


def test_the_fields_of_the_word_version(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"a"))
    (reading,) = writings_of(records, [receipt])[receipt]
    assert (reading.key, reading.label, reading.written) == (
        "contact_name",
        "姓名",
        "中国云杉工程学会云杉林下的节日直播",
    )


def test_of_the_pdf_where_there_is_no_word_version(records: SqlRecords) -> None:
    scan = with_form(pdf("1", "方案.pdf", "第一页"), MOBILE)
    (receipt,) = file(
        records, assessed(examination(b"a", [scan]), [judged(b"a", "甲学会", "乙活动", pdf_version=scan)])
    )
    assert writings_of(records, [receipt]) == {receipt: (MOBILE,)}


def test_of_each_activity_its_own_copy_of_the_form(records: SqlRecords) -> None:
    both = word("1", "方案.docx", "甲")
    content: Any = both.content
    second = FilledForm("plan", (MOBILE,), 3, 9, 42, False)
    both = replace(both, content=replace(content, forms=(*content.forms, second)))
    first, other = (judged(b"a", "甲学会", name, word_version=both) for name in ("乙活动", "丙活动"))
    version = other.material.word
    assert version is not None
    other = replace(other, material=replace(other.material, word=replace(version, form=1)))
    receipts = file(records, assessed(examination(b"a", [both]), [first, other]))
    found = writings_of(records, receipts)
    assert [found[receipt][0].key for receipt in receipts] == ["contact_name", "contact_mobile"]


def test_without_a_form_nothing_stood_there(records: SqlRecords) -> None:
    scan = pdf("1", "方案.pdf", "第一页")
    (receipt,) = file(
        records, assessed(examination(b"a", [scan]), [judged(b"a", "甲学会", "乙活动", pdf_version=scan)])
    )
    assert writings_of(records, [receipt]) == {receipt: ()}
    assert writings_of(records, ["2020-29-9999A"]) == {}
