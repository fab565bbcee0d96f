"""Designs of seals and how they are engraved: ink as one channel, 0 none and 255 full."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from eval.fonts import font
from eval.names import Rng, company, organisation, person

CANVAS = 560  # pixels of the longer side; the rim touches the canvas's edge
_SUPER = 2


@dataclass(frozen=True, slots=True)
class Design:
    """What is engraved. Sizes in millimetres; rim widths and gaps as fractions of the longer half axis.

    shape: official, contract, chop or other (CONTRACT.md). lower: straight, below the middle; bottom: along the lower arc.
    """

    name: str
    shape: str = "official"
    width: float = 42.0
    height: float = 42.0
    lower: str = ""
    bottom: str = ""
    centre: str = "star"  # star, none, emblem
    rim: float = 0.05
    inner: float = 0.0  # a second ring, at this fraction of the radius
    style: str = "serif-bold"
    spread: float = 260.0  # degrees that the name may take
    squeeze: float = 0.8  # a character's width to its height


def official(rng: Rng) -> Design:
    """A round seal of a society, office or school."""
    width = float(rng.choice((38, 40, 42, 42, 42, 45, 45, 50, 58)))
    department = rng.random() < 0.15
    lower = str(rng.choice(("办公室", "秘书处", "学会工作部", "科普部"))) if department else ""
    return Design(
        organisation(rng),
        width=width,
        height=width,
        lower=lower,
        bottom="".join(rng.choice(list("0123456789"), size=13)) if rng.random() < 0.3 else "",
        centre=str(rng.choice(("star", "star", "star", "star", "emblem", "none"))),
        rim=float(rng.uniform(0.035, 0.075)),
        inner=float(rng.uniform(0.88, 0.92)) if rng.random() < 0.12 else 0.0,
        style=str(rng.choice(("serif", "serif-bold", "serif-bold", "ming", "sans", "zenhei"))),
        spread=float(rng.uniform(215, 285)),
        squeeze=float(rng.uniform(0.62, 0.95)),
    )


def contract(rng: Rng) -> Design:
    """A company's seal for contracts or business, round or oval."""
    lower = str(rng.choice(("合同专用章", "业务专用章", "合同专用章")))
    oval = rng.random() < 0.45
    width, height = (45.0, 30.0) if oval else (42.0, 42.0)
    return Design(
        company(rng),
        "contract",
        width,
        height,
        lower,
        "".join(rng.choice(list("0123456789"), size=13)) if rng.random() < 0.5 else "",
        "none" if oval else "star",
        float(rng.uniform(0.03, 0.06)),
        float(rng.uniform(0.86, 0.9)) if oval and rng.random() < 0.5 else 0.0,
        str(rng.choice(("serif-bold", "serif", "ming"))),
        float(rng.uniform(210, 250)),
        float(rng.uniform(0.6, 0.85)),
    )


