"""The pictures: well-formed, the same bytes each time, with nothing in them that runs."""

import os
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from review_export.charts import Figure, Gathered, Kind, Series, score_figures, svg
from review_export.charts.canvas import WIDTH
from review_export.charts.palette import Shade
from review_export.charts.scale import em
from tests.review_export.activities import CALL, LATE, activity
from tests.review_export.charts.test_scores import standing

_SVG = "{http://www.w3.org/2000/svg}"


def all_figures() -> tuple[Figure, ...]:
    gathered = Gathered((CALL,))
    for number in range(1, 40):
        gathered.add(activity(number, f"单位{number}", findings=(LATE,)))
    return (*gathered.figures(), *score_figures((standing(江评=90, 河评=80), standing(江评=75, 河评=85.5))))


FIGURES = all_figures()
EVIL = replace(
    FIGURES[-1],
    title="<script>alert(1)</script>",
    note='"&<',
    names=("<a>&", "]]>"),
    unit="<",
    points=((1.0,), (-2.0,)),
)


def drawn(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(svg(figure))


@pytest.mark.parametrize("figure", [*FIGURES, EVIL], ids=lambda figure: figure.key)
def test_a_picture_says_all_its_names_and_numbers(figure: Figure) -> None:
    picture = drawn(figure)
    texts = [node.text or "" for node in picture.iter(f"{_SVG}text")]
    assert texts[:2] == [figure.title, figure.note]
    assert picture.findtext(f"{_SVG}title") == figure.title
    if figure.kind is not Kind.COLUMNS:
        assert set(figure.names) <= set(texts)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_nothing_lies_outside_and_no_label_on_another(figure: Figure) -> None:
    picture = drawn(figure)
    high = float(picture.get("height", "0"))
    places: list[tuple[float, float, float]] = []
    for node in picture.iter(f"{_SVG}text"):
        wide = em(node.text or "") * float(node.get("font-size", "0"))
        x, y = float(node.get("x", "0")), float(node.get("y", "0"))
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
        assert left >= -1
        assert left + wide <= WIDTH + 1, node.text
        assert 0 < y < high
        places.append((y, left, left + wide))
    for y, left, right in places:
        assert sum(1 for other in places if abs(other[0] - y) < 9 and other[1] < right - 1 and left < other[2] - 1) == 1


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_lines_and_bars_lie_on_whole_pixels(figure: Figure) -> None:
    picture = drawn(figure)
    for node in picture.iter(f"{_SVG}rect"):
        assert all(float(node.get(name, "0")).is_integer() for name in ("x", "y", "width", "height"))
    lines = list(picture.iter(f"{_SVG}path"))
    assert lines
    for node in lines:
        ends = [float(each) for each in node.get("d", "").replace("M", "").replace("L", ",").split(",")]
        assert {end % 1 for end in ends} == {0.5}


def test_a_senders_words_are_no_markup() -> None:
    assert {node.tag.removeprefix(_SVG) for node in drawn(EVIL).iter()} <= {
        "svg", "defs", "title", "desc", "rect", "text", "path", "circle"
    }  # fmt: skip


@pytest.mark.parts
def test_the_same_figures_are_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib\nfrom tests.review_export.charts.test_drawing import FIGURES\n"
        "from review_export.charts import svg\n"
        "print(hashlib.sha256(b''.join(map(svg, FIGURES))).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


def test_many_days_leave_out_labels_but_not_the_deadlines() -> None:
    names = tuple(f"{number:02d}-01" for number in range(60))
    many = Figure("x", "很多天", "", Kind.COLUMNS, "", "项", names, (Series("a", Shade.GOOD, (1,) * 60),), (37, "截止"))
    shown = [node.text for node in drawn(many).iter(f"{_SVG}text") if node.text in names]
    assert "37-01" in shown
    assert len(shown) < 20


def test_one_of_a_unit_is_written_as_one() -> None:
    names, values = ("a", "b"), (Series("a", Shade.GOOD, (1, 2)),)
    drawn = svg(Figure("x", "Kinds", "", Kind.BARS, "", " findings", names, values, one="1 finding")).decode()
    assert ">1 finding<" in drawn
    assert ">2 findings<" in drawn
    assert ">1条<" in svg(Figure("x", "种类", "", Kind.BARS, "", "条", names, values)).decode()
