"""Seals that other seals or chops lie over, and short names: what the first look leaves in doubt or out."""

import math
import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from config.demo.generator.fonts import font
from config.demo.generator.scans import press
from config.demo.generator.seals import Seal, draw, pressed
from parsers.facts import Stamp, StampKind, StampShape
from parsers.paged.looking import readers
from parsers.paged.recogniser import Reading
from parsers.seal import Dark, Readers, find_stamps, read_seals
from parsers.seal.beneath import beneath
from parsers.seal.ellipse import Ellipse
from parsers.seal.finding import Found, view_of
from parsers.seal.finding import _with_chops as with_chops
from tests.pages import DPI, ORGANISATION, overlap, paper, scanned, seal_at

RED = (205, 24, 30)
OVAL = Seal("青岭云杉科技有限公司合同", star=False, oval=0.68, diameter=45)
LOWER = (0.4, 0.547, 0.6, 0.643)  # its box where it is pressed in the middle of the page, a little below


def stamps(page: Image.Image) -> list[Stamp]:
    return list(find_stamps(np.asarray(page), 1, DPI))


def two(strength: float = 0.3) -> Image.Image:
    ink = pressed(draw(OVAL, DPI), random.Random(1), 5, strength=strength)
    return scanned(seal_at(press(paper(), ink, 0.5, 0.6), Seal(ORGANISATION), 0.58, 0.63)[0])


@pytest.mark.parts
def test_a_pale_seal_that_another_lies_over_is_as_sure_as_one_alone():
    found = stamps(two())
    assert len(found) == 2
    (lower,) = [stamp for stamp in found if overlap(stamp.box, LOWER) > 0.8]
    assert lower.confidence > 0.9


def test_beside_a_seal_alone_there_is_none():
    page, box = seal_at(paper(), Seal(ORGANISATION), 0.58, 0.63)
    view = view_of(np.asarray(scanned(page)), DPI)
    high, wide = view.strength.shape
    middle = (box[0] + box[2]) / 2 * wide, (box[1] + box[3]) / 2 * high
    alone = Ellipse(*middle, (box[2] - box[0]) / 2 * wide, (box[3] - box[1]) / 2 * high)
    assert beneath(view.strength, [alone], view.millimetre) is None


def found(box: tuple[float, float, float, float], shape: StampShape, confidence: float) -> Found:
    return Found(Stamp(1, box, StampKind.INK, shape, confidence), None)


@pytest.mark.parametrize(("side", "kept"), [(0.08, StampShape.OFFICIAL), (0.18, StampShape.CHOP)])
def test_a_chop_outdoes_a_doubtful_ring_within_it_but_no_seal_that_it_was_pressed_on(side: float, kept: StampShape):
    ring = found((0.4, 0.4, 0.6, 0.6), StampShape.OFFICIAL, 0.65)
    chop = found((0.5 - side / 2, 0.5 - side / 2, 0.5 + side / 2, 0.5 + side / 2), StampShape.CHOP, 0.8)
    assert [each.stamp.shape for each in with_chops([ring], [chop.stamp])] == [kept]


def short_name(x: int = 860, y: int = 1050, radius: int = 124) -> Image.Image:
    """A seal of four narrow characters, its star in the middle and nothing else along its rim."""
    page = paper([])
    pen = ImageDraw.Draw(page)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=9)
    corners = [(36 if corner % 2 == 0 else 14, math.pi * corner / 5) for corner in range(10)]
    pen.polygon([(x + math.sin(a) * reach, y - math.cos(a) * reach) for reach, a in corners], fill=RED)
    for index, character in enumerate("云杉大学"):
        tile = Image.new("L", (60, 60), 0)
        ImageDraw.Draw(tile).text((30, 30), character, font=font("song", 36), fill=255, anchor="mm")
        angle = -42 + 28 * index
        turned = tile.resize((34, 60)).rotate(-angle, Image.Resampling.BICUBIC, expand=True)
        at = x + math.sin(math.radians(angle)) * 96, y - math.cos(math.radians(angle)) * 96
        page.paste(RED, (round(at[0] - turned.width / 2), round(at[1] - turned.height / 2)), turned)
    return page


@pytest.mark.parametrize(("said", "clear"), [("云杉大学", True), ("", False)])
def test_a_ring_with_little_along_it_is_a_seal_where_a_name_is_read(said: str, clear: bool) -> None:
    """An emblem's circle and star look as sure as a short name's seal."""

    def reader(_: np.ndarray) -> Reading:
        return Reading(said, 0.99 if said else 0.0)

    page = np.asarray(scanned(short_name()))
    (stamp,) = read_seals(page, 1, DPI, Dark.NOTHING, Readers(reader, reader, reader))
    assert stamp.is_clear is clear


def test_a_short_names_seal_is_found_and_read() -> None:
    (stamp,) = read_seals(np.asarray(scanned(short_name())), 1, DPI, Dark.NOTHING, readers())
    assert (stamp.is_clear, stamp.text) == (True, "云杉大学")
