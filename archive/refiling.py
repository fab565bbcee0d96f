"""The part of a writing transaction in which a person decides and a filed mail is judged anew."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from archive import audit, cases, decisions, moving
from archive.filed import as_json, file_findings
from archive.finding import reindex
from archive.letters import has_left, replace_letters
from archive.locking import alone
from archive.standing import take_verdict
from archive.tables import FindingRow, MailRow, RevisionRow, SubmissionRow
from intake.call import Call
from intake.codes import Verdict
from intake.decisions.model import Decision, DecisionKind
from intake.model import Assessment, JudgedSubmission, Letter, Material
from intake.ports import Recorded


class DecidingTransaction:
    """Stands behind the deciding half of `intake.ports.Transaction`."""

    def __init__(self, session: Session, domain: str) -> None:
        self.session = session
        self.domain = domain

    def audit(self, actor: str, action: str, subject: str, detail: str, now: datetime) -> None:
        """Add a line to the audit log."""
        audit.append(self.session, actor, action, subject, detail, now)

    def decide(self, decision: Decision) -> Decision:
        """Keep a person's decision, with its audit line. Raises DecisionRefused; see the port."""
        kept = replace(decision, id=decisions.keep(self.session, decision))
        letter = str(kept.letter) if kept.letter is not None else ""
        about = letter or kept.receipt or kept.mail or kept.organisation
        said = "；".join(each for each in (kept.code, kept.field, kept.value, kept.reason) if each)
        self._mark_seen(kept)
        if not self.concerned(kept):  # those are indexed anew when they are judged anew
            self._note(kept)
        self.audit(kept.actor, f"decide {kept.kind.value}", about, f"{kept.id} {said}", kept.at)
        return kept

    def _note(self, decision: Decision) -> None:
        """Its reason can be found with what it is about."""
        digest = decisions.newest_mail(self.session, decision.receipt) if decision.receipt else decision.mail
        if digest:
            reindex(self.session, digest)

    def _mark_seen(self, decision: Decision) -> None:
        """A mail that couldn't be read has no case to judge anew: whether a person has seen to it is all there is."""
        mail = self.session.get(MailRow, decision.mail) if decision.mail and not decision.receipt else None
        if mail is None or not mail.error:
            return
        if decision.kind is DecisionKind.SEEN:
            mail.verdict = Verdict.IGNORED.value
        elif decision.takes_back is not None:
            mail.verdict = Verdict.REVIEW.value

    def concerned(self, decision: Decision) -> tuple[str, ...]:
        """The mails to be judged anew after it."""
        return decisions.concerned(self.session, decision)

    def recorded(self, digest: str, calls: Sequence[Call]) -> Recorded:
        """A filed mail's case, with the decisions of this very transaction. Raises DecisionRefused."""
        return cases.load(self.session, digest, calls)

    def refile(self, receipts: Sequence[str], assessment: Assessment, now: datetime) -> None:
        """Write what a mail already filed is now thought of; see the port."""
        digest = assessment.case.digest
        alone(self.session, f"call {assessment.case.call.name}")
        mail = self._mail(digest)
        mail.verdict = assessment.verdict.value
        self.session.execute(delete(FindingRow).where(FindingRow.mail == digest))
        file_findings(self.session, digest, None, assessment.findings)
        for position, (judged, receipt) in enumerate(zip(assessment.submissions, receipts, strict=True)):
            self._refile(digest, position, judged, receipt)
        reindex(self.session, digest)
        self.audit("service", "judge", digest, assessment.verdict.wording, now)

    def _refile(self, digest: str, position: int, judged: JudgedSubmission, receipt: str) -> None:
        here = (RevisionRow.mail == digest, RevisionRow.position == position)
        revision = self.session.scalars(select(RevisionRow).where(*here)).one()
        row = self.session.scalars(select(SubmissionRow).where(SubmissionRow.receipt == receipt)).one()
        revision.verdict, revision.fields = judged.verdict.value, as_json(judged.material.fields)
        file_findings(self.session, digest, revision.id, judged.findings)
        if decisions.newest_mail(self.session, receipt) != digest:
            return
        take_verdict(self.session, row, judged)

    def move(self, call: Call, mail: str, receipt: str, to: str, material: Material) -> str:
        """What this mail brought belongs to another submission; see the port. Raises Conflict, DecisionRefused."""
        alone(self.session, f"call {call.name}")
        if material.prior is not None:
            moving.unchanged(self.session, material.prior)
        return moving.move(self.session, call, mail, receipt, to, material)

    def put_back(self, call: Call, decision: Decision) -> None:
        """Undo what a decision about belonging has moved; see the port. Raises DecisionRefused."""
        row = self.session.scalars(select(SubmissionRow).where(SubmissionRow.receipt == decision.receipt)).one()
        before = cases.material(self.session, decision.said, call, row.stage)
        moving.move(self.session, call, decision.mail, decision.value, decision.receipt, before)

    def replace_letters(self, digest: str, letters: Iterable[Letter], now: datetime) -> None:
        """What still waits or is held of a mail's letters gives way to these; a neutral receipt goes once."""
        replace_letters(self.session, digest, letters, self.domain, now)

    def has_left(self, digest: str, since: datetime) -> bool:
        """Whether a letter that says more than that the mail has come left since then, or perhaps did."""
        return has_left(self.session, digest, since)

    def _mail(self, digest: str) -> MailRow:
        """The mail as it now is; nobody else changes it until the transaction ends."""
        self.session.flush()
        return self.session.get_one(MailRow, digest, with_for_update={"key_share": True}, populate_existing=True)
