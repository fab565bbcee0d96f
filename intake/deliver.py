"""Letters on their way out: limits first, then the attempt written, then made. Never twice.

for each letter whose time has come:
    beyond a limit, or in hold mode:  held, with the reason, for a person
    outbox.claim(row)                 # the attempt is on record before it is made; one sender wins
    sender.send(...)                  # taken → sent; certainly not taken → again later; refused → failed;
                                      # the line broke after the last dot → in doubt, never repeated blindly
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from intake.errors import ConfigurationError, LetterUnwritable, SourceUnreachable
from intake.imap import SentFolder
from intake.message import message_bytes
from intake.ports import Clock, Outbox, OutboxRow, Records, Sender, Sent

log = structlog.get_logger()
_BACKOFF = (60, 300, 900, 3600, 4 * 3600)  # seconds before the next attempt
_MOST_ATTEMPTS = 12
_PLACE = "发信"
_COPIES = "已发送文件夹"


@dataclass(frozen=True, slots=True)
class Limits:
    """What may leave on its own. `hold`: nothing does."""

    hold: bool = False
    per_address_day: int = 20
    per_submission_day: int = 10
    per_hour: int = 600


@dataclass(frozen=True, slots=True)
class Delivery:
    """Sends what is due."""

    outbox: Outbox
    records: Records
    sender: Sender | None
    sender_line: str
    clock: Clock
    limits: Limits
    sent_folder: SentFolder | None = None

    def recover(self) -> int:
        """At start: letters whose sender was killed in the middle are in doubt. Returns how many."""
        rows = self.outbox.interrupted()
        for row in rows:
            self.outbox.in_doubt(row.id, "发送途中程序中断，不能确定对方是否收到")
        return len(rows)

    def deliver_due(self) -> int:
        """Send or hold every letter whose time has come; returns how many left. Raises ConfigurationError (LoginRefused among them)."""
        return sum(self.deliver(row) for row in self.outbox.due(self.clock()))

    def deliver(self, row: OutboxRow) -> bool:
        """One attempt, or a hold; True where the letter left. Raises ConfigurationError (LoginRefused among them)."""
        reason = self._reason_to_hold(row)
        if reason:
            self.outbox.hold(row.id, reason)
            log.warning("信件留待人工放行", letter=row.id, reason=reason)
            return False
        if self.sender is None:
            return False
        try:
            message = message_bytes(row, self.sender_line, self.clock())
        except LetterUnwritable as error:
            if self.outbox.claim(row.id, self.clock()):
                self._settle(row, Sent.REFUSED, str(error))
            return False
        if not self.outbox.claim(row.id, self.clock()):
            return False
        try:
            outcome, words = self.sender.send(row.letter.to, message)
        except ConfigurationError as error:  # before anything was handed over
            self.outbox.retry(row.id, self._later(row), str(error))
            raise
        self._settle(row, outcome, words)
        if outcome is Sent.TAKEN:
            self._keep_copy(message)
        return outcome is Sent.TAKEN

    def _reason_to_hold(self, row: OutboxRow) -> str:
        """Why a person must release this letter, "" where it may leave; a released one isn't held again."""
        now = self.clock()
        if row.released:
            return ""
        if self.limits.hold:
            return "设置为人工放行（replies.mode = hold）"
        day = now - timedelta(days=1)
        if self.outbox.sent_since(day, address=row.letter.to) >= self.limits.per_address_day:
            return f"一天内已给{row.letter.to}发了{self.limits.per_address_day}封信"
        for receipt in row.letter.receipts:
            if self.outbox.sent_since(day, receipt=receipt) >= self.limits.per_submission_day:
                return f"一天内已为{receipt}发了{self.limits.per_submission_day}封信"
        if self.outbox.sent_since(now - timedelta(hours=1)) >= self.limits.per_hour:
            self.records.error(
                _PLACE, f"一小时内已发{self.limits.per_hour}封信，其余暂停，请检查后用outbox release放行", now
            )
            return f"一小时内已发{self.limits.per_hour}封信"
        return ""

    def _settle(self, row: OutboxRow, outcome: Sent, words: str) -> None:
        now = self.clock()
        if outcome is Sent.TAKEN:
            self.outbox.sent(row.id, now)
            self.records.clear_error(_PLACE)
        elif outcome is Sent.DOUBTFUL:
            self.outbox.in_doubt(row.id, words)
            self.records.error(_PLACE, f"信件{row.id}不能确定是否送达：{words}", now)
        elif outcome is Sent.REFUSED or row.attempts + 1 >= _MOST_ATTEMPTS:
            self.outbox.failed(row.id, words)
            self.records.error(_PLACE, f"信件{row.id}（{row.letter.to}）发送失败：{words}", now)
        else:
            self.outbox.retry(row.id, self._later(row), words)
            self.records.error(_PLACE, words, now)

    def _later(self, row: OutboxRow) -> datetime:
        return self.clock() + timedelta(seconds=_BACKOFF[min(row.attempts, len(_BACKOFF) - 1)])

    def _keep_copy(self, message: bytes) -> None:
        """The letter has left: a copy that can't be kept is a condition, not a reason to send again."""
        if self.sent_folder is None:
            return
        try:
            self.sent_folder.append(message)
            self.records.clear_error(_COPIES)
        except (SourceUnreachable, ConfigurationError) as error:
            self.records.error(_COPIES, str(error), self.clock())
