"""Word documents saved as one XML file: a package laid flat, and Word 2003's own elements."""

import pytest

from parsers.facts import Kind, Paragraph, Table, TroubleKind, WordDocument
from parsers.sniff import sniff
from parsers.trouble import DocumentTrouble
from parsers.word import read_word
from tests import wordml

FLAT = (
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
    '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{}</pkg:package>'
)
PART = '<pkg:part pkg:name="{}"><pkg:xmlData>{}</pkg:xmlData></pkg:part>'
WORD_2003 = (
    '<?xml version="1.0" encoding="UTF-8"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" '
    'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Title>题</o:Title><o:Author>甲</o:Author>'
    "<o:LastAuthor>乙</o:LastAuthor><o:Words>7</o:Words></o:DocumentProperties><w:body><wx:sect>{}</wx:sect></w:body></w:wordDocument>"
)


def flat(body: str) -> bytes:
    document = wordml.document_xml(body).partition("?>")[2]
    return FLAT.format(PART.format("/word/document.xml", document)).encode()


def read_2003(body: str) -> WordDocument:
    return read_word(WORD_2003.format(body).encode(), Kind.DOC)


def test_kinds_are_told_by_content() -> None:
    assert sniff(flat(""), "方案.xml").kind is Kind.DOCX
    assert sniff(WORD_2003.format("").encode(), "方案.doc").kind is Kind.DOC
    assert sniff(b'<?xml version="1.0"?><a/>', "a.xml").kind is Kind.TEXT


def test_a_flat_package_reads_as_the_package_does() -> None:
    body = wordml.table(("标签", "值")) + wordml.paragraph("段落")
    assert read_word(flat(body), Kind.DOCX) == read_word(wordml.docx(body), Kind.DOCX)


def test_word_2003() -> None:
    merged = '<w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    below = "<w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc>"
    other = "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc>"
    document = read_2003(
        "<w:p><w:r><w:t>标题</w:t></w:r><w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r></w:p>"
        f"<w:tbl><w:tr>{merged}{other}</w:tr><w:tr>{below}{other}</w:tr></w:tbl>"
    )
    assert document.blocks[0] == Paragraph("标题√")
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells] == [
        (0, 0, 2, 1, "甲"), (0, 1, 1, 2, "乙"), (1, 1, 1, 2, "乙"),
    ]  # fmt: skip
    said = document.properties
    assert (said.title, said.author, said.last_saved_by, said.words) == ("题", "甲", "乙", 7)


def test_changes_notes_and_comments_of_word_2003() -> None:
    change = '<aml:annotation aml:id="1" w:type="Word.{}"><aml:content>{}</aml:content></aml:annotation>'
    document = read_2003(
        "<w:p><w:r><w:t>甲</w:t></w:r>"
        + change.format("Deletion", "<w:r><w:delText>旧</w:delText></w:r>")
        + change.format("Insertion", "<w:r><w:t>新</w:t></w:r>")
        + "<w:r>" + change.format("Comment", "<w:p><w:r><w:t>批注</w:t></w:r></w:p>") + "</w:r>"
        + "<w:r><w:footnote><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote></w:r></w:p>"
    )  # fmt: skip
    assert (document.text, document.notes, document.comments) == ("甲新", ("脚注",), ("批注",))


@pytest.mark.parametrize("data", [b"<a/>", flat("")[:-20], WORD_2003.format("<w:p>").encode(), b"<html/>"])
def test_what_is_no_such_document_is_a_trouble(data: bytes) -> None:
    with pytest.raises(DocumentTrouble) as caught:
        read_word(data, Kind.DOCX)
    assert caught.value.trouble.kind is TroubleKind.UNREADABLE


def test_a_flat_package_without_a_document_part() -> None:
    with pytest.raises(DocumentTrouble):
        read_word(FLAT.format("").encode(), Kind.DOCX)
