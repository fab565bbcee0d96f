"""`status`, `outbox`, `verify` and `search` with --json: CONTRACT's shapes, of an empty house and of a filled one."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.outbox import SqlOutbox
from archive.records import open_records
from tests.archive.filings import NOON, assessed, examination, file, judged, letter, simple
from tests.config import schema
from tests.config.commands import Commands

pytestmark = pytest.mark.parts

HELD = schema.shape(
    id=schema.count,
    state=schema.one_of("waiting", "held", "sending", "in_doubt", "sent", "failed"),
    kind=schema.text,
    to=schema.text,
    subject=schema.text,
    receipts=schema.many(schema.text),
    due_at=schema.moment,
    held=schema.text,
    last_error=schema.text,
)


@pytest.fixture
def filled(home: Path) -> Path:
    """Two submissions, an enquiry, a letter waiting and one held; their blobs are damaged or not there."""
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    file(records, simple(b"one"))
    (receipt,) = file(records, assessed(examination(b"two"), [judged(b"two", "中国莲科学研究会", "莲池夜话")]))
    file(records, assessed(examination(b"asking", text="请问云杉怎样种植")), letter(receipt, held="待人工核对"))
    records.error("imap mailbox", "服务器连不上", NOON)
    records.engine.dispose()
    blobs = FolderBlobs(home / "baosong-data" / "blobs")
    blobs.put(b"one")
    blobs.put(b"nobody asked for this")
    return home


def test_status_of_an_empty_house(baosong: Commands) -> None:
    said = baosong("status", "--json")
    assert (said.code, said.err) == (0, "")
    found = json.loads(said.out)
    schema.status(found, "status")
    assert found == {
        "mails": 0,
        "ignored": 0,
        "submissions": {"accepted": 0, "correction": 0, "review": 0},
        "outbox": {"waiting": 0, "held": 0, "in_doubt": 0, "sent": 0, "failed": 0},
        "queue": {"waiting": 0, "running": 0, "dead": 0},
        "last_error": None,
    }


def test_status_of_a_filled_house(filled: Path, baosong: Commands) -> None:
    found = json.loads(baosong("status", "--json").out)
    schema.status(found, "status")
    assert (found["mails"], found["ignored"]) == (3, 1)
    assert found["submissions"]["accepted"] == 2
    assert (found["outbox"]["waiting"], found["outbox"]["held"]) == (2, 1)
    assert found["last_error"] == "imap mailbox：服务器连不上"


def test_verify_of_an_empty_house(baosong: Commands) -> None:
    said = baosong("verify", "--json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out) == {"blobs": 0, "bytes": 0, "missing": [], "corrupt": [], "unknown": [], "database": []}


def test_verify_of_a_damaged_house(filled: Path, baosong: Commands) -> None:
    said = baosong("verify", "--json")
    found = json.loads(said.out)
    schema.verification(found, "verify")
    assert (said.code, said.err) == (1, "")
    assert found["blobs"] == 2
    assert len(found["unknown"]) == 1
    assert found["missing"]


def test_search_of_an_empty_house(baosong: Commands) -> None:
    said = baosong("search", "云杉", "--json")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_search_of_a_filled_house(filled: Path, baosong: Commands) -> None:
    said = baosong("search", "云杉", "--json")
    found = [json.loads(line) for line in said.out.splitlines()]
    assert found
    for each in found:
        schema.hit(each, "hit")
    assert {each["organisation"] for each in found} == {
        "中国云杉工程学会"
    }  # what has nothing to do with the call isn't indexed
    assert {each["verdict"] for each in found} == {"accepted"}
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("query", ["", "。，", '"', "AND OR NOT"])
def test_a_query_that_asks_for_nothing_gets_one_clear_line(query: str, filled: Path, baosong: Commands) -> None:
    said = baosong("search", "--json", "--", query)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)


def test_what_lacks_a_word_is_found(filled: Path, baosong: Commands) -> None:
    said = baosong("search", "--json", "--", "-云杉")
    assert {json.loads(line)["organisation"] for line in said.out.splitlines()} == {"中国莲科学研究会"}


@pytest.mark.parametrize("query", ["根本没有的词", "a*", "云杉 根本没有的词"])
def test_nothing_found_is_nothing_wrong(query: str, filled: Path, baosong: Commands) -> None:
    said = baosong("search", "--json", "--", query)
    assert (said.code, said.out, said.err) == (0, "", "")


def test_outbox_of_an_empty_house(baosong: Commands) -> None:
    said = baosong("outbox", "--json")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_outbox_of_a_filled_house(filled: Path, baosong: Commands) -> None:
    said = baosong("outbox", "--json")
    found = [json.loads(line) for line in said.out.splitlines()]
    for each in found:
        HELD(each, "letter")
    assert sorted(each["state"] for each in found) == ["held", "waiting", "waiting"]
    assert (said.code, said.err) == (0, "")


def test_the_outbox_in_a_pipe_keeps_a_row_on_a_line(filled: Path, baosong: Commands) -> None:
    lines = [line for line in baosong("outbox").out.splitlines() if "zhangsan@example.org" in line]
    assert len(lines) == 3
    assert sum("待人工核对" in line for line in lines) == 1


def test_a_held_letter_is_released_once(filled: Path, baosong: Commands) -> None:
    held = next(
        each for each in map(json.loads, baosong("outbox", "--json").out.splitlines()) if each["state"] == "held"
    )
    assert baosong("outbox", "release", str(held["id"])).code == 0
    assert json.loads(baosong("status", "--json").out)["outbox"]["held"] == 0
    said = baosong("outbox", "release", str(held["id"]), "999")
    assert said.code == 1
    assert said.err.splitlines()[-1] == "信件999不是待放行或存疑的，没有改动"


def test_a_letter_on_its_way_is_not_yet_sent(filled: Path, baosong: Commands) -> None:
    listed = [json.loads(line) for line in baosong("outbox", "--json").out.splitlines()]
    waiting = next(each["id"] for each in listed if each["state"] == "waiting")
    records = open_records(f"sqlite:///{filled}/baosong-data/records.db", "example.org")
    SqlOutbox(records).claim(waiting, NOON + timedelta(days=1))
    records.engine.dispose()
    assert json.loads(baosong("status", "--json").out)["outbox"]["waiting"] == 2
    assert "sending" in baosong("outbox", "--json").out
    assert "发送中" in baosong("outbox").out
