"""One writing transaction: registering, filing, failing."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select, update

from archive import belonging, cases, decisions, facts_json
from archive.bounces import note_bounce
from archive.filed import as_json, file_findings, keys
from archive.finding import reindex
from archive.finding.filing import file_texts
from archive.letters import file_letters
from archive.locking import add_new, alone
from archive.refiling import DecidingTransaction
from archive.standing import new_submission, stand_at, take_verdict
from archive.tables import DocumentRow, MailRow, RevisionRow, SightingRow, SubmissionRow
from intake.codes import Code, Verdict
from intake.errors import Conflict
from intake.model import Assessment, JudgedSubmission
from intake.ports import Filing, RawMail, Sighting
from intake.receipt import format_receipt

_NOT_OURS = frozenset((Code.NOT_A_SUBMISSION, Code.AUTOMATIC_MAIL))


class SqlTransaction(DecidingTransaction):
    """Stands behind `intake.ports.Transaction`; nothing is seen until its context ends."""

    def register(self, mail: RawMail, sighting: Sighting) -> bool:
        """Register and note where it was seen; True where these bytes are new. Idempotent."""
        state = {"state": "registered", "call": "", "verdict": "", "message_id": "", "sender": "", "subject": ""}
        fresh = self.session.get(MailRow, mail.digest) is None and add_new(
            self.session,
            MailRow,
            digest=mail.digest,
            size=mail.size,
            arrived_at=mail.arrived_at,
            since=mail.since,
            history=mail.history,
            priority=mail.priority,
            attempts=0,
            error="",
            ours=False,
            **state,
        )
        if not fresh:
            back = update(MailRow).where(MailRow.digest == mail.digest, MailRow.lost | MailRow.removed_at.is_not(None))
            self.session.execute(back.values(lost=False, removed_at=None))
        add_new(
            self.session,
            SightingRow,
            account=sighting.account,
            folder=sighting.folder,
            uidvalidity=sighting.uidvalidity,
            uid=sighting.uid,
            mail=mail.digest,
            marked=False,
        )
        return fresh

    def receipts(self, assessment: Assessment) -> tuple[str, ...]:
        """One receipt number for each submission, in order. Raises Conflict; see the port."""
        call = assessment.case.call.name
        self._alone(assessment)
        following = (
            self.session.scalar(select(func.count()).select_from(SubmissionRow).where(SubmissionRow.call == call)) or 0
        ) + 1
        numbers: list[str] = []
        for judged in assessment.submissions:
            prior = judged.material.prior
            if prior is not None:
                self._unchanged(prior.submission, prior.revision)
                numbers.append(prior.receipt)
                continue
            self._is_free(call, judged)
            numbers.append(format_receipt(call, following))
            following += 1
        self._decided_so(assessment, numbers)
        return tuple(numbers)

    def hosts(self, call: str, stage: str, names: Collection[str], sender: str) -> tuple[tuple[str, str], ...]:
        """As the records' own, in this transaction."""
        return belonging.hosts(self.session, call, stage, names, sender)

    def _decided_so(self, assessment: Assessment, receipts: Sequence[str]) -> None:
        """Whether all that people have decided about it was known when it was judged."""
        case = assessment.case
        now = {each.id for each in decisions.concerning(self.session, case.call.name, case.digest, receipts)}
        if now != {each.id for each in assessment.decisions}:
            raise Conflict("刚有人作出决定，重新核对")

    def _alone(self, assessment: Assessment) -> None:
        """Nobody else numbers or changes this call's submissions until the transaction ends."""
        if assessment.submissions:
            alone(self.session, f"call {assessment.case.call.name}")

    def _unchanged(self, submission: int, revision: int) -> None:
        row = self.session.get(SubmissionRow, submission)
        if row is None or row.revision != revision:
            raise Conflict("同一报送件刚被另一封信更新，重新核对")

    def _is_free(self, call: str, judged: JudgedSubmission) -> None:
        unit, activity = keys(judged)
        if unit is None or activity is None:
            return
        where = (
            SubmissionRow.call == call,
            SubmissionRow.stage == judged.material.stage.key,
            SubmissionRow.organisation_key == unit,
            SubmissionRow.activity_key == activity,
        )
        if self.session.scalar(select(SubmissionRow.id).where(*where)) is not None:
            raise Conflict("同一报送件刚由另一封信登记，重新核对")

    def file(self, digest: str, filing: Filing) -> None:
        """Write all that became of a mail. Idempotent by digest."""
        assessment = filing.assessment
        self._alone(assessment)
        mail = self._mail(digest)
        if mail.state == "filed":
            return
        receipts = self.receipts(assessment)
        self._file_documents(digest, assessment)
        self._summarise(mail, assessment, filing.now)
        mail.history = filing.history
        file_findings(self.session, digest, None, assessment.findings)
        numbers: list[int] = []
        for position, (judged, receipt) in enumerate(zip(assessment.submissions, receipts, strict=True)):
            numbers.append(self._file_submission(digest, position, judged, receipt, assessment))
        if mail.ours:  # what has nothing to do with the call isn't searched
            file_texts(self.session, assessment, numbers)
        reindex(self.session, digest)
        replaced = bool(assessment.submissions) and all(_is_replaced(each, digest) for each in assessment.submissions)
        file_letters(self.session, digest, filing.letters, self.domain, filing.now, replaced)
        for letter in note_bounce(self.session, filing.bounce, filing.now) if filing.bounce else ():
            self.audit("service", "bounce", str(letter), filing.bounce.why if filing.bounce else "", filing.now)
        said = "、".join(receipts) or assessment.verdict.wording
        self.audit("service", "file", digest, said, filing.now)

    def _summarise(self, row: MailRow, assessment: Assessment, now: datetime) -> None:
        mail = assessment.case.examination.mail
        own = {finding.code for finding in assessment.findings}
        row.state, row.filed_at, row.error = "filed", now, ""
        row.call, row.verdict, row.facts = (
            assessment.case.call.name,
            assessment.verdict.value,
            cases.dump_mail(assessment),
        )
        row.ours = bool(assessment.submissions) or (assessment.verdict is not Verdict.IGNORED and not own & _NOT_OURS)
        row.message_id, row.sender = mail.message_id[:1000], mail.sender.address.lower()[:1000]
        row.subject, row.received_at = mail.subject[:4000], assessment.case.received_at

    def _file_documents(self, digest: str, assessment: Assessment) -> None:
        self.session.add_all(
            DocumentRow(
                mail=digest,
                position=position,
                place=document.id,
                name=document.name,
                container=document.container,
                sha256=document.sha256,
                size=document.size,
                kind=document.kind.value,
                role=assessment.case.roles.get(document.id, ""),
                facts=facts_json.dump(document),
            )
            for position, document in enumerate(assessment.case.examination.documents)
        )
        self.session.flush()

    def _file_submission(
        self,
        digest: str,
        position: int,
        judged: JudgedSubmission,
        receipt: str,
        assessment: Assessment,
    ) -> int:
        received = assessment.case.received_at
        row = self.session.scalar(select(SubmissionRow).where(SubmissionRow.receipt == receipt))
        if row is None:
            row = new_submission(assessment.case.call.name, judged.material.stage.key, receipt, received)
            self.session.add(row)
        stands_here = row.revision == 0 or received >= row.last_received_at or _brings_a_version(judged, digest)
        if stands_here:
            stand_at(self.session, row, judged.material, max(received, row.last_received_at))
            take_verdict(self.session, row, judged)
        row.first_received_at = min(row.first_received_at, received)
        row.revision += 1
        self.session.flush()
        revision = RevisionRow(
            submission=row.id,
            number=row.revision,
            mail=digest,
            position=position,
            received_at=received,
            verdict=judged.verdict.value,
            fields=as_json(judged.material.fields),
            documents=list(judged.material.documents),
            belonging=[asdict(each) for each in judged.material.candidates],
            material=cases.dump_material(judged),
        )
        self.session.add(revision)
        self.session.flush()
        row.current = revision.id if stands_here else row.current
        file_findings(self.session, digest, revision.id, judged.findings)
        return row.id

    def fail(self, digest: str, error: str, now: datetime) -> None:
        """File a mail that could not be examined as `review` with the error."""
        row = self._mail(digest)
        if row.state != "filed":
            row.state, row.filed_at, row.error, row.verdict = "filed", now, error, Verdict.REVIEW.value
            row.received_at = row.arrived_at
            reindex(self.session, digest)
            self.audit("service", "fail", digest, error, now)

    def postpone(self, digest: str, error: str) -> int:
        """Note a failed attempt that will be tried again; returns the number of attempts so far."""
        row = self._mail(digest)
        row.attempts += 1
        if row.state != "filed":  # another process was luckier
            row.error = error
        return row.attempts


def _brings_a_version(judged: JudgedSubmission, digest: str) -> bool:
    versions = (judged.material.word, judged.material.pdf)
    return any(version is not None and version.mail == digest for version in versions)


def _is_replaced(judged: JudgedSubmission, digest: str) -> bool:
    """Whether a mail received later, filed before this one, has all that it brings."""
    versions = [version for version in (judged.material.word, judged.material.pdf) if version is not None]
    return judged.material.prior is not None and bool(versions) and not _brings_a_version(judged, digest)
