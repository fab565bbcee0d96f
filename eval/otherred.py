"""Red that is no seal: pens, logos, stars, flags, emblems, photographs, highlights, chops' neighbours."""

import math
from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
from PIL import Image, ImageDraw

from eval.fonts import font
from eval.names import Rng, organisation, person
from eval.seals import star
from eval.things import Layout, Sticker

_PX = 8  # pixels a millimetre
_RED = ((210, 20, 30), (230, 40, 30), (190, 10, 40), (235, 60, 20), (220, 0, 60))


def _red(rng: Rng) -> tuple[int, int, int]:
    return _RED[int(rng.integers(len(_RED)))]


def _blank(width: float, height: float) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (round(width * _PX), round(height * _PX)), (255, 255, 255, 0))
    return image, ImageDraw.Draw(image)


def _somewhere(rng: Rng, page: Layout, width: float, height: float) -> tuple[float, float]:
    return float(rng.uniform(5, page.width - width - 5)), float(rng.uniform(5, page.height - height - 5))


def _stroke(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], colour: tuple[int, ...], width: float) -> None:
    """A pen's line whose width swells and thins."""
    for index, (start, end) in enumerate(pairwise(points)):
        wide = max(1, round(width * (0.75 + 0.35 * math.sin(index * 0.3)) * _PX))
        pen.line((*start, *end), fill=colour, width=wide, joint="curve")


def pen_circle(rng: Rng, page: Layout) -> Sticker:
    """A red circle drawn by hand around something; some are round as a seal."""
    width, height = float(rng.uniform(25, 75)), float(rng.uniform(20, 50))
    if rng.random() < 0.4:
        height = width * float(rng.uniform(0.85, 1.1))
    image, pen = _blank(width, height)
    start, turns = float(rng.uniform(0, 6.3)), float(rng.uniform(0.92, 1.15))
    wobble, phase = float(rng.uniform(0.0, 0.06)), float(rng.uniform(0, 6))
    points = []
    for step in range(80):
        angle = start + turns * 2 * math.pi * step / 79
        reach = 0.93 - wobble + wobble * math.sin(3 * angle + phase)
        drift = 0.03 * step / 79
        points.append(
            (
                image.width / 2 * (1 + (reach - drift) * math.cos(angle)),
                image.height / 2 * (1 + (reach - drift) * math.sin(angle)),
            )
        )
    _stroke(pen, points, (*_red(rng), 235), float(rng.uniform(0.4, 1.3)))
    return Sticker(image, *_somewhere(rng, page, width, height), width, height, "pen circle")


def handwriting(rng: Rng, page: Layout) -> Sticker:
    """已阅, a note, a signature: by red, blue or black pen."""
    text = str(rng.choice(("已阅", "同意", "请办公室办理", "阅", "已核", person(rng), person(rng))))
    size = float(rng.uniform(8, 18))
    width = size * (len(text) + 0.6)
    image, pen = _blank(width, size * 1.5)
    colour = _red(rng) if rng.random() < 0.7 else (30, 40, 120) if rng.random() < 0.5 else (25, 25, 25)
    for index, character in enumerate(text):
        at = ((index + 0.8) * size * _PX, (0.75 + float(rng.uniform(-0.12, 0.12))) * size * _PX)
        pen.text(at, character, font=font("kai", round(size * _PX)), fill=(*colour, 230), anchor="mm")
    shear = float(rng.uniform(-0.3, 0.3))
    image = image.transform(
        image.size, Image.Transform.AFFINE, (1, shear, -shear * image.height / 2, 0, 1, 0), Image.Resampling.BICUBIC
    )
    image = image.rotate(float(rng.uniform(-15, 15)), Image.Resampling.BICUBIC)
    return Sticker(image, *_somewhere(rng, page, width, size * 1.5), width, size * 1.5, "handwriting")


