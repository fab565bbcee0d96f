"""What a docx's fields, old form fields, form controls and text boxes show."""

import io
import struct
import zipfile

import pytest

from parsers.facts import Kind, Table
from parsers.form import read_forms
from parsers.word import read_word
from tests.forms import SPEC, filled
from tests.wordml import cell, docx, paragraph, run, table

MARK = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
BEGIN, SEPARATE, END = (MARK.format(kind) for kind in ("begin", "separate", "end"))
TICK_IN_WINGDINGS = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'


def asked(instruction: str) -> str:
    return f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"


def text_of(body: str, **parts: str) -> str:
    return read_word(docx(body, **parts), Kind.DOCX).text


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (BEGIN + asked(r" eq \o\ac(□,") + TICK_IN_WINGDINGS + asked(")") + SEPARATE + END, "√"),
        (BEGIN + asked(r" eq \o\ac(□,") + run("√") + asked(")") + END, "√"),
        (BEGIN + asked(r"eq \o\ac(□, )") + END, "□"),
        (BEGIN + asked("IF ") + BEGIN + asked("MERGEFIELD x") + SEPARATE + run("内") + END + SEPARATE + run("外") + END, "外"),
        (BEGIN + asked("DATE ") + run("后面的字"), "后面的字"),
        (END + run("前面没有开头"), "前面没有开头"),
    ],
    ids=["tick in Wingdings", "tick as text", "empty box", "a field in another's instruction", "never ended", "never begun"],
)  # fmt: skip
def test_what_fields_show(content: str, seen: str) -> None:
    assert text_of(paragraph(content)) == seen


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ('<w:result w:val="1"/>', "团结引领"),
        ('<w:default w:val="1"/>', "团结引领"),
        ("", "请选择"),
        ('<w:result w:val="7"/>', ""),
    ],
)
def test_an_old_drop_down_field_has_no_result_but_its_entry(state: str, seen: str) -> None:
    entries = '<w:listEntry w:val="请选择"/><w:listEntry w:val="团结引领"/>'
    data = f"<w:ffData><w:ddList>{state}{entries}</w:ddList></w:ffData>"
    field = f"<w:r><w:fldChar w:fldCharType='begin'>{data}</w:fldChar></w:r>{asked(' FORMDROPDOWN ')}{END}"
    assert text_of(paragraph(field)) == seen


BOX = "<w:r>{}<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (run("外") + BOX.format("", paragraph("框")), "外\n框"),
        (run("外") + "<w:del>" + BOX.format("", paragraph("框")) + "</w:del>", "外"),
        (run("外") + BOX.format("<w:rPr><w:vanish/></w:rPr>", paragraph("框")), "外"),
        (run("外") + BOX.format("", paragraph("√")), "外"),
    ],
    ids=["shown", "deleted", "hidden", "a tick alone"],
)
def test_text_boxes(content: str, seen: str) -> None:
    assert text_of(paragraph(content)) == seen


def test_a_tick_typed_into_a_box_laid_over_the_options_floats() -> None:
    box = BOX.format("", paragraph("√"))
    (block,) = read_word(docx(table((cell(paragraph(run("团结引领"), box)),))), Kind.DOCX).blocks
    assert isinstance(block, Table)
    (drawn,) = block.cells[0].drawings
    assert (drawn.floating, drawn.shape, drawn.offset) == (True, True, 4)


@pytest.mark.parametrize(("value", "columns"), [("0", [0, 1]), ("2", [2, 3])])
def test_columns_left_out_before_a_row(value: str, columns: list[int]) -> None:
    row = f'<w:tr><w:trPr><w:gridBefore w:val="{value}"/></w:trPr>{cell("甲")}{cell("乙")}</w:tr>'
    (block,) = read_word(docx(f"<w:tbl>{row}</w:tbl>"), Kind.DOCX).blocks
    assert isinstance(block, Table)
    assert [each.column for each in block.cells] == columns


def test_cells_merged_sideways_the_older_way() -> None:
    first, more = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    (block,) = read_word(
        docx(table((cell("甲", properties=first), cell("余", properties=more), "乙"))), Kind.DOCX
    ).blocks
    assert isinstance(block, Table)
    assert [(each.column, each.column_span, each.text) for each in block.cells] == [(0, 2, "甲\n余"), (2, 1, "乙")]


def test_digits_in_the_symbol_font_are_digits() -> None:
    assert text_of(paragraph(run("(010)6216-8293", '<w:rFonts w:ascii="Symbol"/>'))) == "(010)6216-8293"


@pytest.mark.parametrize(("based", "seen"), [("<w:rPr><w:vanish/></w:rPr>", ""), ("", "藏")])
def test_a_paragraphs_style_hides_by_the_one_it_is_based_on(based: str, seen: str) -> None:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    base, own = f'<w:style w:styleId="A">{based}</w:style>', '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    loop = '<w:style w:styleId="C"><w:basedOn w:val="C"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    styles = f'<w:styles xmlns:w="{namespace}">{base}{own}{loop}</w:styles>'
    body = f'<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr>{run("藏")}</w:p>'
    assert text_of(body, word__styles_xml=styles) == seen


def test_controls_around_paragraphs_and_cells_are_facts() -> None:
    box = '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    date = (
        '<w:sdt><w:sdtPr><w:date w:fullDate="2020-04-16T00:00:00Z"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
    )
    body = box.format(paragraph("☒")) + table(("报送时间", date.format(cell("16-Apr-20"))))
    found = read_word(docx(body), Kind.DOCX).controls
    assert [(each.kind, each.text, each.value) for each in found] == [
        ("checkbox", "√", ""),
        ("date", "16-Apr-20", "2020-04-16"),
    ]


