"""What has happened, in order, for doing it again: mails and decisions; and whether it comes out the same."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive.decisions import found
from archive.records import SqlRecords
from archive.tables import (
    AuditRow,
    DocumentRow,
    FindingRow,
    MailRow,
    OutboxTable,
    RevisionRow,
    SubmissionRow,
)
from intake.decisions.model import Decision
from intake.ports import Decided, Event, Filed, RawMail

_FILED = ("file", "fail")
_DECIDE = "decide "


def past(records: SqlRecords) -> tuple[Event, ...]:
    """Mails and decisions in the order in which they were written, which the audit log tells."""
    with records.reading() as session:
        decisions = {each.id: each for each in found(session)}
        mails = {row.digest: row for row in session.scalars(select(MailRow).where(MailRow.state == "filed"))}
        letters = _message_ids(session)
        lines = session.execute(select(AuditRow.action, AuditRow.subject, AuditRow.detail).order_by(AuditRow.id)).all()
    return tuple(_events(lines, mails, decisions, letters))


def _events(
    lines: Any, mails: Mapping[str, MailRow], decisions: Mapping[int, Decision], letters: Mapping[str, tuple[str, ...]]
) -> Iterator[Event]:
    together: list[Decision] = []
    for action, subject, detail in lines:
        decision = decisions.get(int(detail.partition(" ")[0])) if action.startswith(_DECIDE) else None
        if together and (decision is None or not _at_once(together[0], decision)):
            yield _decided(together, letters)
            together = []
        if decision is not None:
            together.append(decision)
        elif action in _FILED and subject in mails:
            yield _filed(mails[subject], letters)
    if together:
        yield _decided(together, letters)


def _at_once(one: Decision, other: Decision) -> bool:
    return (one.at, one.actor, one.receipt, one.mail) == (other.at, other.actor, other.receipt, other.mail)


def _filed(row: MailRow, letters: Mapping[str, tuple[str, ...]]) -> Filed:
    mail = RawMail(row.digest, row.size, row.arrived_at, row.since, row.history, row.priority)
    return Filed(row.filed_at or row.arrived_at, mail, letters.get(row.digest, ()))


def _decided(decisions: list[Decision], letters: Mapping[str, tuple[str, ...]]) -> Decided:
    mails = dict.fromkeys(each.mail for each in decisions if each.mail)
    return Decided(decisions[0].at, tuple(decisions), tuple((mail, letters.get(mail, ())) for mail in mails))


def _message_ids(session: Session) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    query = select(OutboxTable.mail, OutboxTable.message_id).where(OutboxTable.mail.is_not(None))
    for mail, name in session.execute(query.order_by(OutboxTable.id)):
        found.setdefault(mail or "", []).append(name)
    return {mail: tuple(names) for mail, names in found.items()}


def differences(recorded: SqlRecords, replayed: SqlRecords) -> Iterator[str]:
    """A sentence for each mail and submission that came out otherwise, oldest first; none where all is the same."""
    for what, of in (("来信", _mails), ("报送件", _submissions)):
        one, other = of(recorded), of(replayed)
        for name in dict.fromkeys((*one, *other)):
            if name not in other or name not in one:
                yield f"{what}{name[:20]}{'重做后没有了' if name not in other else '重做后才有'}"
            elif one[name] != other[name]:
                changed = [key for key in one[name] if one[name][key] != other[name][key]]
                told = "；".join(f"{key}由{one[name][key]}变为{other[name][key]}" for key in changed)
                yield f"{what}{name[:20]}不同：{told}"


def _mails(records: SqlRecords) -> dict[str, dict[str, Any]]:
    with records.reading() as session:
        rows = session.scalars(select(MailRow).where(MailRow.state == "filed").order_by(MailRow.filed_at)).all()
        return {
            row.digest: {
                "结果": row.verdict,
                "错误": row.error,
                "意见": _findings(session, row.digest, None),
            }
            for row in rows
        }


def _submissions(records: SqlRecords) -> dict[str, dict[str, Any]]:
    with records.reading() as session:
        rows = session.scalars(select(SubmissionRow).order_by(SubmissionRow.id)).all()
        return {row.receipt: _submission(session, row) for row in rows}


def _submission(session: Session, row: SubmissionRow) -> dict[str, Any]:
    revisions = session.scalars(
        select(RevisionRow).where(RevisionRow.submission == row.id).order_by(RevisionRow.number)
    ).all()
    return {
        "单位": row.organisation,
        "活动": row.activity,
        "阶段": row.stage,
        "结果": row.verdict,
        "栏目": row.fields,
        "字数": row.characters,
        "状态": (row.closed, row.merged),
        "时间": (row.first_received_at.isoformat(), row.last_received_at.isoformat()),
        "版本": (_sha256(session, row.word), row.word_form, _sha256(session, row.pdf)),
        "来信": [(each.number, each.mail, each.verdict, each.fields, each.id == row.current) for each in revisions],
        "意见": [_findings(session, each.mail, each.id) for each in revisions],
    }


def _findings(session: Session, mail: str, revision: int | None) -> list[tuple[Any, ...]]:
    rows = select(FindingRow).where(FindingRow.mail == mail, FindingRow.revision.is_not_distinct_from(revision))
    return [
        (row.code, row.severity, row.detail, row.document, row.field, row.was, row.decision)
        for row in session.scalars(rows.order_by(FindingRow.id))
    ]


def _sha256(session: Session, document: int | None) -> str | None:
    return session.scalar(select(DocumentRow.sha256).where(DocumentRow.id == document)) if document else None
