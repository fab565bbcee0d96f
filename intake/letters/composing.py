"""Which letter goes when (CONTRACT, Letters), worded by its templates. Pure but for loading the templates once.

accepted                       → acknowledgement
correction, nothing in review  → correction
a review finding on any of its submissions → receipt at once, and the letter proper held for a person
not a submission, automatic, history, or nobody to write to → none
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from intake.call import Call
from intake.codes import Code, Severity
from intake.letters.view import LetterView, one_line, view_of, without_dates
from intake.model import Assessment, Letter

_SUBJECT_LENGTH = 120
_REPLY = re.compile(r"^(?:(?:re|回复|答复|转发|fwd?)\s*[:：]\s*)+", re.IGNORECASE)
_IDENTIFIER = re.compile(r"<[!-;=?-~]{1,500}>")  # RFC 5322 §3.6.4, within a line's length
_CLOSED = frozenset((Code.NOT_A_SUBMISSION, Code.AUTOMATIC_MAIL))
_HELD = "有待人工核对的事项"


def compose(
    assessment: Assessment, receipts: Sequence[str], call: Call, now: datetime, wait: timedelta
) -> tuple[Letter, ...]:
    """The letters of a message, receipts in its submissions' order; () where none may be sent."""
    if assessment.answer_to is None or any(finding.code in _CLOSED for finding in assessment.findings):
        return ()
    view = view_of(assessment, receipts, call, now)
    proper = _proper(assessment)
    if not _needs_person(assessment):
        return (_dated(proper, view, assessment, receipts, now + wait),)
    return (
        _letter("receipt", view, assessment, receipts, now + wait),
        _letter(proper, without_dates(view), assessment, receipts, now + wait, held=_HELD),
    )


def _needs_person(assessment: Assessment) -> bool:
    own = [*assessment.findings, *(finding for each in assessment.submissions for finding in each.findings)]
    return any(finding.severity is Severity.REVIEW for finding in own)


def _proper(assessment: Assessment) -> str:
    """The letter that says what is the matter."""
    errors = [*assessment.findings, *(finding for each in assessment.submissions for finding in each.findings)]
    return "correction" if any(finding.severity is Severity.ERROR for finding in errors) else "acknowledgement"


def _dated(kind: str, view: LetterView, assessment: Assessment, receipts: Sequence[str], due_at: datetime) -> Letter:
    """A letter with the wording that goes in its place when it leaves after the day that it names."""
    letter = _letter(kind, view, assessment, receipts, due_at)
    if view.names is None:
        return letter
    later = _letter(kind, without_dates(view), assessment, receipts, due_at)
    return replace(letter, names=view.names, undated_text=later.text, undated_html=later.html)


def _letter(
    kind: str, view: LetterView, assessment: Assessment, receipts: Sequence[str], due_at: datetime, held: str = ""
) -> Letter:
    mail = assessment.case.examination.mail
    assert assessment.answer_to is not None  # noqa: S101  compose has asked
    return Letter(
        kind=kind,
        to=assessment.answer_to,
        subject=_subject(mail.subject, receipts),
        text=templates().get_template(f"{kind}.txt.j2").render(letter=view).strip() + "\n",
        html=templates().get_template(f"{kind}.html.j2").render(letter=view).strip() + "\n",
        in_reply_to=next(_identifiers(mail.message_id), ""),
        references=tuple(dict.fromkeys(_identifiers(*mail.references, *mail.in_reply_to, mail.message_id))),
        due_at=due_at,
        receipts=tuple(receipts),
        held=held,
    )


def _identifiers(*written: str) -> Iterator[str]:
    """Those that are msg-ids; what isn't one can't stand in a header of ours."""
    return (each for each in written if _IDENTIFIER.fullmatch(each))


def _subject(subject: str, receipts: Sequence[str]) -> str:
    """回复：, the receipt numbers, and what the sender called it; one line."""
    plain = _REPLY.sub("", one_line(subject))
    fresh = [receipt for receipt in receipts if receipt not in plain]
    numbers = f"〔{'、'.join(fresh)}〕" if fresh else ""
    return f"回复：{numbers}{plain or '来信'}"[:_SUBJECT_LENGTH]


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The letters' templates: HTML is escaped, and what a template asks for must be there."""
    return Environment(
        loader=PackageLoader("intake.letters"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
