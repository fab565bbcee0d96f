"""compose.yaml and the Dockerfile, without an engine: what they say is what the specification knows, what they start works."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from sqlalchemy import make_url

from intake.service import Role
from tests.config.test_serve_command import free_port
from tests.intake.test_service_process import until
from tests.parts.dovecot import Dovecot
from tests.parts.post import sender, word_only
from tests.parts.postgres import binaries
from tests.parts.service import installed
from tests.parts.sink import Sink
from tests.parts.warm import BAOSONG

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def test_each_of_our_services_is_a_role_of_its_own_and_every_role_is_there_that_can_be() -> None:
    ours = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "baosong"}
    assert {name: service["command"] for name, service in ours.items()} == {
        role.value: ["run", "--role", role.value] for role in Role if role is not Role.ALL
    }
    for service in ours.values():
        assert service["build"] == "."
        assert service["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_what_is_mounted_is_declared() -> None:
    mounted = {place.partition(":")[0] for each in COMPOSE["services"].values() for place in each.get("volumes", ())}
    assert {name for name in mounted if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert set(COMPOSE["services"]["postgres"]["secrets"]) == set(COMPOSE["secrets"])


def test_the_image_is_built_from_the_lock_and_from_files_that_are_here() -> None:
    assert "--require-hashes -r requirements.txt" in DOCKERFILE
    copied = [name for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M) for name in line.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"parsers", "intake", "archive", "review_export", "config"} <= set(copied)


def _checked(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parts
def test_it_is_what_the_compose_specification_allows() -> None:
    said = _checked(ROOT / "compose.yaml")
    assert said.returncode == 0, said.stdout


@pytest.mark.parts
@pytest.mark.parametrize(
    ("written", "slip"),
    [("condition: service_healthy", "condition: service_well"), ("replicas:", "copies:"), ("retries:", "tries:")],
)
def test_and_a_slip_in_it_would_be_found(tmp_path: Path, written: str, slip: str) -> None:
    wrong = tmp_path / "compose.yaml"
    wrong.write_text((ROOT / "compose.yaml").read_text("utf-8").replace(written, slip), "utf-8")
    said = _checked(wrong)
    assert said.returncode == 1
    assert slip.rpartition(" ")[2].strip(":") in said.stdout


def _entrypoint(settings: Path, data: Path) -> list[str]:
    """The image's own, its two folders elsewhere."""
    (words,) = re.findall(r'^ENTRYPOINT \["baosong", (.+)\]$', DOCKERFILE, re.M)
    said = [word.strip('"') for word in words.split(", ")]
    assert said == ["--config", "/etc/baosong/baosong.toml", "--data", "/var/lib/baosong"]
    return [str(BAOSONG), "--config", str(settings), "--data", str(data)]


@contextmanager
def _started(*commands: list[str]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """By an environment that holds nothing of ours; ended as compose ends them."""
    running = [subprocess.Popen(each, env={"PATH": os.environ["PATH"]}, start_new_session=True) for each in commands]
    try:
        yield running
        for process in running:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(60) for process in running] == [0] * len(running)
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.parts
def test_each_service_by_its_own_command_and_settings_as_described_and_mails_are_answered(
    imap_server: Dovecot, mailbox: str, smtp_sink: Sink, tmp_path: Path, postgres_url: str
) -> None:
    where, port = make_url(postgres_url), free_port()
    settings = installed(tmp_path, imap_server, mailbox, smtp_sink).config
    (tmp_path / "postgres.secret").write_text("correct-horse")
    settings.write_text(
        f"""{settings.read_text()}
kind = "procrastinate"
heartbeat_seconds = 1
[records]
url = "postgresql+psycopg://{where.username}@{where.host}:{where.port}/{where.database}"
password_file = "postgres.secret"
[blobs]
url = "file:{tmp_path}/var/blobs"
[web]
port = {port}
"""
    )
    ours = [each["command"] for each in COMPOSE["services"].values() if each.get("image") == "baosong"]
    imap_server.deliver(mailbox, word_only(0), word_only(1))
    with _started(*([*_entrypoint(settings, tmp_path / "var"), *command] for command in ours)):
        assert until(lambda: len(smtp_sink.received) == 2, 180)
        assert until(lambda: _answers(port), 60)
    assert Counter(to for to, _ in smtp_sink.received) == {sender(0): 1, sender(1): 1}


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return bool(page.status == 200 and "报送" in page.read().decode())
    except OSError:
        return False


@pytest.mark.parts
def test_the_databases_look_whether_it_is_well_is_one(postgres_url: str) -> None:
    kind, command = COMPOSE["services"]["postgres"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    there = make_url(postgres_url)
    environment = {"PATH": f"{binaries()}:{os.environ['PATH']}", "PGHOST": str(there.host)}
    for port, well in ((there.port, 0), (free_port(), 2)):  # 2: no answer (pg_isready's own exit status)
        said = subprocess.run(command, shell=True, env=environment | {"PGPORT": str(port)}, check=False)
        assert said.returncode == well


@pytest.mark.parts
def test_what_the_image_copies_can_be_built_as_it_is_built_there(tmp_path: Path) -> None:
    for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M):
        for name in line.split()[:-1]:
            here = ROOT / name
            shutil.copytree(here, tmp_path / name) if here.is_dir() else shutil.copy(here, tmp_path)
    (options,) = re.findall(r"^RUN pip install --no-cache-dir (--no-deps .+) \. ", DOCKERFILE, re.M)
    command = [sys.executable, "-m", "pip", "wheel", "-q", *options.split(), "-w", str(tmp_path / "out"), str(tmp_path)]
    built = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert built.returncode == 0, built.stderr
    assert [wheel.name.partition("-")[0] for wheel in (tmp_path / "out").iterdir()] == ["baosong"]
