"""Letters on their way out: the limits and the attempt in one transaction, then the attempt made. Never twice.

for each letter whose time has come:
    outbox.claim(row)                 # the attempt is on record before it is made; one sender wins; beyond a limit, or
                                      # in hold mode, the letter is held with the reason instead, for a person
    sender.send(...)                  # before the first byte of the message: outbox.handing_over(row), or nothing leaves;
                                      # taken → sent; certainly not taken → again later; refused → failed;
                                      # the line broke after the last dot → in doubt, never repeated blindly
what a sender that is gone had claimed → waits again where no hand-over is noted, else in doubt
what is in doubt and lies in the Sent folder → sent
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import Protocol

import structlog

from intake.errors import ConfigurationError, LetterUnwritable, SourceUnreachable, StoreError
from intake.holder import LEASE_SECONDS, certainly_gone, own_name, renewed
from intake.message import Enclosures, message_bytes
from intake.ports import Claim, Clock, Outbox, OutboxRow, Permission, Records, Sender, Sent, Tally
from intake.quiet import QuietHours

log = structlog.get_logger()
_BACKOFF = (60, 300, 900, 3600, 4 * 3600)  # seconds before the next attempt
_MOST_ATTEMPTS = 12
_PUT_OFF = timedelta(seconds=10)  # where a domain has had enough for this minute
_LOOK_SECONDS = 5.0  # between looks for senders that are gone
_DOUBT_SECONDS = 600.0  # between looks into the Sent folder for what is in doubt
_PLACE = "发信"
_COPIES = "已发送文件夹"
_INTERRUPTED = "发送途中程序中断，不能确定对方是否收到"
_NOT_BEGUN = "程序在发出之前中断，这封信没有发出，现在重发"


@dataclass(frozen=True, slots=True)
class Limits:
    """What may leave on its own. `hold`: nothing does."""

    hold: bool = False
    per_address_day: int = 20
    per_submission_day: int = 10
    per_hour: int = 600
    per_domain_minute: int = 300
    quiet: QuietHours | None = None

    def permit(self, row: OutboxRow, now: datetime, tally: Tally) -> Permission:
        """Whether this letter may leave now; what a person released isn't held again."""
        reason = "" if row.released else self._reason_to_hold(row, now, tally)
        if reason:
            return Permission(hold=reason)
        quiet_until = self.quiet.over(now) if self.quiet and not row.released else None
        if quiet_until is not None:
            return Permission(until=quiet_until)
        domain = row.letter.to.rpartition("@")[2]
        if tally.sent_since(now - timedelta(minutes=1), domain=domain) >= self.per_domain_minute:
            return Permission(until=now + _PUT_OFF)
        return Permission()

    def _reason_to_hold(self, row: OutboxRow, now: datetime, tally: Tally) -> str:
        if self.hold:
            return "设置为人工放行（replies.mode = hold）"
        day = now - timedelta(days=1)
        if tally.sent_since(day, address=row.letter.to) >= self.per_address_day:
            return f"一天内已给{row.letter.to}发了{self.per_address_day}封信"
        for receipt in row.letter.receipts:
            if tally.sent_since(day, receipt=receipt) >= self.per_submission_day:
                return f"一天内已为{receipt}发了{self.per_submission_day}封信"
        return self.brake if tally.sent_since(now - timedelta(hours=1)) >= self.per_hour else ""

    @property
    def brake(self) -> str:
        """The reason that concerns all letters, and of which the office is told."""
        return f"一小时内已发{self.per_hour}封信"


class Copies(Protocol):
    """A folder that gets a copy of each letter: `intake.imap.SentFolder`."""

    def append(self, message: bytes, message_id: str = "") -> None:
        """Keep a copy, unless there is one. Raises SourceUnreachable, ConfigurationError."""

    def among(self, message_ids: tuple[str, ...]) -> frozenset[str]:
        """Which of these letters lie there. Raises SourceUnreachable, ConfigurationError."""


