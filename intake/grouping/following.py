"""A report belongs to its plan's activity: whether the stage that a material's stage follows has it on record."""

from collections.abc import Sequence
from dataclasses import replace

from intake.call import Call
from intake.grouping.titles import alike
from intake.grouping.units import OTHER, likeness
from intake.model import Material, Prior


def foreseen(material: Material, priors: Sequence[Prior], call: Call) -> Material:
    """The material; with the reason where a person must find what it carries on.

    A unit's only plan is its report's, whatever that is called by then; of several one must be named.
    """
    stage = material.stage
    if not stage.follows or material.prior is not None or material.doubtful:
        return material
    name = call.stage(stage.follows).name
    own = [prior for prior in priors if prior.stage == stage.follows and _is_of(prior, material, call)]
    if not own:
        return replace(material, unforeseen=f"没有收到过这个单位的{name}")
    if len(own) == 1 or any(alike(material.activity, prior.activity) for prior in own):
        return material
    receipts = "、".join(prior.receipt for prior in own[:5])
    return replace(
        material, unforeseen=f"这个单位报送过几项活动的{name}（{receipts}），不能确定这份{stage.name}是哪一项的"
    )


def _is_of(prior: Prior, material: Material, call: Call) -> bool:
    if not material.organisation or not prior.organisation:
        return bool({"receipt", "thread"}.intersection(prior.reasons))
    return likeness(material.organisation, prior.organisation, call) != OTHER