def test_a_date_picked_in_a_control_is_the_controls_however_it_is_shown() -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(filled(submitted="日期在此"))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    control = '</w:t></w:r><w:sdt><w:sdtPr><w:date w:fullDate="2020-04-16T00:00:00Z"/></w:sdtPr><w:sdtContent><w:r><w:t>16-Apr-20</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>'
    parts["word/document.xml"] = parts["word/document.xml"].replace("日期在此".encode(), control.encode())
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    (form,) = read_forms(read_word(buffer.getvalue(), Kind.DOCX), [SPEC])
    read = form.field("submitted_on")
    assert read is not None
    assert (read.written, read.value, read.problem) == ("16-Apr-20", "2020-04-16", "")


# ActiveX ([MS-OFORMS]): classes, and how each keeps what it shows
CHECK, RADIO, TEXT, CHOICE, BUTTON = "8BD21D40", "8BD21D50", "8BD21D10", "8BD21D30", "D7053240"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def morph_data(value: str, caption: str, compressed: bool = False) -> bytes:
    """A MorphDataControl (§2.2.5.1) with flags, style, size, value and caption."""
    texts = [each.encode("latin-1" if compressed else "utf-16-le") for each in (value, caption)]
    mask = 1 | 1 << 6 | 1 << 8 | 1 << 22 | (1 << 23 if caption else 0) | 1 << 31
    lengths = [len(each) | (0x80000000 if compressed else 0) for each in texts if each or each is texts[0]]
    properties = struct.pack("<IB3x", 0x2C80081B, 4) + b"".join(struct.pack("<I", each) for each in lengths)
    behind = struct.pack("<II", 2000, 500) + b"".join(each + bytes(-len(each) % 4) for each in texts)
    body = struct.pack("<Q", mask) + properties + behind
    return bytes(16) + struct.pack("<BBH", 0, 2, len(body)) + body


def with_control(kind: str, state: bytes | str) -> bytes:
    """A docx with one control in a line; its state as bytes, or as properties in XML."""
    control = f'<w:r><w:object><w:control xmlns:r="{R}" r:id="r5" w:name="CheckBox1"/></w:object></w:r>'
    head = f'xmlns:ax="http://schemas.microsoft.com/office/2006/activeX" xmlns:r="{R}" ax:classid="{{{kind}-EC42-11CE-9E0D-00AA006002F3}}"'
    inside = state if isinstance(state, str) else ""
    link = '<Relationships xmlns="{}"><Relationship Id="{}" Type="x" Target="{}"/></Relationships>'
    parts: dict[str, bytes | str] = {
        "word/_rels/document.xml.rels": link.format(RELATIONS, "r5", "activeX/activeX1.xml"),
        "word/activeX/activeX1.xml": f'<ax:ocx {head} r:id="r1">{inside}</ax:ocx>',
        "word/activeX/_rels/activeX1.xml.rels": link.format(RELATIONS, "r1", "activeX1.bin"),
        "word/activeX/activeX1.bin": state if isinstance(state, bytes) else b"",
    }
    buffer = io.BytesIO(docx(paragraph(run("甲"), control, run("乙"))))
    with zipfile.ZipFile(buffer, "a") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


BAG = '<ax:ocxPr ax:name="Value" ax:value="{}"/><ax:ocxPr ax:name="Caption" ax:value="团结引领"/>'


@pytest.mark.parametrize(
    ("kind", "state", "seen"),
    [
        (CHECK, morph_data("1", "团结引领"), "√团结引领"),
        (CHECK, morph_data("0", "团结引领"), "□团结引领"),
        (RADIO, morph_data("1", "Spruce", compressed=True), "√Spruce"),
        (CHECK, morph_data("1", ""), "√"),
        (TEXT, morph_data("中国云杉工程学会", ""), "中国云杉工程学会"),
        (CHOICE, morph_data("开放合作", ""), "开放合作"),
        (BUTTON, morph_data("1", "提交"), ""),
        (CHECK, BAG.format(1), "√团结引领"),
        (CHECK, BAG.format(0), "□团结引领"),
        (CHECK, b"short", ""),
        (CHECK, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", ""),
    ],
)
def test_a_form_control_shows_its_state(kind: str, state: bytes | str, seen: str) -> None:
    assert read_word(with_control(kind, state), Kind.DOCX).text == f"甲{seen}乙"


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("afchunk.htm", "<html><meta charset=utf-8><p>单位：</p><table><tr><td>甲<td>乙</table></html>"),
        (
            "afchunk.mht",
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html;"
            " charset=utf-8\r\n\r\n<p>单位：</p><table><tr><td>甲<td>乙</table>\r\n--b--\r\n",
        ),
    ],
)
def test_a_page_that_a_web_application_put_in_whole(name: str, page: str) -> None:
    chunk = f'<w:altChunk xmlns:r="{R}" r:id="r7"/>'
    link = f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r7" Type="x" Target="/word/{name}"/></Relationships>'
    buffer = io.BytesIO(docx(paragraph("前") + chunk + paragraph("后")))
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("word/_rels/document.xml.rels", link)
        package.writestr(f"word/{name}", page)
    document = read_word(buffer.getvalue(), Kind.DOCX)
    assert document.text == "前\n单位：\n甲\n乙\n后"
    assert isinstance(document.blocks[2], Table)
