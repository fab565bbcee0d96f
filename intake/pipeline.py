"""The service's flow, and the one place that performs it.

    take_in(raw):                                     # for each mail that a source offers
        digest = blobs.put(raw)                       # durable before anything else; the same bytes are the same mail
        with records.transaction() as tx:             # idempotent
            tx.register(digest, where it was seen)
            queue.defer(tx, digest)
        # only now may the source be told

    assess(digest):                                   # on any worker, at least once, idempotent by digest
        facts = sandbox.examine(raw, the call's forms)
        priors = records.related(...)                 # what this organisation already sent
        grouping = group(facts, priors)               # pure
        grouping = ... sandbox.compare(its pairs)     # do PDF and Word say the same, whichever mail each came in
        decisions = records.decisions(...)            # what people have decided about these submissions
        assessment = judge(case, decisions)           # pure
        blobs.put(each document)
        with records.transaction() as tx:             # ONE: submission, search text, letters, audit line
            letters = compose(assessment, tx.receipts(assessment))   # pure
            tx.file(digest, ...)
        # somebody else filed the same submission meanwhile, or a person decided: from `priors` on anew

    decide(decision):                                 # `intake.deciding`: a person's last word

    deliver(letter):                                  # `intake.deliver`: the attempt is written before it is made

What the sandbox can't finish is filed as `review` with the error; a full disk postpones the mail and loses nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import structlog

from intake.automatic import reason
from intake.bounces import bounce_of
from intake.call import Call
from intake.errors import BlobMissing, Conflict, StoreError
from intake.grouping import group, relation
from intake.grouping.units import contracted, submitting, writings
from intake.judge import judge
from intake.letters import compose
from intake.letters.wording import SHIPPED, Wording
from intake.model import Assessment, Case, Material, Prior
from intake.ports import Blobs, Clock, Filing, Queue, RawMail, Records, Sandbox, Sighting, Transaction
from intake.receipt import call_of, find_receipts
from intake.rules import too_many_activities
from intake.scratch import Scratch
from intake.urgency import urgency
from parsers.errors import ParsingFailed, ScratchRefused
from parsers.facts import Examination, Mail, Pair

log = structlog.get_logger()
_AHEAD = timedelta(days=2)
_CONFLICTS = 5  # times that a mail is judged anew because others filed first
_MAIL = "mail"
Each = Callable[[Callable[[bytes], str], Iterable[bytes]], Iterable[str]]
_PARSING_ATTEMPTS = 2  # a crash may be another document's fault; a second one is this one's


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that a source offers."""

    raw: bytes
    arrived_at: datetime
    sighting: Sighting


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes mails in: durable, registered, deferred. `history`: all of them are kept and never answered."""

    blobs: Blobs
    records: Records
    queue: Queue
    clock: Clock
    calls: Sequence[Call] = ()
    history: bool = False

    def take_in(self, raw: bytes, arrived_at: datetime, sighting: Sighting, since: date | None = None) -> bool:
        """Take one mail in; True where these bytes are new. Raises StoreError, and then nothing may be told the source."""
        return self.take_in_all([Arrival(raw, arrived_at, sighting)], since) == 1

    def take_in_all(self, arrivals: Sequence[Arrival], since: date | None = None, each: Each = map) -> int:
        """Take several in, registered in one transaction; how many are new. `each` may write them side by side."""
        digests = list(each(self.blobs.put, [arrival.raw for arrival in arrivals]))
        by_digest = sorted(zip(digests, arrivals, strict=True), key=lambda known: known[0])  # nobody waits in a circle
        with self.records.transaction() as transaction:
            return sum(self._register(transaction, digest, arrival, since) for digest, arrival in by_digest)

    def _register(self, transaction: Transaction, digest: str, arrival: Arrival, since: date | None) -> bool:
        priority = urgency(self.calls, arrival.arrived_at, since, self.history)
        mail = RawMail(digest, len(arrival.raw), arrival.arrived_at, since, self.history, priority)
        fresh = transaction.register(mail, arrival.sighting)
        if fresh:
            self.queue.defer(transaction, digest, priority)
        return fresh


def _received(mail: Mail, known: RawMail, now: datetime) -> datetime:
    """When it was received. Of what was imported, no server tells, so that its own date goes before the file's."""
    own = mail.date if known.history else None
    return first_possible(now, mail.received, own) or known.arrived_at


