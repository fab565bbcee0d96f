"""A verdict is computed from findings, never set (CONTRACT, under `check --json`)."""

from collections.abc import Iterable

from intake.codes import Code, Severity, Verdict
from intake.decisions.model import DecisionKind
from intake.model import Finding

_WORST_FIRST = (Verdict.CORRECTION, Verdict.REVIEW, Verdict.ACCEPTED)


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Error gives correction, else review gives review, else accepted."""
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities:
        return Verdict.CORRECTION
    return Verdict.REVIEW if Severity.REVIEW in severities else Verdict.ACCEPTED


def message_verdict(findings: Iterable[Finding], submissions: Iterable[Verdict]) -> Verdict:
    """The worst of a message's own findings and its submissions'; automatic mail is ignored unless it holds material.

    So is a mail without material that a person has seen to.
    """
    own = tuple(findings)
    given = tuple(submissions)
    if any(finding.code is Code.AUTOMATIC_MAIL for finding in own):
        return Verdict.REVIEW if given and not any(_is_seen(finding) for finding in own) else Verdict.IGNORED
    if not given and any(_is_seen(finding) for finding in own):
        return Verdict.IGNORED
    present = {verdict_of(own), *given}
    return next(verdict for verdict in _WORST_FIRST if verdict in present)


def _is_seen(finding: Finding) -> bool:
    return finding.decided is not None and finding.decided.kind is DecisionKind.SEEN
