"""Coverage of the roster: who has handed in what at a stage, who has faults open, who is silent. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.call import Call, Organisation, Stage
from intake.codes import Verdict
from intake.naming import organisation_key, units


class Standing(StrEnum):
    """Where an organisation stands at a stage, with the words people see."""

    COMPLETE = "complete"
    FAULTS = "faults"
    REVIEW = "review"
    SILENT = "silent"

    @property
    def wording(self) -> str:
        """The Chinese words."""
        return {"complete": "材料齐全", "faults": "待补正", "review": "待人工核对", "silent": "未报送"}[self.value]


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
    """One organisation of the roster at one stage."""

    organisation: Organisation
    stage: Stage
    standing: Standing
    handed: tuple[Handed, ...]

    @property
    def name(self) -> str:
        """Its official name."""
        return self.organisation.names[0]


def cover(call: Call, stage: Stage, handed: Iterable[Handed]) -> tuple[Covered, ...]:
    """Every organisation of the roster in its order; () without a roster."""
    of_name: dict[str, list[Handed]] = {}
    for each in handed:
        if each.stage == stage.key:
            for key in {organisation_key(name) for name in (each.organisation, *units(each.organisation))}:
                of_name.setdefault(key, []).append(each)
    return tuple(_covered(organisation, stage, of_name) for organisation in call.roster or ())


def _covered(organisation: Organisation, stage: Stage, of_name: dict[str, list[Handed]]) -> Covered:
    keys = dict.fromkeys(organisation_key(name) for name in organisation.names)
    found = {each.receipt: each for key in keys for each in of_name.get(key, ())}
    handed = tuple(found[receipt] for receipt in sorted(found))
    return Covered(organisation, stage, _standing(handed), handed)


def _standing(handed: Sequence[Handed]) -> Standing:
    """The worst of what was handed in: somebody must still act."""
    verdicts = {each.verdict for each in handed}
    if Verdict.CORRECTION in verdicts:
        return Standing.FAULTS
    if Verdict.REVIEW in verdicts:
        return Standing.REVIEW
    return Standing.COMPLETE if handed else Standing.SILENT


def stage_to_remind_of(call: Call, today: date) -> Stage | None:
    """The stage whose deadline comes next, today's included; None where all are over."""
    coming = [stage for stage in call.stages if stage.deadline >= today]
    return min(coming, key=lambda stage: stage.deadline, default=None)
