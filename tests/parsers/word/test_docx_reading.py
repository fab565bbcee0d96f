"""What a reader sees in a docx, whatever its markup."""

import io
import zipfile

import pytest

from parsers.facts import Kind, Paragraph, Table, TroubleKind
from parsers.trouble import DocumentTrouble
from parsers.word import read_word
from tests.forms import BLANK
from tests.wordml import cell, document_xml, docx, package, paragraph, run, table

SYMBOL = '<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
CHECKBOX = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{value}"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>"
)
FORM_BOX = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar></w:r>'
    "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
)
VANISH = "<w:vanish/>"
MERGE = '<w:vMerge w:val="{}"/>'


def text_of(body: str) -> str:
    return read_word(docx(body), Kind.DOCX).text


def table_of(body: str) -> Table:
    block = read_word(docx(body), Kind.DOCX).blocks[0]
    assert isinstance(block, Table)
    return block


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("云杉", "云杉"),
        (run("云") + run("杉"), "云杉"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲\t乙"),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", "甲\n乙"),
        (run("在") + run("隐藏", VANISH), "在"),
        (run("在") + run("不隐藏", '<w:vanish w:val="0"/>'), "在不隐藏"),
        (f"<w:ins>{run('添上')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>", "添上"),
        (f"<w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('新处')}</w:moveTo>", "新处"),
        (f"<w:hyperlink>{run('链接')}</w:hyperlink>", "链接"),
        (f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>", "控件"),
        (f"<w:smartTag>{run('标记')}</w:smartTag>", "标记"),
        ("<w:r><w:instrText> PAGE </w:instrText></w:r>" + run("1"), "1"),
        (SYMBOL.format(font="Wingdings", code="F0FE"), "√"),
        (SYMBOL.format(font="Wingdings", code="00FC"), "√"),
        (SYMBOL.format(font="Wingdings 2", code="F052"), "√"),
        (SYMBOL.format(font="Wingdings 2", code="F050"), "√"),
        (SYMBOL.format(font="Wingdings", code="F0A8"), "□"),
        (SYMBOL.format(font="Wingdings 2", code="F0A3"), "□"),
        (SYMBOL.format(font="Arial", code="2713"), "✓"),
        (SYMBOL.format(font="Arial", code="nonsense"), ""),
        (run("R", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'), "√"),
        (run("R 团结", '<w:rFonts w:ascii="Wingdings 2"/>'), "√ 团结"),
        (run("R", '<w:rFonts w:ascii="Arial"/>'), "R"),
        (CHECKBOX.format(value="1"), "√"),
        (CHECKBOX.format(value="0"), "□"),
        (FORM_BOX.format(state="<w:checked/>"), "√"),
        (FORM_BOX.format(state='<w:default w:val="1"/>'), "√"),
        (FORM_BOX.format(state='<w:default w:val="1"/><w:checked w:val="0"/>'), "□"),
        (FORM_BOX.format(state=""), "□"),
        ("<w:r><w:instrText> eq \\o\\ac(□,√)</w:instrText></w:r>", "√"),
        ("<w:r><w:t>☑ ✔ ■ ●</w:t></w:r>", "☑ ✔ ■ ●"),
    ],
)
def test_inline_content(content: str, seen: str) -> None:
    assert text_of(paragraph(content)) == seen


def test_a_paragraph_keeps_style_and_centring() -> None:
    body = '<w:p><w:pPr><w:pStyle w:val="Title"/><w:jc w:val="center"/></w:pPr><w:r><w:t>标题</w:t></w:r></w:p>'
    assert read_word(docx(body), Kind.DOCX).blocks == (Paragraph("标题", "Title", True),)


def test_a_text_box_is_read_once_although_a_fallback_repeats_it() -> None:
    inside = f"<w:txbxContent>{paragraph('框里')}</w:txbxContent>"
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>"
        f"{inside}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{inside}</v:textbox></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text_of(paragraph(run("框外"), box)) == "框外\n框里"


def test_merged_cells_stand_once_at_their_top_left() -> None:
    grid = table_of(
        table(
            (cell("联系人", properties=MERGE.format("restart")), cell("姓名", properties='<w:gridSpan w:val="2"/>')),
            (cell("", properties="<w:vMerge/>"), "手机", "传真"),
        )
    )
    places = [(c.row, c.column, c.row_span, c.column_span, c.text) for c in grid.cells]
    assert (grid.rows, grid.columns) == (2, 3)
    assert places == [(0, 0, 2, 1, "联系人"), (0, 1, 1, 2, "姓名"), (1, 1, 1, 1, "手机"), (1, 2, 1, 1, "传真")]


def test_a_cell_in_a_content_control_does_not_shift_its_row() -> None:
    controlled = f"<w:sdt><w:sdtContent>{cell('二')}</w:sdtContent></w:sdt>"
    grid = table_of(table((cell("一"), controlled, cell("三"))))
    assert [(c.column, c.text) for c in grid.cells] == [(0, "一"), (1, "二"), (2, "三")]


def test_a_row_in_a_content_control_is_read() -> None:
    row = f"<w:sdt><w:sdtContent><w:tr>{cell('二')}</w:tr></w:sdtContent></w:sdt>"
    assert [c.text for c in table_of(f"<w:tbl><w:tr>{cell('一')}</w:tr>{row}</w:tbl>").cells] == ["一", "二"]


@pytest.mark.parametrize(
    "rows",
    [
        ((cell("甲", properties="<w:vMerge/>"), "乙"),),
        (("甲", "乙"), (cell("丙", properties="<w:vMerge/>"), cell("丁", properties='<w:gridSpan w:val="9"/>'))),
        ((cell("甲", properties='<w:gridSpan w:val="2"/>'),), ("乙", cell("丙", properties="<w:vMerge/>"))),
        ((cell("甲", properties='<w:gridSpan w:val="many"/>'), cell("乙", properties='<w:gridSpan w:val="²"/>')),),
        ((cell("甲", properties=f'<w:gridSpan w:val="{"9" * 5000}"/>'),),),
        ((),),
    ],
)
def test_irregular_merges_lose_no_text(rows: tuple[tuple[str, ...], ...]) -> None:
    body = table(*rows)
    seen = "".join(c.text for c in table_of(body).cells)
    assert all(character in seen for character in "甲乙丙丁" if character in body)


def test_a_nested_tables_text_is_in_its_cell() -> None:
    grid = table_of(table((cell("外", table(("时间", "地点")), "后"),)))
    assert grid.cells[0].paragraphs == ("外", "时间", "地点", "后")


def test_rows_deleted_or_hidden_are_out() -> None:
    deleted = "<w:tr><w:trPr><w:del/></w:trPr>" + cell("删") + "</w:tr>"
    hidden = "<w:tr><w:trPr><w:hidden/></w:trPr>" + cell("藏") + "</w:tr>"
    assert [c.text for c in table_of(f"<w:tbl><w:tr>{cell('在')}</w:tr>{deleted}{hidden}</w:tbl>").cells] == ["在"]


def test_comments_headers_and_footnotes_stay_apart() -> None:
    data = docx(paragraph("正文"), word__comments_xml=document_xml(paragraph("批注")), word__header1_xml="<w/>")
    assert read_word(data, Kind.DOCX).text == "正文"


def test_pictures_are_counted_without_their_fallbacks() -> None:
    shown = "<w:r><a:blip/><mc:AlternateContent><mc:Choice><a:blip/></mc:Choice>"
    body = paragraph(f"{shown}<mc:Fallback><v:imagedata/></mc:Fallback></mc:AlternateContent></w:r>")
    assert read_word(docx(body), Kind.DOCX).pictures == 2


def test_properties_are_facts_and_broken_ones_cost_nothing() -> None:
    core = "<c xmlns:d='d'><d:title>题</d:title><d:creator>张三</d:creator><d:modified>2020-04-16T08:00:00Z</d:modified></c>"
    found = read_word(docx(paragraph("文"), docProps__core_xml=core, docProps__app_xml="<broken"), Kind.DOCX).properties
    assert (found.title, found.author, str(found.modified)) == ("题", "张三", "2020-04-16 08:00:00+00:00")


def test_names_with_backslashes_and_strict_namespaces_are_read() -> None:
    xml = document_xml(paragraph("文")).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert read_word(package({"word\\Document.xml": xml}), Kind.DOCX).text == "文"


def test_characters_are_those_of_the_visible_text() -> None:
    assert read_word(docx(paragraph("中国 Spruce 2020年") + table(("甲", "乙"))), Kind.DOCX).characters == 7


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)


