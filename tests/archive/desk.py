"""An office at work on real records: mails arrive, people decide, letters leave. Nothing is parsed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from archive.tables import FindingRow, OutboxTable, RevisionRow, SubmissionRow
from intake.call import Call
from intake.deciding import Decider, Outcome
from intake.decisions.asking import Person, Subject, accept, on_finding, send_back
from intake.decisions.model import Decision, DecisionKind
from intake.grouping import relation
from intake.letters import compose
from intake.pipeline import Examiner
from intake.placing import Placer
from intake.ports import Filing, RawMail, Sighting
from parsers.facts import Comparison
from tests.cases import CALL, IN_TIME, OURS, Arrived

WAIT = timedelta(minutes=3)


class Comparing:
    """Stands in for the sandbox: a pair's texts are compared by the seed's word."""

    def __init__(self) -> None:
        self.says = Comparison(0.98)

    def examine(self, *_: object) -> object:
        raise AssertionError("nothing is read again")

    def compare(self, pairs: Sequence[object]) -> tuple[Comparison, ...]:
        return (self.says,) * len(pairs)


@dataclass
class Desk:
    records: SqlRecords
    now: datetime = IN_TIME + timedelta(minutes=1)
    calls: tuple[Call, ...] = (CALL,)
    comparing: Comparing = field(default_factory=Comparing)
    arrived: int = 0

    @property
    def decider(self) -> Decider:
        return Decider(self.records, self.calls, OURS, lambda: self.now, WAIT)

    def later(self, **past: float) -> None:
        self.now += timedelta(**past)

    def arrive(self, case: Arrived, history: bool = False) -> tuple[str, ...]:
        """One mail is filed, as the pipeline does; the receipt numbers of its submissions."""
        self.arrived += 1
        digest = f"{self.arrived:064x}"
        case = replace(case, digest=digest)
        examination = replace(case.examination(), sha256=digest)
        priors = self.records.related(case.call.name, relation(examination, case.call))
        examiner = Examiner(self.comparing, OURS)  # type: ignore[arg-type]  # as far as it is asked
        assessment = examiner.judge(examination, case.call, case.received_at, priors, self.records)
        assessment = replace(assessment, answer_to=None) if history else assessment
        with self.records.transaction() as transaction:
            transaction.register(RawMail(digest, 1000, self.now), Sighting("a", "INBOX", 7, self.arrived))
            receipts = transaction.receipts(assessment)
            letters = compose(assessment, receipts, case.call, self.now, WAIT)
            transaction.file(digest, Filing(assessment, letters, self.now, history))
        return receipts

    def unread(self) -> str:
        """A mail that nothing could read; its digest."""
        digest = "e" * 64
        with self.records.transaction() as transaction:
            transaction.register(RawMail(digest, 10, self.now), Sighting("a", "INBOX", 7, 999))
            transaction.fail(digest, "解析进程意外退出", self.now)
        return digest

    def person(self, because: str = "已电话核实") -> Person:
        return Person("王老师", self.now, because)

    def waive(self, receipt: str, code: str) -> Outcome:
        return self.decider.decide(on_finding(self.subject(receipt), self.person(), DecisionKind.WAIVE, code))

    def confirm(self, receipt: str, code: str, says: str = "") -> Outcome:
        return self.decider.decide(
            on_finding(self.subject(receipt), self.person(), DecisionKind.CONFIRM, code, "", says)
        )

    def accept(self, receipt: str) -> Outcome:
        return self.decider.decide(*accept(self.subject(receipt), self.person()))

    def send_back(self, receipt: str) -> Outcome:
        return self.decider.decide(*send_back(self.subject(receipt), self.person()))

    def take_back(self, decision: Decision) -> Outcome:
        return self.decider.take_back(decision, "王老师", "看错了")

    def place(self, receipt: str, to: str) -> Outcome:
        placer = Placer(self.decider, self.comparing, lambda _: b"")  # type: ignore[arg-type]  # as far as it is asked
        return placer.place(receipt, to, self.person())

    def subject(self, receipt: str) -> Subject:
        return self.decider.subject(receipt)

    def send(self) -> list[str]:
        """All that is due leaves; the kinds of what left."""
        box, sent = SqlOutbox(self.records), []
        self.now += WAIT
        for row in box.due(self.now):
            assert box.claim(row.id, self.now)
            box.sent(row.id, self.now)
            sent.append(row.letter.kind)
        return sent

    def letters(self) -> list[tuple[str, str]]:
        with self.records.reading() as session:
            rows = session.query(OutboxTable).order_by(OutboxTable.id)
            return [(row.kind, row.state) for row in rows if row.state != "superseded"]

    def state(self, receipt: str) -> tuple[str, list[tuple[str, str]]]:
        """A submission's verdict and its findings' codes and severities."""
        with self.records.reading() as session:
            row = session.query(SubmissionRow).filter_by(receipt=receipt).one()
            found = session.query(FindingRow).join(RevisionRow, RevisionRow.id == FindingRow.revision)
            rows = found.filter(RevisionRow.id == row.current).order_by(FindingRow.id)
            return row.verdict, [(each.code, each.severity) for each in rows]
