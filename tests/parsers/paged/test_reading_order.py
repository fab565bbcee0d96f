"""In which order lines that were found on a page are read."""

import pytest

from parsers.facts import Box, Line
from parsers.paged.order import Placed, by_cells


def read(*lines: tuple[str, Box]) -> list[str]:
    return [line.text for line in by_cells([Placed(Line(text, box), box) for text, box in lines])]


@pytest.mark.parametrize("lines", [3, 4, 5])
def test_a_narrow_label_beside_a_cell_stays_out_of_its_paragraph(lines: int) -> None:
    rows = [
        (f"第{row}行的文字写满了这一格的整个宽度", (0.16, 0.5 + 0.025 * row, 0.9, 0.52 + 0.025 * row))
        for row in range(lines)
    ]
    middle = 0.5 + 0.0125 * (lines - 1)
    said = read(*rows, ("备注", (0.1, middle, 0.135, middle + 0.02)))
    assert "".join(text for text, _ in rows) in "".join(said)


def test_a_cell_below_another_row_of_its_own_column_closes_no_columns() -> None:
    """A number that goes on in its cell, where 姓名 stands below a name and, farther up, below a module."""
    lines = (
        ("团结引领", (0.328, 0.362, 0.417, 0.383)),
        ("表彰发布", (0.712, 0.363, 0.803, 0.386)),
        ("临溪市茶叶学会", (0.329, 0.4, 0.473, 0.42)),
        ("0571-82696", (0.667, 0.43, 0.791, 0.45)),
        ("姓名", (0.326, 0.431, 0.388, 0.451)),
        ("304", (0.663, 0.452, 0.716, 0.472)),
    )
    text = "".join(read(*lines))
    assert "0571-82696304" in text
    assert text.index("临溪市茶叶学会") < text.index("姓名")
