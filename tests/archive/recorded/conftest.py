"""Records that are kept beside the blobs, and a second, empty database of the same kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.recorded.recorder import Recorder
from archive.records import SqlRecords, open_records


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


@pytest.fixture
def records(database_url: str, blobs: FolderBlobs) -> Iterator[SqlRecords]:
    opened = open_records(database_url, "example.org")
    opened.recorder = Recorder(opened.engine, blobs)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def empty(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlRecords]:
    """Another database of the same kind, with the schema and nothing in it."""
    if database_url.startswith("sqlite"):
        opened = open_records(f"sqlite:///{tmp_path}/new/records.db", "example.org")
        yield opened
        opened.engine.dispose()
        return
    databases = request.getfixturevalue("postgres_databases")
    url = databases.take()
    opened = open_records(url, "example.org")
    yield opened
    opened.engine.dispose()
    databases.give_back(url)
