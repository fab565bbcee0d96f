"""A real SQLite file and a real folder for each test; the schema is made once and copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.outbox import SqlOutbox
from archive.records import SqlRecords, open_records


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schema") / "records.db"
    open_records(f"sqlite:///{path}").engine.dispose()
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_database, tmp_path / "records.db"))


@pytest.fixture
def records(database: Path) -> Iterator[SqlRecords]:
    opened = open_records(f"sqlite:///{database}", "example.org")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def outbox(records: SqlRecords) -> SqlOutbox:
    return SqlOutbox(records)


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")
