"""An IMAP server in this process: pymap's in-memory backend on a free port of 127.0.0.1, gone when its context ends."""

import asyncio
import threading
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from imapclient import IMAPClient
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer

HOST = "127.0.0.1"
USER, PASSWORD = "submit", "demo"
_START = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Arriving:
    """A mail about to arrive: its bytes and its INTERNALDATE."""

    raw: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class EmbeddedMailbox:
    """Where the server listens."""

    port: int

    def deliver(self, mails: Sequence[Arriving]) -> None:
        """Append mails to INBOX, as a mail server would."""
        with IMAPClient(HOST, self.port, ssl=False, timeout=_START) as client:
            client.login(USER, PASSWORD)
            for each in mails:
                client.append("INBOX", each.raw, msg_time=each.at)


@contextmanager
def embedded_mailbox() -> Iterator[EmbeddedMailbox]:
    """Run the server in a thread of its own. Raises TimeoutError where it doesn't start."""
    ports: list[int] = []
    listening, stopping = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(ports, listening, stopping)), name="imap", daemon=True)
    thread.start()
    try:
        if not listening.wait(_START):
            raise TimeoutError("演示用的邮箱没有启动")
        yield EmbeddedMailbox(ports[0])
    finally:
        stopping.set()
        thread.join(_START)


async def _serve(ports: list[int], listening: threading.Event, stopping: threading.Event) -> None:
    backend, config = await DictBackend.init(_arguments(), secure_auth=False)
    config.apply_context()
    callback = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
    server = await asyncio.start_server(callback, host=HOST, port=0)
    ports.append(server.sockets[0].getsockname()[1])
    listening.set()
    while not stopping.is_set():
        await asyncio.sleep(0.05)
    server.close()
    await _end_connections()


async def _end_connections() -> None:
    """Cancel what still serves a connection, so that the loop ends without complaint."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _arguments() -> Namespace:
    """What pymap's own command line would have made."""
    return Namespace(
        host=HOST,
        port=0,
        debug=False,
        cert=None,
        key=None,
        tls=False,
        proxy_protocol=None,
        passlib_cfg=None,
        inherited_sockets=None,
        demo_data=False,
        demo_user=USER,
        demo_password=PASSWORD,
    )
