"""The pipeline failed once after each of its steps. Then it runs again: nothing is lost, nothing is done twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.blobs import FolderBlobs
from archive.database import open_database
from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from archive.reviving import revive
from archive.verify import verify
from archive.views import activities, counts, mails
from config.calls import load_call
from config.clock import SHANGHAI
from intake.errors import StoreError
from intake.pipeline import Examiner, Intake, Pipeline
from intake.ports import OutboxState, Sighting
from intake.queue import EmbeddedQueue
from intake.scratch import Scratch
from parsers.errors import ParsingFailed, ScratchRefused
from parsers.sandbox import ProcessSandbox
from tests.parts.post import word_only

pytestmark = pytest.mark.parts
NOW = datetime(2020, 4, 17, 10, 0, tzinfo=SHANGHAI)
RAW = word_only(1)
HERE = Sighting("submit", "INBOX", 7, 1)


class Fault(Exception):
    """What a killed process looks like from inside: nothing after this line happens."""


class Faults:
    """Strikes once, at the place it is set for."""

    def __init__(self) -> None:
        self.place = ""
        self.struck: list[str] = []

    def at(self, place: str) -> None:
        if place == self.place:
            self.place = ""
            self.struck.append(place)
            raise Fault(place)


class FragileBlobs(FolderBlobs):
    def __init__(self, folder: Path, faults: Faults) -> None:
        super().__init__(folder)
        self.faults = faults

    def put(self, data: bytes) -> str:
        self.faults.at("before a blob is stored")
        digest = super().put(data)
        self.faults.at("after a blob is stored")
        return digest

    def put_file(self, path: Path) -> str:
        self.faults.at("before a blob is stored")
        digest = super().put_file(path)
        self.faults.at("after a blob is stored")
        return digest


class FragileRecords(SqlRecords):
    faults: Faults

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        with super().transaction() as transaction:
            yield transaction
            self.faults.at("before the commit")
        self.faults.at("after the commit")


class FragileSandbox:
    def __init__(self, real: ProcessSandbox, faults: Faults) -> None:
        self.real, self.faults = real, faults

    def examine(self, *arguments: Any) -> Any:
        self.faults.at("before the examination")
        examined = self.real.examine(*arguments)
        self.faults.at("after the examination")
        return examined

    def compare(self, pairs: Any) -> Any:
        self.faults.at("before the comparison")
        return self.real.compare(pairs)


class House:
    """The intake and the pipeline over a folder, as they come up again after a kill."""

    def __init__(self, folder: Path, database_url: str, sandbox: ProcessSandbox, faults: Faults) -> None:
        self.faults = faults
        self.blobs = FragileBlobs(folder / "blobs", faults)
        self.records = FragileRecords(open_database(database_url))
        self.records.faults = faults
        self.queue = EmbeddedQueue(self.records, 1)
        self.intake = Intake(self.blobs, self.records, self.queue, lambda: NOW)
        examiner = Examiner(FragileSandbox(sandbox, faults), frozenset())
        calls = (load_call("2020-29", Path()),)
        self.pipeline = Pipeline(
            self.blobs, self.records, examiner, calls, lambda: NOW, timedelta(0), Scratch(folder / "scratch")
        )

    def take_in(self) -> bool:
        return self.intake.take_in(RAW, NOW, HERE)

    def assess_pending(self) -> None:
        for digest in self.records.pending():
            self.pipeline.assess(digest)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(1) as real:
        yield real


@pytest.fixture
def come_up(tmp_path: Path, database_url: str, sandbox: ProcessSandbox) -> Iterator[Callable[[Faults], House]]:
    houses: list[House] = []

    def another(faults: Faults) -> House:
        houses.append(House(tmp_path, database_url, sandbox, faults))
        return houses[-1]

    yield another
    for house in houses:
        house.records.engine.dispose()


def whole(house: House) -> None:
    """One mail, one submission, one letter, a sound archive."""
    assert house.records.pending() == ()
    assert [mail.verdict for mail in mails(house.records)] == ["correction"]
    assert [(row.organisation, row.revisions) for row in activities(house.records)] == [("青岭第一植物学会", 1)]
    assert len(SqlOutbox(house.records).listed(tuple(OutboxState))) == 1
    assert counts(house.records)["queue"] == {"waiting": 0, "running": 0, "dead": 0}
    assert verify(house.records, house.blobs).sound


@pytest.mark.parametrize(
    "place", ["before a blob is stored", "after a blob is stored", "before the commit", "after the commit"]
)
def test_taking_in_fails_once(come_up: Callable[[Faults], House], place: str) -> None:
    faults = Faults()
    faults.place = place
    house = come_up(faults)
    with pytest.raises(Fault):
        house.take_in()  # and so the mailbox has been told nothing
    assert faults.struck == [place]
    known = HERE.uid in house.records.known_uids(HERE.account, HERE.folder, HERE.uidvalidity)
    assert known == (place == "after the commit")
    again = come_up(Faults())
    assert again.take_in() == (not known)  # the source offers it again wherever it isn't known
    again.assess_pending()
    whole(again)


@pytest.mark.parametrize(
    "place",
    [
        "before the examination",
        "after the examination",
        "before the comparison",
        "before a blob is stored",
        "after a blob is stored",
        "before the commit",
        "after the commit",
    ],
)
def test_assessing_fails_once(come_up: Callable[[Faults], House], place: str) -> None:
    faults = Faults()
    house = come_up(faults)
    house.take_in()
    faults.place = place
    with pytest.raises(Fault):
        house.assess_pending()
    assert faults.struck == [place]
    filed = mails(house.records)[0].state == "filed"
    assert filed == (place == "after the commit")
    letters = SqlOutbox(house.records).listed(tuple(OutboxState))
    assert len(letters) == len(activities(house.records)) == int(filed)  # all of it or nothing
    again = come_up(Faults())
    again.assess_pending()
    whole(again)


def test_assessing_twice_files_once(come_up: Callable[[Faults], House]) -> None:
    house = come_up(Faults())
    house.take_in()
    (digest,) = house.records.pending()
    house.pipeline.assess(digest)
    house.pipeline.assess(digest)
    whole(house)


def test_what_a_parser_breaks_on_twice_is_kept_for_a_person_and_the_next_goes_on(
    come_up: Callable[[Faults], House],
) -> None:
    house = come_up(Faults())
    house.take_in()
    house.intake.take_in(word_only(2), NOW, Sighting("submit", "INBOX", 7, 2))
    broken = house.records.pending()[0]
    examine = house.pipeline.examiner.sandbox.examine

    def breaks(raw: Path, *arguments: Any) -> Any:
        if raw.read_bytes() == house.blobs.get(broken):
            raise ParsingFailed("解析进程意外退出（代码-11）")
        return examine(raw, *arguments)

    house.pipeline.examiner.sandbox.examine = breaks  # type: ignore[method-assign]
    house.assess_pending()
    assert house.records.pending() == (broken,)  # a crash may be chance: once more
    house.assess_pending()
    assert house.records.pending() == ()
    seen = {mail.digest: mail for mail in mails(house.records)}
    assert (seen[broken].verdict, seen[broken].error) == ("review", "解析进程意外退出（代码-11）")
    assert {mail.verdict for digest, mail in seen.items() if digest != broken} == {"correction"}
    assert house.blobs.get(broken)
    assert len(SqlOutbox(house.records).listed(tuple(OutboxState))) == 1  # nobody is told anything about the broken one

    house.pipeline.examiner.sandbox.examine = examine  # type: ignore[method-assign]  the reader was mended
    assert revive(house.records, "王芳", NOW, "0" * 64) == ()
    assert revive(house.records, "王芳", NOW) == house.records.pending() == (broken,)
    house.assess_pending()
    assert {mail.verdict for mail in mails(house.records)} == {"correction"}
    assert counts(house.records)["queue"] == {"waiting": 0, "running": 0, "dead": 0}
    assert len(SqlOutbox(house.records).listed(tuple(OutboxState))) == 2
    assert verify(house.records, house.blobs, lambda *_: None).sound


def test_a_parsing_process_that_does_not_come_up_is_counted_against_no_mail(
    come_up: Callable[[Faults], House],
) -> None:
    house = come_up(Faults())
    house.take_in()
    sandbox = house.pipeline.examiner.sandbox
    examine = sandbox.examine

    def never_starts(*_: Any) -> Any:
        raise ScratchRefused("解析进程不能启动（60秒内没有准备好）")

    sandbox.examine = never_starts  # type: ignore[method-assign]
    house.queue.pipeline = house.pipeline
    for _ in range(3):  # twice would file a mail that its parser dies of
        house.queue.drain()
        assert len(house.records.pending()) == 1
        assert "不能启动" in counts(house.records)["last_error"]
    sandbox.examine = examine  # type: ignore[method-assign]
    house.queue.drain()
    assert counts(house.records)["last_error"] is None
    whole(house)


def test_a_store_that_refuses_postpones_and_loses_nothing(come_up: Callable[[Faults], House]) -> None:
    house = come_up(Faults())
    house.take_in()
    put = house.blobs.put_file
    refused: list[Path] = []

    def full(path: Path) -> str:
        refused.append(path)
        raise StoreError("磁盘已满")

    house.blobs.put_file = full  # type: ignore[method-assign]
    house.queue.pipeline = house.pipeline
    house.queue.drain()
    assert refused
    assert len(house.records.pending()) == 1
    assert "磁盘已满" in counts(house.records)["last_error"]
    house.blobs.put_file = put  # type: ignore[method-assign]
    house.queue.drain()
    assert counts(house.records)["last_error"] is None
    whole(house)