Renewal = Callable[[Callable[[], None], float], AbstractContextManager[Callable[[], bool]]]


@dataclass(slots=True)
class Delivery:
    """Sends what is due."""

    outbox: Outbox
    records: Records
    sender: Sender | None
    sender_line: str
    clock: Clock
    limits: Limits
    sent_folder: Copies | None = None
    enclosures: Enclosures = field(default_factory=dict)
    holder: str = field(default_factory=own_name)
    lease_seconds: float = LEASE_SECONDS
    renewal: Renewal = renewed
    elapsed: Callable[[], float] = time.monotonic
    stopping: Event = field(default_factory=Event)
    _unsettled: list[Callable[[], None]] = field(default_factory=list)  # outcomes that the records didn't take yet
    _looked_at: float = -_LOOK_SECONDS
    _doubts_at: float = -_DOUBT_SECONDS

    def recover(self) -> int:
        """Letters whose sender is gone wait again where nothing had left; else they are in doubt, until they are found
        among those sent. Returns how many are.
        """
        now = self.clock()
        doubted = sum(self._looked_after(row, now) for row in self.outbox.interrupted())
        if doubted:
            self._say_later(f"{doubted}封信在发送途中中断，不能确定是否送达，请用outbox查看")
            self._settle_rest()
        if doubted or self.elapsed() - self._doubts_at >= _DOUBT_SECONDS:
            self._doubts_at = self.elapsed()
            self._look_for_doubtful()
        return doubted

    def _looked_after(self, row: OutboxRow, now: datetime) -> bool:
        """Take back or doubt what nobody sends any more; whether it is in doubt.

        Our own claim, while nothing of ours is on its way, is one whose COMMIT we never heard of.
        """
        abandoned = self._is_abandoned(row, now)
        nobodys = row.certainly_kept and (abandoned or row.holder == self.holder)
        if nobodys and self.outbox.take_back(row.id, _NOT_BEGUN, row.attempts):
            return False
        return abandoned and self.outbox.in_doubt(row.id, _INTERRUPTED, row.attempts)

    def deliver_due(self) -> int:
        """Send or hold every letter whose time has come, until asked to stop; returns how many left. Raises ConfigurationError (LoginRefused among them)."""
        self._settle_rest()
        if self.elapsed() - self._looked_at >= _LOOK_SECONDS:
            self._looked_at = self.elapsed()
            self.recover()
        left = 0
        for row in self.outbox.due(self.clock()):
            if (
                self.stopping.is_set()
            ):  # who isn't done when the supervisor's patience ends is killed, in the middle of a letter
                break
            left += self.deliver(row)
        return left

    def deliver(self, row: OutboxRow) -> bool:
        """One attempt, a hold, or none; True where the letter left. Raises ConfigurationError (LoginRefused among them)."""
        self._settle_rest()
        now = self.clock()
        if self.sender is None:
            if self.limits.hold and not row.released:
                self.outbox.hold(row.id, self.limits.permit(row, now, self.outbox).hold)
            return False
        try:
            message = message_bytes(row, self.sender_line, now, self.enclosures)
        except LetterUnwritable as error:
            if claim := self._claim(row, now):
                self._settle(row, claim, Sent.REFUSED, str(error))
            return False
        claim = self._claim(row, now)
        return bool(claim) and self._send(self.sender, row, claim, message)

    def _claim(self, row: OutboxRow, now: datetime) -> Claim:
        until = now + timedelta(seconds=self.lease_seconds)
        claim = self.outbox.claim(row.id, now, self.holder, until, partial(self.limits.permit, row, now), row)
        if claim.held:
            log.warning("信件留待人工放行", letter=row.id, reason=claim.held)
        if claim.held == self.limits.brake:
            self.records.error(_PLACE, f"{claim.held}，其余暂停，请检查后用outbox release放行", now)
        return claim

    def _send(self, sender: Sender, row: OutboxRow, claim: Claim, message: bytes) -> bool:
        with self.renewal(self._renew, self.lease_seconds) as ours:
            try:
                outcome, words = sender.send(
                    row.letter.to, message, lambda: ours() and self.outbox.handing_over(row.id, claim.attempt)
                )
            except (ConfigurationError, StoreError) as error:  # before anything was handed over
                later = partial(self.outbox.retry, row.id, self._later(claim), str(error), claim.attempt)
                self._unsettled.append(later)
                self._settle_rest()
                raise
        self._settle(row, claim, outcome, words)
        if outcome is Sent.TAKEN:
            self._keep_copy(row, message)
        return outcome is Sent.TAKEN

    def _is_abandoned(self, row: OutboxRow, now: datetime) -> bool:
        """Whether nobody can be sending it any more; a claim far ahead was made by a clock that has since been set right."""
        furthest = now + 2 * timedelta(seconds=self.lease_seconds)
        return row.claimed_until is None or not now < row.claimed_until <= furthest or certainly_gone(row.holder)

    def _renew(self) -> None:
        self.outbox.renew(self.holder, self.clock() + timedelta(seconds=self.lease_seconds))

    def _settle(self, row: OutboxRow, claim: Claim, outcome: Sent, words: str) -> None:
        """Note the outcome; where the records are out of reach, as soon as they aren't. Raises StoreError."""
        self._unsettled.append(partial(self._note, row, claim, outcome, words))
        self._settle_rest()

    def _settle_rest(self) -> None:
        while self._unsettled:
            self._unsettled[0]()
            del self._unsettled[0]

    def _note(self, row: OutboxRow, claim: Claim, outcome: Sent, words: str) -> None:
        now = self.clock()
        if outcome is Sent.TAKEN:
            self.outbox.sent(row.id, now, claim.attempt)
            self.records.clear_error(_PLACE)
        elif outcome is Sent.DOUBTFUL:
            if self.outbox.in_doubt(row.id, words, claim.attempt):
                self._say_later(f"信件{row.id}不能确定是否送达：{words}")
                self._unsettled.append(self._look_for_doubtful)
        elif outcome is Sent.REFUSED or claim.attempt >= _MOST_ATTEMPTS:
            self.outbox.failed(row.id, words, claim.attempt)
            self.records.error(_PLACE, f"信件{row.id}（{row.letter.to}）发送失败：{words}", now)
        else:
            self.outbox.retry(row.id, self._later(claim), words, claim.attempt)
            self.records.error(_PLACE, words, now)

    def _say_later(self, condition: str) -> None:
        """A condition that can't be told again once its letter stands in doubt: kept until the records take it."""
        self._unsettled.append(partial(self.records.error, _PLACE, condition, self.clock()))

    def _later(self, claim: Claim) -> datetime:
        return self.clock() + timedelta(seconds=_BACKOFF[min(claim.attempt - 1, len(_BACKOFF) - 1)])

    def _look_for_doubtful(self) -> None:
        """What lies in the Sent folder has left: some providers keep there whatever passes through them."""
        rows = self.outbox.doubtful() if self.sent_folder is not None else ()
        if not rows or self.sent_folder is None:
            return
        try:
            there = self.sent_folder.among(tuple(row.message_id for row in rows))
        except (SourceUnreachable, ConfigurationError) as error:
            self.records.error(_COPIES, str(error), self.clock())
            return
        for row in rows:
            if row.message_id in there:
                log.info("存疑的信件在已发送文件夹里，已登记为已发", letter=row.id)
                self.outbox.sent(row.id, self.clock(), row.attempts)
        if len(there) == len(rows):
            self.records.clear_error(_PLACE)

    def _keep_copy(self, row: OutboxRow, message: bytes) -> None:
        """The letter has left: a copy that can't be kept is a condition, not a reason to send again."""
        if self.sent_folder is None:
            return
        try:
            self.sent_folder.append(message, row.message_id)
            self.records.clear_error(_COPIES)
        except (SourceUnreachable, ConfigurationError) as error:
            self.records.error(_COPIES, str(error), self.clock())
