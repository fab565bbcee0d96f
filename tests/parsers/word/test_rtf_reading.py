r"""RTF as Word, WPS and LibreOffice write it, in the control words of the specification 1.9.1."""

import pytest

from parsers.facts import Kind, Paragraph, Table, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word import read_word

HEAD = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fnil\fcharset0 Calibri;}"
    r"{\f2\fnil\fcharset2 Wingdings;}{\f3\fnil\fcharset2 Wingdings 2;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\s0 Normal;}}"
)


def read(body: str) -> WordDocument:
    return read_word((HEAD + body + "}").encode("gbk"), Kind.RTF)


def text_of(body: str) -> str:
    return read(body).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\f0\'d6\'d0\'b9\'fa\par", "中国"),
        (r"\f1\'d6\'d0\'b9\'fa\par", "中国"),
        ("中国\\par", "中国"),
        (r"a\'01b\'05\par", "ab"),
        (r"\uc1\u20013?\u22269?\par", "中国"),
        (r"\uc2\u20013\'d6\'d0\u22269\'b9\'fa\par", "中国"),
        (r"\uc0\u20013\u22269\par", "中国"),
        (r"\u-10179?\u-8704?\par", "😀"),
        (r"\u-10179?\par", "\ufffd"),
        (r"a\tab b\line c\emdash d\ldblquote e\rdblquote\~f\_g\{h\}\\\par", "a\tb\nc—d“e”\u00a0f-g{h}\\"),
        (r"a{\v hidden}b{\deleted gone}c\par", "abc"),
        (r"{\v hidden {\b still}\v0 shown}\par", "shown"),
        (r"{\*\unknown gone}a{\*\bkmkstart x}b\par", "ab"),
        (r"{\listtext 1.\tab}a\par", "a"),
        (r"{\f2 \'fe}a{\f2 \'a8}b{\f3 R}c\par", "√a□b√c"),
        (r"{\f2\u-3842?}a\par", "√a"),
        (r'{\field{\*\fldinst SYMBOL 252 \\f "Wingdings" \\s 10}{\fldrslt}}a\par', "√a"),
        (r"{\field{\*\fldinst eq \\o\\ac(□,√)}{\fldrslt}}a\par", "√a"),
        (r'{\field{\*\fldinst HYPERLINK "mailto:a@b.cn"}{\fldrslt a@b.cn}}\par', "a@b.cn"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1\ffdefres0}}}{\fldrslt}}a\par", "√a"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1}}}{\fldrslt}}a\par", "√a"),
        (r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres0\ffdefres1}}}{\fldrslt}}a\par", "□a"),
        (r"a\bin4 {}\}b\par", "ab"),
        (r"a\par b", "a\nb"),
        (r"{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt in the box\par}}{\shprslt again}}out\par", "\nin the box\nout"),
    ],
)  # fmt: skip
def test_text(body: str, text: str) -> None:
    assert text_of(body) == text


def row(*cells: str, edges: tuple[str, ...]) -> str:
    return r"\trowd\trleft0" + "".join(edges) + "".join(rf"\pard\intbl {cell}\cell" for cell in cells) + r"\row"


def grid(document: WordDocument) -> list[tuple[int, int, int, int, str]]:
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def test_a_table_with_cells_merged_across_and_down() -> None:
    body = (
        row("a", "b", "", edges=(r"\clvmgf\cellx1000", r"\clmgf\cellx2000", r"\clmrg\cellx3000"))
        + row("", "c", "d", edges=(r"\clvmrg\cellx1000", r"\cellx2000", r"\cellx3000"))
        + row("wide", edges=(r"\cellx3000",))
        + r"\pard after\par"
    )
    document = read(body)
    assert grid(document) == [
        (0, 0, 2, 1, "a"), (0, 1, 1, 2, "b"), (1, 1, 1, 1, "c"), (1, 2, 1, 1, "d"), (2, 0, 1, 3, "wide"),
    ]  # fmt: skip
    assert document.blocks[-1] == Paragraph("after")


def test_edges_a_hair_apart_are_one() -> None:
    body = row("a", "b", edges=(r"\cellx1000", r"\cellx2000")) + row("c", "d", edges=(r"\cellx1012", r"\cellx2000"))
    assert [place[:4] for place in grid(read(body))] == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_paragraphs_in_a_cell_and_a_table_inside_it() -> None:
    inner = r"\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\cellx500\nestrow}{\nonesttables\par}"
    document = read(row(rf"one\par two\par {inner}\pard\intbl end", edges=(r"\cellx3000",)))
    (cell,) = grid(document)
    assert cell[4].split("\n") == ["one", "two", "x", "y", "end"]