def first_possible(now: datetime, *moments: datetime | None) -> datetime | None:
    """The first of these times at which a mail can have been received; None where there is none.

    What is more than two days ahead of now comes from a clock gone wrong: then the next source tells.
    """
    return next((moment for moment in moments if moment is not None and moment <= now + _AHEAD), None)


@dataclass(frozen=True, slots=True)
class Examiner:
    """Examines and judges one message, without storing anything: what `check` does, and the first half of `assess`."""

    sandbox: Sandbox
    our_addresses: frozenset[str]

    def examine(self, raw: bytes | Path, call: Call, scratch: Path) -> Examination:
        """The facts, read against the call's forms. Raises ParsingFailed."""
        return self.sandbox.examine(raw, [stage.form for stage in call.stages], scratch)

    def judge(
        self,
        examination: Examination,
        call: Call,
        received: datetime,
        priors: Sequence[Prior] = (),
        records: Records | None = None,
        original: Callable[[str], bytes] | None = None,
    ) -> Assessment:
        """The assessment. Raises ParsingFailed.

        `records` tells how many activities are on record already and what people have decided; `original` gives a document's bytes by its digest, so
        that doubtful places of a scan can be read again.
        """
        automatic = reason(examination.mail, self.our_addresses)
        grouping = group(examination, call, received, priors, recorded=records is not None)
        grouping = grouping.without_blanks() if automatic else grouping
        pairs = [_with_data(pair, original) for pair in grouping.pairs()]
        grouping = grouping.with_comparisons(self.sandbox.compare(pairs))
        receipts = [each.prior.receipt if each.prior else "" for each in grouping.materials]
        decisions = records.decisions(call.name, examination.sha256, receipts) if records is not None else ()
        case = Case(
            digest=examination.sha256,
            examination=examination,
            call=call,
            received_at=received,
            automatic=automatic,
            roles=grouping.roles,
            materials=grouping.materials,
            accepted_activities=_on_record(records, call, grouping.materials, examination.mail.sender.address.lower()),
        )
        return judge(case, self.our_addresses, decisions)


def _with_data(pair: Pair, original: Callable[[str], bytes] | None) -> Pair:
    if original is None or not pair.pdf.is_recognised:
        return pair
    return replace(pair, data=original(pair.pdf_sha256))


def _on_record(
    records: Records | Transaction | None, call: Call, materials: Sequence[Material], sender: str
) -> dict[str, int]:
    """How many activities each submitting unit of this mail has on record, by stage and unit."""
    if records is None:
        return {}
    counted: dict[str, int] = {}
    for material in materials:
        unit = submitting(material.organisation, sender, call)
        key = f"{material.stage.key}:{contracted(unit)}"
        if unit and key not in counted:
            hosts = records.hosts(call.name, material.stage.key, (*writings(unit, call), material.organisation), sender)
            counted[key] = sum(contracted(submitting(host, by, call)) == contracted(unit) for host, by in hosts)
    return counted


def _check_count(transaction: Transaction, case: Case) -> None:
    """Raises Conflict where mails of the same unit, judged at the same time, were filed first and use up what the call allows."""
    if not any(too_many_activities.counts(material) for material in case.materials):
        return
    sender = case.examination.mail.sender.address.lower()
    now = replace(case, accepted_activities=_on_record(transaction, case.call, case.materials, sender))
    if _beyond(now) != _beyond(case):
        raise Conflict("同一单位刚有另一封信登记了活动，重新核对")


def _beyond(case: Case) -> list[bool]:
    return [any(too_many_activities.check(case, material)) for material in case.materials]


