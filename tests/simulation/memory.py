"""The ports in memory, with the faults that real ones have. They keep the contract of `test_fakes.py`, as real ones do.

What a transaction changes is seen by nobody before its end; nobody else goes meanwhile.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from intake.codes import Code, Verdict
from intake.errors import BlobMissing, Conflict, StoreError
from intake.model import Assessment, Prior
from intake.naming import activity_key, organisation_key
from intake.ports import (
    Claim,
    Filing,
    OutboxRow,
    OutboxState,
    Permission,
    Permit,
    Progress,
    RawMail,
    Relation,
    Sighting,
)
from intake.receipt import format_receipt
from tests.simulation.schedule import Schedule

_TRIED = (OutboxState.SENT, OutboxState.SENDING, OutboxState.IN_DOUBT)
_NOT_OURS = {Code.NOT_A_SUBMISSION, Code.AUTOMATIC_MAIL}


class MemoryBlobs:
    """`refusing`, `losing`: how likely a put fails, or says that it stored what it didn't."""

    def __init__(self, schedule: Schedule, refusing: float = 0.0, losing: float = 0.0) -> None:
        self.schedule, self.refusing, self.losing = schedule, refusing, losing
        self.kept: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        self.schedule.step("put")
        if self.schedule.strikes("store refuses", self.refusing):
            raise StoreError("写入存档失败")
        digest = hashlib.sha256(data).hexdigest()
        if not self.schedule.strikes("store loses", self.losing):
            self.kept[digest] = data
        self.schedule.point("after put")
        return digest

    def get(self, digest: str) -> bytes:
        self.schedule.step("get")
        if digest not in self.kept:
            raise BlobMissing(f"存档里没有{digest}")
        return self.kept[digest]

    def put_file(self, path: Path) -> str:
        return self.put(path.read_bytes())

    def fetch(self, digest: str, path: Path) -> None:
        path.write_bytes(self.get(digest))

    def exists(self, digest: str) -> bool:
        return digest in self.kept


@dataclass(frozen=True)
class MailEntry:
    raw: RawMail
    filed: int = 0  # how often, which must never pass 1
    ours: bool = False
    lost: bool = False
    attempts: int = 0
    error: str = ""
    receipts: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterEntry:
    row: OutboxRow
    mail: str
    attempted_at: datetime | None = None


@dataclass(frozen=True)
class Seen:
    mail: str
    marked: bool = False
    marking: bool = False


@dataclass
class Tables:
    mails: dict[str, MailEntry] = field(default_factory=dict)
    seen: dict[Sighting, Seen] = field(default_factory=dict)
    submissions: dict[int, Prior] = field(default_factory=dict)
    letters: dict[int, LetterEntry] = field(default_factory=dict)
    audit: dict[int, tuple[str, str]] = field(default_factory=dict)  # said, hash over it and the one before
    jobs: dict[str, tuple[str, int]] = field(
        default_factory=dict
    )  # digest → worker or "", step of its last sign of life
    conditions: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def copy(self) -> "Tables":
        return Tables(**{name: dict(table) for name, table in vars(self).items()})


def _hosts(tables: Tables, stage: str, names: Collection[str]) -> tuple[tuple[str, str], ...]:
    keys = {organisation_key(name) for name in names}
    known = tables.submissions.values()
    found = (each for each in known if each.stage == stage and organisation_key(each.organisation) in keys)
    return tuple((each.organisation, "") for each in found)


