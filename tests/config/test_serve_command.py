"""`baosong serve`, and the web application beside `run`: their address, their code, and what holds them up."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import count, pairwise
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from httpx2 import Client

from config.serving import address_of, hosts, is_exposed
from config.settings import Settings, WebSettings
from config.workers import Workers
from tests.config.commands import Commands, one_line
from tests.parts.warm import BAOSONG

_PATIENCE = 60  # seconds
PASSWORD = "云杉-correct-horse"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def configured(folder: Path, port: int) -> Path:
    (folder / "in").mkdir(exist_ok=True)
    file = folder / "c.toml"
    file.write_text(f'call = ["2020-29"]\n[watch]\nfolder = "in"\n[web]\nport = {port}\n', "utf-8")
    return file


@contextlib.contextmanager
def started(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        process = subprocess.Popen([BAOSONG, *words], cwd=folder, stdout=out, stderr=err, text=True)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def status_of(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


def answer_to(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.sendall(sent)
        return connection.recv(100)


def answers(port: int, path: str) -> int:
    """The status, as soon as anybody answers."""
    for _ in range(_PATIENCE * 5):
        with contextlib.suppress(OSError):
            return status_of(port, path)
        time.sleep(0.2)
    raise AssertionError("nobody answers")


def workers_of(process: subprocess.Popen[str]) -> set[int]:
    """The server processes that it has started and that are there now."""
    found = set()
    for each in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        with contextlib.suppress(OSError):  # it ends just now
            if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes():
                found.add(int(each))
    return found


@contextlib.contextmanager
def frozen(number: int) -> Iterator[None]:
    """A process that does nothing meanwhile: whoever asks is answered by another."""
    os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(number, signal.SIGCONT)


def lives(number: int) -> bool:
    """Whether a process goes on; one that nobody has buried doesn't."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False


def until(holds: Callable[[], bool]) -> None:
    for _ in range(_PATIENCE * 5):
        if holds():
            return
        time.sleep(0.2)
    raise AssertionError("it never holds")


@pytest.mark.parts
def test_two_processes_serve_as_one(tmp_path: Path) -> None:
    port = free_port()
    config = str(configured(tmp_path, port))
    with started(tmp_path, "serve", "--processes", "2", "--config", config) as process:
        assert answers(port, "/healthz") == 200
        one, other = workers_of(process)
        with frozen(other):
            assert answers(port, "/setup") == 200
        with frozen(one), Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE) as browser:
            assert answers(port, "/setup") == 200
            said = (tmp_path / "err").read_text()
            code = re.findall(r"一次性代码([a-z0-9-]+)", said)[0]
            token = re.findall('name="csrf" value="([0-9a-f]+)"', browser.get("/setup").text)[0]
            made = {"csrf": token, "code": code, "name": "root", "shown": "主任", "password": PASSWORD}
            assert browser.post("/setup", data={**made, "again": PASSWORD}).status_code == 303
        os.kill(other, signal.SIGKILL)
        cookies = dict(browser.cookies)
        with Client(base_url=f"http://127.0.0.1:{port}", timeout=_PATIENCE, cookies=cookies) as again:
            assert again.get("/settings").status_code == 200  # by the one that had no part in it
            assert again.get("/setup").status_code == 404
        until(lambda: len(workers_of(process) - {one, other}) == 1)
        (new,) = workers_of(process) - {one, other}
        with frozen(one):
            assert answers(port, "/healthz") == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(_PATIENCE) == 0
    assert not any(map(lives, (one, new)))
    said = (tmp_path / "err").read_text()
    assert said.count("意外结束") == 1
    assert "Traceback" not in said


@pytest.mark.parts
def test_server_processes_end_with_whoever_started_them(tmp_path: Path) -> None:
    port = free_port()
    config = str(configured(tmp_path, port))
    with started(tmp_path, "run", "--processes", "2", "--config", config) as process:
        until(lambda: len(workers_of(process)) == 2)
        workers = workers_of(process)
        process.kill()  # while they begin
        until(lambda: not any(map(lives, workers)))
    with started(tmp_path, "run", "--processes", "2", "--config", config) as process:
        assert answers(port, "/readyz") == 200
        workers = workers_of(process)
        assert len(workers) == 2
        process.kill()  # while one serves at least
        until(lambda: not any(map(lives, workers)))


