"""late: a submission's first material came after the deadline."""

from collections.abc import Iterator
from datetime import date, timedelta

from intake.codes import Code
from intake.model import Case, Finding, Material
from intake.rules.repetition import repeats


def check(case: Case, material: Material) -> Iterator[Finding]:
    """The deadline's whole day counts (Asia/Shanghai, as `received_at` is); what completes an earlier mail has longer."""
    last, came = _last_day(material), _came(case, material)
    if came > last:
        what = "补正期" if material.prior and last > material.stage.deadline else "报送"
        detail = (
            f"{material.stage.name}的{what}截止日期是{_day(last)}，"
            f"来信于{_day(came)}收到，是否受理由人工决定，请等候答复或来电说明。"
        )
        yield Finding(Code.LATE, Code.LATE.severity, detail)


def _came(case: Case, material: Material) -> date:
    """The day of this mail; what repeats an earlier one is as old as that."""
    again = material.prior is not None and repeats(case, material)
    return (material.prior.first_received_at if again and material.prior else case.received_at).date()


def _last_day(material: Material) -> date:
    """The deadline; for corrections and missing halves of what began in time, `correction_days` from the mail before."""
    deadline, prior = material.stage.deadline, material.prior
    if prior is None or prior.first_received_at.date() > deadline:
        return deadline
    return max(deadline, prior.last_received_at.date() + timedelta(days=material.stage.correction_days))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