class MemoryTransaction:
    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def register(self, mail: RawMail, sighting: Sighting) -> bool:
        known = self.tables.mails.get(mail.digest)
        self.tables.mails[mail.digest] = replace(known, lost=False) if known else MailEntry(mail)
        self.tables.seen.setdefault(sighting, Seen(mail.digest))
        return known is None

    def hosts(self, call: str, stage: str, names: Collection[str], sender: str) -> tuple[tuple[str, str], ...]:
        return _hosts(self.tables, stage, names)

    def receipts(self, assessment: Assessment) -> tuple[str, ...]:
        numbers = []
        following = len(self.tables.submissions) + 1
        for judged in assessment.submissions:
            prior = judged.material.prior
            if prior is None:
                if any(_same(each, judged.material) for each in self.tables.submissions.values()):
                    raise Conflict("同一报送件刚由另一封信登记，重新核对")
                numbers.append(format_receipt(assessment.case.call.name, following))
                following += 1
            elif self.tables.submissions[prior.submission].revision != prior.revision:
                raise Conflict("同一报送件刚被另一封信更新，重新核对")
            else:
                numbers.append(prior.receipt)
        return tuple(numbers)

    def file(self, digest: str, filing: Filing) -> None:
        entry = self.tables.mails[digest]
        if entry.filed:
            return
        assessment = filing.assessment
        receipts = self.receipts(assessment)
        codes = {finding.code for finding in assessment.findings}
        ours = bool(assessment.submissions) or (assessment.verdict is not Verdict.IGNORED and not codes & _NOT_OURS)
        self.tables.mails[digest] = replace(entry, filed=1, ours=ours, receipts=receipts, error="")
        for judged, receipt in zip(assessment.submissions, receipts, strict=True):
            self._file_submission(judged, receipt, assessment)
        for letter in filing.letters:
            self._write(digest, letter, filing.now)
        self.audit("service", "file", digest, "、".join(receipts), filing.now)

    def _file_submission(self, judged: Any, receipt: str, assessment: Assessment) -> None:
        material, received = judged.material, assessment.case.received_at
        before = next((each for each in self.tables.submissions.values() if each.receipt == receipt), None)
        identity = before.submission if before else len(self.tables.submissions) + 1
        self.tables.submissions[identity] = Prior(
            submission=identity,
            receipt=receipt,
            stage=material.stage.key,
            organisation=material.organisation,
            activity=material.activity,
            verdict=judged.verdict,
            first_received_at=min(before.first_received_at, received) if before else received,
            last_received_at=received,
            revision=before.revision + 1 if before else 1,
            word=material.word,
            pdf=material.pdf,
            reasons=(),
        )

    def _write(self, digest: str, letter: Any, now: datetime) -> None:
        if not letter.held:
            for number, entry in self.tables.letters.items():
                gives_way = entry.row.state in (OutboxState.WAITING, OutboxState.HELD)
                about = entry.row.letter.receipts
                if (
                    gives_way
                    and entry.row.letter.to.lower() == letter.to.lower()
                    and about
                    and set(about) <= set(letter.receipts)
                ):
                    row = replace(entry.row, state=OutboxState.SUPERSEDED)
                    self.tables.letters[number] = replace(entry, row=row)
        number = len(self.tables.letters) + 1
        state = OutboxState.HELD if letter.held else OutboxState.WAITING
        row = OutboxRow(number, f"<baosong.sim.{number}@example.org>", letter, now, state, 0)
        self.tables.letters[number] = LetterEntry(row, digest)

    def fail(self, digest: str, error: str, now: datetime) -> None:
        entry = self.tables.mails[digest]
        if not entry.filed:
            self.tables.mails[digest] = replace(entry, filed=1, error=error)
            self.audit("service", "fail", digest, error, now)

    def postpone(self, digest: str, error: str) -> int:
        entry = self.tables.mails[digest]
        self.tables.mails[digest] = replace(entry, attempts=entry.attempts + 1, error="" if entry.filed else error)
        return entry.attempts + 1

    def audit(self, actor: str, action: str, subject: str, detail: str, now: datetime) -> None:
        previous = self.tables.audit[len(self.tables.audit)][1] if self.tables.audit else ""
        said = f"{actor} {action} {subject} {detail} {now}"
        digest = hashlib.sha256((previous + said).encode()).hexdigest()
        self.tables.audit[len(self.tables.audit) + 1] = (said, digest)


def _same(prior: Prior, material: Any) -> bool:
    unit, activity = organisation_key(material.organisation), activity_key(material.activity)
    known = (prior.stage, organisation_key(prior.organisation), activity_key(prior.activity))
    return bool(unit and activity and not material.doubtful) and known == (material.stage.key, unit, activity)


