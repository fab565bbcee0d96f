"""The application on real records, in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from archive.blobs import FolderBlobs
from archive.records import SqlRecords, open_records
from config.settings import Settings
from tests.parts.browser import chromium
from tests.review_export.web.browsing import Drawn, House
from tests.review_export.web.served import serving


@pytest.fixture
def records(database_url: str) -> Iterator[SqlRecords]:
    opened = open_records(database_url, "example.org")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def house(quick_passwords: None, records: SqlRecords, tmp_path: Path) -> House:
    return House(records, FolderBlobs(tmp_path / "blobs"), Drawn(), settings=Settings(data=tmp_path))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def served(quick_passwords: None, database: Path, tmp_path: Path) -> Iterator[House]:
    with serving(database, tmp_path) as made:
        yield made
