"""Which letter goes when (CONTRACT, Letters), worded by its templates. Pure but for loading the templates once.

accepted                       → acknowledgement; the same again: duplicate
correction, nothing in review  → correction; only a half lacks: awaited
refused for coming late         → declined
a review finding on any of its submissions → receipt at once, and the letter proper held for a person; only late: late
not a submission, automatic, history, or nobody to write to → none
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from intake.call import Call
from intake.codes import Code, Severity
from intake.letters.faults import LACKING, wants_form
from intake.letters.lines import one_line
from intake.letters.view import LetterView, view_of, without_dates
from intake.letters.wording import SHIPPED, Wording
from intake.model import Assessment, Finding, Letter

_SUBJECT_LENGTH = 120
_REPLY = re.compile(r"^(?:(?:re|回复|答复|转发|fwd?)\s*[:：]\s*)+", re.IGNORECASE)
_IDENTIFIER = re.compile(r"<[!-;=?-~]{1,500}>")  # RFC 5322 §3.6.4, within a line's length
_CLOSED = frozenset((Code.NOT_A_SUBMISSION, Code.AUTOMATIC_MAIL))
_HELD = "有待人工核对的事项"


def compose(
    assessment: Assessment,
    receipts: Sequence[str],
    call: Call,
    now: datetime,
    wait: timedelta,
    wording: Wording = SHIPPED,
) -> tuple[Letter, ...]:
    """The letters of a message, receipts in its submissions' order; () where none may be sent."""
    if assessment.answer_to is None or any(finding.code in _CLOSED for finding in assessment.findings):
        return ()
    view = view_of(assessment, receipts, call, now)
    plain = _Composer(assessment, tuple(receipts), now + wait, wording)
    if not any(finding.severity is Severity.REVIEW for finding in _all(assessment)):
        return (plain.dated(_proper(assessment), view),)
    return (
        plain.letter("receipt", view),
        replace(plain.letter(_proper(assessment), without_dates(view)), held=_HELD),
    )


def _all(assessment: Assessment) -> tuple[Finding, ...]:
    return (*assessment.findings, *(finding for each in assessment.submissions for finding in each.findings))


def _proper(assessment: Assessment) -> str:
    """The letter that says what is the matter."""
    findings = _all(assessment)
    errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    reviews = {finding.code for finding in findings if finding.severity is Severity.REVIEW}
    if _is_declined(assessment):
        return "declined"
    if errors:
        return "awaited" if errors <= LACKING else "correction"
    if reviews == {Code.LATE}:
        return "late"
    return "duplicate" if _all_again(assessment) else "acknowledgement"


def _is_declined(assessment: Assessment) -> bool:
    """Whether a person has decided that all that the mail brought came too late to be taken."""
    return bool(assessment.submissions) and all(
        any(finding.code is Code.LATE and finding.severity is Severity.ERROR for finding in judged.findings)
        for judged in assessment.submissions
    )


def _all_again(assessment: Assessment) -> bool:
    """Whether every submission of the mail is on record already, as it is."""
    return bool(assessment.submissions) and all(
        any(finding.code is Code.DUPLICATE for finding in judged.findings) for judged in assessment.submissions
    )


@dataclass(frozen=True, slots=True)
class _Composer:
    """What the letters of one message share."""

    assessment: Assessment
    receipts: tuple[str, ...]
    due_at: datetime
    wording: Wording

    def dated(self, kind: str, view: LetterView) -> Letter:
        """A letter with the wording that goes in its place when it leaves after the day that it names."""
        letter = self.letter(kind, view)
        if view.names is None:
            return letter
        later = self.letter(kind, without_dates(view))
        return replace(letter, names=view.names, undated_text=later.text, undated_html=later.html)

    def letter(self, kind: str, view: LetterView) -> Letter:
        """A letter of that kind, ready to leave."""
        mail = self.assessment.case.examination.mail
        assert self.assessment.answer_to is not None  # noqa: S101  compose has asked
        text, html = self.wording.worded(kind, view)
        return Letter(
            kind=kind,
            to=self.assessment.answer_to,
            subject=_subject(mail.subject, self.receipts),
            text=text,
            html=html,
            in_reply_to=next(_identifiers(mail.message_id), ""),
            references=tuple(dict.fromkeys(_identifiers(*mail.references, *mail.in_reply_to, mail.message_id))),
            due_at=self.due_at,
            receipts=self.receipts,
            attachments=self._forms() if kind == "correction" else (),
            again=_all_again(self.assessment),
            to_a_reply=bool(mail.in_reply_to or mail.references or _REPLY.match(one_line(mail.subject))),
        )

    def _forms(self) -> tuple[str, ...]:
        """The blank forms that go with it, by the stages' keys."""
        stages = (each.material.stage.key for each in self.assessment.submissions if wants_form(each))
        return tuple(f"{self.assessment.case.call.name}/{key}" for key in dict.fromkeys(stages))


def _identifiers(*written: str) -> Iterator[str]:
    """Those that are msg-ids; what isn't one can't stand in a header of ours."""
    return (each for each in written if _IDENTIFIER.fullmatch(each))


def _subject(subject: str, receipts: Sequence[str]) -> str:
    """回复：, the receipt numbers, and what the sender called it; one line."""
    plain = _REPLY.sub("", one_line(subject))
    fresh = [receipt for receipt in receipts if receipt not in plain]
    numbers = f"〔{'、'.join(fresh)}〕" if fresh else ""
    return f"回复：{numbers}{plain or '来信'}"[:_SUBJECT_LENGTH]
