"""HTML, MHTML and ODT to the same facts; binary documents that can't be read."""

import base64
import quopri

import pytest

from parsers.facts import Kind, Paragraph, Table, TroubleKind
from parsers.trouble import DocumentTrouble
from parsers.word import read_word
from tests.wordml import package

PAGE = (
    '<html><head><meta charset="gb2312"><title>不见</title></head><body><h1>标题</h1><p>一段\n文字<br>另行</p>'
    "<table><tr><td rowspan=2>联系人</td><td colspan=2>姓名</td></tr><tr><td>手机</td><td><p>传真</p><p>二行</p></td></tr>"
    '</table><p style="display:none">藏</p><p>后 <del>删</del>文</p></body></html>'
)
ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
    '<office:automatic-styles><style:style style:name="P1"><style:paragraph-properties fo:text-align="center"/></style:style>'
    "</office:automatic-styles><office:body><office:text><text:tracked-changes><text:p>删</text:p></text:tracked-changes>"
    '<text:h text:style-name="P1">标题</text:h><text:p>甲<text:s text:c="3"/>乙<text:tab/>丙<text:line-break/>丁'
    "<text:note><text:p>注</text:p></text:note></text:p><table:table><table:table-row>"
    '<table:table-cell table:number-rows-spanned="2"><text:p>联系人</text:p></table:table-cell>'
    '<table:table-cell table:number-columns-spanned="2"><text:p>姓名</text:p></table:table-cell><table:covered-table-cell/>'
    "</table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>手机</text:p></table:table-cell>"
    "<table:table-cell><text:p>传真</text:p></table:table-cell></table:table-row></table:table></office:text></office:body>"
    "</office:document-content>"
)
MERGED = [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]


def places(block: object) -> list[tuple[int, int, int, int]]:
    assert isinstance(block, Table)
    return [(c.row, c.column, c.row_span, c.column_span) for c in block.cells]


def mhtml(encoding: str, body: bytes) -> bytes:
    return (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: '
        + encoding.encode()
        + b"\r\n\r\n"
        + body
        + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_html_keeps_paragraphs_rows_and_merged_cells(encoding: str) -> None:
    document = read_word(PAGE.encode(encoding), Kind.HTML)
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert texts == ["标题", "一段文字", "另行", "后 文"]
    assert places(document.blocks[3]) == MERGED
    assert document.text.count("传真") == 1


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<input type=checkbox checked>团结", "√团结"),
        ("<input type=checkbox>团结", "□团结"),
        ("<span style='font-family:Wingdings'>þ</span>团结", "√团结"),
        ("<span style=\"font-family:'Wingdings 2'\">R</span>团结", "√团结"),
        ("姓&nbsp;&nbsp;名", "姓 名"),
        ("<script>1</script><style>2</style>文", "文"),
        ("文<!-- 注 -->字", "文字"),
        ("☒\x01文\x05字", "☒文字"),
        ("甲<table><tr><td>内</table>乙", "甲\n内\n乙"),
        ("甲<table><caption>题</caption><tr><td>内</table>乙", "甲\n题\n内\n乙"),
        ("<input value=云杉学会><input type=hidden value=藏><input type=tel value=139>", "云杉学会139"),
        ("<select><option>一<option selected>二</select>个", "二个"),
        ("<select><option>一<option>二</select>个", "一个"),
        ("<span style='mso-ascii-font-family:宋体;font-family:Wingdings'>þ</span>团结", "√团结"),
        ("<span style='font-family:宋体;mso-symbol-font-family:Wingdings'>文</span>", "文"),
    ],
)
def test_html_marks_and_blanks(markup: str, seen: str) -> None:
    assert read_word(f"<html><meta charset=utf-8><p>{markup}</p></html>".encode(), Kind.HTML).text == seen


@pytest.mark.parametrize(
    ("encoding", "encode"), [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes), ("8bit", bytes)]
)
def test_mhtml_is_read_through_its_encoding(encoding: str, encode: object) -> None:
    assert callable(encode)
    document = read_word(mhtml(encoding, encode(PAGE.encode("gb18030"))), Kind.MHTML)
    assert places(document.blocks[3]) == MERGED


def test_mhtml_behind_an_empty_line() -> None:
    document = read_word(b"\r\n" + mhtml("base64", base64.encodebytes(PAGE.encode("gb18030"))), Kind.MHTML)
    assert places(document.blocks[3]) == MERGED


def test_odt_keeps_paragraphs_and_merged_cells() -> None:
    document = read_word(package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ODT}), Kind.ODT)
    assert document.blocks[0] == Paragraph("标题", "P1", True)
    assert document.blocks[1] == Paragraph("甲   乙\t丙\n丁")
    assert places(document.blocks[2]) == MERGED