def engraved(design: Design) -> Image.Image:
    """The design as an L picture, its longer side CANVAS pixels."""
    scale = CANVAS * _SUPER / max(design.width, design.height)
    width, height = round(design.width * scale), round(design.height * scale)
    image = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(image)
    line = round(design.rim * max(width, height) / 2)
    pen.ellipse((0, 0, width - 1, height - 1), outline=255, width=line)
    if design.inner:
        inset = (1 - design.inner) * max(width, height) / 2 + line
        pen.ellipse((inset, inset, width - inset, height - inset), outline=255, width=max(2, line // 3))
    _along_the_rim(image, design)
    if design.bottom:
        _bottom_arc(image, design)
    _centre(image, pen, design)
    if design.lower:
        size = round(min(width * 0.105, width * 0.6 / len(design.lower)))
        at = 0.72 if design.centre != "none" else 0.55
        pen.text((width / 2, height * at), design.lower, font=font(design.style, size), fill=255, anchor="mm")
    return image.resize((width // _SUPER, height // _SUPER), Image.Resampling.LANCZOS)


def _along_the_rim(image: Image.Image, design: Design) -> None:
    """The name from lower left over the top to lower right, feet towards the middle."""
    count = len(design.name)
    spread = math.radians(min(design.spread, count * 30.0))
    longer = max(image.size) / 2
    shorter = min(image.size) / 2
    tall = min(0.29 * shorter, spread * 0.72 * longer / count / design.squeeze * 0.92)
    inset = longer * (design.rim + 0.035 + (1 - design.inner + 0.03 if design.inner else 0)) + tall / 2
    for index, character in enumerate(design.name):
        angle = -spread / 2 + spread * (index + 0.5) / count
        _put(image, character, design, tall, angle, inset)


def _bottom_arc(image: Image.Image, design: Design) -> None:
    """A number along the lower arc, read from left to right, heads towards the middle."""
    tall = 0.1 * min(image.size) / 2
    inset = max(image.size) / 2 * (design.rim + 0.03 + (1 - design.inner + 0.03 if design.inner else 0)) + tall / 2
    spread = math.radians(52)
    for index, character in enumerate(design.bottom):
        angle = math.pi + spread / 2 - spread * (index + 0.5) / len(design.bottom)
        _put(image, character, design, tall, angle, inset, upside=True)


def _put(
    image: Image.Image, character: str, design: Design, tall: float, angle: float, inset: float, upside: bool = False
) -> None:
    """One character with its middle `inset` inside the rim; angle clockwise from the top."""
    tile = Image.new("L", (round(tall * 1.5), round(tall * 1.5)), 0)
    ImageDraw.Draw(tile).text(
        (tile.width / 2, tile.height / 2),
        character,
        font=font(design.style, max(6, round(tall))),
        fill=255,
        anchor="mm",
    )
    if not upside:
        tile = tile.resize((max(4, round(tile.width * design.squeeze)), tile.height), Image.Resampling.BICUBIC)
    rx, ry = image.width / 2 - inset, image.height / 2 - inset
    normal = math.atan2(math.sin(angle) / max(rx, 1), math.cos(angle) / max(ry, 1))
    turned = tile.rotate(-math.degrees(normal) + (180 if upside else 0), Image.Resampling.BICUBIC, expand=True)
    x = image.width / 2 + math.sin(angle) * rx - turned.width / 2
    y = image.height / 2 - math.cos(angle) * ry - turned.height / 2
    image.paste(255, (round(x), round(y)), turned)


def _centre(image: Image.Image, pen: ImageDraw.ImageDraw, design: Design) -> None:
    x, y, size = image.width / 2, image.height / 2, min(image.size)
    if design.centre == "star":
        star(pen, x, y - (size * 0.02 if design.lower else 0), size * (0.13 if design.lower else 0.16))
    elif design.centre == "emblem":  # a disc with stars cut out above a wreath, as on state seals
        pen.ellipse((x - size * 0.17, y - size * 0.17, x + size * 0.17, y + size * 0.17), outline=255, width=size // 40)
        star(pen, x, y - size * 0.05, size * 0.07)
        for turn in (-0.1, -0.035, 0.035, 0.1):
            star(pen, x + size * turn, y + size * 0.06, size * 0.025)
        pen.rectangle((x - size * 0.1, y + size * 0.1, x + size * 0.1, y + size * 0.12), fill=255)


def star(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: object = 255) -> None:
    """Five points, one up."""
    reach = [radius if corner % 2 == 0 else radius * 0.382 for corner in range(10)]
    angles = [math.pi * corner / 5 for corner in range(10)]
    pen.polygon([(x + math.sin(a) * r, y - math.cos(a) * r) for a, r in zip(angles, reach, strict=True)], fill=fill)


def chop(rng: Rng) -> tuple[Design, Image.Image]:
    """A square name chop, red on white or white on red, of 10 to 22 mm."""
    side = float(rng.uniform(10, 22))
    name = person(rng)
    letters = (name + ("之印" if len(name) == 2 else "印"))[:4]
    image = Image.new("L", (CANVAS, CANVAS), 0)
    pen = ImageDraw.Draw(image)
    filled = bool(rng.random() < 0.35)
    pen.rectangle(
        (0, 0, CANVAS - 1, CANVAS - 1), outline=255, width=int(rng.integers(14, 36)), fill=255 if filled else 0
    )
    style = str(rng.choice(("kai", "serif-bold", "ming")))
    for index, character in enumerate(letters):
        at = (CANVAS * (0.71 if index < 2 else 0.29), CANVAS * (0.29 if index % 2 == 0 else 0.71))
        pen.text(at, character, font=font(style, round(CANVAS * 0.38)), fill=0 if filled else 255, anchor="mm")
    return Design(name, "chop", side, side, centre="none"), image


def supervision(rng: Rng) -> tuple[Design, Image.Image]:
    """The oval that tax authorities print on invoices (监制章); it seals nothing."""
    where = str(rng.choice(("沅川省", "汐州省", "朔岭市")))
    small = Design("全国统一发票监制章", "other", 30.0, 20.0, where, "", "none", 0.035, 0.9, "serif", 210, 0.8)
    return small, engraved(small)


def random_seal(rng: Rng) -> Design:
    """Mostly official."""
    return official(rng) if rng.random() < 0.78 else contract(rng)


def ink_of(design: Design) -> np.ndarray:
    """The engraving as float32 0..1."""
    return np.asarray(engraved(design), dtype=np.float32) / 255
