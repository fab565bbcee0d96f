"""A line to a server that can be cut: forwards TCP, counts what passes, and breaks after so many bytes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Line:
    """`cut_after`: bytes from the server, in all, after which every connection breaks; None for never.

    `cut_at`: what the client must not say: the line breaks before the server hears it, or, where `lets_through`, when it
    answers.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.cut_after: int | None = None
        self.cut_at = b""
        self.lets_through = False
        self._answers_lost = False
        self.passed = 0
        self.cuts = 0
        self.opened = 0
        self.open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def serve(self) -> None:
        """Accept until closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                self.opened += 1
                self.open.add(client)
                threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.cut_at and self.cut_at in data:
                    if not self.lets_through:
                        self.cuts += 1
                        break
                    self._answers_lost = True
                server.sendall(data)
        self._end(client, server)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(4096):
                self.passed += len(data)
                if self._answers_lost:
                    self.cuts, self._answers_lost = self.cuts + 1, False
                    break
                if self.cut_after is not None and self.passed > self.cut_after:
                    self.cuts += 1
                    break
                client.sendall(data)
        self._end(client, server)

    def _end(self, client: socket.socket, server: socket.socket) -> None:
        for each in (client, server):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.open.discard(client)

    def close(self) -> None:
        """No more connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for client in list(self.open):
            client.close()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to 127.0.0.1:port."""
    line = Line(port)
    thread = threading.Thread(target=line.serve, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.close()
        thread.join(5)