def signature(rng: Rng, page: Layout) -> Sticker:
    """A scrawl with loops."""
    width, height = float(rng.uniform(30, 60)), float(rng.uniform(14, 28))
    image, pen = _blank(width, height)
    steps = np.linspace(0, 1, 120)
    waves = int(rng.integers(3, 8))
    x = 0.08 + 0.8 * steps + 0.06 * np.sin(steps * waves * 7 + rng.uniform(0, 6))
    y = 0.5 + 0.38 * np.sin(steps * waves * 6.3 + rng.uniform(0, 6)) * (1 - 0.6 * steps)
    colour = _red(rng) if rng.random() < 0.5 else (25, 30, 60)
    _stroke(
        pen,
        list(zip(x * image.width, y * image.height, strict=True)),
        (*colour, 240),
        float(rng.uniform(0.35, 0.9)),
    )
    return Sticker(image, *_somewhere(rng, page, width, height), width, height, "signature")


def round_logo(rng: Rng, page: Layout) -> Sticker:
    """A club's or school's round emblem: filled, or a thick ring with a picture in it; Latin letters around some."""
    side = float(rng.uniform(14, 42))
    image, pen = _blank(side, side)
    middle, red = image.width / 2, _red(rng)
    style = int(rng.integers(5))
    pen.ellipse((1, 1, image.width - 2, image.height - 2), fill=(*red, 255))
    if style in (0, 3):
        pen.text(
            (middle, middle),
            str(rng.choice(list("科学艺农林医工"))),
            font=font("serif-bold", round(image.width * 0.55)),
            fill="white",
            anchor="mm",
        )
    elif style == 1:
        star(pen, middle, middle, middle * 0.7, "white")
    elif style == 2:
        pen.ellipse((middle * 0.18, middle * 0.18, middle * 1.82, middle * 1.82), fill="white")
        pen.polygon(
            [(middle, middle * 0.4), (middle * 1.5, middle * 1.45), (middle * 0.5, middle * 1.45)], fill=(*red, 255)
        )
    else:
        pen.ellipse((middle * 0.5, middle * 0.5, middle * 1.5, middle * 1.5), fill="white")
        star(pen, middle, middle, middle * 0.4, (*red, 255))
    if style == 3:
        pen.ellipse(
            (middle * 0.08, middle * 0.08, middle * 1.92, middle * 1.92),
            outline="white",
            width=max(2, round(middle * 0.05)),
        )
    return Sticker(image, *_somewhere(rng, page, side, side), side, side, "round logo")


def lettered_logo(rng: Rng, page: Layout) -> Sticker:
    """A society's round emblem with Latin letters around a filled picture."""
    side = float(rng.uniform(18, 36))
    image, pen = _blank(side, side)
    middle, red = image.width / 2, (*_red(rng), 255)
    pen.ellipse((2, 2, image.width - 3, image.height - 3), outline=red, width=max(2, round(middle * 0.05)))
    pen.ellipse((middle * 0.42, middle * 0.42, middle * 1.58, middle * 1.58), fill=red)
    star(pen, middle, middle, middle * 0.38, "white")
    letters = str(
        rng.choice(("SOCIETY OF FROST MAPLE · 1956 · ", "VALLEY INSTITUTE OF SCIENCE · ", "YUNLAN UNIVERSITY 1921 "))
    )
    for index, letter in enumerate(letters):
        angle = 2 * math.pi * index / len(letters)
        tile = Image.new("L", (round(middle * 0.3),) * 2, 0)
        at = (tile.width / 2, tile.height / 2)
        ImageDraw.Draw(tile).text(at, letter, font=font("sans-bold", round(middle * 0.22)), fill=255, anchor="mm")
        turned = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        x, y = middle + math.sin(angle) * middle * 0.75, middle - math.cos(angle) * middle * 0.75
        image.paste(red, (round(x - at[0]), round(y - at[1])), turned)
    return Sticker(image, *_somewhere(rng, page, side, side), side, side, "round logo")


