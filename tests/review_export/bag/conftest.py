"""An archive with mails, letters and decisions in it, to make bags of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from archive.beside import other_mails, put_aside
from archive.blobs import FolderBlobs
from archive.papers import papers_of
from archive.records import SqlRecords, open_records
from archive.views import activities
from intake.call import Call, Classification, Contact
from review_export.bag.catalogue import Corrections
from review_export.bag.writing import Source, Told, write_bag
from tests.archive.filings import CALL, NOON
from tests.archive.recorded.houses import lived_in


@dataclass
class Archive:
    records: SqlRecords
    blobs: FolderBlobs
    calls: tuple[Call, ...]

    def bag(self, target: Path, corrections: Corrections | None = None, **more: object) -> Told:
        rows = [row for call in self.calls for row in activities(self.records, call.name)]
        names = [call.name for call in self.calls]
        source = Source(
            self.blobs,
            partial(papers_of, self.records),
            "办公室 <submit@example.org>",
            {},
            aside=partial(put_aside, self.records, names),
            others=partial(other_mails, self.records, names),
        )
        return write_bag(target, rows, self.calls, source, corrections or {}, NOON, **more)  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path, empty_database: Path) -> Iterator[Archive]:
    (tmp_path / "records.db").write_bytes(empty_database.read_bytes())
    records, blobs = open_records(f"sqlite:///{tmp_path}/records.db", "example.org"), FolderBlobs(tmp_path / "blobs")
    lived_in(records, blobs)
    notice, file = tmp_path / "通知.txt", tmp_path / "某活动.toml"
    notice.write_text("关于某活动的通知", "utf-8")
    file.write_text("name = '2020-29'", "utf-8")
    call = replace(
        CALL,
        contact=Contact("某办公室", "010-1", "b@example.org"),
        classification=Classification("Z109", "某协会", "WS", "2020", "办公室", "BGS", "永久"),
        papers=(notice, file),
    )
    yield Archive(records, blobs, (call,))
    records.engine.dispose()
