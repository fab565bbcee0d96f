"""What a bag holds beside the submissions that stand, and the schema that its metadata keeps to."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from archive.beside import PUT_ASIDE
from archive.records import SqlRecords
from archive.tables import SubmissionRow
from intake.codes import Code, Severity, Verdict
from intake.decisions.model import DecisionKind
from intake.model import Finding
from intake.ports import OutboxState
from review_export.bag.beside import SCHEMA
from review_export.bag.catalogue import RETENTIONS
from tests.archive.filings import assessed, digest_of, examination, file
from tests.review_export.bag.conftest import Archive
from tests.review_export.bag.rfc8493 import faults

pytestmark = pytest.mark.parts  # on an archive of its own

PUBLISHED = json.loads(SCHEMA.read_text("utf-8"))


def described(root: Path) -> Iterator[tuple[str, Any]]:
    """Every metadata file of a bag, by its folder."""
    for path in sorted(root.rglob("元数据.json")):
        yield path.parent.relative_to(root / "data").as_posix(), json.loads(path.read_bytes())


def close(records: SqlRecords, organisation: str, closed: str, merged: str = "") -> str:
    """As a person's decision leaves it; its number."""
    with records.transaction() as transaction:
        query = transaction.session.query(SubmissionRow).where(SubmissionRow.organisation == organisation)
        row = query.one()
        row.closed, row.merged = closed, merged
        return row.receipt


def forgotten(archive: Archive) -> None:
    """A mail that says it hands in and brings nothing."""
    nothing = Finding(Code.ATTACHMENT_MISSING, Severity.ERROR, "信里没有附件")
    file(archive.records, assessed(examination(b"forgot"), findings=(nothing,), verdict=Verdict.CORRECTION))
    archive.blobs.put(b"forgot")


def test_every_metadata_file_keeps_to_the_published_schema(archive: Archive, tmp_path: Path) -> None:
    close(archive.records, "中国莲花学会", "withdrawn")
    forgotten(archive)
    archive.bag(tmp_path / "归档")
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)
    validator = jsonschema.Draft202012Validator(PUBLISHED, format_checker=jsonschema.FormatChecker())
    found = dict(described(tmp_path / "归档"))
    assert len(found) == 4
    for each in found.values():
        validator.validate(each)
    assert (tmp_path / "归档" / "data" / "元数据.schema.json").read_bytes() == SCHEMA.read_bytes()


@pytest.mark.parametrize("key", ["format", "state", "catalogue", "events"])
def test_the_schema_can_fail(archive: Archive, tmp_path: Path, key: str) -> None:
    archive.bag(tmp_path / "归档")
    item = next(each for _, each in described(tmp_path / "归档") if "receipt" in each)
    del item[key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(item, PUBLISHED)


def test_the_schema_knows_every_word_that_we_have() -> None:
    kinds = PUBLISHED["$defs"]
    assert set(kinds["decision"]["properties"]["kind"]["enum"]) == set(DecisionKind)
    assert set(kinds["letter_event"]["properties"]["state"]["enum"]) == set(OutboxState)
    assert set(kinds["mail_event"]["properties"]["verdict"]["enum"]) == set(Verdict)
    assert set(kinds["finding"]["properties"]["severity"]["enum"]) == set(Severity)
    assert set(kinds["catalogue"]["properties"]["retention"]["enum"]) == {"", *RETENTIONS}
    assert set(kinds["item"]["properties"]["state"]["enum"]) == {"current", *PUT_ASIDE}


@pytest.mark.parametrize("closed", PUT_ASIDE)
def test_what_was_put_aside_is_kept_whole_and_is_no_item_of_the_catalogue(
    archive: Archive, tmp_path: Path, closed: str
) -> None:
    close(archive.records, "中国莲花学会", closed)
    told = archive.bag(tmp_path / "归档")
    assert (told.items, told.aside, told.problems) == (3, 1, [])
    folder = tmp_path / "归档" / "data" / "撤回与不予保留" / "0001-中国莲花学会-云上开放日-筹备方案"
    item = json.loads((folder / "元数据.json").read_bytes())
    assert (item["state"], item["catalogue"]) == (closed, None)
    assert (folder / "来信" / "01-20200416-1200.eml").read_bytes() == b"two"
    assert [each["part"] for each in item["files"]] == ["plan_word", "plan_word", "mail"]
    assert {"withdrawn": "已撤回", "dropped": "不予保留"}[closed] in (folder / "办理经过.txt").read_text("utf-8")
    sheet = openpyxl.load_workbook(tmp_path / "归档" / "data" / "归档文件目录.xlsx")["归档文件目录"]
    assert "莲花" not in "".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "撤回与不予保留" in (tmp_path / "归档" / "data" / "说明.txt").read_text("utf-8")
    assert faults(tmp_path / "归档") == []


def test_a_number_that_is_part_of_another_stands_with_that_one(archive: Archive, tmp_path: Path) -> None:
    with archive.records.reading() as session:
        whole = session.query(SubmissionRow).where(SubmissionRow.organisation == "中国云杉工程学会").one().receipt
    part = close(archive.records, "中国莲花学会", "merged", whole)
    told = archive.bag(tmp_path / "归档")
    assert (told.items, told.aside) == (3, 0)
    items = {each["receipt"]: each for _, each in described(tmp_path / "归档") if "receipt" in each}
    assert items[whole]["also"] == [part]
    (story,) = [path.read_text("utf-8") for path in (tmp_path / "归档").rglob("办理经过.txt") if "云杉" in str(path)]
    assert f"（已并入：{part}）" in story


def test_mails_that_brought_nothing_are_in_it_with_a_list(archive: Archive, tmp_path: Path) -> None:
    forgotten(archive)
    told = archive.bag(tmp_path / "归档")
    assert told.mails == 1
    folder = tmp_path / "归档" / "data" / "其他来信"
    assert (folder / "来信" / "0001-20200416-1200.eml").read_bytes() == b"forgot"
    (mail,) = json.loads((folder / "元数据.json").read_bytes())["mails"]
    assert (mail["verdict"], mail["files"][0]["sha256"]) == ("correction", digest_of(b"forgot"))
    assert [each["code"] for each in mail["findings"]] == ["attachment_missing"]
    listed = (folder / "来信清单.txt").read_text("utf-8")
    assert "来信/0001-20200416-1200.eml" in listed
    assert "信里没有附件" in listed


def test_a_mail_that_has_nothing_to_do_with_the_call_is_not_in_it(archive: Archive, tmp_path: Path) -> None:
    told = archive.bag(tmp_path / "归档")
    assert told.mails == 0
    assert not (tmp_path / "归档" / "data" / "其他来信").exists()
    assert digest_of(b"lunch") not in (tmp_path / "归档" / "manifest-sha256.txt").read_text()


def test_another_mails_lost_original_is_told(archive: Archive, tmp_path: Path) -> None:
    forgotten(archive)
    archive.blobs.path(digest_of(b"forgot")).unlink()
    told = archive.bag(tmp_path / "归档")
    assert len(told.problems) == 1
    assert "其他来信/来信/0001-20200416-1200.eml" in told.problems[0]
    assert faults(tmp_path / "归档") == []
