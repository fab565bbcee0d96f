"""The items of a 四性检测: sound, each kind of damage at its item, and what can't be told said to be unexamined."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from archive.blobs import FolderBlobs
from archive.fixity.qualities import Item, Result, items
from archive.recorded.record import place
from archive.records import SqlRecords
from archive.tables import FindingRow, RevisionRow, SubmissionRow
from archive.verify import verify
from tests.archive.filings import digest_of
from tests.archive.recorded.houses import lived_in

pytestmark = pytest.mark.parts

ONE = digest_of(b"one")


@pytest.fixture
def house(records: SqlRecords, blobs: FolderBlobs) -> SqlRecords:
    lived_in(records, blobs)
    return records


def failing(records: SqlRecords, blobs: FolderBlobs) -> dict[str, Item]:
    return {each.name: each for each in items(records, verify(records, blobs)) if each.result is not Result.PASSED}


def test_a_sound_archive_passes_what_can_be_told(house: SqlRecords, blobs: FolderBlobs) -> None:
    found = items(house, verify(house, blobs))
    assert [each.quality.value for each in found] == sorted(
        (each.quality.value for each in found), key=["真实性", "完整性", "可用性", "安全性"].index
    )
    assert {each.name: each.result.value for each in found if each.result is not Result.PASSED} == {
        "病毒": "未检测",
        "载体": "未检测",
    }
    counted = {each.name: each.counted for each in found}
    assert counted["收件编号连续"] == "3个报送件"
    assert counted["内容格式"] == "4个文件：docx 2，pdf 2"


def flip(blobs: FolderBlobs) -> None:
    blobs.path(ONE).write_bytes(b"0ne")


def lose(blobs: FolderBlobs) -> None:
    blobs.path(ONE).unlink()


def add(blobs: FolderBlobs) -> None:
    (blobs.root / "多余.txt").write_text("x")


def lose_a_record(blobs: FolderBlobs) -> None:
    blobs.remove(place("letter", "1"))


@pytest.mark.parametrize(
    ("damage", "name", "said"),
    [
        (flip, "原件固化信息有效", f"zhangsan@example.org的来信“报送材料”（{ONE}）"),
        (lose, "登记的原件齐全", f"zhangsan@example.org的来信“报送材料”（{ONE}）"),
        (add, "没有多余文件", "多余.txt"),
        (lose_a_record, "记录齐全", "records/letter/00000001.json"),
    ],
)
def test_damage_of_the_store_stands_at_its_item(
    house: SqlRecords, blobs: FolderBlobs, damage: Callable[[FolderBlobs], None], name: str, said: str
) -> None:
    damage(blobs)
    (failed,) = [each for each in failing(house, blobs).values() if each.result is Result.FAILED]
    assert (failed.name, failed.found) == (name, (said,))


def test_damage_of_the_tables_stands_at_its_item(house: SqlRecords, blobs: FolderBlobs) -> None:
    with house.unrecorded() as session:
        first, second, _ = session.scalars(select(SubmissionRow).order_by(SubmissionRow.id)).all()
        session.execute(update(RevisionRow).where(RevisionRow.submission == first.id).values(submission=second.id))
        session.execute(update(SubmissionRow).where(SubmissionRow.id == second.id).values(activity=""))
        receipt = first.receipt
    found = failing(house, blobs)
    assert found["报送件都有来信"].found == (f"报送件{receipt}没有任何来信记录",)
    assert found["必填元数据齐全"].result is Result.NOTED
    with house.unrecorded() as session:
        session.execute(update(SubmissionRow).where(SubmissionRow.receipt == receipt).values(receipt="2020-29-0009A"))
    assert failing(house, blobs)["收件编号连续"].found[0] == "收件编号2020-29-0009A的校验字母不对"


@pytest.mark.parametrize(("line", "chain"), [("max(id) - 1", True), ("max(id)", False)], ids=["within", "at its end"])
def test_a_log_that_somebody_shortened_does_not_pass(
    house: SqlRecords, blobs: FolderBlobs, database: Path, line: str, chain: bool
) -> None:
    """Of a line at the end the chain knows nothing: the record beside the blobs does."""
    connection = sqlite3.connect(database)  # as another program would, behind our back
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(f"DELETE FROM audit WHERE id = (SELECT {line} FROM audit)")
    connection.commit()
    connection.close()
    found = failing(house, blobs)
    assert ("操作日志没有改动" in found) == chain
    assert found["元数据与存档记录一致"].found == ("records/audit/00000000.json",)


def test_documents_that_run_or_stay_shut_are_named(house: SqlRecords, blobs: FolderBlobs) -> None:
    with house.unrecorded() as session:
        current, mail, receipt = session.execute(
            select(SubmissionRow.current, RevisionRow.mail, SubmissionRow.receipt)
            .join(RevisionRow, RevisionRow.id == SubmissionRow.current)
            .order_by(SubmissionRow.id)
        ).first()  # type: ignore[misc]
        for code, document in (("document_dangerous", "1"), ("document_encrypted", "2")):
            row = FindingRow(
                mail=mail, revision=current, code=code, severity="review", detail="一句话", document=document
            )
            session.add(row)
    found = failing(house, blobs)
    assert found["会运行的内容"].found == (f"{receipt}的方案.docx：一句话",)
    assert found["内容可读"].found == (f"{receipt}的方案.pdf：一句话",)
    assert {found["会运行的内容"].result, found["内容可读"].result} == {Result.NOTED}
