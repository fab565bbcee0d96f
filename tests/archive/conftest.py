"""A real database and a real folder for each test; the schema is made once and copied."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.outbox import SqlOutbox
from archive.records import SqlRecords, open_records


@pytest.fixture
def records(database_url: str) -> Iterator[SqlRecords]:
    opened = open_records(database_url, "example.org")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def outbox(records: SqlRecords) -> SqlOutbox:
    return SqlOutbox(records)


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")
