"""The application on real records, in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.records import SqlRecords, open_records
from config.settings import Settings
from tests.review_export.web.browsing import Drawn, House


@pytest.fixture
def records(database_url: str) -> Iterator[SqlRecords]:
    opened = open_records(database_url, "example.org")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def house(quick_passwords: None, records: SqlRecords, tmp_path: Path) -> House:
    return House(records, FolderBlobs(tmp_path / "blobs"), Drawn(), settings=Settings(data=tmp_path))