def _flagged() -> bytes:
    data = bytearray(docx(paragraph("文")))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    data[at + 8] |= 1
    return bytes(data)


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (33 * 1024 * 1024))
    return buffer.getvalue()


ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w>&b;</w>'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", TroubleKind.UNREADABLE),
        (b"PK\x03\x04nonsense", TroubleKind.UNREADABLE),
        (_cut(BLANK.read_bytes()), TroubleKind.UNREADABLE),
        (package({"word/document.xml": document_xml(paragraph("文"))[:-30]}), TroubleKind.UNREADABLE),
        (package({"word/document.xml": "<html/>"}), TroubleKind.UNREADABLE),
        (package({"other.xml": "<a/>"}), TroubleKind.UNREADABLE),
        (package({"word/document.xml": ENTITIES}), TroubleKind.UNREADABLE),
        (package({"word/document.xml": "<a>" * 5000 + "</a>" * 5000}), TroubleKind.UNREADABLE),
        (_encrypted(), TroubleKind.ENCRYPTED),
        (_flagged(), TroubleKind.ENCRYPTED),
        (_bomb(), TroubleKind.TOO_LARGE),
    ],
    ids=["empty", "no zip", "cut", "half xml", "no document", "no part", "entities", "deep", "OLE", "zip flag", "bomb"],
)
def test_what_cannot_be_read_says_why(data: bytes, kind: TroubleKind) -> None:
    with pytest.raises(DocumentTrouble) as caught:
        read_word(data, Kind.DOCX)
    assert caught.value.trouble.kind is kind
    assert caught.value.trouble.found


