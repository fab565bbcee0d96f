"""One page by its seed: what stands on it, how it came to us, and what is right for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from eval import seals
from eval.digital import CARRIERS, digital_pdf
from eval.names import Rng
from eval.otherred import OTHER_RED
from eval.papers import KINDS, layout
from eval.pictures import ENCODINGS, picture_pdf
from eval.printing import Points, press, printed, rim
from eval.scanners import bilevel, flatbed, greyed, telephone
from eval.things import Layout, Pressed, Sticker

Box = tuple[float, float, float, float]
_INKS = (
    (200, 20, 35),
    (225, 40, 45),
    (165, 15, 30),
    (140, 20, 40),
    (215, 30, 95),
    (240, 75, 35),
    (235, 30, 60),
    (250, 60, 70),
)
_SCAN_DPI = (72, 96, 100, 120, 150, 150, 150, 150, 200, 200, 300)
_SOLID = {"round logo", "gear", "flag", "star", "emblem", "photograph", "poster"}


@dataclass(frozen=True, slots=True)
class Truth:
    """A seal on the page. box: fractions of the page as shown; `seen`: the share of it on the page; `carrier`: ink,
    annotation or signature; `ink`: how much of its colour it has in the mean, 0..1; `room`: pixels of the page's picture
    that a character has along the ring.
    """

    box: Box
    shape: str
    text: str
    carrier: str
    coloured: bool
    seen: float
    ink: float
    room: float

    @property
    def counts(self) -> bool:
        """Of a shape that seals."""
        return self.shape in ("official", "contract")


@dataclass(frozen=True, slots=True)
class Made:
    """A page: the file, what is right for it, how it was made (`way`), the layout's kind, other red on it, its print."""

    seed: int
    pdf: bytes
    truths: tuple[Truth, ...]
    way: str
    kind: str
    negatives: tuple[str, ...]
    words: tuple[str, ...]


def made(seed: int) -> Made:
    """The page of that seed; the same seed gives the same page."""
    rng = np.random.default_rng([20200409, seed])
    way = str(rng.choice(list(_WAYS), p=[share for share, _ in _WAYS.values()]))
    page = layout(rng, str(rng.choice(list(KINDS), p=(0.25, 0.17, 0.16, 0.15, 0.09, 0.09, 0.09))))
    for _ in range(int(rng.choice((0, 1, 2, 3), p=(0.3, 0.35, 0.25, 0.1)))):
        sticker = OTHER_RED[int(rng.integers(len(OTHER_RED)))](rng, page)
        page.stickers.append(sticker)
        page.negatives.append(sticker.kind)
    _WAYS[way][1](page, rng)
    if rng.random() < 0.1:
        page.seals.append(_pressed(rng, page, *seals.chop(rng)))
        page.negatives.append("chop")
    if page.kind == "invoice" and rng.random() < 0.9:
        mark = _pressed(rng, page, *seals.supervision(rng))
        page.seals.append(replace(mark, x=105.0, y=18.0, angle=0.0))
    _apart(page, rng)
    pdf, truths = _finished(page, way, rng)
    return Made(seed, pdf, truths, way, page.kind, tuple(page.negatives), tuple(words.text for words in page.words))


def _apart(page: Layout, rng: Rng) -> None:
    """Solid stickers leave the seals free, as people do; what is drawn by pen may cross them."""
    kept = []
    for each in page.stickers:
        sticker = each
        for _ in range(20):
            if sticker.kind not in _SOLID or not any(_touch(sticker, seal) for seal in page.seals):
                kept.append(sticker)
                break
            x, y = (
                rng.uniform(3, max(4, page.width - sticker.width)),
                rng.uniform(3, max(4, page.height - sticker.height)),
            )
            sticker = replace(sticker, x=float(x), y=float(y))
    page.stickers = kept


def _touch(sticker: Sticker, seal: Pressed) -> bool:
    reach = seal.design.width / 2 + 3
    return (
        sticker.x - reach < seal.x < sticker.x + sticker.width + reach
        and sticker.y - reach < seal.y < sticker.y + sticker.height + reach
    )


def _pressed(rng: Rng, page: Layout, design: seals.Design, engraving: object = None) -> Pressed:
    """A seal where one is expected, mostly, in some ink."""
    if page.spots and rng.random() < 0.7:
        x, y = page.spots[0]
        x, y = x + float(rng.normal(0, 7)), y + float(rng.normal(0, 5))
    else:
        x, y = float(rng.uniform(26, page.width - 26)), float(rng.uniform(26, page.height - 26))
    x, y = (
        min(max(at, reach / 2 + 2), size - reach / 2 - 2)
        for at, reach, size in ((x, design.width, page.width), (y, design.height, page.height))
    )
    colour = tuple(int(np.clip(each + rng.normal(0, 10), 0, 255)) for each in _INKS[int(rng.integers(len(_INKS)))])
    angle = float(rng.normal(0, 8)) if rng.random() < 0.8 else float(rng.uniform(-180, 180))
    strength = float(rng.uniform(0.45, 1.0)) if rng.random() < 0.85 else float(rng.uniform(0.34, 0.5))
    return Pressed(
        design, engraving or seals.engraved(design), x, y, angle, colour, strength, float(rng.uniform(0.05, 0.6))
    )


