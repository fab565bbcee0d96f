"""Text set on pages: titles, tables and paragraphs of a paper, as offices' word processors set them."""

from dataclasses import dataclass, field

from eval.fonts import font
from eval.plans import HINT, Paper
from eval.things import Layout, Rule, Words

_ROOM = 200  # pixels a character when widths are measured


@dataclass
class Flow:
    """Pages in the making. Sizes in millimetres."""

    style: str
    size: float
    step: float
    left: float = 25.0
    bottom: float = 275.0
    top: float = 25.0
    y: float = 25.0
    pages: list[Layout] = field(default_factory=lambda: [Layout("pair")])

    def width(self, text: str) -> float:
        """How wide a text is."""
        return font(self.style, _ROOM).getlength(text) * self.size / _ROOM

    def lines(self, text: str, room: float, indent: float = 0.0) -> list[str]:
        """The text broken to fit."""
        found, line, left = [], "", room - indent
        for character in text:
            wide = self.width(character)
            if wide > left and line and character not in "，。、；：）”》":
                found.append(line)
                line, left = "", room
            line, left = line + character, left - wide
        return [*found, line]

    def room_for(self, high: float) -> None:
        """A new page where this one is full."""
        if self.y + high > self.bottom:
            self.pages.append(Layout("pair"))
            self.y = self.top

    def put(self, text: str, x: float, size: float | None = None) -> None:
        """One line here."""
        self.pages[-1].words.append(Words(text, x, self.y, size or self.size, self.style))

    def paragraph(self, text: str, indent: bool = True) -> None:
        """Running text."""
        first = 2 * self.size if indent else 0.0
        for index, line in enumerate(self.lines(text, 210 - 2 * self.left, first)):
            self.room_for(self.step)
            self.put(line, self.left + (first if index == 0 else 0.0))
            self.y += self.step

    def row(self, cells: list[tuple[str, float, float]]) -> None:
        """A table's row: each cell's text, left and right."""
        broken = [self.lines(text, right - left - 4) for text, left, right in cells]
        high = max(map(len, broken)) * self.step + 2
        self.room_for(high)
        for (_, left, right), lines in zip(cells, broken, strict=True):
            self._frame(left, self.y - 1, right, self.y - 1 + high)
            start = self.y
            for line in lines:
                self.y += self.step / 2
                self.put(line, left + 2)
                self.y += self.step / 2
            self.y = start
        self.y += high

    def cell(self, paragraphs: tuple[str, ...]) -> None:
        """One wide cell of running text, which goes on over pages."""
        top, self.y = self.y - 1, self.y + self.step / 2
        for text in paragraphs:
            for index, line in enumerate(self.lines(text, 206 - 2 * self.left, 2 * self.size)):
                if self.y + self.step > self.bottom:
                    self._frame(self.left, top, 210 - self.left, self.y)
                    self.pages.append(Layout("pair"))
                    top, self.y = self.top - 1, self.top + self.step / 2
                self.put(line, self.left + 2 + (2 * self.size if index == 0 else 0.0))
                self.y += self.step
        self._frame(self.left, top, 210 - self.left, self.y)
        self.y += self.step

    def _frame(self, left: float, top: float, right: float, bottom: float) -> None:
        for ends in ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom)):  # fmt: skip
            self.pages[-1].rules.append(Rule(*ends))


def set_on_pages(paper: Paper, style: str, size: float, leading: float, hint: bool) -> list[Layout]:
    """The paper's pages; the last one has a spot for its seal. `hint`: the form's instruction was left standing."""
    flow = Flow(style, size, size * leading)
    flow.y += 5
    flow.put(paper.title, max(20.0, 105 - len(paper.title) * size * 0.65), size * 1.3)
    flow.y += 2 * flow.step
    if paper.rows:
        right = 210 - flow.left
        for pairs in paper.rows:
            room = (right - flow.left) / len(pairs)
            cells = []
            for index, (label, value) in enumerate(pairs):
                left = flow.left + index * room
                cells += [(label, left, left + 34), (value, left + 34, left + room)]
            flow.row(cells)
        flow.row([("工作方案", flow.left, right)])
        flow.cell(((HINT,) if hint else ()) + paper.paragraphs)
    else:
        for text in paper.paragraphs:
            flow.paragraph(text)
        flow.y += flow.step
    flow.room_for(3 * flow.step)
    flow.y += flow.step / 2
    if paper.rows:
        flow.put(paper.foot[0], flow.left + 4)
        flow.put(paper.foot[1], 120)
        flow.pages[-1].spots.append((flow.left + 40, flow.y))
    else:
        x = min(125.0, 205 - flow.width(paper.foot[0]))
        flow.put(paper.foot[0], x)
        flow.y += flow.step
        flow.put(paper.foot[1], x + 8)
        flow.pages[-1].spots.append((min(x + 25, 180), flow.y - flow.step / 2))
    return flow.pages