def test_a_kind_without_a_reader_is_unsupported() -> None:
    with pytest.raises(DocumentTrouble) as caught:
        read_word(b"{\\rtf1}", Kind.PDF)
    assert caught.value.trouble.kind is TroubleKind.UNSUPPORTED


EQ = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>{}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
PIECE = "<w:r><w:instrText>{}</w:instrText></w:r>"


@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        (("eq \\o\\ac(", "□", ",√)"), "√"),
        (("eq \\o\\ac(□", ",)"), "□"),
        (("eq \\o\\ac(○,1)",), "1"),
        (('SYMBOL 254 \\f "Wingdings"',), "√"),
        (("SYMBOL 0xA8 \\f Wingdings",), "□"),
        (("PAGE",), ""),
    ],
)
def test_fields_that_draw_a_mark_however_they_are_cut(pieces: tuple[str, ...], seen: str) -> None:
    assert text_of(paragraph(EQ.format("".join(PIECE.format(piece) for piece in pieces)))) == seen


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    separate = "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    assert text_of(paragraph(EQ.format(PIECE.format("HYPERLINK x") + separate + run("a@b.cn")))) == "a@b.cn"


PROMPT = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"


def test_a_prompt_that_nobody_answered_is_no_answer() -> None:
    words = run("单击此处输入文字。")
    assert text_of(paragraph(run("甲"), PROMPT.format(words))) == "甲"
    assert text_of(PROMPT.format(paragraph(words)) + paragraph("乙")) == "乙"
    found = table_of(
        f"<w:tbl><w:tr>{cell('标签')}{PROMPT.format(cell('单击此处输入文字。'))}{cell('丙')}</w:tr></w:tbl>"
    )
    assert [each.text for each in found.cells] == ["标签", "", "丙"]


def test_content_controls_are_facts() -> None:
    date = (
        '<w:sdt><w:sdtPr><w:alias w:val="日期"/><w:date w:fullDate="2020-04-16T00:00:00Z"/></w:sdtPr>'
        f"<w:sdtContent>{run('4月16日')}</w:sdtContent></w:sdt>"
    )
    document = read_word(docx(paragraph(date, CHECKBOX.format(value="1"))), Kind.DOCX)
    assert document.text == "4月16日√"
    assert [(c.kind, c.title, c.text, c.value) for c in document.controls] == [
        ("date", "日期", "4月16日", "2020-04-16"), ("checkbox", "", "√", ""),
    ]  # fmt: skip


