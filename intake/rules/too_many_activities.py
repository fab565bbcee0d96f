"""too_many_activities: more activities than the call allows the organisation at a stage."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material
from intake.naming import organisation_key


def check(case: Case, material: Material) -> Iterator[Finding]:
    """Activities on record count, then those of this mail in order; only what is beyond the limit is found."""
    limit = material.stage.max_activities
    if limit is None or material.prior is not None or material.doubtful or not material.organisation:
        return
    unit = organisation_key(material.organisation)
    on_record = case.accepted_activities.get(f"{material.stage.key}:{unit}", 0)
    fresh = [
        m
        for m in case.materials
        if m.stage.key == material.stage.key
        and m.prior is None
        and not m.doubtful
        and organisation_key(m.organisation) == unit
    ]
    count = on_record + next(index for index, m in enumerate(fresh, 1) if m is material)
    if count > limit:
        detail = f"每个单位最多报送{limit}项活动，“{material.activity or '本项'}”是{material.organisation}报送的第{count}项，请择优确定保留哪几项。"
        yield Finding(Code.TOO_MANY_ACTIVITIES, Code.TOO_MANY_ACTIVITIES.severity, detail)
