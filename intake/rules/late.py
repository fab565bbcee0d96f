"""late: a submission's first material came after the deadline."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material


def check(case: Case, material: Material) -> Iterator[Finding]:
    """The deadline's whole day counts, Asia/Shanghai; corrections and missing halves of what came in time aren't late."""
    first = material.prior.first_received_at if material.prior else case.received_at
    deadline = material.stage.deadline
    if min(first, case.received_at).date() > deadline:
        detail = (
            f"{material.stage.name}的报送截止日期是{deadline:%Y年}{deadline.month}月{deadline.day}日，"
            f"来信于{case.received_at:%Y年}{case.received_at.month}月{case.received_at.day}日收到，是否受理由人工决定。"
        )
        yield Finding(Code.LATE, Code.LATE.severity, detail)