def gear(rng: Rng, page: Layout) -> Sticker:
    """A cog wheel with spokes: a ring with something in it, and no writing."""
    side = float(rng.uniform(20, 45))
    image, pen = _blank(side, side)
    middle, red, teeth = image.width / 2, _red(rng), int(rng.integers(8, 16))
    for tooth in range(teeth):
        a = 2 * math.pi * tooth / teeth
        x, y, r = middle + 0.88 * middle * math.cos(a), middle + 0.88 * middle * math.sin(a), middle * 0.11
        pen.rectangle((x - r, y - r, x + r, y + r), fill=(*red, 255))
    pen.ellipse(
        (middle * 0.15, middle * 0.15, middle * 1.85, middle * 1.85), outline=(*red, 255), width=round(middle * 0.12)
    )
    for spoke in range(3):
        a = math.pi * spoke / 3
        pen.line(
            (
                middle + 0.8 * middle * math.cos(a),
                middle + 0.8 * middle * math.sin(a),
                middle - 0.8 * middle * math.cos(a),
                middle - 0.8 * middle * math.sin(a),
            ),
            fill=(*red, 255),
            width=round(middle * 0.1),
        )
    return Sticker(image, *_somewhere(rng, page, side, side), side, side, "gear")


def flag(rng: Rng, page: Layout) -> Sticker:
    """A red flag with yellow stars."""
    width = float(rng.uniform(20, 60))
    image, pen = _blank(width, width * 2 / 3)
    pen.rectangle((0, 0, image.width, image.height), fill=(*_red(rng), 255))
    star(pen, image.width * 0.17, image.height * 0.25, image.height * 0.15, (255, 222, 0, 255))
    for x, y in ((0.33, 0.1), (0.4, 0.2), (0.4, 0.35), (0.33, 0.45)):
        star(pen, image.width * x, image.height * y, image.height * 0.05, (255, 222, 0, 255))
    return Sticker(image, *_somewhere(rng, page, width, width * 2 / 3), width, width * 2 / 3, "flag")


def red_star(rng: Rng, page: Layout) -> Sticker:
    """One star, alone."""
    side = float(rng.uniform(10, 45))
    image, pen = _blank(side, side)
    star(pen, image.width / 2, image.height * 0.53, image.width * 0.5, (*_red(rng), 255))
    return Sticker(image, *_somewhere(rng, page, side, side), side, side, "star")


def certificate_emblem(rng: Rng, x: float, y: float) -> Sticker:
    """A red disc in a golden wreath, stars over a gate; its middle at (x, y)."""
    side = float(rng.uniform(22, 36))
    image, pen = _blank(side, side)
    middle, gold = image.width / 2, (215, 170, 60, 255)
    pen.ellipse((0, 0, image.width - 1, image.height - 1), fill=gold)
    pen.ellipse((middle * 0.16, middle * 0.16, middle * 1.84, middle * 1.84), fill=(205, 25, 30, 255))
    star(pen, middle, middle * 0.65, middle * 0.26, gold)
    for at in (-0.5, -0.2, 0.2, 0.5):
        star(pen, middle * (1 + at), middle * (1.02 - abs(at) * 0.3), middle * 0.1, gold)
    pen.rectangle((middle * 0.55, middle * 1.3, middle * 1.45, middle * 1.5), fill=gold)
    return Sticker(image, x - side / 2, y - side / 2, side, side, "emblem")


def emblem(rng: Rng, page: Layout) -> Sticker:
    """The same, anywhere."""
    x, y = _somewhere(rng, page, 40, 40)
    return certificate_emblem(rng, x + 20, y + 20)


