"""What intake needs of others, as Protocols; `archive` and `parsers.sandbox` stand behind them (STYLE, habit 5)."""

from intake.ports.keeping import Blobs, Filing, RawMail, Recorded, Records, Relation, Sighting, Transaction
from intake.ports.posting import (
    CLOCK_AHEAD,
    Claim,
    Outbox,
    OutboxRow,
    OutboxState,
    Permission,
    Permit,
    Sender,
    Sent,
    Tally,
)
from intake.ports.working import Clock, Progress, Queue, Sandbox, Source

__all__ = [
    "CLOCK_AHEAD",
    "Blobs",
    "Claim",
    "Clock",
    "Filing",
    "Outbox",
    "OutboxRow",
    "OutboxState",
    "Permission",
    "Permit",
    "Progress",
    "Queue",
    "RawMail",
    "Recorded",
    "Records",
    "Relation",
    "Sandbox",
    "Sender",
    "Sent",
    "Sighting",
    "Source",
    "Tally",
    "Transaction",
]
