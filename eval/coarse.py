"""Further pages for training alone: pictures as coarse as the finder looks at, in a quarter of the time that a PDF takes.

Their seals have what those of the evaluation's pages lack: thicker and thinner rims, hollow stars, a second name within,
English below, ovals of all widths; two or three on a page, many pale, or dark under print and red text.
"""

import io
import math
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw

from eval import seals
from eval.fonts import font
from eval.names import Rng
from eval.otherred import OTHER_RED
from eval.pages import Box
from eval.papers import KINDS, layout
from eval.printing import press, printed, rim
from eval.scanners import flatbed, telephone
from eval.things import Pressed

_KINDS = (0.22, 0.26, 0.16, 0.14, 0.08, 0.07, 0.07)  # of papers, in their order: red heads are the hardest
_SEALS = (0.35, 0.3, 0.25, 0.1)  # none, one, two, three on a page
_WITHIN = ("办公室", "秘书处", "学术工作部", "（2）")
_ENGLISH = ("SOCIETY OF HORTICULTURE", "CHINA SPRUCE ASSOCIATION", "ACADEMY OF SCIENCES")
_WASH = 0.3  # of all pages have more or less colour than a scanner gives
_COLOURS = ((200, 20, 35), (228, 30, 40), (150, 20, 38), (120, 25, 40), (215, 30, 95), (240, 75, 35), (255, 0, 0))


@dataclass(frozen=True, slots=True)
class Coarse:
    """A page's picture (h, w, 3) RGB, its pixels an inch, and the boxes of its seals in fractions of it."""

    picture: np.ndarray
    dpi: float
    seals: tuple[Box, ...]


def coarse(seed: int) -> Coarse:
    """The page of that seed; the same seed gives the same page."""
    rng = np.random.default_rng([20200422, seed])
    page = layout(rng, str(rng.choice(list(KINDS), p=_KINDS)))
    for _ in range(int(rng.integers(0, 4))):
        page.stickers.append(OTHER_RED[int(rng.integers(len(OTHER_RED)))](rng, page))
    pressed: list[Pressed] = []
    for _ in range(int(rng.choice(len(_SEALS), p=_SEALS))):
        seal = _seal(rng, (page.width, page.height))
        if all(math.hypot(seal.x - each.x, seal.y - each.y) > 30 for each in pressed):
            pressed.append(seal)
    dpi = float(rng.uniform(72, 110))
    paper = printed(page, dpi)
    for seal in pressed:
        press(paper, seal, dpi, rng)
    view = (telephone if rng.random() < 0.3 else flatbed)(paper, rng)
    picture = view.picture
    if rng.random() < _WASH:
        grey = picture.mean(axis=2, keepdims=True)
        picture = (grey + (picture - grey) * rng.uniform(0.5, 1.3)).clip(0, 255).astype(np.uint8)
    size = np.array((paper.shape[1], paper.shape[0]), dtype=np.float64)
    boxes = tuple(_box(view.where(rim(seal, dpi)) / size) for seal in pressed)
    return Coarse(_compressed(picture, rng), dpi, boxes)


def _box(outline: np.ndarray) -> Box:
    inside = outline.clip(0, 1)
    left, top, right, bottom = (float(each) for each in (*inside.min(axis=0), *inside.max(axis=0)))
    return left, top, right, bottom


def _compressed(picture: np.ndarray, rng: Rng) -> np.ndarray:
    """Through JPEG, whose colour is half as fine as its brightness."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=int(rng.integers(35, 95)))
    return np.asarray(Image.open(file).convert("RGB"))


def _seal(rng: Rng, size: tuple[float, float]) -> Pressed:
    """Some seal somewhere; one in six over an edge of the page."""
    design = seals.random_seal(rng)
    if rng.random() < 0.5:
        design = replace(design, rim=float(rng.uniform(0.022, 0.11)))
    if design.shape == "contract" and rng.random() < 0.5:
        design = replace(design, height=design.width * float(rng.uniform(0.58, 0.95)))
    engraving = seals.engraved(design)
    if design.width == design.height and rng.random() < 0.4:
        _altered(engraving, design, rng)
    reach = design.width / 2 + 1
    x, y = (float(rng.uniform(reach, side - reach)) for side in size)
    if rng.random() < 1 / 6:
        across = float(rng.uniform(-0.25, 0.35)) * design.width
        x, y = ((across, y), (size[0] - across, y), (x, across), (x, size[1] - across))[int(rng.integers(4))]
    colour = _COLOURS[int(rng.integers(len(_COLOURS)))]
    red, green, blue = (int(np.clip(each + rng.normal(0, 14), 0, 255)) for each in colour)
    strength = float(rng.uniform(0.2, 0.5) if rng.random() < 0.35 else rng.uniform(0.45, 1.0))
    angle = float(rng.normal(0, 15) if rng.random() < 0.7 else rng.uniform(-180, 180))
    return Pressed(design, engraving, x, y, angle, (red, green, blue), strength, float(rng.uniform(0.0, 0.65)))


def _altered(engraving: Image.Image, design: seals.Design, rng: Rng) -> None:
    """Something else in the middle, or something more below it."""
    pen, side = ImageDraw.Draw(engraving), engraving.width
    middle = side / 2
    if rng.random() < 0.6:
        pen.ellipse((side * 0.29, side * 0.29, side * 0.71, side * 0.71), fill=0)
        words = str(rng.choice(_WITHIN))
        match int(rng.integers(4)):
            case 0:
                seals.star(pen, middle, middle, side * 0.17)
                seals.star(pen, middle, middle, side * 0.135, 0)
            case 1:
                pen.text((middle, middle), words, font=font(design.style, side // 9), fill=255, anchor="mm")
            case 2:
                seals.star(pen, middle, middle - side * 0.05, side * 0.1)
                pen.text((middle, side * 0.63), words, font=font(design.style, side // 12), fill=255, anchor="mm")
            case _:
                pen.ellipse((side * 0.37, side * 0.37, side * 0.63, side * 0.63), outline=255, width=side // 50)
    if not design.bottom and rng.random() < 0.4:
        _below(engraving, str(rng.choice(_ENGLISH)), design.rim)


def _below(engraving: Image.Image, words: str, rim_width: float) -> None:
    """Letters along the lower arc, their heads towards the middle."""
    side = engraving.width
    tall, spread = round(side * 0.055), math.radians(110)
    radius = side / 2 * (1 - rim_width - 0.03) - tall / 2
    for index, letter in enumerate(words):
        angle = spread / 2 - spread * (index + 0.5) / len(words)
        tile = Image.new("L", (tall * 2, tall * 2), 0)
        ImageDraw.Draw(tile).text((tall, tall), letter, font=font("sans", tall), fill=255, anchor="mm")
        turned = tile.rotate(math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = side / 2 + math.sin(angle) * radius - tall, side / 2 + math.cos(angle) * radius - tall
        engraving.paste(255, (round(x), round(y)), turned)
