"""automatic_mail: no person wrote it."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding


def check(case: Case) -> Iterator[Finding]:
    """One finding with the reason, where there is one."""
    if case.automatic:
        detail = f"这封信{case.automatic}，不予答复。"
        yield Finding(Code.AUTOMATIC_MAIL, Code.AUTOMATIC_MAIL.severity, detail)
