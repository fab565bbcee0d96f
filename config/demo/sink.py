"""An SMTP server in this process that keeps what it is given: the inboxes of all who wrote."""

import asyncio
import email
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

from config.demo.mailbox import HOST

_START = 10.0  # seconds


class Inboxes:
    """What has arrived, in order, as (receiver, message as sent)."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Keep one message for each of its receivers."""
        del server, session
        for receiver in envelope.rcpt_tos:
            self.received.append((receiver, envelope.content))
        return "250 2.0.0 OK"


@contextmanager
def inboxes() -> Iterator[Inboxes]:
    """Run the server in a thread of its own. Raises TimeoutError where it doesn't start."""
    sink, listening, stopping = Inboxes(), threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(sink, listening, stopping)), name="smtp", daemon=True)
    thread.start()
    try:
        if not listening.wait(_START):
            raise TimeoutError("演示用的发信服务器没有启动")
        yield sink
    finally:
        stopping.set()
        thread.join(_START)


async def _serve(sink: Inboxes, listening: threading.Event, stopping: threading.Event) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="localhost", loop=loop), HOST, 0)
    sink.port = server.sockets[0].getsockname()[1]
    listening.set()
    while not stopping.is_set():
        await asyncio.sleep(0.05)
    server.close()
    await server.wait_closed()


def parsed(raw: bytes) -> EmailMessage:
    """A received message with its headers decoded, as a mail program shows it."""
    return email.message_from_bytes(raw, policy=email.policy.default)
