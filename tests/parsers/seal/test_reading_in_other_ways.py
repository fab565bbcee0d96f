"""A ring that reads badly is read in other ways; the surest reading counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from config.demo.generator.seals import Seal
from parsers.facts import Place, Stamp, StampShape
from parsers.facts.paged import CLEAR
from parsers.paged.recogniser import Reading
from parsers.seal import Dark, Readers, read_seals
from parsers.seal.ink import Pixels
from parsers.seal.ring import Unrolled, lines
from tests.pages import DPI, ORGANISATION, paper, seal_at

PAGE = np.asarray(seal_at(paper(()), Seal(ORGANISATION), 0.6, 0.6)[0])


@dataclass
class Script:
    """A recogniser that says one thing after the other, whatever it is shown."""

    says: Sequence[Reading]
    shown: list[Pixels] = field(default_factory=list)

    def __call__(self, line: Pixels) -> Reading:
        self.shown.append(line)
        return self.says[min(len(self.shown), len(self.says)) - 1]


def read_by(reader: Script, page: Pixels = PAGE) -> Stamp:
    (stamp,) = read_seals(page, 1, DPI, Dark.NOTHING, Readers(reader, reader, reader))
    return stamp


WELL, BADLY, SHORT = Reading("云杉学会", 0.99), Reading("云彩字会", 0.7), Reading("会", 0.99)
WORSE, TURNED = Reading("云彩", 0.6), Reading("学会中国云杉工程", 0.9)


@pytest.mark.parametrize(
    ("says", "text", "looks"),
    [
        ((WELL,), WELL.text, 1),
        ((BADLY, WELL), WELL.text, 2),
        ((SHORT, WORSE, WELL), WELL.text, 3),
        ((BADLY, WORSE, WORSE, WORSE, WORSE), BADLY.text, 7),
        ((WORSE, BADLY, SHORT, WORSE, TURNED), "中国云杉工程学会", 7),
    ],
    ids=["at once", "the second time", "one character is no name", "none well", "cut within the name"],
)
def test_until_it_is_read_well(says: tuple[Reading, ...], text: str, looks: int) -> None:
    reader = Script(says)
    stamp = read_by(reader)
    assert (stamp.text, len(reader.shown)) == (text, looks)


def test_a_name_cut_within_itself_is_put_together_in_what_may_stand_at_its_places_too() -> None:
    places = tuple(Place(character, (0.9,), 0.05) for character in TURNED.text)
    stamp = read_by(Script((replace(TURNED, places=places),)))
    (reading, *_) = stamp.readings
    assert "".join(each.characters for each in reading) == "中国云杉工程学会"


def test_what_two_ways_read_nearly_the_same_counts_more_than_one_surer_reading() -> None:
    near, nearer, alone = Reading("云杉林学会", 0.72), Reading("云杉林业学会", 0.7), Reading("公司合同章", 0.75)
    stamp = read_by(Script((alone, near, nearer, near, WORSE)))
    assert stamp.text in (near.text, nearer.text)


@pytest.mark.parametrize(
    ("diameter", "reading", "sure"),
    [(30, BADLY, False), (30, WELL, True), (45, BADLY, True), (30, Reading("云彩有限公司", 0.7), True)],
)
def test_an_oval_as_small_as_invoices_have_must_be_read_well(diameter: float, reading: Reading, sure: bool) -> None:
    page, _ = seal_at(paper(()), Seal(ORGANISATION, star=False, oval=0.67, diameter=diameter), 0.6, 0.6)
    stamp = read_by(Script((reading,)), np.asarray(page))
    assert (stamp.confidence >= CLEAR) is sure


def test_an_invoices_printed_oval_is_no_seal_however_badly_it_is_read() -> None:
    stamp = read_by(Script((Reading("全国统一发栗监剌草", 0.6), Reading("", 0.0))))
    assert stamp.shape is StampShape.OTHER


def test_the_thorough_reader_is_asked_twice_where_the_one_for_rings_is_not_sure() -> None:
    ring, thorough, quick = Script((WORSE,)), Script((BADLY,)), Script((WORSE,))
    (stamp,) = read_seals(PAGE, 1, DPI, Dark.NOTHING, Readers(ring, thorough, quick))
    assert (stamp.text, len(ring.shown), len(thorough.shown), len(quick.shown)) == (BADLY.text, 5, 2, 0)


@pytest.mark.parametrize(("confidence", "looks"), [(0.99, 0), (0.96, 1)])
def test_the_reader_of_rings_must_be_surer_to_be_believed_alone(confidence: float, looks: int) -> None:
    ring, thorough = Script((Reading("云杉学会", confidence),)), Script((WELL,))
    read_seals(PAGE, 1, DPI, Dark.NOTHING, Readers(ring, thorough, ring))
    assert len(thorough.shown) == looks


@pytest.mark.parametrize(("surest", "looks"), [(0.999, 0), (0.97, 1)])
def test_each_character_of_a_ring_must_be_sure(surest: float, looks: int) -> None:
    places = tuple(Place(character, (surest if character == "碎" else 0.9999,), 0.001) for character in "碎石学会")
    ring, thorough = Script((Reading("碎石学会", 0.99, places),)), Script((WELL,))
    read_seals(PAGE, 1, DPI, Dark.NOTHING, Readers(ring, thorough, ring))
    assert len(thorough.shown) == looks


@pytest.mark.parametrize(("confidence", "said"), [(0.99, 0.99), (0.97, 0.89)])
def test_what_no_way_reads_well_is_not_said_to_be(confidence: float, said: float) -> None:
    ring, other = Script((Reading("化传播司", confidence),)), Script((Reading("播", 0.5),))
    (stamp,) = read_seals(PAGE, 1, DPI, Dark.NOTHING, Readers(ring, other, other))
    assert (stamp.text, stamp.text_confidence) == ("化传播司", said)


def test_each_way_shows_something_else() -> None:
    reader = Script((WORSE,))
    read_by(reader)
    assert len({line.tobytes() for line in reader.shown}) >= 4  # without print on it, two are the same


@pytest.mark.parametrize(
    ("said", "confidence", "sure"),
    [
        ("", 0.5, False),
        ("A8", 0.9, False),
        ("会", 0.9, False),
        ("八八代", 0.5, False),
        ("八八代", 0.9, True),
        ("云彩中字", 0.5, True),
    ],
)
def test_a_doubtful_ring_without_a_name_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, said: str, confidence: float, sure: bool
) -> None:
    monkeypatch.setattr("parsers.seal.finding.confidences", lambda figures, _: np.full(len(figures), 0.8, np.float32))
    stamp = read_by(Script((Reading(said, confidence),)))
    assert (stamp.confidence >= CLEAR) is sure


@pytest.mark.parametrize(("thoroughly", "sure"), [("云彩中字", True), ("A8", False)])
def test_a_name_on_a_doubtful_ring_must_be_seen_by_the_thorough_reader_too(
    monkeypatch: pytest.MonkeyPatch, thoroughly: str, sure: bool
) -> None:
    monkeypatch.setattr("parsers.seal.finding.confidences", lambda figures, _: np.full(len(figures), 0.8, np.float32))
    ring, thorough = Script((Reading("云杉中学", 0.6),)), Script((Reading(thoroughly, 0.4),))
    (stamp,) = read_seals(PAGE, 1, DPI, Dark.NOTHING, Readers(ring, thorough, ring))
    assert (stamp.confidence >= CLEAR) is sure


@pytest.mark.parametrize(("seen", "sure"), [("杉有限公司", True), ("杉有艮公司", False)])
def test_a_units_kind_on_a_doubtful_ring_need_not_be_seen_by_the_thorough_reader(
    monkeypatch: pytest.MonkeyPatch, seen: str, sure: bool
) -> None:
    monkeypatch.setattr("parsers.seal.finding.confidences", lambda figures, _: np.full(len(figures), 0.8, np.float32))
    ring, thorough = Script((Reading(seen, 0.6),)), Script((Reading("", 0.0),))
    (stamp,) = read_seals(PAGE, 1, DPI, Dark.NOTHING, Readers(ring, thorough, ring))
    assert (stamp.confidence >= CLEAR) is sure


ROWS, COLUMNS = 124, 800
RIM, CHARACTERS = slice(112, 118), slice(30, 76)  # rows, from within


def unrolled(strengths: Sequence[float], second: int = 0) -> Unrolled:
    """A rim, characters of these strengths as upright strokes 20 columns apart, and a thin second ring in row `second`."""
    ink = np.zeros((ROWS, COLUMNS), np.float32)
    ink[RIM] = 1
    ink[CHARACTERS.stop : 92, 340:360] = 1  # one reaches further out
    for at, strength in enumerate(strengths):
        ink[CHARACTERS, 300 + 20 * at : 306 + 20 * at] = strength
    if second:
        ink[second : second + 2, :700] = 1
    return Unrolled(ink, np.zeros_like(ink), 2200.0)


def strokes(line: Pixels) -> int:
    """How many stand on it, one beside the other."""
    inked = (line[line.shape[0] // 2, :, 0] < 250).astype(int)
    return int((np.diff(inked) == 1).sum())


@pytest.mark.parametrize(("strength", "seen"), [(0.3, 8), (0.1, 6)])
def test_a_names_first_and_last_characters_belong_to_it_though_pale(strength: float, seen: int) -> None:
    assert strokes(next(lines(unrolled((strength, 1, 1, 1, 1, 1, 1, strength))))) == seen


@pytest.mark.parametrize("row", [96, 80])
def test_characters_are_looked_for_within_a_second_ring(row: int) -> None:
    assert strokes(next(lines(unrolled((1,) * 8, row)))) == 8


def test_a_seal_with_almost_no_ring_is_shown_no_wider_than_the_recogniser_takes() -> None:
    ring = Unrolled(np.zeros((124, 1600), np.float32), np.zeros((124, 1600), np.float32), 40_000.0)
    assert max(line.shape[1] for line in lines(ring)) < 2000


@pytest.mark.parametrize(
    ("dark", "head", "found"),
    [
        (Dark.RINGS, (205, 24, 30), 1),
        (Dark.RINGS_WITHOUT_COLOUR, (205, 24, 30), 0),
        (Dark.RINGS_WITHOUT_COLOUR, (20, 20, 20), 1),
        (Dark.NOTHING, (20, 20, 20), 0),
    ],
)
def test_dark_rings_are_looked_for_where_that_is_asked_for(dark: Dark, head: tuple[int, int, int], found: int) -> None:
    page, _ = seal_at(paper(), Seal(ORGANISATION, colour=(40, 40, 45)), 0.7, 0.6)
    page.paste(head, (200, 80, 1000, 100))
    stamps = read_seals(np.asarray(page), 1, DPI, dark, Readers(*(Script((WELL,)) for _ in range(3))))
    assert [stamp.coloured for stamp in stamps] == [False] * found
