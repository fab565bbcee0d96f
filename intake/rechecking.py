"""What would be thought of filed mails now that a rule, a call or a template has changed. Shown first; written when asked.

for each mail that a submission stands at, or that made none:
recorded = records.recorded(mail)             # its case, as it was filed
after = judge(case with the call as it is now, decisions)
what is otherwise than on record: verdicts, findings, fields, the letter
applied: findings and verdicts are written; a letter that hasn't left gets the new words and is held
sent, too: it goes out; and one that has left is followed by another where what it says is no longer so
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from intake.codes import Verdict
from intake.deciding import Decider
from intake.errors import DecisionRefused
from intake.model import Assessment, FieldValue, Finding, Letter
from intake.ports import FiledAs, OutboxState, Recorded

_HELD = "规则、通知或模板改动后重新核对，待人放行"
_OPEN = (OutboxState.WAITING, OutboxState.HELD)
_RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise of one mail. Keys are receipt numbers, "" the mail itself.

    `letter`: the letter that says more than that it has come, as it would now be; None where it says what it said, or
    there is none. `again`: one has left, and what it said is no longer so.
    """

    mail: str
    sender: str
    subject: str
    verdicts: Mapping[str, tuple[Verdict, Verdict]]
    gone: Mapping[str, tuple[Finding, ...]]
    found: Mapping[str, tuple[Finding, ...]]
    fields: Mapping[str, Mapping[str, tuple[FieldValue, FieldValue]]]
    letter: Letter | None
    again: bool = False

    def __bool__(self) -> bool:
        return bool(self.verdicts or self.gone or self.found or self.fields or self.letter)


@dataclass(frozen=True, slots=True)
class Rechecker:
    """Looks at filed mails again, with what the decider judges by."""

    decider: Decider

    def mails(self, calls: Sequence[str], since: date | None = None) -> tuple[str, ...]:
        """The mails to look at."""
        return self.decider.records.standing_mails(calls, since)

    def look(self, mail: str) -> Change | str | None:
        """What would change, why it can't be told, or None. Raises StoreError."""
        try:
            recorded = self.decider.records.recorded(mail, self.decider.calls)
        except DecisionRefused as refused:
            return str(refused)
        change = self._change(recorded, self.decider.records.filed_as(mail), self._judged(recorded))
        return change or None

    def apply(self, mail: str, send: bool = False) -> None:
        """Write what has changed of a mail; its letter is held, unless it is to be sent. Raises StoreError."""
        now, before = self.decider.clock(), self.decider.records.filed_as(mail)
        with self.decider.records.transaction() as transaction:
            recorded = transaction.recorded(mail, self.decider.calls)
            after = self._judged(recorded)
            change = self._change(recorded, before, after)
            if change.verdicts or change.gone or change.found or change.fields:
                transaction.refile(recorded.receipts, after, now)
            if change.letter is not None and (send or not change.again):
                letters = self.decider.letters(recorded, after)
                written = letters if send else [_held(letter) for letter in letters]
                transaction.replace_letters(mail, written, now)
            transaction.audit("office", "recheck", mail, after.verdict.wording, now)

    def _judged(self, recorded: Recorded) -> Assessment:
        return self.decider.judged(recorded, recorded.decisions)

    def _change(self, recorded: Recorded, before: FiledAs, after: Assessment) -> Change:
        mail = recorded.case.examination.mail
        submissions = dict(zip(recorded.receipts, after.submissions, strict=True))
        verdicts = {"": after.verdict, **{receipt: each.verdict for receipt, each in submissions.items()}}
        findings = {"": after.findings, **{receipt: each.findings for receipt, each in submissions.items()}}
        letter = self._letter(recorded, before, after)
        return Change(
            mail=recorded.case.digest,
            sender=mail.sender.address,
            subject=mail.subject,
            verdicts={k: (before.verdicts[k], v) for k, v in verdicts.items() if before.verdicts[k] is not v},
            gone=_lacking(before.findings, findings),
            found=_lacking(findings, before.findings),
            fields={
                receipt: changed
                for receipt, each in submissions.items()
                if (changed := _changed(before.fields[receipt], each.material.fields))
            },
            letter=letter,
            again=letter is not None and before.letter is not None and before.letter.state not in _OPEN,
        )

    def _letter(self, recorded: Recorded, before: FiledAs, after: Assessment) -> Letter | None:
        """The letter proper where it would say something else than the one on record; templates alone send none again."""
        if before.letter is None or before.edited:
            return None
        now = self._proper(recorded, after, before)
        row = before.letter
        if now is None or (now.kind, now.text) == (row.letter.kind, row.letter.text):
            return None
        has_left = row.state not in _OPEN
        return now if not has_left or not _says_the_same(before, after, recorded) else None

    def _proper(self, recorded: Recorded, after: Assessment, before: FiledAs) -> Letter | None:
        """Composed as of when the one on record was, so that the day that it was written makes no difference."""
        assert before.letter is not None  # noqa: S101  the caller has looked
        letters = self.decider.letters(recorded, after, before.letter.created_at)
        return next((letter for letter in letters if letter.kind != _RECEIPT), None)


def _says_the_same(before: FiledAs, after: Assessment, recorded: Recorded) -> bool:
    """Whether a letter that has left still holds: verdicts and what is found are what they were."""
    findings = {"": after.findings}
    findings |= {receipt: each.findings for receipt, each in zip(recorded.receipts, after.submissions, strict=True)}
    return not _lacking(before.findings, findings) and not _lacking(findings, before.findings)


def _lacking(
    one: Mapping[str, tuple[Finding, ...]], other: Mapping[str, tuple[Finding, ...]]
) -> dict[str, tuple[Finding, ...]]:
    """What of the findings of one isn't among those of the other; who has decided makes no difference."""
    plain = {key: Counter(map(_plain, each)) for key, each in one.items()}
    result = {key: tuple((each - Counter(map(_plain, other.get(key, ())))).elements()) for key, each in plain.items()}
    return {key: each for key, each in result.items() if each}


def _plain(finding: Finding) -> Finding:
    return replace(finding, decided=None, was=None)


def _changed(
    before: Mapping[str, FieldValue], after: Mapping[str, FieldValue]
) -> dict[str, tuple[FieldValue, FieldValue]]:
    keys = dict.fromkeys((*before, *after))
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}


def _held(letter: Letter) -> Letter:
    return letter if letter.kind == _RECEIPT else replace(letter, held=letter.held or _HELD)
