"""The sheet 图表: each figure as a chart that Excel draws, with its numbers beside it."""

from collections.abc import Sequence
from typing import Any

from review_export.charts.figures import Figure, Kind
from review_export.charts.palette import AXIS, GRID
from review_export.workbook.look import FONT, Look, page_lines

NAME = "图表"
_WIDTH = 760  # pixels: the chart, over the columns left of the numbers
_TABLE = 9  # the first column of the numbers
_LINE = 20  # pixels a row
_ROW, _FRAME = 34, 150  # pixels: a lying bar, and around the plot
_FEW = 24  # columns: with more, numbers would lie over each other
_ON_A_PAGE = 3


def write_charts(book: Any, look: Look, figures: Sequence[Figure]) -> None:
    """Write the sheet; none without figures."""
    if not figures:
        return
    sheet = book.add_worksheet(NAME)
    sheet.set_column(0, _TABLE - 2, 13)
    sheet.set_column(_TABLE, _TABLE, 24)
    sheet.set_column(_TABLE + 1, _TABLE + 6, 14)
    line, breaks = 0, []
    for number, figure in enumerate(figures):
        height = 360 if figure.kind is Kind.COLUMNS else _FRAME + _ROW * len(figure.names)
        _numbers(sheet, look, line, figure)
        sheet.insert_chart(line, 0, _chart(book, figure, line), _placed(figure, height))
        line += max(height // _LINE, len(figure.names) + 2) + 3
        if number % _ON_A_PAGE == _ON_A_PAGE - 1:
            breaks.append(line)
    sheet.print_area(0, 0, line, _TABLE - 2)  # on paper the pictures alone, as wide as it is
    sheet.set_h_pagebreaks(breaks)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    page_lines(sheet, look)


def _placed(figure: Figure, height: int) -> dict[str, Any]:
    words = f"{figure.title}：{figure.note}"
    return {"x_scale": _WIDTH / 480, "y_scale": height / 288, "object_position": 2, "description": words}


def _numbers(sheet: Any, look: Look, line: int, figure: Figure) -> None:
    """Row by row, as a workbook in constant memory wants it."""
    shown = look.total if figure.kind is Kind.SPREAD else look.number.plain
    sheet.set_row(line, 32)
    sheet.write_row(
        line, _TABLE, [figure.axis, *(f"{each.name}（{figure.unit}）" for each in figure.series)], look.head
    )
    for index, name in enumerate(figure.names):
        behind = "（截止）" if figure.mark and figure.mark[0] == index else ""
        sheet.write_string(line + 1 + index, _TABLE, name + behind, look.text.plain)
        for number, each in enumerate(figure.series, 1):
            sheet.write_number(line + 1 + index, _TABLE + number, each.values[index], shown)


def _chart(book: Any, figure: Figure, line: int) -> Any:
    upright = figure.kind is Kind.COLUMNS
    chart = book.add_chart({"type": "column" if upright else "bar", "subtype": "stacked"})
    first, last = line + 1, line + len(figure.names)
    for number, each in enumerate(figure.series, 1):
        chart.add_series(
            {
                "name": each.name,
                "categories": [NAME, first, _TABLE, last, _TABLE],
                "values": [NAME, first, _TABLE + number, last, _TABLE + number],
                "fill": {"color": each.shade.value},
                "border": {"color": AXIS, "width": 0.5},
                "gap": 60,
                **_labels(figure, each.shade.ink),
            }
        )
    chart.set_title({"name": f"{figure.title}\n{figure.note}", "name_font": _font(13, bold=True), "overlay": False})
    named: dict[str, Any] = {"num_font": _font(9), "line": {"color": AXIS}, "label_position": "low"}
    valued: dict[str, Any] = {"num_font": _font(9), "num_format": "0", "line": {"none": True}}
    valued["major_gridlines"] = {"visible": True, "line": {"color": GRID}}
    if upright:
        chart.set_x_axis(named | {"name": figure.axis, "name_font": _font(9)})
        chart.set_y_axis(valued | {"name": figure.unit, "name_font": {**_font(9), "rotation": 360}})
    else:  # a lying chart's names are its y axis, and begin below
        chart.set_x_axis(valued | {"visible": len(figure.names) > _FEW})  # the bars say their numbers
        chart.set_y_axis(named | {"reverse": True, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom", "font": _font(9)} if len(figure.series) > 1 else {"none": True})
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _labels(figure: Figure, ink: str) -> dict[str, Any]:
    """Numbers on the bars, noughts left out, where there is room for them."""
    if len(figure.names) > _FEW:
        return {}
    shape = "0.0;-0.0;;" if figure.kind is Kind.SPREAD else "0;-0;;"
    return {"data_labels": {"value": True, "num_format": shape, "font": {**_font(9), "color": ink}}}


def _font(size: int, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold}