def choose_call(calls: Sequence[Call], mail: Mail, received: datetime) -> Call:
    """The call a mail is for: whose receipt number it names, else the one it is addressed to, else the newest open by then."""
    named = {call_of(receipt) for receipt in find_receipts("\n".join((mail.subject, mail.text, mail.quoted)))}
    answered = [call for call in calls if call.name in named]
    if len(answered) == 1:
        return answered[0]
    addressed = [call for call in calls if call.address.lower() in {to.address.lower() for to in mail.to}]
    opened = [call for call in addressed or calls if call.opened <= received.date()]
    return max(opened, key=lambda call: call.opened) if opened else (addressed or list(calls))[0]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Assesses mails. One instance serves all workers."""

    blobs: Blobs
    records: Records
    examiner: Examiner
    calls: Sequence[Call]  # its rosters may change while it runs
    clock: Clock
    wait: timedelta
    scratch: Scratch
    stopping: Event = field(default_factory=Event)
    wording: Wording = SHIPPED

    def assess(self, digest: str) -> None:
        """Examine, judge and file one mail. Raises StoreError, and then the mail stays pending."""
        try:
            self._assess(digest)
        except ScratchRefused as error:
            raise StoreError(str(error)) from error
        except ParsingFailed as error:
            if not self.stopping.is_set():  # else whoever ends us ended the parsing processes too (systemd, a terminal)
                self._failed(digest, str(error))

    def _failed(self, digest: str, error: str) -> None:
        with self.records.transaction() as transaction:
            if transaction.postpone(digest, error) >= _PARSING_ATTEMPTS:
                log.error("来信无法解析，已留待人工处理", mail=digest, error=error)
                transaction.fail(digest, error, self.clock())

    def give_up(self, digest: str, error: str) -> None:
        """File a mail as `review` that a mistake of ours stopped: kept, shown to a person, the next one goes on."""
        with self.records.transaction() as transaction:
            transaction.fail(digest, error, self.clock())

    def _assess(self, digest: str) -> None:
        known, calls = self.records.raw(digest), tuple(self.calls)
        with self.scratch.folder() as scratch:
            raw = scratch / _MAIL  # by path, for it may be large: it is never whole in this process
            self.blobs.fetch(digest, raw)
            examination = self.examiner.examine(raw, calls[0], scratch)
            received = _received(examination.mail, known, self.clock())
            call = choose_call(calls, examination.mail, received)
            if call is not calls[0]:
                examination = self.examiner.examine(raw, call, scratch)
            history = known.history or received.date() < (known.since or call.opened)
            for _ in range(_CONFLICTS):
                priors = self.records.related(call.name, relation(examination, call))
                assessment = self.examiner.judge(
                    examination, call, received, priors, self.records, partial(self._original, scratch)
                )
                self._keep_documents(examination, scratch)  # what can't be judged leaves no documents behind
                try:
                    self._file(digest, replace(assessment, answer_to=None) if history else assessment, history)
                except Conflict as conflict:
                    log.info(str(conflict), mail=digest)
                else:
                    self._keep_again(examination, scratch)
                    return
        raise ParsingFailed(f"同一报送件连续{_CONFLICTS}次被其他来信更新，未能登记")

    def _original(self, scratch: Path, digest: str) -> bytes:
        """A document's bytes, from this mail or on record; b"" where the store has lost them, which `verify` tells."""
        try:
            here = scratch / digest
            return here.read_bytes() if here.exists() else self.blobs.get(digest)
        except BlobMissing:
            return b""

    def _keep_again(self, examination: Examination, scratch: Path) -> None:
        """What was removed with an unrelated mail, just before we said that we need it, too."""
        for document in {document.sha256 for document in examination.documents}:
            if not self.blobs.exists(document):
                self.blobs.put_file(scratch / document)

    def _keep_documents(self, examination: Examination, scratch: Path) -> None:
        for document in {document.sha256 for document in examination.documents}:
            stored = self.blobs.put_file(scratch / document)
            if stored != document:
                raise ParsingFailed(f"解析出的文件{document}与其内容不符")

    def _file(self, digest: str, assessment: Assessment, history: bool) -> None:
        now = self.clock()
        with self.records.transaction() as transaction:
            receipts = transaction.receipts(assessment)
            _check_count(transaction, assessment.case)
            letters = compose(assessment, receipts, assessment.case.call, now, self.wait, self.wording)
            bounce = bounce_of(assessment.case.examination.mail, self.examiner.our_addresses)
            transaction.file(digest, Filing(assessment, letters, now, history, bounce))