def nested(*cells: str, edges: str) -> str:
    inside = "".join(rf"\pard\intbl\itap2 {cell}\nestcell" for cell in cells)
    return inside + rf"{{\*\nesttableprops\trowd\trleft0{edges}\nestrow}}{{\nonesttables\par}}"


def test_a_table_inside_a_cell_is_a_table_with_its_merges() -> None:
    inner = nested("a", "b", edges=r"\cellx500\cellx1000") + nested("wide", edges=r"\cellx1000")
    document = read(row(rf"before\par {inner}\pard\intbl behind", "next", edges=(r"\cellx3000", r"\cellx4000")))
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    first, second = table.cells
    (inside,) = first.tables
    assert [(c.row, c.column, c.column_span, c.text) for c in inside.cells] == [
        (0, 0, 1, "a"), (0, 1, 1, "b"), (1, 0, 2, "wide"),
    ]  # fmt: skip
    assert (first.paragraphs, second.paragraphs) == (("before", "a", "b", "wide", "behind"), ("next",))


def test_a_table_in_a_table_in_a_table_cut_off() -> None:
    deep = r"\trowd\cellx900\pard\intbl\itap3 x\nestcell{\*\nesttableprops\trowd\cellx10\nestrow}\pard\intbl\itap2 y"
    assert read(deep).text.split("\n") == ["x", "y"]


def test_a_text_box_and_a_headers_table_leave_the_table_whole() -> None:
    box = r"{\shp{\*\shpinst{\shptxt \pard\plain in the box\par}}}"
    document = read(
        r"{\header\trowd\cellx100\pard\intbl head\cell\row}" + row(f"a{box}", "b", edges=(r"\cellx1000", r"\cellx2000"))
    )
    assert [place[4] for place in grid(document)] == ["a\nin the box\n", "b"]
    assert document.margins == ("head",)


@pytest.mark.parametrize(("state", "seen"), [(r"\ffres1", "two"), (r"\ffres25\ffdefres0", "one"), (r"\ffres9", "")])
def test_a_drop_down_field(state: str, seen: str) -> None:
    field = rf"{{\*\formfield{{\fftype2{state}\ffhaslistbox1{{\*\ffname x}}{{\*\ffl one}}{{\*\ffl two}}}}}}"
    assert text_of(rf"{{\field{{\*\fldinst FORMDROPDOWN {field}}}{{\fldrslt}}}}\par") == seen


def test_a_row_cut_off_is_kept() -> None:
    cells = [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]
    assert grid(read(r"\trowd\cellx1000\cellx2000\pard\intbl a\cell b")) == cells


def test_what_stands_apart_and_what_it_says_of_itself() -> None:
    document = read(
        r"{\info{\title T}{\author A}{\operator O}{\company C}{\revtim\yr2020\mo4\dy16\hr9\min30}{\nofwords12}}"
        r"{\header head\par}a{\footnote note}{\*\annotation remark}b\par"
    )
    assert document.text == "ab"
    assert (document.notes, document.margins, document.comments) == (("note",), ("head",), ("remark",))
    said = document.properties
    assert (said.title, said.author, said.last_saved_by, said.company, said.words) == ("T", "A", "O", "C", 12)
    assert str(said.modified) == "2020-04-16 09:30:00"


def test_a_picture_has_its_size() -> None:
    document = read(r"ab{\*\shppict{\pict\pngblip\picwgoal1440\pichgoal720 89504e47}}{\nonshppict{\pict 00}}c\par")
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    (drawing,) = paragraph.drawings
    assert (paragraph.text, drawing.offset, drawing.width, drawing.height, document.pictures) == (
        "abc",
        2,
        25.4,
        12.7,
        1,
    )


def test_groups_without_end_are_a_trouble() -> None:
    with pytest.raises(DocumentTrouble) as caught:
        read("{" * 5000)
    assert "嵌套过深" in caught.value.trouble.found


@pytest.mark.parametrize("data", [b"", b"{\\html}", b"plain"])
def test_what_is_no_rtf(data: bytes) -> None:
    with pytest.raises(DocumentTrouble):
        read_word(data, Kind.RTF)
