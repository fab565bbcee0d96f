"""Coverage of the roster: who has handed in what at a stage, who has faults open, who is silent. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from intake.call import Call, Organisation, Stage
from intake.codes import Verdict
from intake.decisions.model import Attitude, Decision, DecisionKind, standing
from intake.naming import organisation_key, units


class Standing(StrEnum):
    """Where an organisation stands at a stage, with the words people see."""

    COMPLETE = "complete"
    FAULTS = "faults"
    REVIEW = "review"
    SILENT = "silent"
    ELSEWHERE = "elsewhere"  # by post, by OA, as a person has noted
    NOT_SUBMITTING = "not_submitting"

    @property
    def wording(self) -> str:
        """The Chinese words."""
        return _WORDINGS[self]


_WORDINGS = {
    Standing.COMPLETE: "材料齐全",
    Standing.FAULTS: "待补正",
    Standing.REVIEW: "待人工核对",
    Standing.SILENT: "未报送",
    Standing.ELSEWHERE: "已另行报送",
    Standing.NOT_SUBMITTING: "不报送",
}
_LEFT_ALONE = {
    Attitude.SUBMITTED_OTHERWISE: Standing.ELSEWHERE,
    Attitude.NOT_SUBMITTING: Standing.NOT_SUBMITTING,
}


@dataclass(frozen=True, slots=True)
class Handed:
    """A submission on record as far as coverage looks at it; `faults` its open errors' sentences, `sender` who mailed it last."""

    receipt: str
    stage: str
    organisation: str
    activity: str
    verdict: Verdict
    faults: tuple[str, ...]
    sender: str


@dataclass(frozen=True, slots=True)
class Covered:
    """One organisation of the roster at one stage, whose deadline is its own where it has been put off for it."""

    organisation: Organisation
    stage: Stage
    standing: Standing
    handed: tuple[Handed, ...]

    @property
    def name(self) -> str:
        """Its official name."""
        return self.organisation.names[0]


def cover(
    call: Call, stage: Stage, handed: Iterable[Handed], decisions: Iterable[Decision] = ()
) -> tuple[Covered, ...]:
    """Every organisation of the roster in its order; () without a roster. `decisions` about anybody of the call."""
    of_name: dict[str, list[Handed]] = {}
    for each in handed:
        if each.stage == stage.key:
            for key in _keys(each.organisation):
                of_name.setdefault(key, []).append(each)
    about = [each for each in standing(decisions) if each.organisation and each.stage in ("", stage.key)]
    return tuple(_covered(organisation, stage, of_name, about) for organisation in call.roster or ())


@lru_cache(maxsize=65_536)
def _keys(organisation: str) -> frozenset[str]:
    """Of the whole name and of each unit in it; the same names come again and again."""
    return frozenset(organisation_key(name) for name in (organisation, *units(organisation)))


def _covered(
    organisation: Organisation, stage: Stage, of_name: dict[str, list[Handed]], decisions: Sequence[Decision]
) -> Covered:
    keys = dict.fromkeys(organisation_key(name) for name in organisation.names)
    found = {each.receipt: each for key in keys for each in of_name.get(key, ())}
    handed = tuple(found[receipt] for receipt in sorted(found))
    own = [each for each in decisions if organisation_key(each.organisation) in keys]
    return Covered(organisation, _extended(stage, own), _noted(_standing(handed), own), handed)


def _extended(stage: Stage, decisions: Collection[Decision]) -> Stage:
    days = [date.fromisoformat(each.value) for each in decisions if each.kind is DecisionKind.EXTENSION]
    return replace(stage, deadline=days[-1]) if days and days[-1] > stage.deadline else stage


def _noted(found: Standing, decisions: Collection[Decision]) -> Standing:
    """What a person has noted of it, where it would be asked for something."""
    noted = [Attitude(each.value) for each in decisions if each.kind is DecisionKind.STANDING]
    if found in (Standing.COMPLETE, Standing.REVIEW) or not noted:
        return found
    return _LEFT_ALONE.get(noted[-1], found)


def _standing(handed: Sequence[Handed]) -> Standing:
    """The worst of what was handed in: somebody must still act."""
    verdicts = {each.verdict for each in handed}
    if Verdict.CORRECTION in verdicts:
        return Standing.FAULTS
    if Verdict.REVIEW in verdicts:
        return Standing.REVIEW
    return Standing.COMPLETE if handed else Standing.SILENT


def in_numbers(rows: Sequence[Covered]) -> str:
    """How many organisations stand where, in one line."""
    counted = "，".join(f"{each.wording}{sum(row.standing is each for row in rows)}" for each in Standing)
    return f"名册{len(rows)}个单位，{counted}"


def stage_to_remind_of(call: Call, today: date) -> Stage | None:
    """The stage whose deadline comes next, today's included; None where all are over."""
    coming = [stage for stage in call.stages if stage.deadline >= today]
    return min(coming, key=lambda stage: stage.deadline, default=None)
