"""What the pages stand on, put together by `config.serving`."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from typing import Protocol
from urllib.parse import urlsplit

from archive.accounts.attempts import Attempts
from archive.accounts.people import People
from archive.accounts.sessions import Sessions
from archive.blobs import ObjectBlobs
from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from intake.call import Call
from intake.deciding import Decider
from intake.placing import Comparer, Placer
from intake.ports import Clock
from parsers.facts import Box
from review_export.package.books import Binder
from review_export.package.writing import Converter
from review_export.web.installation import Installation
from review_export.web.invitation import Invitation
from review_export.web.jobs import Jobs
from review_export.web.previews import Previews
from review_export.web.remembered import Remembered


class Drawer(Binder, Comparer, Protocol):
    """Draws pages, binds and compares documents; `parsers.sandbox.ProcessSandbox` is one."""

    def preview(self, data: bytes, masks: Sequence[Box], width: int, number: int = 1) -> bytes:
        """A page as JPEG, these boxes covered. Raises ParsingFailed, ScratchRefused."""


@dataclass(frozen=True)
class Parts:
    """Everything. `address` is where browsers find us, `running` how many mails are being read now.

    `converting` opens what makes PDFs of Word versions, None where there is no LibreOffice. `fresh` sees what another
    process of the server has changed of the calls, before a request is answered.
    """

    records: SqlRecords
    blobs: ObjectBlobs
    outbox: SqlOutbox
    calls: Sequence[Call]
    clock: Clock
    drawer: Drawer
    decider: Decider
    jobs: Jobs
    invitation: Invitation
    previews: Previews
    address: str
    hosts: tuple[str, ...]
    session_length: timedelta
    installation: Installation
    running: Callable[[], int] = lambda: 0
    converting: Callable[[], AbstractContextManager[Converter]] | None = None
    fresh: Callable[[], None] = lambda: None
    news_seconds: float = 60.0  # how long a browser hears of news before it asks again
    leaving: Event = field(default_factory=Event)  # the server ends: nobody is told any more
    remembered: Remembered = field(default_factory=Remembered)

    @property
    def placer(self) -> Placer:
        """What moves a mail to another submission."""
        return Placer(self.decider, self.drawer, self.blobs.get)

    @property
    def people(self) -> People:
        """The accounts."""
        return People(self.records)

    @property
    def sessions(self) -> Sessions:
        """The open sessions."""
        return Sessions(self.records)

    @property
    def attempts(self) -> Attempts:
        """Attempts to sign in."""
        return Attempts(self.records)

    @property
    def secure(self) -> bool:
        """Whether browsers come by https."""
        return urlsplit(self.address).scheme == "https"

    def call(self, name: str) -> Call | None:
        """The call of that name."""
        return next((call for call in self.calls if call.name == name), None)
