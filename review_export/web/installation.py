"""What the pages of settings ask of whoever put the program together: `config.installation` answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from intake.call import Organisation
from intake.letters.wording import Wording

LEAST_FREE = 2 * 1024**3  # bytes: some days' mail and its scratch


class Health(StrEnum):
    """How a part is: WARN works, and somebody should know."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was tried."""

    part: str
    health: Health
    said: str


@dataclass(frozen=True, slots=True)
class MailSource:
    """A mailbox or a watched folder; `name` is what its polls and conditions go by."""

    name: str
    where: str
    folders: tuple[str, ...]
    done: str
    seconds: float  # between polls


@dataclass(frozen=True, slots=True)
class Sending:
    """The mail server for letters and how they leave; `host` "" where none is named."""

    host: str
    sender: str
    holds: bool


@dataclass(frozen=True, slots=True)
class CallFile:
    """A call's file as it lies there, and what a person should know of the call."""

    path: str
    text: str
    looks: tuple[Look, ...]


class Installation(Protocol):
    """The settings, as far as people see and try them in the browser."""

    @property
    def headers(self) -> Mapping[str, Sequence[str]]:
        """What a roster's columns may be called."""

    @property
    def parts(self) -> Mapping[str, str]:
        """What can be tried, by its key: titles in the order in which the service needs them."""

    def look(self, part: str) -> tuple[Look, ...]:
        """Try one part for real; nothing is taken in, answered or changed in a mailbox. Raises KeyError."""

    def sources(self) -> tuple[MailSource, ...]:
        """Where mails come from."""

    def sending(self) -> Sending:
        """How letters leave."""

    def send_test(self, to: str) -> str:
        """A mail that says that it is a test; why it can't be sent, "" where the server took it."""

    def call_file(self, name: str) -> CallFile:
        """A call's file, and what is to be said of it. Raises ConfigurationError."""

    def roster(self, path: Path) -> tuple[Organisation, ...]:
        """What a roster's file says. Raises ConfigurationError."""

    def file_roster(self, name: str) -> tuple[Organisation, ...] | None:
        """The roster of the call's file, whatever people have imported since."""

    def wording(self) -> Wording:
        """The templates of the files, whatever people have edited since. Raises ConfigurationError."""

    def free(self) -> int:
        """Bytes that the disk with the data has left."""

    def renewed(self) -> None:
        """What was edited counts from now on, here at once. Raises StoreError."""
