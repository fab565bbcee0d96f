"""Whose seal it is said to be: with the own name on record, and with names that differ from it in a place, field or kind alone."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from bench.table import Table
from eval.names import Rng, place
from eval.scores import Outcome, is_readable, share
from intake.rules.sealing import whose
from parsers.facts import Stamp

_PLACES = 8  # near names of each seal with another place
_SWAPS = (
    "省市 市省 学会|协会 协会|学会 研究会|学会 力学|光学 光学|声学 声学|力学 森林|园林 公路|铁路 医药|农药 造船|造纸 海洋|远洋 统计|会计 "
    "航空|航天 天文|人文 植物保护|动物保护 心理|物理 冶金|黄金 草原|高原 粮油|石油 消防|国防 茶叶|烟叶 气象|气候 地质|水质 纺织|针织 会|院 院|所 所|院"
).split()
_SAID = {True: "its own", None: "for a person", False: "another's"}


def whose_table(outcomes: Sequence[Outcome]) -> Table:
    """Of the seals whose ring a person can read, and which were found: own names should be known, near ones not be taken for it."""
    read = [
        (stamp, truth.text)
        for outcome in outcomes
        for truth in outcome.red
        if is_readable(truth, outcome.page.truths) and (stamp := outcome.of(truth))
    ]
    known = sorted({name for _, name in read})
    rng = np.random.default_rng(7)
    near = [(stamp, name, other) for stamp, name in read for other in near_names(name, rng)]
    rows = [
        _row("own name", [whose(stamp, (name,)) for stamp, name in read]),
        _row("own name, the half's names on the roster", [_on_roster(stamp, name, known) for stamp, name in read]),
        _row("near name", [whose(stamp, (other,)) for stamp, _, other in near]),
        _row("near name, the seal's on the roster", [whose(stamp, (other,), (name,)) for stamp, name, other in near]),
    ]
    return Table("Seals: whose", ("on record", "names", *_SAID.values()), tuple(rows))


def near_names(name: str, rng: Rng) -> Iterator[str]:
    """Names of other units that differ in place, field or kind alone. name: as `eval.names` makes them."""
    others = {place(rng) + name[2:] for _ in range(_PLACES)} if not name.startswith("中国") else set()
    for swap in _SWAPS:
        here, there = swap.split("|") if "|" in swap else swap
        at = (
            name.rfind(here) if len(here) == 1 and here in "会院所" else name.find(here)
        )  # a kind's is the last character
        others.add(name[:at] + there + name[at + len(here) :] if at >= 0 else name)
    yield from sorted(others - {name})


def _row(kind: str, said: Sequence[bool | None]) -> tuple[str, ...]:
    count = Counter(said)
    return (kind, str(len(said)), *(share(count[verdict], len(said)) for verdict in _SAID))


def _on_roster(stamp: Stamp, name: str, known: Sequence[str]) -> bool | None:
    return whose(stamp, (name,), tuple(other for other in known if other != name))
