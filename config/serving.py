"""The web application as a server: in a process of its own, or in a thread beside the service (`run`).

Several processes at one place are `config.workers`'.
"""

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog
import uvicorn

from archive.blobs import ObjectBlobs
from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from config.build import decider, sandbox
from config.current import CurrentCalls
from config.installation import SettingsInstallation
from config.settings import Settings
from intake.errors import ConfigurationError, reason
from intake.ports import Clock
from intake.scratch import Scratch
from parsers.sandbox import ProcessSandbox, office_paths
from review_export.web import Parts, application
from review_export.web.invitation import Invitation
from review_export.web.jobs import Jobs
from review_export.web.previews import Previews

log = structlog.get_logger()
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
LEAVING = 5  # seconds for requests in hand
_PICTURES = 1  # processes that draw pages for people


class _Server(uvicorn.Server):
    """Tells those who hear of news when it ends: else it would wait for them."""

    def __init__(self, parts: Parts, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.parts = parts

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Once no more requests are taken."""
        self.parts.leaving.set()
        await super().shutdown(sockets)


@dataclass(frozen=True)
class Place:
    """A socket that listens already, so that its address is known and free, and a folder of the server's own."""

    settings: Settings
    socket: socket.socket
    address: str
    room: Path

    @property
    def invitation(self) -> Invitation:
        """The code that makes an administrator, the same for all that serve here."""
        return Invitation(self.room)

    def invite(self) -> str:
        """A one-time code for an administrator, and where to use it, in one line."""
        return f"请打开{self.address}/setup，用一次性代码{self.invitation.open()}设立管理员"


@dataclass(frozen=True)
class Site:
    """The application at its place."""

    parts: Parts
    place: Place

    def server(self) -> uvicorn.Server:
        """A server for one run."""
        proxies = self.place.settings.web.proxies
        return _Server(
            self.parts,
            uvicorn.Config(
                application(self.parts),
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=True,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=list(proxies),
                timeout_graceful_shutdown=LEAVING,
                lifespan="off",
                ws="none",
                http="h11",  # which ends a request whose head is longer than 16 KB; httptools takes any
            ),
        )

    def serve(self) -> None:
        """Until a signal ends it; for the main thread. Uvicorn raises the signal once more when it is done."""
        server = self.server()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, server.handle_exit)  # one that comes before it serves counts, too
        gc.collect()
        gc.freeze()  # what is loaded stays: looked through each time, it would take a tenth of a second from some request
        server.run(sockets=[self.place.socket])

    @contextmanager
    def beside(self) -> Iterator[None]:
        """In a thread, while the context lasts."""
        server = self.server()
        thread = threading.Thread(target=server.run, args=([self.place.socket],), name="web", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(2 * LEAVING)


@contextmanager
def listening(settings: Settings) -> Iterator[Place]:
    """A place to serve at. Raises ConfigurationError where the address can't be had."""
    with _socket(settings) as taken, Scratch(settings.data / "scratch").folder() as room:
        yield Place(settings, taken, address_of(settings, taken.getsockname()[1]), room)


@contextmanager
def site(
    place: Place,
    records: SqlRecords,
    blobs: ObjectBlobs,
    calls: CurrentCalls,
    clock: Clock,
    running: Callable[[], int] = lambda: 0,
    fresh: Callable[[], None] = lambda: None,
) -> Iterator[Site]:
    """The application, not yet serving. `running` and `fresh` are `Parts`'."""
    settings = place.settings
    with sandbox(settings, _PICTURES) as drawing, closing(Jobs(place.room / "exports", clock)) as jobs:
        parts = Parts(
            records=records,
            blobs=blobs,
            outbox=SqlOutbox(records),
            calls=calls,
            clock=clock,
            drawer=drawing,
            decider=decider(settings, records, clock),
            jobs=jobs,
            invitation=place.invitation,
            previews=Previews(place.room / "previews"),
            converting=_converting(settings),
            address=place.address,
            hosts=hosts(settings, place.address),
            session_length=timedelta(hours=settings.web.session_hours),
            installation=SettingsInstallation(settings, clock, calls),
            running=running,
            fresh=fresh,
        )
        yield Site(parts, place)


def _converting(settings: Settings) -> Callable[[], AbstractContextManager[ProcessSandbox]] | None:
    """Opens a process that may read LibreOffice, where there is one."""
    office = office_paths()
    return (lambda: sandbox(settings, 1, readable=office)) if office else None


def address_of(settings: Settings, port: int) -> str:
    """Where browsers find us: as the settings say, else where we listen."""
    if settings.web.address:
        return settings.web.address.rstrip("/")
    host = settings.web.host
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def hosts(settings: Settings, address: str) -> tuple[str, ...]:
    """The names in Host that are ours; another means that somebody else's page had its name point here."""
    named = {urlsplit(address).hostname or "", settings.web.host}
    if settings.web.host in _LOOPBACK:
        named |= set(_LOOPBACK)
    return tuple(sorted(f"[{name}]" if ":" in name else name for name in named if name))


def is_exposed(settings: Settings) -> bool:
    """Whether passwords would cross a network in the clear."""
    return settings.web.host not in _LOOPBACK and not settings.web.address.startswith("https://")


@contextmanager
def _socket(settings: Settings) -> Iterator[socket.socket]:
    host, port = settings.web.host, settings.web.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        taken = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigurationError(
            f"网页不能在{host}:{port}上提供（{reason(error)}），请检查[web] host、port，或先停下占用它的程序"
        ) from error
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a page's second packet waits 40 ms
    with taken:
        yield taken
