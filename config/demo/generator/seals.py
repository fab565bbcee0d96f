"""Draws seals as Chinese units press them. Every name on them is invented."""

import math
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from config.demo.generator.fonts import font

_SCALE = 4  # drawn larger, then reduced: smooth edges


@dataclass(frozen=True, slots=True)
class Seal:
    """A design: the name around the ring, a second line under the star, size in millimetres, colour as RGB."""

    name: str
    lower: str = ""
    diameter: float = 42.0
    colour: tuple[int, int, int] = (205, 24, 30)
    star: bool = True
    oval: float = 1.0  # height to width
    style: str = "song"


def draw(seal: Seal, dpi: int = 300) -> Image.Image:
    """The seal as RGBA on transparent ground; `diameter` across."""
    width = round(seal.diameter / 25.4 * dpi) * _SCALE
    height = round(width * seal.oval)
    image = Image.new("RGBA", (width, height), (*seal.colour, 0))
    pen = ImageDraw.Draw(image)
    line = max(2, round(width * 0.028))
    pen.ellipse((line / 2, line / 2, width - line / 2, height - line / 2), outline=(*seal.colour, 255), width=line)
    _ring_text(image, seal, width, height)
    if seal.star:
        _star(pen, width / 2, height / 2, width * 0.15, seal.colour)
    if seal.lower:
        _lower_line(image, seal, width, height)
    return image.resize((width // _SCALE, height // _SCALE), Image.Resampling.LANCZOS)


def _ring_text(image: Image.Image, seal: Seal, width: int, height: int) -> None:
    """The characters stand upright on the ring, from lower left over the top to lower right."""
    count = len(seal.name)
    spread = min(math.radians(270), count * math.radians(25))
    size = round(min(width * 0.145, spread * width * 0.37 / max(count, 1) * 1.25))
    for index, character in enumerate(seal.name):
        angle = -spread / 2 + spread * (index + 0.5) / count
        tile = _character(character, size, seal)
        turned = tile.rotate(-math.degrees(angle), Image.Resampling.BICUBIC, expand=True)
        x = width / 2 + math.sin(angle) * width * 0.362 - turned.width / 2
        y = height / 2 - math.cos(angle) * height * 0.362 - turned.height / 2
        image.alpha_composite(turned, (round(x), round(y)))


def _character(character: str, size: int, seal: Seal) -> Image.Image:
    """One character, narrow and tall as seal engravers set it."""
    tile = Image.new("RGBA", (round(size * 1.5), round(size * 1.5)), (*seal.colour, 0))
    ImageDraw.Draw(tile).text(
        (tile.width / 2, tile.height / 2),
        character,
        font=font(seal.style, size),
        fill=(*seal.colour, 255),
        anchor="mm",
        stroke_width=max(1, size // 40),
    )
    return tile.resize((round(tile.width * 0.8), round(tile.height * 1.12)), Image.Resampling.BICUBIC)


def _star(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: tuple[int, int, int]) -> None:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi * corner / 5
        points.append((x + math.sin(angle) * reach, y - math.cos(angle) * reach))
    pen.polygon(points, fill=(*colour, 255))


def _lower_line(image: Image.Image, seal: Seal, width: int, height: int) -> None:
    size = round(min(width * 0.1, width * 0.62 / len(seal.lower)))
    ImageDraw.Draw(image).text(
        (width / 2, height * 0.75), seal.lower, font=font(seal.style, size), fill=(*seal.colour, 255), anchor="mm"
    )


def name_chop(
    name: str, side: float = 18.0, dpi: int = 300, colour: tuple[int, int, int] = (200, 30, 36)
) -> Image.Image:
    """A square name chop (私章) of `side` millimetres, two columns read from the right."""
    size = round(side / 25.4 * dpi)
    image = Image.new("RGBA", (size, size), (*colour, 0))
    pen = ImageDraw.Draw(image)
    line = max(2, size // 16)
    pen.rectangle((line // 2, line // 2, size - line // 2, size - line // 2), outline=(*colour, 255), width=line)
    letters = (name + "之印")[:4]
    for index, character in enumerate(letters):
        x = size * (0.7 if index < 2 else 0.3)
        y = size * (0.3 if index % 2 == 0 else 0.7)
        pen.text((x, y), character, font=font("kai", round(size * 0.36)), fill=(*colour, 255), anchor="mm")
    return image


def pressed(seal: Image.Image, rng: random.Random, angle: float = 0.0, strength: float = 0.9) -> Image.Image:
    """As ink on paper: turned, unevenly inked, a little soft."""
    turned = seal.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    pixels = np.asarray(turned).astype(np.float32).copy()
    noise = np.random.default_rng(rng.randrange(2**32)).random((turned.height // 24 + 2, turned.width // 24 + 2))
    patches = Image.fromarray((noise * 255).astype(np.uint8)).resize(turned.size, Image.Resampling.BICUBIC)
    pixels[..., 3] *= strength * (0.72 + 0.28 * np.asarray(patches, dtype=np.float32) / 255)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8), "RGBA").filter(ImageFilter.GaussianBlur(0.6))
