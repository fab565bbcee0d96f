"""A Word version for reading: its blocks, what differs and what a field says marked in them."""

from parsers.facts import Cell, Difference, FieldReading, Paragraph, Table, WordDocument
from review_export.web.readable import Box, Grid, Piece, Text, readable

TABLE = Table(
    2,
    2,
    (
        Cell(1, 0, 1, 1, ("手机",)),
        Cell(1, 1, 1, 1, ("139 0000 1210", "下午走访慰问")),
        Cell(0, 0, 1, 2, ("基本信息",)),
    ),
)


def test_a_table_stands_row_by_row_with_its_fields() -> None:
    field = FieldReading("contact_mobile", "手机", "13900001210", "13900001210", place="表1第2行")
    other = FieldReading("contact_fax", "传真", "13900001210", "13900001210", place="表2第2行")
    (grid,) = readable(WordDocument((TABLE,), 0), (), (field, other))
    assert isinstance(grid, Grid)
    assert grid.rows[0] == (Box(((Piece("基本信息"),),), 1, 2, ()),)
    assert [cell.fields for cell in grid.rows[1]] == [(), ("contact_mobile",)]


def test_each_difference_is_marked_once_in_the_order_of_the_text() -> None:
    blocks = (Paragraph("计划 下午走访"), TABLE, Paragraph("下午走访慰问", centred=True), Paragraph("  "))
    differences = (Difference("下午走访", "晚间"), Difference("", "多出的"), Difference("下午走访慰问", "没有"))
    first, grid, last = readable(WordDocument(blocks, 0), differences)
    assert first == Text((Piece("计划 "), Piece("下午走访", 1)), centred=False, heading=False, fields=())
    assert isinstance(grid, Grid)
    assert grid.rows[1][1].paragraphs[1] == (Piece("下午走访慰问", 3),)
    assert last == Text((Piece("下午走访慰问"),), centred=True, heading=False, fields=())


def test_a_difference_across_blanks_is_found_and_one_inside_another_isn_t_cut() -> None:
    differences = (Difference("到场260人", "到场二百人"), Difference("260", "二百"))
    (text,) = readable(WordDocument((Paragraph("预计到场 260 人"),), 0), differences)
    assert isinstance(text, Text)
    assert text.pieces == (Piece("预计"), Piece("到场 260 人", 1))


def test_a_field_beside_the_table_is_found_in_its_paragraph() -> None:
    field = FieldReading("submitted_on", "报送时间", "2020年4月16日", "2020-04-16", place="“报送时间：”之后")
    (text,) = readable(WordDocument((Paragraph("报送时间：2020 年4月16日"),), 0), (), (field,))
    assert text.texts[0].fields == ("submitted_on",)