def photograph(rng: Rng, x: float, y: float, width: float, height: float, red: bool) -> Sticker:
    """Soft shapes in many colours, or mostly red, with discs and lettering on it."""
    wide, high = round(width * 4), round(height * 4)
    field = rng.random((max(3, int(height // 18)), max(3, int(width // 18)), 3)).astype(np.float32)
    if red:
        field = field * np.array([0.5, 0.45, 0.4]) + np.array([0.5, 0.0, 0.0])
    smooth = cv2.resize(field.astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    image = Image.fromarray((smooth.clip(0, 1) * 255).astype(np.uint8)).convert("RGBA")
    pen = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(2, 9))):
        cx, cy, r = rng.uniform(0, wide), rng.uniform(0, high), rng.uniform(8, 90)
        tone = (int(rng.integers(120, 256)), int(rng.integers(0, 120)), int(rng.integers(0, 90)), 255)
        if rng.random() < 0.5:
            pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=tone)
        else:
            pen.ellipse((cx - r, cy - r, cx + r, cy + r), outline=tone, width=int(rng.integers(2, 12)))
    pen.text(
        (wide / 2, high / 3),
        organisation(rng)[:9],
        font=font("sans-bold", max(12, wide // 12)),
        fill=(255, 225, 90, 255),
        anchor="mm",
    )
    return Sticker(image, x, y, width, height, "poster" if red else "photograph")


def small_photograph(rng: Rng, page: Layout) -> Sticker:
    """A photograph among the text, red clothes and lanterns in it."""
    width, height = float(rng.uniform(40, 90)), float(rng.uniform(30, 65))
    return photograph(rng, *_somewhere(rng, page, width, height), width, height, bool(rng.random() < 0.5))


def highlight(rng: Rng, page: Layout) -> Sticker:
    """Strokes of a pink, orange or yellow marker."""
    width, height = float(rng.uniform(40, 120)), float(rng.uniform(6, 30))
    image, pen = _blank(width, height)
    colour = ((255, 120, 160), (255, 150, 80), (255, 240, 80), (255, 90, 90))[int(rng.integers(4))]
    for row in range(max(1, int(height // 8))):
        pen.rectangle((0, row * 8 * _PX, image.width, (row * 8 + 5.5) * _PX), fill=(*colour, 130))
    return Sticker(image, *_somewhere(rng, page, width, height), width, height, "highlight")


def underline(rng: Rng, page: Layout) -> Sticker:
    """Red waves and ticks beside and below lines."""
    width, height = float(rng.uniform(40, 130)), 12.0
    image, pen = _blank(width, height)
    xs = np.linspace(0.02, 0.98, 90)
    ys = 0.5 + 0.15 * np.sin(xs * float(rng.uniform(0, 60)))
    _stroke(pen, list(zip(xs * image.width, ys * image.height, strict=True)), (*_red(rng), 235), 0.6)
    return Sticker(image, *_somewhere(rng, page, width, height), width, height, "underline")


def date_frame(rng: Rng, page: Layout) -> Sticker:
    """A rectangular receiving stamp: a red frame with words and a date; no seal of anybody."""
    width, height = float(rng.uniform(35, 60)), float(rng.uniform(16, 28))
    image, pen = _blank(width, height)
    red = (*_red(rng), 235)
    pen.rectangle((4, 4, image.width - 5, image.height - 5), outline=red, width=6)
    size = round(height * _PX * 0.26)
    pen.text((image.width / 2, image.height * 0.32), "收文专用", font=font("sans", size), fill=red, anchor="mm")
    pen.text(
        (image.width / 2, image.height * 0.7),
        f"第{rng.integers(100, 999)}号",
        font=font("sans", size),
        fill=red,
        anchor="mm",
    )
    turned = image.rotate(float(rng.uniform(-6, 6)), Image.Resampling.BICUBIC)
    return Sticker(turned, *_somewhere(rng, page, width, height), width, height, "receiving frame")


OTHER_RED: tuple[Callable[[Rng, Layout], Sticker], ...] = (
    pen_circle, pen_circle, handwriting, signature, round_logo, lettered_logo, gear, flag, red_star, emblem,
    small_photograph, highlight, underline, date_frame,
)  # fmt: skip
