"""What players do: a mail, or a call to the office and what the office decides; and what ought to come of it."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date

Key = tuple[str, str, str]  # organisation, stage, activity
GONE = "gone"  # put aside by a person: whatever its verdict says, nobody is asked for it
NO_LETTERS: tuple[str, ...] = ()


@dataclass(frozen=True)
class Got:
    """A letter that came."""

    kind: str
    message_id: str
    subject: str
    receipts: tuple[str, ...]
    to: str


@dataclass(frozen=True)
class Post:
    """A mail. `expects`: the kinds of letters that it is owed; `leaves`: how submissions stand because of it."""

    day: date
    sender: str
    subject: str
    text: str
    files: tuple[tuple[str, bytes], ...] = ()
    answers: Got | None = None
    expects: tuple[str, ...] = NO_LETTERS
    leaves: Mapping[Key, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    style: str = "qq"
    zipped: bool = False


@dataclass(frozen=True)
class Decide:
    """What the office decides that day: of a submission, of the player's last mail (no receipt), or of the organisation.

    `what`: accept, send_back, keep, drop, withdraw, seen, elsewhere, not_submitting, or extend (until `value`).
    """

    day: date
    what: str
    receipt: str = ""
    stage: str = "plan"
    value: str = ""
    expects: tuple[str, ...] = NO_LETTERS
    leaves: Mapping[Key, str] = field(default_factory=dict)


Act = Post | Decide
News = tuple[Got, ...]
Script = Generator[Act, News, None]