def _sealed(page: Layout, rng: Rng) -> None:
    """One seal; sometimes a second one, apart or overlapping."""
    first = _pressed(rng, page, seals.random_seal(rng))
    page.seals.append(first)
    if rng.random() < 0.15:
        other = _pressed(rng, page, seals.random_seal(rng))
        if rng.random() < 0.4:
            reach = first.design.width * float(rng.uniform(0.55, 0.95))
            other = replace(
                other, x=min(max(first.x - reach, 24), page.width - 24), y=first.y + float(rng.uniform(-12, 12))
            )
        page.seals.append(other)


def _cut(page: Layout, rng: Rng) -> None:
    """A seal over the page's edge; half of it is on the next page (骑缝章)."""
    seal = _pressed(rng, page, seals.official(rng))
    outside = float(rng.uniform(-0.25, 0.25)) * seal.design.width
    side = int(rng.integers(4)) if rng.random() < 0.4 else 1
    x, y = ((outside, seal.y), (page.width - outside, seal.y), (seal.x, outside), (seal.x, page.height - outside))[side]
    page.seals.append(replace(seal, x=x, y=y, strength=max(seal.strength, 0.5)))


def _faint(page: Layout, rng: Rng) -> None:
    seal = _pressed(rng, page, seals.random_seal(rng))
    page.seals.append(replace(seal, strength=float(rng.uniform(0.14, 0.3)), patchy=0.3))


def _nothing(page: Layout, rng: Rng) -> None:
    """No seal, and more other red."""
    for _ in range(int(rng.integers(0, 3))):
        sticker = OTHER_RED[int(rng.integers(len(OTHER_RED)))](rng, page)
        page.stickers.append(sticker)
        page.negatives.append(sticker.kind)


_WAYS: dict[str, tuple[float, Callable[[Layout, Rng], None]]] = {
    "scan": (0.25, _sealed),
    "photo": (0.10, _sealed),
    "digital": (0.17, _sealed),
    "cut": (0.05, _cut),
    "faint": (0.03, _faint),
    "grey": (0.04, _sealed),
    "bilevel": (0.03, _sealed),
    "scan without": (0.15, _nothing),
    "photo without": (0.06, _nothing),
    "digital without": (0.08, _nothing),
    "grey without": (0.04, _nothing),
}


def _finished(page: Layout, way: str, rng: Rng) -> tuple[bytes, tuple[Truth, ...]]:
    """The PDF and the seals' truth in it."""
    if way.startswith("digital"):
        page.seals = [
            replace(seal, carrier=str(rng.choice(CARRIERS))) if seal.design.shape in ("official", "contract") else seal
            for seal in page.seals
        ]
        size = (page.width, page.height)
        truths = tuple(_truth(seal, rim(seal, 25.4), size, 200.0, True, 0) for seal in page.seals)
        return digital_pdf(page, rng), truths
    dpi = float(rng.choice(_SCAN_DPI))
    paper = printed(page, dpi)
    for seal in page.seals:
        press(paper, seal, dpi, rng)
    view = (telephone if way.startswith("photo") else flatbed)(paper, rng)
    picture, encoding = view.picture, str(rng.choice(ENCODINGS))
    coloured = not way.startswith(("grey", "bilevel"))
    if not coloured:
        picture, encoding = greyed(picture), "grey"
        if way == "bilevel":
            picture, encoding = bilevel(picture, rng), str(rng.choice(("ccitt", "jbig2")))
    rotation = int(rng.choice((0, 90, 180, 270), p=(0.91, 0.03, 0.03, 0.03)))
    sideways = int(rng.choice((0, 1, 2, 3), p=(0.93, 0.025, 0.02, 0.025)))
    picture = np.ascontiguousarray(np.rot90(picture, sideways))
    wide, high = (page.width, page.height) if sideways % 2 == 0 else (page.height, page.width)
    size = (paper.shape[1], paper.shape[0])
    truths = tuple(_truth(seal, view.where(rim(seal, dpi)), size, dpi, coloured, sideways) for seal in page.seals)
    return picture_pdf(picture, wide, high, encoding, rng, rotation), truths


def _truth(
    seal: Pressed, outline: Points, size: tuple[float, float], dpi: float, coloured: bool, quarters: int
) -> Truth:
    inside = outline.clip(0, size) / np.array(size)
    box = (*inside.min(axis=0), *inside.max(axis=0))
    whole = outline.max(axis=0) - outline.min(axis=0)
    seen = float(np.prod((inside.max(axis=0) - inside.min(axis=0)) * np.array(size)) / np.prod(whole))
    for _ in range(quarters):  # counter-clockwise: what was at the right is on top
        box = (box[1], 1 - box[2], box[3], 1 - box[0])
    design = seal.design
    ring = np.pi * design.width * 0.7 * min(design.spread, len(design.name) * 30) / 360 / max(1, len(design.name))
    room = min(ring, design.height * 0.13) * dpi / 25.4
    carrier = {"annotation": "annotation", "annotation picture": "annotation", "signature": "signature"}.get(
        seal.carrier, "ink"
    )
    ink = seal.strength * (1 - 0.5 * seal.patchy)
    fractions = tuple(round(float(each), 5) for each in box)
    return Truth(
        fractions, design.shape, design.name, carrier, coloured, *(round(each, 3) for each in (seen, ink, room))
    )