@pytest.mark.parametrize(
    ("kind", "data", "trouble"),
    [
        (Kind.HTML, b"", TroubleKind.UNREADABLE),
        (Kind.MHTML, b"MIME-Version: 1.0\r\n\r\nnothing", TroubleKind.UNREADABLE),
        (Kind.ODT, package({"mimetype": "x"}), TroubleKind.UNREADABLE),
        (
            Kind.ODT,
            package(
                {
                    "content.xml": "x",
                    "META-INF/manifest.xml": "<m:a xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'><m:encryption-data/></m:a>",
                }
            ),
            TroubleKind.ENCRYPTED,
        ),
        (Kind.DOC, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), TroubleKind.UNREADABLE),
        (Kind.DOC, b"nonsense", TroubleKind.UNREADABLE),
        (Kind.WPS, b"", TroubleKind.UNREADABLE),
    ],
)
def test_broken_files_say_so(kind: Kind, data: bytes, trouble: TroubleKind) -> None:
    with pytest.raises(DocumentTrouble) as caught:
        read_word(data, kind)
    assert caught.value.trouble.kind is trouble


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<p><font face="Wingdings 2, serif">R</font>甲</p>', "√甲"),
        ('<p><span style="font-family:Wingdings"><span lang="x">\uf0fe</span></span>甲</p>', "√甲"),
        ("<p>\uf0fc甲</p>", "√甲"),  # the font got lost
        ("<p>甲<s>划掉</s></p>", "甲划掉"),  # struck out by hand: still to be seen
    ],
)
def test_marks_in_symbol_fonts_of_a_page(body: str, text: str) -> None:
    assert read_word(f"<html><body>{body}</body></html>".encode(), Kind.HTML).text == text


STYLES = (
    '<office:font-face-decls><style:font-face style:name="W1" svg:font-family="Wingdings"/></office:font-face-decls>'
    '<office:automatic-styles><style:style style:name="T1"><style:text-properties style:font-name="W1"/></style:style>'
    '<style:style style:name="T2"><style:text-properties text:display="none"/></style:style>'
)


CONTROLS = (
    '<office:forms xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"><form:form>'
    '<form:checkbox form:id="c1" form:label="团结" form:current-state="checked"/>'
    '<form:checkbox form:id="c2" form:label="建家"/>'
    '<form:textarea form:id="c3" form:current-value="云杉学会"><text:p>云杉学会</text:p></form:textarea>'
    "</form:form></office:forms>"
)


def odt(paragraph: str) -> bytes:
    head, _, _ = ODT.partition("<office:automatic-styles>")
    names = (
        ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
        ' xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0">'
    )
    body = f"</office:automatic-styles><office:body><office:text>{CONTROLS}<text:p>{paragraph}</text:p></office:text></office:body>"
    content = head.rstrip().removesuffix(">") + names + STYLES + body + "</office:document-content>"
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<text:span text:style-name="T1">\uf0fe</text:span>甲', "√甲"),
        ('甲<text:span text:style-name="T2">藏</text:span>乙', "甲乙"),
        (
            '<field:fieldmark field:type="vnd.oasis.opendocument.field.FORMCHECKBOX">'
            '<field:param field:name="Checkbox_Checked" field:value="true"/></field:fieldmark>甲',
            "√甲",
        ),
        ('<field:fieldmark field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"/>甲', "□甲"),
        ("甲<draw:custom-shape><text:p>框</text:p></draw:custom-shape>", "甲\n框"),
        ("<text:ruby><text:ruby-base>甲</text:ruby-base><text:ruby-text>jiǎ</text:ruby-text></text:ruby>乙", "甲乙"),
        ('<draw:control draw:control="c1"/><draw:control draw:control="c2"/>', "√团结□建家"),
        ('<draw:control draw:control="c3"/><draw:control draw:control="none"/>', "云杉学会"),
    ],
)
def test_marks_and_hidden_text_of_an_odt(inside: str, text: str) -> None:
    assert read_word(odt(inside), Kind.ODT).text == text


def test_a_drawing_of_an_odt() -> None:
    frame = '<draw:frame text:anchor-type="as-char" svg:width="0.4cm" svg:height="3mm"><draw:image/></draw:frame>'
    (block,) = read_word(odt(f"甲（{frame}）"), Kind.ODT).blocks
    assert isinstance(block, Paragraph)
    (drawing,) = block.drawings
    assert (block.text, drawing.offset, drawing.width, drawing.height, drawing.floating) == (
        "甲（）",
        2,
        4.0,
        3.0,
        False,
    )


@pytest.mark.parametrize(("kind", "drawn"), [("rectangle", 0), ("ellipse", 0), ("checkmark", 1)])
def test_a_drawn_box_of_an_odt_is_what_a_mark_goes_into(kind: str, drawn: int) -> None:
    shape = f'<draw:custom-shape svg:width="4mm"><draw:enhanced-geometry draw:type="{kind}"/></draw:custom-shape>'
    (block,) = read_word(odt(f"甲{shape}"), Kind.ODT).blocks
    assert isinstance(block, Paragraph)
    assert len(block.drawings) == drawn
