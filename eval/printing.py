"""A layout on paper: words, lines and stickers printed, seals pressed on them."""

import math

import cv2
import numpy as np
from PIL import Image, ImageDraw

from eval.fonts import font
from eval.names import Rng
from eval.things import Layout, Pressed

Pixels = np.ndarray  # (h, w, 3) uint8
Points = np.ndarray  # (n, 2) float64, x and y


def printed(page: Layout, dpi: float) -> Pixels:
    """The page as RGB, without its seals."""
    px = dpi / 25.4
    image = Image.new("RGB", (round(page.width * px), round(page.height * px)), "white")
    for sticker in page.stickers:
        size = (max(1, round(sticker.width * px)), max(1, round(sticker.height * px)))
        shown = sticker.image.resize(size, Image.Resampling.LANCZOS)
        image.paste(shown.convert("RGB"), (round(sticker.x * px), round(sticker.y * px)), shown.getchannel("A"))
    pen = ImageDraw.Draw(image)
    for rule in page.rules:
        ends = (rule.x1 * px, rule.y1 * px, rule.x2 * px, rule.y2 * px)
        pen.line(ends, fill=rule.colour, width=max(1, round(rule.width * px)))
    for words in page.words:
        pen.text(
            (words.x * px, words.y * px),
            words.text,
            font=font(words.style, max(4, round(words.size * px))),
            fill=words.colour,
            anchor="lm",
        )
    return np.asarray(image).copy()


def press(paper: Pixels, seal: Pressed, dpi: float, rng: Rng) -> None:
    """The seal's ink on the paper, in place; ink multiplies with what is under it."""
    px = dpi / 25.4
    ink = _inked(seal, px, rng)
    high, wide = ink.shape
    left, top = round(seal.x * px - wide / 2), round(seal.y * px - high / 2)
    x1, y1, x2, y2 = max(0, left), max(0, top), min(paper.shape[1], left + wide), min(paper.shape[0], top + high)
    if x1 >= x2 or y1 >= y2:
        return
    part = ink[y1 - top : y2 - top, x1 - left : x2 - left, None]
    under = paper[y1:y2, x1:x2].astype(np.float32)
    colour = np.array(seal.colour, dtype=np.float32) / 255
    paper[y1:y2, x1:x2] = (under * (1 - part + part * colour)).clip(0, 255).astype(np.uint8)


def _inked(seal: Pressed, px: float, rng: Rng) -> np.ndarray:
    """The engraving at its size and turn, unevenly inked: float32 0..1."""
    size = (max(4, round(seal.design.width * px)), max(4, round(seal.design.height * px)))
    plate = seal.engraving.resize(size, Image.Resampling.LANCZOS).rotate(
        seal.angle, Image.Resampling.BICUBIC, expand=True
    )
    ink = np.asarray(plate, dtype=np.float32) / 255
    high, wide = ink.shape
    coarse = cv2.resize(rng.random((7, 7)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC)
    fine = cv2.resize(
        rng.random((high // 3 + 2, wide // 3 + 2)).astype(np.float32), (wide, high), interpolation=cv2.INTER_LINEAR
    )
    uneven = 1 - seal.patchy * (0.75 * coarse + 0.25 * fine)
    specks = np.where(fine > 1 - 0.12 * seal.patchy, 0.25, 1.0)
    soft = cv2.GaussianBlur(ink, (0, 0), max(0.3, 0.1 * px / 4))
    return np.clip(soft * uneven * specks * seal.strength, 0, 1).astype(np.float32)


def rim(seal: Pressed, dpi: float) -> Points:
    """The seal's outline on the paper in pixels: 72 points of its ellipse, or the four corners of a chop."""
    px = dpi / 25.4
    rx, ry = seal.design.width / 2, seal.design.height / 2
    if seal.design.shape == "chop":
        local = np.array([(-rx, -ry), (rx, -ry), (rx, ry), (-rx, ry)])
    else:
        t = np.linspace(0, 2 * math.pi, 72, endpoint=False)
        local = np.stack([rx * np.cos(t), ry * np.sin(t)], axis=1)
    a = math.radians(-seal.angle)  # counter-clockwise as seen, y pointing down
    turned = local @ np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    return (turned + np.array([seal.x, seal.y])) * px