class MemoryRecords:
    """`refusing`: how likely a transaction is refused, at its end as a full disk would."""

    def __init__(self, schedule: Schedule, refusing: float = 0.0) -> None:
        self.schedule, self.refusing = schedule, refusing
        self.tables = Tables()

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        self.schedule.step("begin")
        tables = self.tables.copy()
        yield MemoryTransaction(tables)
        self.schedule.point("before the commit")
        if self.schedule.strikes("records refuse", self.refusing):
            raise StoreError("数据库写入失败")
        self.tables = tables
        self.schedule.point("after the commit")

    def known_uids(self, account: str, folder: str, uidvalidity: int) -> frozenset[int]:
        self.schedule.step("known uids")
        return frozenset(
            place.uid for place, seen in self._at(account, folder, uidvalidity) if not self.tables.mails[seen.mail].lost
        )

    def _at(self, account: str, folder: str, uidvalidity: int) -> Iterator[tuple[Sighting, Seen]]:
        here = (account, folder, uidvalidity)
        for place, seen in self.tables.seen.items():
            if (place.account, place.folder, place.uidvalidity) == here:
                yield place, seen

    def lost(self, digest: str) -> None:
        with self.transaction() as transaction:
            entry = transaction.tables.mails[digest]
            transaction.tables.mails[digest] = replace(entry, lost=not entry.filed)

    def decisions(self, call: str, mail: str, receipts: Iterable[str]) -> tuple[()]:
        """Nobody decides here."""
        return ()

    def raw(self, digest: str) -> RawMail:
        return self.tables.mails[digest].raw

    def pending(self, limit: int | None = None) -> tuple[str, ...]:
        waiting = [entry.raw for entry in self.tables.mails.values() if not entry.filed]
        waiting.sort(key=lambda raw: (-raw.priority, raw.arrived_at, raw.digest))
        return tuple(raw.digest for raw in waiting[:limit])

    def pending_count(self) -> int:
        return len(self.pending())

    def is_pending(self, digest: str) -> bool:
        return digest in self.tables.mails and not self.tables.mails[digest].filed

    def to_mark(self, account: str, folder: str, uidvalidity: int) -> tuple[int, ...]:
        self.schedule.step("to mark")
        return tuple(
            sorted(
                place.uid
                for place, seen in self._at(account, folder, uidvalidity)
                if not seen.marked and self.tables.mails[seen.mail].ours
            )
        )

    def marking(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> None:
        self._mark(account, folder, uidvalidity, uids, "marking")

    def marked(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> None:
        self._mark(account, folder, uidvalidity, uids, "marked")

    def _mark(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int], what: str) -> None:
        with self.transaction() as transaction:
            for uid in uids:
                place = Sighting(account, folder, uidvalidity, uid)
                transaction.tables.seen[place] = replace(transaction.tables.seen[place], **{what: True})

    def never_marked(self, account: str, folder: str, uidvalidity: int, uids: Iterable[int]) -> frozenset[int]:
        ours = {seen.mail for seen in self.tables.seen.values() if seen.marked or seen.marking}
        known = {place.uid for place, seen in self._at(account, folder, uidvalidity) if seen.mail not in ours}
        return frozenset(uids) & known

    def related(self, call: str, relation: Relation) -> tuple[Prior, ...]:
        self.schedule.step("related")
        keys = {organisation_key(organisation) for _, organisation, _ in relation.organisations} - {""}
        by_receipt = [each for each in self.tables.submissions.values() if each.receipt in relation.receipts]
        by_unit = [each for each in self.tables.submissions.values() if organisation_key(each.organisation) in keys]
        reasons: dict[int, tuple[str, ...]] = {each.submission: ("receipt",) for each in by_receipt}
        for each in by_unit:
            reasons[each.submission] = (*reasons.get(each.submission, ()), "organisation")
        return tuple(replace(self.tables.submissions[number], reasons=why) for number, why in reasons.items())

    def hosts(self, call: str, stage: str, names: Collection[str], sender: str) -> tuple[tuple[str, str], ...]:
        return _hosts(self.tables, stage, names)

    def error(self, where: str, message: str, now: datetime) -> None:
        with self.transaction() as transaction:
            transaction.tables.conditions[where] = (message, now)

    def clear_error(self, where: str, before: datetime | None = None) -> None:
        found = self.tables.conditions.get(where)
        if found is not None and (before is None or found[1] < before):
            with self.transaction() as transaction:
                transaction.tables.conditions.pop(where, None)

    def polled(self, where: str, now: datetime) -> None:
        """Only people ask when a source was looked at."""


@dataclass
class MemoryTally:
    letters: dict[int, LetterEntry]

    def sent_since(
        self, since: datetime, address: str | None = None, receipt: str | None = None, domain: str | None = None
    ) -> int:
        return sum(
            (domain is not None or entry.row.state in _TRIED)
            and entry.attempted_at is not None
            and entry.attempted_at >= since
            and (address is None or address.lower() == entry.row.letter.to.lower())
            and (receipt is None or receipt in entry.row.letter.receipts)
            and (domain is None or entry.row.letter.to.lower().endswith(f"@{domain.lower()}"))
            for entry in self.letters.values()
        )


class MemoryOutbox:
    def __init__(self, records: MemoryRecords) -> None:
        self.records = records

    def _listed(self, *states: OutboxState) -> tuple[OutboxRow, ...]:
        return tuple(entry.row for entry in self.records.tables.letters.values() if entry.row.state in states)

    def due(self, now: datetime) -> tuple[OutboxRow, ...]:
        self.records.schedule.step("due")
        waiting = [row for row in self._listed(OutboxState.WAITING) if row.is_due(now)]
        return tuple(sorted(waiting, key=lambda row: (row.letter.due_at, row.id)))

    def waiting(self) -> tuple[OutboxRow, ...]:
        return self._listed(OutboxState.WAITING)

    def doubtful(self) -> tuple[OutboxRow, ...]:
        return self._listed(OutboxState.IN_DOUBT)

    def interrupted(self) -> tuple[OutboxRow, ...]:
        self.records.schedule.step("interrupted")
        return self._listed(OutboxState.SENDING)

    def claim(
        self,
        row: int,
        now: datetime,
        holder: str = "",
        until: datetime | None = None,
        permit: Permit = lambda _: Permission(),
        seen: OutboxRow | None = None,
    ) -> Claim:
        with self.records.transaction() as transaction:
            letters = transaction.tables.letters
            entry = letters.get(row)
            if entry is None or entry.row.state is not OutboxState.WAITING or not entry.row.is_as(seen):
                return Claim()
            permission = permit(MemoryTally(letters))
            if permission.hold:
                held = replace(entry.row.letter, held=permission.hold)
                letters[row] = replace(entry, row=replace(entry.row, state=OutboxState.HELD, letter=held))
                return Claim(held=permission.hold)
            if permission.until is not None:
                later = replace(entry.row.letter, due_at=permission.until)
                letters[row] = replace(entry, row=replace(entry.row, letter=later))
                return Claim()
            claimed = replace(
                entry.row,
                state=OutboxState.SENDING,
                attempts=entry.row.attempts + 1,
                holder=holder,
                claimed_until=until,
                prepared=entry.row.attempts + 1,
                attempted_at=now,
            )
            letters[row] = replace(entry, row=claimed, attempted_at=now)
            return Claim(claimed.attempts)

    def renew(self, holder: str, until: datetime) -> None:
        with self.records.transaction() as transaction:
            for number, entry in transaction.tables.letters.items():
                if (entry.row.state, entry.row.holder) == (OutboxState.SENDING, holder):
                    transaction.tables.letters[number] = replace(entry, row=replace(entry.row, claimed_until=until))

    def handing_over(self, row: int, attempt: int) -> bool:
        return self._change(row, (OutboxState.SENDING,), attempt, prepared=0)

    def take_back(self, row: int, error: str, attempt: int) -> bool:
        before = (OutboxState.SENDING,)
        return self._change(row, before, attempt, prepared_too=True, state=OutboxState.WAITING, last_error=error)

    def sent(self, row: int, now: datetime, attempt: int | None = None) -> None:
        also = (OutboxState.WAITING,) if attempt is not None else ()
        self._settle(row, attempt, also, state=OutboxState.SENT, last_error="")

    def retry(self, row: int, due_at: datetime, error: str, attempt: int | None = None) -> None:
        self._settle(row, attempt, (), due_at, state=OutboxState.WAITING, last_error=error)

    def failed(self, row: int, error: str, attempt: int | None = None) -> None:
        self._settle(row, attempt, (), state=OutboxState.FAILED, last_error=error)

    def in_doubt(self, row: int, error: str, attempt: int | None = None) -> bool:
        return self._change(row, (OutboxState.SENDING,), attempt, state=OutboxState.IN_DOUBT, last_error=error)

    def _settle(
        self,
        row: int,
        attempt: int | None,
        also: tuple[OutboxState, ...],
        due_at: datetime | None = None,
        **values: Any,
    ) -> None:
        self._change(row, (OutboxState.SENDING, OutboxState.IN_DOUBT, *also), attempt, due_at, **values)

    def _change(
        self,
        row: int,
        before: tuple[OutboxState, ...],
        attempt: int | None,
        due_at: datetime | None = None,
        prepared_too: bool = False,
        **values: Any,
    ) -> bool:
        with self.records.transaction() as transaction:
            entry = transaction.tables.letters.get(row)
            if entry is None or entry.row.state not in before or attempt not in (None, entry.row.attempts):
                return False
            if prepared_too and entry.row.prepared != attempt:
                return False
            letter = replace(entry.row.letter, due_at=due_at) if due_at is not None else entry.row.letter
            transaction.tables.letters[row] = replace(entry, row=replace(entry.row, letter=letter, **values))
            return True

    def hold(self, row: int, reason: str) -> None:
        self._change(row, (OutboxState.WAITING,), None, state=OutboxState.HELD)

    def release(self, row: int, now: datetime) -> bool:
        before = (OutboxState.HELD, OutboxState.IN_DOUBT)
        return self._change(row, before, None, now, state=OutboxState.WAITING, released=True)

    def sent_since(
        self, since: datetime, address: str | None = None, receipt: str | None = None, domain: str | None = None
    ) -> int:
        return MemoryTally(self.records.tables.letters).sent_since(since, address, receipt, domain)


class MemoryQueue:
    """As Procrastinate does it: a job is deferred in the registration's transaction, fetched in one of its own, and its
    end written in a third; a job whose worker has been silent for `stalled` steps is taken up again."""

    def __init__(self, records: MemoryRecords, stalled: int = 60) -> None:
        self.records, self.stalled = records, stalled

    def defer(self, transaction: Any, digest: str, priority: int = 0, not_before: datetime | None = None) -> None:
        transaction.tables.jobs.setdefault(digest, ("", 0))

    def fetch(self, worker: str, steps: int) -> str | None:
        with self.records.transaction() as transaction:
            for digest, (owner, sign) in transaction.tables.jobs.items():
                if not owner or steps - sign > self.stalled:
                    transaction.tables.jobs[digest] = (worker, steps)
                    return str(digest)
            return None

    def finished(self, digest: str) -> None:
        with self.records.transaction() as transaction:
            transaction.tables.jobs.pop(digest, None)

    def again(self, digest: str) -> None:
        with self.records.transaction() as transaction:
            transaction.tables.jobs[digest] = ("", 0)

    def progress(self) -> Progress:
        owners = [owner for owner, _ in self.records.tables.jobs.values()]
        return Progress(owners.count(""), len(owners) - owners.count(""))

    def drain(self) -> None:
        raise NotImplementedError("the schedule's workers drain it")

    start = stop = drain
