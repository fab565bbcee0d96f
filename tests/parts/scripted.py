"""A server that says what a test wants, line for line: for what no decent server would say."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Scripted:
    """`heard` are the client's lines. A "" among the replies is silence; after the last one it hangs up."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)


def _talk(client: socket.socket, greeting: str, replies: list[str], kept: Scripted) -> None:
    with client, suppress(OSError):
        client.sendall(greeting.encode() + b"\r\n")
        lines = client.makefile("rb")
        in_message = False
        for reply in replies:
            for line in lines:
                kept.heard.append(line)
                if not in_message or line == b".\r\n":
                    break
            if not reply:
                client.recv(1)  # until the client has enough
                return
            in_message = reply.startswith("354")
            client.sendall(reply.encode() + b"\r\n")


@contextmanager
def scripted(greeting: str, *replies: str) -> Iterator[Scripted]:
    """It serves one client: the greeting, then a reply to each of its lines (to a whole message, after 354)."""
    kept = Scripted()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        kept.port = listener.getsockname()[1]

        def serve() -> None:
            with suppress(OSError):
                _talk(listener.accept()[0], greeting, list(replies), kept)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield kept
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)
    assert not thread.is_alive()
