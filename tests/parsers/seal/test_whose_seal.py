"""From the picture to whose seal it is: the own one's is known, and a near name's is not taken for it."""

import random
from dataclasses import replace

import numpy as np
import pytest

from config.demo.generator.scans import Scanner, scan
from config.demo.generator.seals import Seal
from intake.rules.sealing import matches
from parsers.paged.looking import sealed_page
from parsers.seal import Dark
from tests.cases import CALL, COMPLETE, roster
from tests.pages import paper, seal_at

MATERIAL = replace(COMPLETE.grouping().materials[0], fields={})


@pytest.mark.parts
@pytest.mark.parametrize(
    ("sealed", "near"),
    [
        ("青岭省茶叶学会", ("东岭省茶叶学会", "青岭市茶叶学会", "青岭省茶叶协会", "青岭省蚕桑学会")),
        ("北山大学地质学院", ("南山大学地质学院", "北山大学", "北山大学气象学院")),
        ("中国云杉力学工程学会", ("中国云杉光学工程学会", "中国云松力学工程学会", "中国云杉力学学会")),
    ],
    ids=["society", "university", "national"],
)
@pytest.mark.parametrize("scanned", [False, True], ids=["clean", "scanned"])
def test_a_near_name_is_not_taken_for_the_own_one(sealed: str, near: tuple[str, ...], scanned: bool) -> None:
    page, _ = seal_at(paper(()), Seal(sealed), 0.6, 0.6)
    picture = np.asarray(scan(page, Scanner(), random.Random(5)) if scanned else page)
    (stamp,) = sealed_page(picture, 1, Dark.RINGS if scanned else Dark.NOTHING)
    assert matches(stamp, replace(MATERIAL, organisation=sealed), CALL) is True
    assert matches(stamp, replace(MATERIAL, organisation=sealed), roster(sealed, *near)) is True
    for name in near:
        is_larger = name in sealed
        assert (matches(stamp, replace(MATERIAL, organisation=name), CALL) is True) is is_larger, name
