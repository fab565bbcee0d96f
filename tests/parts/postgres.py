"""A real PostgreSQL on a free port of 127.0.0.1, in a folder of its own, gone when its context ends."""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

_USER = "postgres"
_SECONDS = 30.0
_SETTINGS = {
    "fsync": "off",  # a killed server loses nothing that the operating system has
    "full_page_writes": "off",
    "synchronous_commit": "on",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "log_line_prefix": "%m [%p] ",
}


@dataclass
class Postgres:
    """A running server; `database` makes an empty database and tells its URL."""

    folder: Path
    port: int
    settings: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self.port}/{name}"

    def database(self, template: str = "template0", name: str = "") -> str:
        name = name or f"records_{os.getpid()}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        with psycopg.connect(self._address(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _address(self) -> str:
        return f"host=127.0.0.1 port={self.port} user={_USER} dbname=postgres connect_timeout=5"

    def start(self) -> None:
        command = [str(binaries() / "postgres"), "-D", str(self.folder), "-p", str(self.port), "-k", str(self.folder)]
        for key, value in {**_SETTINGS, **self.settings}.items():
            command += ["-c", f"{key}={value}"]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(_as_user(command), stdout=log, stderr=log)
        self._wait()

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                psycopg.connect(self._address()).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'server.log').read_text()[-2000:]}")

    def kill(self) -> None:
        """As a power cut: the server and all its sessions at once."""
        assert self._process is not None
        children = _children(self._process.pid)
        self._process.kill()  # first: it would mourn its children and begin anew
        self._process.wait()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)  # fast shutdown
        self._process.wait(_SECONDS)


@contextmanager
def postgres(settings: Mapping[str, str] | None = None, kept: Path | None = None) -> Iterator[Postgres]:
    """A server that is running, with these settings beside the tests' own; raises RuntimeError where it can't be started.

    `kept`: a folder for its files that stays, and may hold those of an earlier one.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        if not (folder / "PG_VERSION").exists():
            _initialize(folder)
        server = Postgres(folder, _free_port(), settings or {})
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        if not kept:
            shutil.rmtree(folder)


def _initialize(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, _USER)
    options = ["-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    initdb = [str(binaries() / "initdb"), "-D", str(folder), *options]
    made = subprocess.run(_as_user(initdb), capture_output=True, text=True, check=False, cwd=folder)
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")


def _as_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return command
    owner = pwd.getpwnam(_USER)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--", *command]


def binaries() -> Path:
    """Where the newest installed server's programs lie."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1]


def _children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
