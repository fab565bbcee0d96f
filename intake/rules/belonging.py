"""belonging_doubtful: whose submission this completes or replaces can't be told safely."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material
from intake.rules.withdrawing import withdraws


def check(case: Case, material: Material) -> Iterator[Finding]:
    """One finding with the reason that grouping gave, or where the mail takes back and hands in at once."""
    taken_back = "来信提到撤回材料，不能确定附件是补充还是说明" if withdraws(case.examination.mail) else ""
    doubtful = material.doubtful or taken_back or material.unforeseen
    if doubtful:
        detail = f"{doubtful}，请人工确定。"
        yield Finding(Code.BELONGING_DOUBTFUL, Code.BELONGING_DOUBTFUL.severity, detail)
