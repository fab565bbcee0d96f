"""Lying bars to both sides of nought: the mean as a bar, every single value as a dot."""

from review_export.charts.canvas import EDGE, LABEL, TOP, WIDTH, Canvas
from review_export.charts.figures import Figure
from review_export.charts.palette import AXIS, GRID, QUIET, Shade
from review_export.charts.scale import em, shortened, ticks

_ROW, _BAR = 38, 12
_MOST_NAME = 14  # em


def spread(canvas: Canvas, figure: Figure) -> float:
    """Draws; returns the picture's height."""
    names = [shortened(name, _MOST_NAME) for name in figure.names]
    left = EDGE + max(em(name) for name in names) * LABEL + 16
    right = WIDTH - EDGE - 54
    values = [value for each in figure.points for value in each]
    reach = max(1.0, *(abs(value) for value in values))
    marks = ticks(-reach, reach, wanted=6)
    top = TOP - 14
    base = top + len(names) * _ROW

    def place(value: float) -> float:
        return left + (value - marks[0]) / (marks[-1] - marks[0]) * (right - left)

    for value in marks:
        canvas.line(place(value), top - 6, place(value), base, colour=AXIS if value == 0 else GRID)
        canvas.text(place(value), base + 18, _signed(value), anchor="middle", fill=QUIET)
    for index, name in enumerate(names):
        middle = top + index * _ROW + _ROW / 2 - 4
        mean = figure.series[0].values[index]
        canvas.text(left - 16, middle + 4, name, anchor="end")
        ends = sorted((place(0), place(mean)))
        canvas.rectangle(ends[0], middle - _BAR / 2, ends[1] - ends[0], _BAR, figure.series[0].shade)
        for value in figure.points[index]:
            canvas.dot(place(value), middle, Shade.FAULT)
        canvas.text(WIDTH - EDGE, middle + 4, f"{_signed(mean, 1)}{figure.unit}", anchor="end")
    canvas.text(EDGE, base + 62, figure.hint, fill=QUIET)
    canvas.text(left, base + 40, f"← {figure.ends[0]}", fill=QUIET)
    canvas.text(right, base + 40, f"{figure.ends[1]} →", anchor="end", fill=QUIET)
    return base + 80


def _signed(value: float, decimals: int = 0) -> str:
    """With a real minus; nought without any sign."""
    return f"{value:+.{decimals}f}".replace("-", "−") if round(value, decimals) else "0"
