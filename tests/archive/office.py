"""An office whose mails go the service's whole way; only reading is done by hand: each mail's facts are given with it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from archive.blobs import FolderBlobs
from archive.past import differences, past
from archive.records import open_records
from intake.pipeline import Examiner, Pipeline
from intake.placing import Placer
from intake.ports import RawMail, Sighting
from intake.replaying import Replayer
from intake.scratch import Scratch
from parsers.errors import ParsingFailed
from parsers.facts import Comparison, Document, Examination
from tests.archive.desk import WAIT, Desk
from tests.cases import OURS, Arrived


class Reading:
    """Stands in for the sandbox: what a mail's bytes say was put down when it was written."""

    def __init__(self) -> None:
        self.said: dict[bytes, Arrived | None] = {}

    def examine(self, raw: Path, forms: object, scratch: Path, *_: Any) -> Examination:
        written = raw.read_bytes()
        case = self.said[written]
        if case is None:
            raise ParsingFailed("解析进程意外退出")
        documents = tuple(_stored(document, scratch) for document in case.documents)
        mail = replace(case.mail, received=case.received_at)
        return Examination(hashlib.sha256(written).hexdigest(), len(written), mail, documents)

    def compare(self, pairs: Sequence[object]) -> tuple[Comparison, ...]:
        return (Comparison(0.98),) * len(pairs)


def _stored(document: Document, scratch: Path) -> Document:
    """With bytes of its own, which the pipeline keeps."""
    written = document.sha256.encode()
    digest = hashlib.sha256(written).hexdigest()
    (scratch / digest).write_bytes(written)
    return replace(document, sha256=digest)


@dataclass
class Office(Desk):
    folder: Path = field(default_factory=Path)
    reading: Reading = field(default_factory=Reading)

    @property
    def blobs(self) -> FolderBlobs:
        return FolderBlobs(self.folder / "blobs")

    def arrive(self, case: Arrived | None, history: bool = False) -> tuple[str, ...]:
        """One mail, all the way; None: one that can't be read."""
        self.arrived += 1
        self.later(minutes=7)
        raw = f"mail {self.arrived}".encode()
        digest = hashlib.sha256(raw).hexdigest()
        self.reading.said[raw] = case and replace(case, received_at=case.received_at + timedelta(seconds=self.arrived))
        self.blobs.put(raw)
        with self.records.transaction() as transaction:
            mail = RawMail(digest, len(raw), self.now, history=history)
            transaction.register(mail, Sighting("a", "INBOX", 7, self.arrived))
        pipeline = Pipeline(
            self.blobs,
            self.records,
            Examiner(self.reading, OURS),  # type: ignore[arg-type]  # as far as it is asked
            self.calls,
            lambda: self.now,
            WAIT,
            Scratch(self.folder / "scratch"),
        )
        while self.records.is_pending(digest):
            pipeline.assess(digest)
        return self.records.recorded(digest, self.calls).receipts if case else ()

    def place(self, receipt: str, to: str) -> Any:
        return Placer(self.decider, self.reading, self.blobs.get).place(receipt, to, self.person())  # type: ignore[arg-type]

    def replayed(self, url: str) -> list[str]:
        """What came out otherwise when all of it is done again, into a database there."""
        fresh = open_records(url, "example.org")
        complaints: list[str] = []
        replayer = Replayer(
            fresh,
            self.blobs,
            self.reading,  # type: ignore[arg-type]
            self.calls,
            OURS,
            WAIT,
            Scratch(self.folder / "again"),
            said=complaints.append,
        )
        replayer.replay(past(self.records))
        found = [*complaints, *differences(self.records, fresh)]
        fresh.engine.dispose()
        return found
