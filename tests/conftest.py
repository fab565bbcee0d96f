"""Real parts, started once a worker; a part that can't start fails the tests that need it."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts.authority import Authority
from tests.parts.dovecot import Dovecot, dovecot
from tests.parts.postgres import Postgres, postgres
from tests.parts.sink import Sink, sink

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def imap_server(authority: Authority) -> Iterator[Dovecot]:
    with dovecot(authority.issue("imap"), authority.ca_file) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def mailbox() -> str:
    """A user of the IMAP server that no other test has."""
    return f"submit{next(_NUMBERS)}"


@pytest.fixture
def smtp_sink() -> Iterator[Sink]:
    with sink() as kept:
        yield kept


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "imap.secret"
    path.write_text("correct-horse\n")
    return path