def test_a_paragraph_whose_mark_is_deleted_goes_on_in_the_next() -> None:
    gone = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>"
    assert text_of(gone.format(run("前半")) + paragraph("后半") + paragraph("另段")) == "前半后半\n另段"
    assert text_of(paragraph("段") + gone.format(run("末"))) == "段\n末"


@pytest.mark.parametrize("above", ["", MERGE.format("restart")])
def test_a_merge_that_continues_nothing_or_another_width_stands_for_itself(above: str) -> None:
    wide = '<w:gridSpan w:val="2"/>'
    first = cell("甲", properties=above + (wide if above else ""))
    rows = f"<w:tr>{first}</w:tr><w:tr>{cell('乙', properties=MERGE.format('continue'))}</w:tr>"
    assert [each.text for each in table_of(f"<w:tbl>{rows}</w:tbl>").cells] == ["甲", "乙"]


def test_a_style_may_hide() -> None:
    styles = (
        document_xml("")
        .replace("w:document", "w:styles")
        .replace("<w:body></w:body>", '<w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>')
    )
    body = paragraph(
        run("看"), run("藏", '<w:rStyle w:val="H"/>'), run("见", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>')
    )
    assert read_word(docx(body, word__styles_xml=styles), Kind.DOCX).text == "看见"


def test_notes_headers_and_comments_stand_apart() -> None:
    def part(root: str, inner: str) -> str:
        return document_xml("").replace("w:document", f"w:{root}").replace("<w:body></w:body>", inner)

    parts = {
        "word/footnotes.xml": part("footnotes", f"<w:footnote w:type='separator'>{paragraph('—')}</w:footnote><w:footnote>{paragraph('注')}</w:footnote>"),
        "word/comments.xml": part("comments", f"<w:comment>{paragraph('批注')}</w:comment>"),
        "word/header1.xml": part("hdr", paragraph("页眉")),
        "word/footer1.xml": part("ftr", paragraph("页脚")),
    }  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(docx(paragraph("正文")))) as plain:
        parts |= {name: plain.read(name).decode() for name in plain.namelist()}
    document = read_word(package(parts), Kind.DOCX)
    assert (document.text, document.characters) == ("正文", 2)
    assert (document.notes, document.comments, document.margins) == (("注",), ("批注",), ("页脚", "页眉"))


SHAPE = (
    '<w:r><w:drawing><wp:{where} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="144000" cy="108000"/><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></wp:{where}>'
    "</w:drawing></w:r>"
)


@pytest.mark.parametrize(
    ("where", "inside", "shape"),
    [
        ("inline", "<a:blip/>", False),
        ("anchor", "<a:blip/>", False),
        ("anchor", "<wps:wsp><a:custGeom/></wps:wsp>", True),
        ("anchor", '<wps:wsp><a:prstGeom prst="line"/></wps:wsp>', True),
    ],
)
def test_drawings_have_place_and_size(where: str, inside: str, shape: bool) -> None:
    body = table(
        (cell(paragraph("首"), paragraph(run("团结（"), SHAPE.format(where=where, inside=inside), run("）"))),)
    )
    (drawing,) = table_of(body).cells[0].drawings
    assert (drawing.paragraph, drawing.offset, drawing.width, drawing.height) == (1, 3, 4.0, 3.0)
    assert (drawing.shape, drawing.floating) == (shape, where == "anchor")


def test_a_drawn_frame_is_no_mark() -> None:
    frame = SHAPE.format(where="anchor", inside='<wps:wsp><a:prstGeom prst="rect"/></wps:wsp>')
    (block,) = read_word(docx(paragraph(run("甲"), frame)), Kind.DOCX).blocks
    assert block == Paragraph("甲")


def test_a_table_inside_a_cell_is_kept_as_one() -> None:
    (outer,) = table_of(table((cell(table(("甲", "乙")), paragraph("后")),))).cells
    assert outer.text == "甲\n乙\n后"
    assert [[each.text for each in inner.cells] for inner in outer.tables] == [["甲", "乙"]]
