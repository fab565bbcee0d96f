"""What a mail was judged by, as JSON beside it, so that it is judged anew without being read again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from archive import decisions, facts_json
from archive.tables import DocumentRow, MailRow, RevisionRow, SubmissionRow
from intake.call import Call
from intake.errors import DecisionRefused
from intake.model import Assessment, Case, JudgedSubmission, Material
from intake.ports import Recorded
from parsers.facts import Document, Examination, Mail


@dataclass(frozen=True, slots=True)
class _OfMail:
    """What a case holds beside its documents and materials."""

    mail: Mail
    automatic: str = ""
    accepted_activities: Mapping[str, int] = field(default_factory=dict)


_MAILS = TypeAdapter(_OfMail)
_MATERIALS = TypeAdapter(Material)
_VERSION = {"document": {each.name: True for each in fields(Document) if each.name != "id"}}  # which is kept already
_VERSIONS = {"word": _VERSION, "pdf": _VERSION}
_LEFT_OUT: Any = {"stage": True, **_VERSIONS, "prior": _VERSIONS}


def dump_mail(assessment: Assessment) -> str:
    """A mail's own facts."""
    case = assessment.case
    facts = _OfMail(case.examination.mail, case.automatic, case.accepted_activities)
    return _MAILS.dump_json(facts, exclude_defaults=True).decode("utf-8")


def mail_of(facts: str) -> Mail:
    """The mail of those facts."""
    return _MAILS.validate_json(facts).mail


def dump_material(judged: JudgedSubmission) -> str:
    """A material as it was read, its documents by their places."""
    return dump(judged.read or judged.material)


def dump(material: Material) -> str:
    """A material, its documents by their places."""
    return _MATERIALS.dump_json(material, exclude=_LEFT_OUT, exclude_defaults=True).decode("utf-8")


def load(session: Session, digest: str, calls: Sequence[Call]) -> Recorded:
    """A filed mail's case. Raises DecisionRefused where it can't be judged anew."""
    mail = session.get(MailRow, digest)
    if mail is None or mail.state != "filed":
        raise DecisionRefused(f"没有登记过邮件{digest[:12]}")
    call = next((each for each in calls if each.name == mail.call), None)
    if not mail.facts or call is None or mail.received_at is None:
        raise DecisionRefused(_why_not(mail, call))
    facts = _MAILS.validate_json(mail.facts)
    rows = session.scalars(select(DocumentRow).where(DocumentRow.mail == digest).order_by(DocumentRow.position)).all()
    documents = tuple(facts_json.load(row.facts) for row in rows)
    revisions = session.execute(
        select(RevisionRow.material, SubmissionRow.receipt, SubmissionRow.stage)
        .join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
        .where(RevisionRow.mail == digest)
        .order_by(RevisionRow.position)
    ).all()
    case = Case(
        digest=digest,
        examination=Examination(digest, mail.size, facts.mail, documents),
        call=call,
        received_at=mail.received_at,
        automatic=facts.automatic,
        roles={row.place: row.role for row in rows},
        materials=tuple(material(session, kept, call, stage) for kept, _, stage in revisions),
        accepted_activities=facts.accepted_activities,
    )
    receipts = tuple(receipt for _, receipt, _ in revisions)
    about = decisions.concerning(session, call.name, digest, receipts)
    return Recorded(case, receipts, about, mail.history)


def _why_not(mail: MailRow, call: Call | None) -> str:
    if mail.error:
        return f"邮件{mail.digest[:12]}未能解析（{mail.error}），没有可核对的内容"
    if call is None:
        return f"邮件{mail.digest[:12]}属于通知{mail.call}，配置中没有这个通知，请在call中写上它"
    return (
        f"邮件{mail.digest[:12]}由旧版本登记，当时没有保存核对所需的内容，不能再作决定；"
        "请对方把材料重发一次（新来信可以决定），它的信件可用baosong outbox处理"
    )


def kept(session: Session, mail: str, receipt: str) -> str:
    """What a mail brought to a submission, as it was dumped."""
    rows = select(RevisionRow.material).join(SubmissionRow, SubmissionRow.id == RevisionRow.submission)
    return session.scalars(rows.where(RevisionRow.mail == mail, SubmissionRow.receipt == receipt)).first() or ""


def material(session: Session, kept: str, call: Call, stage: str) -> Material:
    """The material that was dumped so."""
    values = json.loads(kept)
    for place in (values, values.get("prior") or {}):
        for version in ("word", "pdf"):
            if place.get(version):
                place[version]["document"] = _document(session, place[version])
    return _MATERIALS.validate_python({**values, "stage": call.stage(stage)})


def _document(session: Session, version: Mapping[str, Any]) -> Document:
    values = {"mail": version["mail"], "place": version["document"]["id"]}
    return facts_json.load(session.scalars(_FACTS, values).one())


_FACTS = select(DocumentRow.facts).where(DocumentRow.mail == bindparam("mail"), DocumentRow.place == bindparam("place"))
