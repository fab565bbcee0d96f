"""What pictures are drawn with: lines on whole pixels, so that they are sharp at 1×, and texts in the reader's fonts."""

from typing import Literal

from drawsvg import Circle, Drawing, DrawingBasicElement, Line, Raw, Rectangle, Text

from review_export.charts.palette import AXIS, FONTS, GRID, INK, PAPER

WIDTH, EDGE, TOP = 760, 28, 108  # pixels; above TOP stand title, note, legend
LABEL, TITLE = 12, 18  # font sizes

Anchor = Literal["start", "middle", "end"]


class Canvas:
    """Collects what is drawn; the height is known last."""

    def __init__(self) -> None:
        self._drawn: list[DrawingBasicElement] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: Anchor = "start",
        size: int = LABEL,
        fill: str = INK,
        weight: str = "normal",
    ) -> None:
        """A line of text on its baseline."""
        self._drawn.append(Text(words, size, _short(x), _short(y), text_anchor=anchor, fill=fill, font_weight=weight))

    def rectangle(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A bar or square, on whole pixels; a pale one is seen by its edge."""
        edges = {"fill": fill, "stroke": AXIS, "stroke_width": 0.5, "shape_rendering": "crispEdges"}
        left, top = round(x), round(y)
        self._drawn.append(Rectangle(left, top, round(x + width) - left, round(y + height) - top, **edges))

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str = GRID, dash: str = "") -> None:
        """A hairline; upright and level ones lie within one row of pixels."""
        more = {"stroke_dasharray": dash} if dash else {}
        self._drawn.append(Line(*(_pixel(each) for each in (x, y, to_x, to_y)), stroke=colour, stroke_width=1, **more))

    def dot(self, x: float, y: float, colour: str) -> None:
        """One value."""
        self._drawn.append(
            Circle(_short(x), _short(y), 3.5, fill=colour, fill_opacity=0.75, stroke=PAPER, stroke_width=0.75)
        )

    def svg(self, height: float, said: str) -> bytes:
        """The picture on white paper; `said` is what stands in it for those who don't see it, as markup."""
        picture = Drawing(WIDTH, round(height), role="img", font_family=FONTS)
        for each in (Raw(said), Rectangle(0, 0, WIDTH, round(height), fill=PAPER), *self._drawn):
            picture.append(each)
        return f"{picture.as_svg()}\n".encode()


def _pixel(place: float) -> float:
    return round(place) + 0.5


def _short(place: float) -> float:
    return round(place, 1)
