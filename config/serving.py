"""The web application as a server: in a process of its own (`serve`), or in a thread beside the service (`run`)."""

import gc
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
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
from review_export.web.jobs import Jobs

log = structlog.get_logger()
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LEAVING = 5  # seconds for requests in hand
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
class Site:
    """The application on a socket that listens already, so that its address is known and free."""

    parts: Parts
    settings: Settings
    socket: socket.socket
    address: str

    def server(self) -> uvicorn.Server:
        """A server for one run."""
        proxies = self.settings.web.proxies
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
                timeout_graceful_shutdown=_LEAVING,
                lifespan="off",
                ws="none",
                http="h11",  # which ends a request whose head is longer than 16 KB; httptools takes any
            ),
        )

    def serve(self) -> None:
        """Until a signal ends it; for the main thread. Uvicorn raises the signal once more when it is done."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        gc.collect()
        gc.freeze()  # what is loaded stays: looked through each time, it would take a tenth of a second from some request
        self.server().run(sockets=[self.socket])

    @contextmanager
    def beside(self) -> Iterator[None]:
        """In a thread, while the context lasts."""
        server = self.server()
        thread = threading.Thread(target=server.run, args=([self.socket],), name="web", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(2 * _LEAVING)

    def invite(self) -> str:
        """A one-time code for an administrator, and where to use it, in one line."""
        return f"请打开{self.address}/setup，用一次性代码{self.parts.invitation.open()}设立管理员"


@contextmanager
def site(
    settings: Settings,
    records: SqlRecords,
    blobs: ObjectBlobs,
    calls: CurrentCalls,
    clock: Clock,
    running: Callable[[], int] = lambda: 0,
) -> Iterator[Site]:
    """The application, listening but not yet serving. Raises ConfigurationError where the address can't be had."""
    with (
        _listening(settings) as listening,
        sandbox(settings, _PICTURES) as drawing,
        Scratch(settings.data / "scratch").folder() as room,
        closing(Jobs(room, clock)) as jobs,
    ):
        address = address_of(settings, listening.getsockname()[1])
        parts = _parts(settings, records, blobs, calls, clock, running, drawing, jobs, address)
        yield Site(parts, settings, listening, address)


def _parts(
    settings: Settings,
    records: SqlRecords,
    blobs: ObjectBlobs,
    calls: CurrentCalls,
    clock: Clock,
    running: Callable[[], int],
    drawing: ProcessSandbox,
    jobs: Jobs,
    address: str,
) -> Parts:
    return Parts(
        records=records,
        blobs=blobs,
        outbox=SqlOutbox(records),
        calls=calls,
        clock=clock,
        drawer=drawing,
        decider=decider(settings, records, clock),
        jobs=jobs,
        converting=_converting(settings),
        address=address,
        hosts=hosts(settings, address),
        session_length=timedelta(hours=settings.web.session_hours),
        installation=SettingsInstallation(settings, clock, calls),
        running=running,
    )


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
def _listening(settings: Settings) -> Iterator[socket.socket]:
    host, port = settings.web.host, settings.web.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigurationError(
            f"网页不能在{host}:{port}上提供（{reason(error)}），请检查[web] host、port，或先停下占用它的程序"
        ) from error
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a page's second packet waits 40 ms
    with listening:
        yield listening
