"""An archive in which everything that can be on record is on record."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from archive.blobs import ObjectBlobs
from archive.edits import Edited
from archive.edits import keep as keep_edit
from archive.finding.saved import save
from archive.outbox import SqlOutbox
from archive.recorded.owners import NOT_RECORDED
from archive.records import SqlRecords
from archive.scores import Entered, SqlScores
from archive.tables import Table
from intake.codes import Code, Verdict
from intake.decisions.model import Decision, DecisionKind
from intake.model import Finding
from intake.scoring import Assignment, Ballot, Held
from tests.archive.filings import NOON, assessed, examination, file, judged, letter, raw_mail, sighting, simple

LATER = NOON + timedelta(hours=1)


def lived_in(records: SqlRecords, blobs: ObjectBlobs) -> None:
    """Mails of every kind, letters in every state, decisions, scores."""
    (receipt,) = keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    keep(records, blobs, b"two", "中国莲花学会", "云上开放日")
    outbox = SqlOutbox(records)
    first, second = outbox.waiting()
    assert outbox.claim(first.id, LATER, "1@here", LATER)
    assert outbox.handing_over(first.id, 1)
    outbox.sent(first.id, LATER, 1)
    outbox.hold(second.id, "请核对")
    prior = judged(b"three", "中国白桦学会", "林间课堂", verdict=Verdict.CORRECTION, doubtful="说不准")
    file(records, assessed(examination(b"three"), [prior]), letter("none", due_at=LATER), now=LATER)
    blobs.put(b"three")
    nothing = Finding(Code.NOT_A_SUBMISSION, Code.NOT_A_SUBMISSION.severity, "不是报送")
    file(records, assessed(examination(b"lunch"), findings=(nothing,), verdict=Verdict.REVIEW))
    blobs.put(b"lunch")
    with records.transaction() as transaction:
        pending = raw_mail(b"pending")
        transaction.register(replace(pending, history=True, since=NOON.date()), sighting(77))
        transaction.register(raw_mail(b"one"), sighting(78, "去年"))
    blobs.put(b"pending")
    records.marking("a@example.org", "INBOX", 7, [77])
    records.marked("a@example.org", "INBOX", 7, [78])
    scores = SqlScores(records)
    scores.replace("2020-29", [Entered(Ballot("江评", receipt, {"all": 88.5}, "好"), "江评.xlsx")], LATER)
    scores.assign("2020-29", [Assignment("江评", receipt)], "种子", LATER)
    scores.hold("2020-29", Held("江评", "中国莲花学会", "本单位"), LATER)
    save(records, "谁直播", "直播 is:current", LATER)
    keep_edit(records, Edited.TEMPLATE, "correction.txt.j2", "请补正", "王敏", "话短些", LATER)
    with records.transaction() as transaction:
        transaction.decide(decision(receipt))


def decision(receipt: str) -> Decision:
    return Decision(
        id=0, at=LATER, actor="王敏", reason="看过原件", kind=DecisionKind.STANDING, call="2020-29", receipt=receipt
    )


def keep(records: SqlRecords, blobs: ObjectBlobs, raw: bytes, organisation: str, activity: str) -> tuple[str, ...]:
    """A mail with two documents, filed, with everything in the store that the pipeline puts there."""
    assessment = simple(raw, organisation, activity)
    blobs.put(raw)
    blobs.put(f"{organisation}{activity}直播".encode())
    blobs.put("第一页的字\f盖章页".encode())
    return file(records, assessment)


def everything(records: SqlRecords) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that is recorded."""
    with records.reading() as session:
        return {
            name: [dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()]
            for name, table in Table.metadata.tables.items()
            if name not in NOT_RECORDED
        }