@pytest.mark.parts
def test_what_no_process_could_serve_is_said_once_in_one_line(baosong: Commands, tmp_path: Path) -> None:
    config = configured(tmp_path, free_port())
    config.write_text(config.read_text("utf-8") + '[replies]\ntemplates = "nowhere"\n', "utf-8")
    assert "nowhere" in one_line(baosong("serve", "--processes", "2", "--config", config))


class Gone(SimpleNamespace):
    """A process that breaks off as soon as it has begun."""

    sentinel, exitcode = -1, 1

    def is_alive(self) -> bool:
        return False


def test_one_that_breaks_off_time_and_again_is_begun_ever_later(monkeypatch: pytest.MonkeyPatch) -> None:
    workers, ending, clock = Workers(None, 1, None), Event(), count(0, 0.5)  # type: ignore[arg-type]
    begun: list[float] = []

    def start(index: int) -> None:
        begun.append(now := time.monotonic())
        workers._began[index], workers._processes[index] = now, Gone()  # type: ignore[call-overload]
        if len(begun) == 9:
            ending.set()

    monkeypatch.setattr(workers, "_start", start)
    monkeypatch.setattr(ending, "wait", lambda _: None)
    monkeypatch.setattr("config.workers.time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr("tests.config.test_serve_command.time", SimpleNamespace(monotonic=lambda: next(clock)))
    workers.look_after(ending)
    pauses = [round(later - earlier) for earlier, later in pairwise(begun)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 8
    assert 60 <= pauses[-1] < 66


@pytest.mark.parts
def test_serve_prints_its_address_and_a_code_and_ends_when_asked(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, "serve", "--processes", "1", "--config", str(configured(tmp_path, port))) as process:
        assert answers(port, "/healthz") == 200
        assert answers(port, "/readyz") == 200
        assert answers(port, "/setup") == 200
        assert answer_to(port, b"GET / HTTP/1.1\r\nX-Endless: " + b"a" * 20_000).startswith(b"HTTP/1.1 400 ")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert (tmp_path / "out").read_text() == f"http://127.0.0.1:{port}\n"
    said = (tmp_path / "err").read_text()
    assert f"http://127.0.0.1:{port}/setup" in said
    assert "Traceback" not in said


@pytest.mark.parts
def test_run_shows_the_web_application_unless_told_otherwise(tmp_path: Path) -> None:
    port = free_port()
    config = str(configured(tmp_path, port))
    with started(tmp_path, "run", "--config", config) as process:
        assert answers(port, "/healthz") == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    with started(tmp_path, "run", "--no-web", "--config", config) as process:
        until(lambda: "服务已启动" in (tmp_path / "err").read_text())
        with pytest.raises(OSError, match="refused"):
            status_of(port, "/healthz")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


@pytest.mark.parts
def test_mails_are_taken_in_where_the_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = configured(tmp_path, int(taken.getsockname()[1]))
        with started(tmp_path, "run", "--config", str(config)) as process:
            until(lambda: "网页没有启动" in (tmp_path / "err").read_text())
            assert "收信、核对、回信照常" in (tmp_path / "err").read_text()
            assert process.poll() is None
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0


def test_serve_says_in_one_line_what_holds_it_up(baosong: Commands, tmp_path: Path) -> None:
    assert "没有指定征集通知" in one_line(baosong("serve"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = configured(tmp_path, int(taken.getsockname()[1]))
        assert "请检查[web] host、port" in one_line(baosong("serve", "--config", config))


@pytest.mark.parametrize(
    ("web", "address", "names", "exposed"),
    [
        ({}, "http://127.0.0.1:8029", ("127.0.0.1", "[::1]", "localhost"), False),
        ({"host": "::1"}, "http://[::1]:8029", ("127.0.0.1", "[::1]", "localhost"), False),
        ({"host": "10.1.2.3"}, "http://10.1.2.3:8029", ("10.1.2.3",), True),
        (
            {"host": "0.0.0.0", "address": "https://baosong.example.cn/"},
            "https://baosong.example.cn",
            ("0.0.0.0", "baosong.example.cn"),
            False,
        ),
    ],
)
def test_where_it_is_found_and_by_what_name(
    web: dict[str, str], address: str, names: tuple[str, ...], exposed: bool
) -> None:
    settings = Settings(web=WebSettings(**web))  # type: ignore[arg-type]
    assert address_of(settings, 8029) == address
    assert hosts(settings, address) == names
    assert is_exposed(settings) is exposed
