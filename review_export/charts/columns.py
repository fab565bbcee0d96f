"""Upright columns, many in a row, with a mark where a deadline falls."""

from review_export.charts.canvas import EDGE, LABEL, TOP, WIDTH, Canvas
from review_export.charts.figures import Figure
from review_export.charts.palette import AXIS, GRID, INK, QUIET
from review_export.charts.scale import em, ticks

_HEIGHT = 230
_LEFT = 64
_WIDEST = 46  # pixels: a column


def columns(canvas: Canvas, figure: Figure) -> float:
    """Draws; returns the picture's height."""
    top = TOP + (22 if figure.mark else 6)
    base, right = top + _HEIGHT, WIDTH - EDGE
    totals = figure.totals()
    marks = ticks(0, max(totals))
    for value in marks:
        y = base - value / marks[-1] * _HEIGHT
        canvas.line(_LEFT, y, right, y, colour=AXIS if value == 0 else GRID)
        canvas.text(_LEFT - 8, y + 4, f"{value:g}", anchor="end", fill=QUIET)
    canvas.text(_LEFT - 8, top - 12, figure.unit, anchor="end", fill=QUIET)
    slot = (right - _LEFT) / len(figure.names)
    width = max(1.0, min(slot * 0.72, _WIDEST))
    for index, total in enumerate(totals):
        x = _LEFT + slot * (index + 0.5) - width / 2
        y = float(base)
        for each in figure.series:
            height = each.values[index] / marks[-1] * _HEIGHT
            if height:
                canvas.rectangle(x, y - height, width, height, each.shade)
            y -= height
        if total and em(f"{total:g}") * LABEL < slot:
            canvas.text(x + width / 2, y - 5, f"{total:g}", anchor="middle")
    _names(canvas, figure, slot, base)
    if figure.mark:
        _mark(canvas, figure.mark, slot, top, base)
    canvas.text((_LEFT + right) / 2, base + 44, figure.axis, anchor="middle", fill=QUIET)
    return base + 62


def _names(canvas: Canvas, figure: Figure, slot: float, base: float) -> None:
    """As many as there is room for, the marked one among them."""
    every = 1
    widest = max(em(name) for name in figure.names) * LABEL + 10
    while slot * every < widest:
        every += 1
    first = (figure.mark[0] if figure.mark else 0) % every
    for index in range(first, len(figure.names), every):
        x = _LEFT + slot * (index + 0.5)
        canvas.line(x, base, x, base + 4, colour=AXIS)
        canvas.text(x, base + 20, figure.names[index], anchor="middle")


def _mark(canvas: Canvas, mark: tuple[int, str], slot: float, top: float, base: float) -> None:
    """A dashed line behind the last column in time, its words on the side with more room."""
    x = _LEFT + slot * (mark[0] + 1)
    canvas.line(x, top - 18, x, base, colour=INK, dash="5 3")
    room = x + em(mark[1]) * LABEL + 8 < WIDTH - EDGE
    canvas.text(x + (6 if room else -6), top - 8, mark[1], anchor="start" if room else "end", weight="bold")
