"""A browser without a window: it keeps cookies and posts forms as a page's own form would."""

import atexit
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from math import inf

from anyio.from_thread import BlockingPortal, start_blocking_portal
from httpx2 import Response
from starlette.testclient import TestClient

from archive.accounts import Grant, Person, Role
from archive.blobs import FolderBlobs
from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from config.calls import load_call
from config.current import CurrentCalls, current_wording
from config.installation import SettingsInstallation
from config.settings import Settings
from intake.call import Call, Organisation
from intake.deciding import Decider
from parsers.facts import Box, Comparison, Pair
from review_export.web import Parts, application
from review_export.web.invitation import Invitation
from review_export.web.jobs import Jobs
from review_export.web.parts import Drawer
from review_export.web.previews import Previews
from review_export.web.remembered import Remembered
from tests.archive.filings import CALL, NOON, OTHER_CALL

ADDRESS = "http://127.0.0.1:8029"
PASSWORD = "云杉-correct-horse"
LENGTH = timedelta(hours=12)


@dataclass
class Hands:
    """A clock that a test sets."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Drawn:
    """Draws nothing and keeps what it was asked; real pages are drawn where a real browser looks at them."""

    asked: list[tuple[bytes, tuple[Box, ...], int]] = field(default_factory=list)

    def preview(self, data: bytes, masks: Sequence[Box], width: int, number: int = 1) -> bytes:
        self.asked.append((data, tuple(masks), number))
        return b"a picture %d pixels wide" % width

    def bind(self, documents: Sequence[tuple[tuple[str, ...], bytes]]) -> tuple[bytes, tuple[tuple[int, int], ...]]:
        return b"a book", ((1, 1),) * len(documents)

    def compare(self, pairs: Sequence[Pair]) -> tuple[Comparison | None, ...]:
        return (None,) * len(pairs)


_SHIPPED = load_call("2020-29")
SCORED: Call = replace(CALL, criteria=_SHIPPED.criteria, awards=_SHIPPED.awards)
CALLS = (
    replace(
        SCORED, roster=(Organisation(("中国云杉学会", "云杉会"), "全国学会", ("a@spruce.example.org",), "010-5555"),)
    ),
    replace(OTHER_CALL, criteria=_SHIPPED.criteria, roster=(Organisation(("中国莲学会",)),)),
)


@dataclass
class House:
    """The application on its records, and what tests need beside it."""

    records: SqlRecords
    blobs: FolderBlobs
    drawer: Drawer
    address: str = ADDRESS
    settings: Settings = field(default_factory=Settings)
    clock: Hands = field(default_factory=Hands)
    calls: tuple[Call, ...] = CALLS
    of_several: bool = False  # one of the processes that serve the same records

    def __post_init__(self) -> None:
        calls, settings = CurrentCalls(self.records, self.calls), self.settings
        wording = current_wording(settings, self.records)
        room = self.blobs.root.parent / "server"
        self.parts = Parts(
            records=self.records,
            blobs=self.blobs,
            outbox=SqlOutbox(self.records),
            calls=calls,
            clock=self.clock,
            drawer=self.drawer,
            decider=Decider(self.records, calls, frozenset(), self.clock, timedelta(), wording),
            jobs=Jobs(room / "exports", self.clock),
            invitation=Invitation(room),
            previews=Previews(room / "previews"),
            address=self.address,
            hosts=("127.0.0.1", "localhost"),
            session_length=LENGTH,
            installation=SettingsInstallation(settings, self.clock, calls),
            fresh=calls.look if self.of_several else lambda: None,
            news_seconds=0.0,
            remembered=Remembered(inf, inf),  # however busy the machine is
        )
        self.app = application(self.parts)

    def person(self, name: str, *grants: Grant, password: str = PASSWORD) -> Person:
        """An account whose password is its owner's own."""
        return self.parts.people.add(name, name, password, grants, "test", self.clock(), must_change=False)

    def visitor(self, faults_raise: bool = True) -> "Browser":
        """Nobody yet."""
        client = TestClient(self.app, self.address, faults_raise, follow_redirects=False)
        client.portal = portal()
        return Browser(self, client)

    def as_somebody(self, person: Person) -> "Browser":
        """A session that has begun, without the half second that a password takes."""
        browser = self.visitor()
        now = self.clock()
        browser.token = self.parts.sessions.begin(person, now, now + LENGTH, "127.0.0.1", "test")
        return browser

    def office(self) -> "Browser":
        """Somebody of the office, at every call."""
        return self.as_somebody(self.person("office", Grant(Role.OFFICE)))


@cache
def portal() -> BlockingPortal:
    """The event loop that answers; the client would start one, with its threads, for each request."""
    begun = ExitStack()
    atexit.register(begun.close)
    return begun.enter_context(start_blocking_portal())


class Browser:
    """One browser."""

    def __init__(self, house: House, client: TestClient) -> None:
        self.house, self.client = house, client

    @property
    def token(self) -> str:
        return self.client.cookies.get("baosong", domain="127.0.0.1.local") or self.client.cookies.get("baosong") or ""

    @token.setter
    def token(self, value: str) -> None:
        self.client.cookies.clear()
        self.client.cookies.set("baosong", value)

    def get(self, path: str, params: dict[str, str] | None = None, **headers: str) -> Response:
        return self.client.get(path, params=params, headers=headers)

    def post(
        self, path: str, fields: dict[str, str | list[str]] | None = None, page: str = "", **headers: str
    ) -> Response:
        """Post with the token that our own page carries."""
        return self.client.post(path, data={"csrf": self.csrf(page), **(fields or {})}, headers=headers)

    def csrf(self, page: str = "") -> str:
        """The token of the form on a page."""
        shown = self.get(page or "/login")
        if shown.status_code == 303:
            shown = self.get(shown.headers["location"])
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', shown.text)
        assert found, shown.text
        return found[1]

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> Response:
        return self.post("/login", {"name": name, "password": password, **more})
