"""A real S3 server (moto's) on a free port of 127.0.0.1, and one that misbehaves in front of it."""

import itertools
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer

from archive.blobs import Bucket

KEYS = {"access_key": "office", "secret_key": "correct-horse"}


@dataclass
class S3:
    """A running server; `bucket` makes an empty bucket and says how to reach it."""

    port: int
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def bucket(self, **options: object) -> Bucket:
        name = f"records-{next(self._numbers)}"
        signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=office/20200101/us-east-1/s3/aws4_request"}
        with urlopen(Request(f"{self.endpoint}/{name}", method="PUT", headers=signed)) as answer:
            assert answer.status == 200
        values = {"prefix": "office", "endpoint": self.endpoint, "seconds": 20, **KEYS, **options}
        return Bucket(name, **values)  # type: ignore[arg-type]  # by name

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def s3() -> Iterator[S3]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield S3(server.get_host_and_port()[1])
    finally:
        server.stop()


def nothing(method: str, path: str) -> None:
    """No fault."""


Fault = Callable[[str, str], tuple[int, bytes] | None]
"""Given method and path: the answer that it gives in the server's place, None where the request passes."""


class _Handler(BaseHTTPRequestHandler):
    behind: ClassVar[S3]
    fault: ClassVar[Fault]
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.fault(self.command, self.path)
        if answer is None:
            self._answer(*self._ask(body))
        else:
            self._answer(*answer, [])

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _pass  # noqa: N815  http.server's names

    def _ask(self, body: bytes) -> tuple[int, bytes, list[tuple[str, str]]]:
        connection = HTTPConnection("127.0.0.1", self.behind.port, timeout=30)
        connection.request(self.command, self.path, body, dict(self.headers.items()))
        answer = connection.getresponse()
        found = answer.status, answer.read(), answer.getheaders()
        connection.close()
        return found

    def _answer(self, status: int, body: bytes, headers: list[tuple[str, str]]) -> None:
        self.send_response(status)
        own = {"content-length": str(len(body))}
        kept = {key.lower(): value for key, value in headers if key.lower() not in ("transfer-encoding", "connection")}
        for key, value in {**own, **kept}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@dataclass
class Misbehaving:
    """A server in front of a good one; `fault` may be changed at any time, `struck` counts."""

    endpoint: str
    fault: Fault = nothing
    struck: int = 0


@contextmanager
def misbehaving(behind: S3) -> Iterator[Misbehaving]:
    """Passes everything on but what its `fault` answers itself."""
    front = Misbehaving("")

    def fault(_: object, method: str, path: str) -> tuple[int, bytes] | None:
        answer = front.fault(method, path)
        front.struck += answer is not None
        return answer

    handler = type("Handler", (_Handler,), {"behind": behind, "fault": fault})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    front.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
