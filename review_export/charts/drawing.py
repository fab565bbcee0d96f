"""Draws a figure as SVG. Pure: the same figure gives the same bytes on every machine."""

from html import escape

from review_export.charts.bars import bars
from review_export.charts.canvas import EDGE, TITLE, Canvas
from review_export.charts.columns import columns
from review_export.charts.figures import Figure, Kind
from review_export.charts.palette import QUIET
from review_export.charts.scale import em
from review_export.charts.spread import spread

_DRAW = {Kind.COLUMNS: columns, Kind.BARS: bars, Kind.SPREAD: spread}
_KEY = 12  # pixels: a legend's square


def svg(figure: Figure) -> bytes:
    """The picture, UTF-8."""
    canvas = Canvas()
    canvas.text(EDGE, 38, figure.title, size=TITLE, weight="bold")
    canvas.text(EDGE, 60, figure.note, fill=QUIET, size=13)
    _legend(canvas, figure)
    height = _DRAW[figure.kind](canvas, figure)
    return canvas.svg(height, f"<title>{escape(figure.title)}</title><desc>{escape(figure.note)}</desc>")


def _legend(canvas: Canvas, figure: Figure) -> None:
    """What the shades mean, where there are several."""
    if len(figure.series) < 2:
        return
    x = float(EDGE)
    for each in figure.series:
        canvas.rectangle(x, 75, _KEY, _KEY, each.shade)
        canvas.text(x + _KEY + 6, 85, each.name)
        x += _KEY + 6 + em(each.name) * 12 + 22
