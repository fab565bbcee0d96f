"""Lying bars, one a name, each part with its number."""

from review_export.charts.canvas import EDGE, LABEL, TOP, WIDTH, Canvas
from review_export.charts.figures import Figure
from review_export.charts.palette import AXIS
from review_export.charts.scale import em, shortened

_ROW, _BAR = 34, 20
_MOST_NAME = 16  # em


def bars(canvas: Canvas, figure: Figure) -> float:
    """Draws; returns the picture's height."""
    names = [shortened(name, _MOST_NAME) for name in figure.names]
    left = EDGE + max(em(name) for name in names) * LABEL + 12
    totals = figure.totals()
    most = max(*totals, 1)
    room = WIDTH - EDGE - left - em(f"{most:g}{figure.unit}") * LABEL - 10
    top = TOP if len(figure.series) > 1 else TOP - 26
    for index, name in enumerate(names):
        y = top + index * _ROW
        canvas.text(left - 12, y + _BAR / 2 + 4, name, anchor="end")
        x = left
        for each in figure.series:
            width = each.values[index] / most * room
            if width:
                canvas.rectangle(x, y, width, _BAR, each.shade)
                _number(canvas, x, y, width, each.values[index], each.shade.ink if len(figure.series) > 1 else "")
            x += width
        canvas.text(x + 8, y + _BAR / 2 + 4, figure.amount(totals[index]))
    base = top + len(names) * _ROW
    canvas.line(left, top - 8, left, base - 6, colour=AXIS)
    return base + 18


def _number(canvas: Canvas, x: float, y: float, width: float, value: float, ink: str) -> None:
    """The part's number, where it has room in it; `ink` "" for a bar of one part, whose number stands behind it."""
    if ink and em(f"{value:g}") * LABEL + 4 <= width:
        canvas.text(x + width / 2, y + _BAR / 2 + 4, f"{value:g}", anchor="middle", fill=ink)
