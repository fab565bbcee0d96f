"""A person's last word, and the one place that carries it out.

decide(decision):
with records.transaction() as tx:             # ONE: decisions, findings, verdicts, search text, letters, audit lines
tx.decide(decision)                       # from here on nobody files or decides about these submissions
for mail in tx.concerned(decision):       # the newest of each submission that it is about
recorded = tx.recorded(mail)          # its case as it was filed: nothing is read again
assessment = judge(case, decisions)   # pure
tx.refile(assessment)
letters = compose(assessment)         # pure; where they say the same as before, nothing of them changes
tx.replace_letters(letters)           # a letter that was held for this goes out now

take_back(decision): the same, without it; not once a letter that follows from it has left
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from intake.call import Call
from intake.decisions.asking import Subject
from intake.decisions.model import Decision, DecisionKind
from intake.errors import DecisionRefused
from intake.judge import judge
from intake.letters import compose
from intake.letters.wording import SHIPPED, Wording
from intake.model import Assessment, Letter
from intake.ports import Clock, Recorded, Records, Transaction

OF_LETTERS = (DecisionKind.LETTER_EDITED, DecisionKind.LETTER_RELEASED, DecisionKind.LETTER_DROPPED)
"""What can't be taken back."""


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What is now thought of a mail, its submissions' numbers in order, and the letters that it got for that."""

    assessment: Assessment
    receipts: tuple[str, ...]
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of decisions: as they are kept, and what is now thought of each mail that they concern."""

    decisions: tuple[Decision, ...]
    mails: tuple[Rejudged, ...]


@dataclass(frozen=True, slots=True)
class Decider:
    """Carries out decisions. One instance serves the command line and the web application."""

    records: Records
    calls: Sequence[Call]
    our_addresses: frozenset[str]
    clock: Clock
    wait: timedelta
    wording: Wording = SHIPPED

    def decide(self, *decisions: Decision) -> Outcome:
        """Keep decisions and all that follows from them. Raises DecisionRefused, StoreError; then nothing has changed."""
        with self.records.transaction() as transaction:
            kept = tuple(transaction.decide(decision) for decision in decisions)
            made = {each.id for each in kept}
            mails = _once(mail for each in kept for mail in transaction.concerned(each))
            recorded = [transaction.recorded(mail, self.calls) for mail in mails]
            return Outcome(
                kept,
                tuple(
                    self._judge_anew(transaction, each, [d for d in each.decisions if d.id not in made])
                    for each in recorded
                ),
            )

    def take_back(self, decision: Decision, actor: str, reason: str) -> Outcome:
        """Undo a decision as long as no letter that follows from it has left. Raises DecisionRefused, StoreError."""
        if decision.kind in OF_LETTERS:
            raise DecisionRefused(f"决定{decision.id}（{decision.kind.wording}）不能收回，请用baosong outbox查看该信件")
        back = replace(
            decision,
            id=0,
            at=self.clock(),
            actor=actor,
            reason=reason,
            kind=DecisionKind.TAKE_BACK,
            takes_back=decision.id,
        )
        with self.records.transaction() as transaction:
            kept = transaction.decide(back)
            if decision.kind is DecisionKind.BELONGS:
                return self._put_back(transaction, decision, kept)
            mails = transaction.concerned(kept)
            if any(transaction.has_left(mail, decision.at) for mail in mails):
                raise DecisionRefused(f"决定{decision.id}之后的信件已经发出，不能收回；情况有变的，请另作决定")
            recorded = [transaction.recorded(mail, self.calls) for mail in mails]
            return Outcome(
                (kept,), tuple(self._judge_anew(transaction, r, _with(r.decisions, decision)) for r in recorded)
            )

    def _put_back(self, transaction: Transaction, decision: Decision, kept: Decision) -> Outcome:
        """What belonged elsewhere goes back to where it was."""
        if transaction.has_left(decision.mail, decision.at):
            raise DecisionRefused(f"决定{decision.id}之后的信件已经发出，不能收回；情况有变的，请另作决定")
        recorded = transaction.recorded(decision.mail, self.calls)
        transaction.put_back(recorded.case.call, decision)
        return Outcome((kept,), self.moved(transaction, kept, decision.mail))

    def moved(self, transaction: Transaction, kept: Decision, mail: str) -> tuple[Rejudged, ...]:
        """What is thought of a mail that now belongs elsewhere, and of what it has left; the mail's letters are new."""
        now, found = self.clock(), []
        for digest in _once((mail, *transaction.concerned(kept))):
            recorded = transaction.recorded(digest, self.calls)
            assessment = self.judged(recorded, recorded.decisions)
            transaction.refile(recorded.receipts, assessment, now)
            letters = self.letters(recorded, assessment) if digest == mail else ()
            if digest == mail:
                transaction.replace_letters(digest, letters, now)
            found.append(Rejudged(assessment, recorded.receipts, letters))
        return tuple(found)

    def subject(self, receipt: str = "", mail: str = "") -> Subject:
        """What is now thought of a submission, or of a mail's own findings. Raises DecisionRefused where there is none."""
        digest = self.records.newest_mail(receipt) if receipt else mail
        if not digest and (merged := self.records.merged_into(receipt)):
            raise DecisionRefused(f"{receipt}已并入{merged}，请用后一个编号")
        if not digest:
            raise DecisionRefused(f"没有收件编号{receipt}，请核对")
        recorded = self.records.recorded(digest, self.calls)
        assessment = self.judged(recorded, recorded.decisions)
        submissions = dict(zip(recorded.receipts, assessment.submissions, strict=True))
        return Subject(assessment, receipt, submissions[receipt] if receipt else None, recorded)

    def foreseen(self, subject: Subject, decisions: Sequence[Decision]) -> tuple[Letter, ...]:
        """The letters that would follow if these were decided now; nothing is kept."""
        recorded = subject.recorded or self.records.recorded(subject.assessment.case.digest, self.calls)
        return self.letters(recorded, self.judged(recorded, (*recorded.decisions, *decisions)))

    def judged(self, recorded: Recorded, decisions: Sequence[Decision]) -> Assessment:
        """What is thought of a recorded mail with these decisions."""
        assessment = judge(recorded.case, self.our_addresses, decisions, recorded.receipts)
        return replace(assessment, answer_to=None) if recorded.history else assessment

    def letters(self, recorded: Recorded, assessment: Assessment, then: datetime | None = None) -> tuple[Letter, ...]:
        """The letters that would follow from an assessment now, or then; none speaks of what has been put aside."""
        both = [pair for pair in zip(assessment.submissions, recorded.receipts, strict=True) if not pair[0].closed]
        if assessment.submissions and not both:
            return ()
        spoken = replace(assessment, submissions=tuple(judged for judged, _ in both))
        return compose(
            spoken, [receipt for _, receipt in both], recorded.case.call, then or self.clock(), self.wait, self.wording
        )

    def _judge_anew(self, transaction: Transaction, recorded: Recorded, before: Sequence[Decision]) -> Rejudged:
        """Write what is now thought of a mail; its letters, where they say something else than with the decisions before."""
        now = self.clock()
        earlier, after = self.judged(recorded, before), self.judged(recorded, recorded.decisions)
        transaction.refile(recorded.receipts, after, now)
        letters = self.letters(recorded, after)
        if _said(letters) == _said(self.letters(recorded, earlier)):
            return Rejudged(after, recorded.receipts, ())
        transaction.replace_letters(recorded.case.digest, letters, now)
        return Rejudged(after, recorded.receipts, letters)


def _once(mails: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mails))


def _with(decisions: Sequence[Decision], undone: Decision) -> list[Decision]:
    return sorted((*decisions, undone), key=lambda each: each.id)


def _said(letters: Iterable[Letter]) -> list[tuple[str, str, bool]]:
    return [(letter.kind, letter.text, bool(letter.held)) for letter in letters]
