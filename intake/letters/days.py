"""By when something is to be mended: never a day that has passed."""

from datetime import date, datetime, timedelta

from intake.call import Call
from intake.grouping.words import stage_by_date
from intake.model import Material


def until_of(material: Material, now: datetime) -> date | None:
    """The day by which to mend: the deadline, or `correction_days` from today where that is later or it has passed.

    None for what is long over (a call of past years, read again).
    """
    if _is_over(material, now):
        return None
    stage = material.stage
    return max(stage.deadline, now.date() + timedelta(days=stage.correction_days))


def within(material: Material, now: datetime) -> str:
    """The same without a date, "" where it is long over."""
    if _is_over(material, now):
        return ""
    later = "（届时未到通知规定的截止日期的，以截止日期为准）" if material.stage.deadline >= now.date() else ""
    return f"收到本邮件之日起{material.stage.correction_days}日内{later}"


def deadline(call: Call, received_at: datetime, now: datetime) -> date | None:
    """What a mail without readable material is to be mended by: nothing of it counts as received yet."""
    last = stage_by_date(call, received_at).deadline
    return last if now.date() <= last else None


def _is_over(material: Material, now: datetime) -> bool:
    first = material.prior.first_received_at if material.prior else None
    days = timedelta(days=material.stage.correction_days)
    return material.stage.deadline + days < now.date() and (first is None or first.date() + days < now.date())
