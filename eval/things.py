"""What stands on a page, in millimetres from its top left, before it is printed, scanned or written as a PDF."""

from dataclasses import dataclass, field

from PIL import Image

from eval.seals import Design

Colour = tuple[int, int, int]
BLACK: Colour = (20, 20, 22)


@dataclass(frozen=True, slots=True)
class Words:
    """One line of print; (x, y) is its left and its middle height, `size` the height of a character."""

    text: str
    x: float
    y: float
    size: float = 5.0
    style: str = "serif"
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.3
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Sticker:
    """A picture with transparency (RGBA) on the page: a logo, a photograph, a stroke of the pen."""

    image: Image.Image
    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A seal on the page: its middle, its turn in degrees counter-clockwise, its ink.

    strength 0..1; patchy 0..1: how unevenly it took; carrier: how a PDF carries it (`carriers`), "" on paper.
    """

    design: Design
    engraving: Image.Image
    x: float
    y: float
    angle: float = 0.0
    colour: Colour = (205, 25, 35)
    strength: float = 0.9
    patchy: float = 0.3
    carrier: str = ""


@dataclass(slots=True)
class Layout:
    """A page in the making. `kind` names it in tables and on the contact sheet."""

    kind: str
    width: float = 210.0
    height: float = 297.0
    words: list[Words] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    stickers: list[Sticker] = field(default_factory=list)
    seals: list[Pressed] = field(default_factory=list)
    spots: list[tuple[float, float]] = field(default_factory=list)  # where a seal is expected
    negatives: list[str] = field(default_factory=list)  # other red on it, by name
