"""Real parts, started once a worker; a part that can't start fails the tests that need it."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from archive.accounts import passwords
from archive.records import open_records
from tests.parts.authority import Authority
from tests.parts.compiled import compiled_once
from tests.parts.dovecot import Dovecot, dovecot
from tests.parts.migrated import made, migrated_anew, migrated_once
from tests.parts.parsing import forked_off, loaded_anew
from tests.parts.postgres import Postgres, postgres
from tests.parts.reused import Reused
from tests.parts.sink import Sink, sink
from tests.parts.warm import loaded

if TYPE_CHECKING:
    from tests.parts.s3 import S3

_NUMBERS = itertools.count(1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What touches records runs on both databases; what looks into the SQLite file runs on SQLite alone."""
    if "database_url" in metafunc.fixturenames:
        both = [pytest.param(name, marks=pytest.mark.parts) for name in ("sqlite", "postgresql")]
        metafunc.parametrize("database_url", both[:1] if "database" in metafunc.fixturenames else both, indirect=True)


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def databases_migrated_once() -> None:
    migrated_once()


@pytest.fixture
def databases_migrated_anew() -> Iterator[None]:
    """New databases are made as the program makes them."""
    migrated_anew()
    yield
    migrated_once()


@pytest.fixture(scope="session", autouse=True)
def parsing_forked_off() -> None:
    forked_off(loaded)


@pytest.fixture(scope="module")
def parsing_loaded_anew() -> Iterator[None]:
    """Parsing processes are what the program starts."""
    with loaded_anew():
        yield


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


@pytest.fixture(scope="session")
def s3_server() -> "Iterator[S3]":
    from tests.parts.s3 import s3  # seconds that tests without it don't have to wait

    with s3() as server:
        yield server


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("schema") / "records.db"
    path.write_bytes(made())
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_database, tmp_path / "records.db"))


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Postgres) -> str:
    """A PostgreSQL database with the schema, to be copied."""
    url = postgres_server.database()
    open_records(url).engine.dispose()
    return url.rpartition("/")[2]


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: Postgres, postgres_template: str) -> Reused:
    return Reused(postgres_server, postgres_template)


@pytest.fixture
def postgres_url(postgres_databases: Reused) -> Iterator[str]:
    url = postgres_databases.take()
    yield url
    postgres_databases.give_back(url)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of the test's own with the schema; on which of the two, `pytest_generate_tests` says."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{request.getfixturevalue('database')}"


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with less work: a test looks at what becomes of a password, not at how long it is chewed."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


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
