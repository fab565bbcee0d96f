"""too_many_activities: more activities than the call allows the organisation at a stage."""

from collections.abc import Iterator

from intake.codes import Code
from intake.grouping.units import contracted, submitting
from intake.model import Case, Finding, Material


def check(case: Case, material: Material) -> Iterator[Finding]:
    """Activities on record count, then those of this mail in order; only what is beyond the limit is found.

    The limit counts by 报送单位, which isn't always the host.
    """
    limit = material.stage.max_activities
    if limit is None or not _is_one_more(material):
        return
    unit = _submitting(case, material)
    on_record = case.accepted_activities.get(f"{material.stage.key}:{contracted(unit)}", 0)
    fresh = [
        m for m in case.materials if _is_fresh(m, material) and contracted(_submitting(case, m)) == contracted(unit)
    ]
    count = on_record + next(index for index, m in enumerate(fresh, 1) if m is material)
    if count > limit:
        detail = f"每个单位最多报送{limit}项活动，“{material.activity or '本项'}”是{unit}报送的第{count}项，请择优确定保留哪几项。"
        yield Finding(Code.TOO_MANY_ACTIVITIES, Code.TOO_MANY_ACTIVITIES.severity, detail)


def counts(material: Material) -> bool:
    """Whether it is one more activity, of a stage that limits them."""
    return material.stage.max_activities is not None and _is_one_more(material)


def _submitting(case: Case, material: Material) -> str:
    return submitting(material.organisation, case.examination.mail.sender.address.lower(), case.call)


def _is_fresh(each: Material, material: Material) -> bool:
    """Whether it is one more activity of the same stage."""
    return each.stage.key == material.stage.key and _is_one_more(each)


def _is_one_more(material: Material) -> bool:
    return material.prior is None and not material.doubtful and bool(material.organisation)
