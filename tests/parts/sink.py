"""A real SMTP server that keeps what it took, and says or does what a test wants of it."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.parts.authority import Certificate

Reply = str | Awaitable[str]
USER, PASSWORD = "submit@office.example.org", "correct-horse"


async def _said(reply: Reply) -> str:
    return reply if isinstance(reply, str) else await reply


@dataclass
class Sink:
    """What arrived, and how to answer. `after_data` and `at_rcpt` give a reply, at once or awaited; "" lets it through."""

    port: int = 0
    received: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)
    at_rcpt: Callable[[str], Reply] = lambda _: ""
    after_data: Callable[[str], Reply] = lambda _: ""
    cut_after_data: bool = False  # take the message and break the line before the reply

    def __dir__(self) -> list[str]:
        """Without `messages`: for every connection aiosmtpd reads all that its handler has, which parsed every mail anew."""
        return [name for name in super().__dir__() if name != "messages"]

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for _, raw in self.received]  # type: ignore[misc]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        reply = await _said(self.at_rcpt(address))
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        reply = await _said(self.after_data(envelope.rcpt_tos[0]))
        if not reply:
            self.received.extend((receiver, envelope.content) for receiver in envelope.rcpt_tos)
            self.secured.append(session.ssl is not None or self._implicit)
        if self.cut_after_data:
            server.transport.abort()
        return reply or "250 2.0.0 OK"

    _implicit: bool = False

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        good = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=good, handled=False, message=None if good else "535 5.7.8 authentication failed")


@contextmanager
def sink(
    certificate: Certificate | None = None, implicit: bool = False, login: bool = False, port: int = 0
) -> Iterator[Sink]:
    """A sink: plain; with a certificate STARTTLS, or TLS from the start where `implicit`; `login` wants USER's, after STARTTLS."""
    kept = Sink(_implicit=implicit)
    listening, stopping = threading.Event(), threading.Event()
    secure = None
    if certificate is not None:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(certificate.cert, certificate.key)

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)  # a client that fails its handshake is some test's very point
        options: dict[str, Any] = {"hostname": "localhost", "loop": loop}
        if secure is not None and not implicit:
            options["tls_context"] = secure
        if login:
            options |= {"authenticator": kept.authenticate, "auth_required": True}
        server = await loop.create_server(
            lambda: SMTP(kept, **options), "127.0.0.1", port, ssl=secure if implicit else None
        )
        kept.port = server.sockets[0].getsockname()[1]
        listening.set()
        while not stopping.is_set():
            await asyncio.sleep(0.02)
        server.close()
        await server.wait_closed()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert listening.wait(10), "the SMTP sink did not start"
    try:
        yield kept
    finally:
        stopping.set()
        thread.join(10)
