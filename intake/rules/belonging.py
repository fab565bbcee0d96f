"""belonging_doubtful: whose submission this completes or replaces can't be told safely."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material


def check(case: Case, material: Material) -> Iterator[Finding]:
    """One finding with the reason that grouping gave."""
    del case
    if material.doubtful:
        detail = f"{material.doubtful}，请人工确定。"
        yield Finding(Code.BELONGING_DOUBTFUL, Code.BELONGING_DOUBTFUL.severity, detail)
