"""A mail's material that belongs to another submission: its revision moves there, both stand as if it had always been so."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from archive import cases
from archive.finding import reindex
from archive.standing import new_submission, stand_at
from archive.tables import RevisionRow, SubmissionRow, TextRow
from intake.call import Call
from intake.errors import Conflict, DecisionRefused
from intake.model import Material, Prior
from intake.receipt import format_receipt

_MERGED = "merged"


def move(session: Session, call: Call, mail: str, receipt: str, to: str, material: Material) -> str:
    """Move what a mail brought from one submission to another ("": a new one); returns that one's number.

    `material` is as it is now read, together with what it completes there. Raises DecisionRefused where a later mail has
    built upon it.
    """
    row, revision = _found(session, mail, receipt)
    target = _target(session, call, row, revision, to)
    revision.material = cases.dump(material)
    if target is not row:
        revision.submission = target.id
        texts = update(TextRow).where(TextRow.mail == mail, TextRow.submission == row.id)
        session.execute(texts.values(submission=target.id))
        target.revision += 1
        revision.number = target.revision
        session.flush()
        _restore(session, call, row, target)
    target.closed, target.merged, target.current = "", "", revision.id
    target.first_received_at = min(target.first_received_at, revision.received_at)
    stand_at(session, target, material, max(target.last_received_at, revision.received_at))
    reindex(session, mail)
    return target.receipt


def unchanged(session: Session, prior: Prior) -> None:
    """Raises Conflict where a submission is no longer what it was."""
    now = session.scalar(select(SubmissionRow.revision).where(SubmissionRow.receipt == prior.receipt))
    if now != prior.revision:
        raise Conflict("同一报送件刚被另一封信更新，重新核对")


def _found(session: Session, mail: str, receipt: str) -> tuple[SubmissionRow, RevisionRow]:
    row = session.scalars(select(SubmissionRow).where(SubmissionRow.receipt == receipt)).one()
    where = (RevisionRow.submission == row.id, RevisionRow.mail == mail)
    revision = session.scalars(select(RevisionRow).where(*where).order_by(RevisionRow.position)).first()
    if revision is None or revision.id != row.current:
        raise DecisionRefused(f"{receipt}此后又有来信，这封信的归属不能再改；请先处理之后的来信")
    return row, revision


def _target(session: Session, call: Call, row: SubmissionRow, revision: RevisionRow, to: str) -> SubmissionRow:
    """The submission of that number; for a new one this one stays, where nothing else has made it."""
    if to:
        return session.scalars(select(SubmissionRow).where(SubmissionRow.receipt == to)).one()
    others = select(RevisionRow.id).where(RevisionRow.submission == row.id, RevisionRow.id != revision.id)
    if session.scalar(others.limit(1)) is None:
        return row
    count = session.scalar(select(func.count()).select_from(SubmissionRow).where(SubmissionRow.call == call.name)) or 0
    fresh = new_submission(call.name, row.stage, format_receipt(call.name, count + 1), revision.received_at)
    session.add(fresh)
    session.flush()
    return fresh


def _restore(session: Session, call: Call, row: SubmissionRow, target: SubmissionRow) -> None:
    """A submission without that revision: as the one before left it, or part of the other where there is none."""
    row.revision += 1  # whoever has read it before meets a conflict
    row.organisation_key = row.activity_key = None
    left = select(RevisionRow).where(RevisionRow.submission == row.id)
    before = session.scalars(left.order_by(RevisionRow.number.desc()).limit(1)).first()
    if before is None:
        row.closed, row.merged, row.current = _MERGED, target.receipt, None
        session.execute(update(SubmissionRow).where(SubmissionRow.merged == row.receipt).values(merged=target.receipt))
    else:
        row.current = before.id
        stand_at(session, row, cases.material(session, before.material, call, row.stage), before.received_at)
        reindex(session, before.mail)
    session.flush()
