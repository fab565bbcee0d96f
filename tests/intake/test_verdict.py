"""A verdict is the worst of its findings; a message's the worst of its own and its submissions'."""

from itertools import product

import pytest

from intake.codes import Code, Severity, Verdict
from intake.model import Finding
from intake.verdict import message_verdict, verdict_of

I, W, R, E = Severity.INFO, Severity.WARNING, Severity.REVIEW, Severity.ERROR  # noqa: E741  the table's columns


def _finding(severity: Severity, code: Code = Code.TYPE_MISMATCH) -> Finding:
    return Finding(code, severity, "一句话。")


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ((), Verdict.ACCEPTED),
        ((I,), Verdict.ACCEPTED),
        ((W,), Verdict.ACCEPTED),
        ((I, W, W), Verdict.ACCEPTED),
        ((R,), Verdict.REVIEW),
        ((W, R), Verdict.REVIEW),
        ((E,), Verdict.CORRECTION),
        ((R, E), Verdict.CORRECTION),
        ((E, R, W, I), Verdict.CORRECTION),
    ],
)
def test_worst_of_findings(severities: tuple[Severity, ...], verdict: Verdict) -> None:
    assert verdict_of([_finding(severity) for severity in severities]) is verdict


_ORDER = (Verdict.ACCEPTED, Verdict.REVIEW, Verdict.CORRECTION)
_OF = {I: Verdict.ACCEPTED, W: Verdict.ACCEPTED, R: Verdict.REVIEW, E: Verdict.CORRECTION}


@pytest.mark.parametrize(("own", "first", "second"), list(product((I, W, R, E), _ORDER, _ORDER)))
def test_worst_of_message_and_submissions(own: Severity, first: Verdict, second: Verdict) -> None:
    worst = max((_OF[own], first, second), key=_ORDER.index)
    assert message_verdict([_finding(own)], [first, second]) is worst


def test_nothing_found_in_nothing() -> None:
    assert message_verdict([], []) is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("submissions", "verdict"),
    [([], Verdict.IGNORED), ([Verdict.ACCEPTED], Verdict.REVIEW), ([Verdict.CORRECTION], Verdict.REVIEW)],
)
def test_automatic_mail(submissions: list[Verdict], verdict: Verdict) -> None:
    assert message_verdict([_finding(I, Code.AUTOMATIC_MAIL)], submissions) is verdict


def test_a_persons_mail_that_submits_nothing() -> None:
    assert message_verdict([_finding(R, Code.NOT_A_SUBMISSION)], []) is Verdict.REVIEW


def test_every_verdict_has_its_words() -> None:
    assert [each.wording for each in Verdict] == ["材料齐全", "需补正", "待人工核对", "非报送邮件"]
