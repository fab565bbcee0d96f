"""A bag of an archive: valid for whoever didn't write it, everything in it, whole or none."""

import email
import email.policy
import json
import shutil
from pathlib import Path

import bagit
import openpyxl
import pytest
from lxml import etree

from intake.errors import ConfigurationError
from tests.archive.filings import digest_of
from tests.archive.recorded.houses import keep
from tests.review_export.bag.conftest import Archive
from tests.review_export.bag.rfc8493 import faults, manifest

pytestmark = pytest.mark.parts  # on an archive of its own

ONE = "data/报送件/0002-中国云杉工程学会-云杉林下的节日-筹备方案"


def files(root: Path) -> dict[str, bytes]:
    return {each.relative_to(root).as_posix(): each.read_bytes() for each in root.rglob("*") if each.is_file()}


def validated(root: Path) -> bool:
    """By the Library of Congress's validator."""
    return bool(bagit.Bag(str(root)).validate())


def test_it_is_valid_for_two_validators_that_did_not_write_it(archive: Archive, tmp_path: Path) -> None:
    told = archive.bag(tmp_path / "归档")
    assert (told.items, told.problems) == (4, [])
    assert faults(tmp_path / "归档") == []
    assert validated(tmp_path / "归档")


@pytest.mark.parametrize("damage", ["changed", "lost", "added"])
def test_both_validators_see_damage(archive: Archive, tmp_path: Path, damage: str) -> None:
    root = tmp_path / "归档"
    archive.bag(root)
    victim = root / ONE / "办理经过.txt"
    if damage == "changed":
        victim.write_bytes(victim.read_bytes().replace("收".encode(), "发".encode(), 1))
    elif damage == "lost":
        victim.unlink()
    else:
        victim.with_name("多余.txt").write_text("x")
    assert len(faults(root)) >= 1
    with pytest.raises(bagit.BagError):
        validated(root)


def test_notice_call_file_letters_and_decisions_are_in_it(archive: Archive, tmp_path: Path) -> None:
    root = tmp_path / "归档"
    archive.bag(root)
    there = files(root)
    assert there["data/征集通知/2020-29/通知.txt"].decode() == "关于某活动的通知"
    assert there["data/征集通知/2020-29/某活动.toml"] == b"name = '2020-29'"
    assert there["data/征集通知/2020-29/筹备方案（空白样表）.docx"] == b"a blank"
    assert there[f"{ONE}/来信/01-20200416-1200.eml"] == b"one"
    assert there[f"{ONE}/材料/筹备方案（Word版）.docx"].decode() == "中国云杉工程学会云杉林下的节日直播"
    (sent,) = [
        email.message_from_bytes(data, policy=email.policy.default) for at, data in there.items() if "去信" in at
    ]
    assert sent["To"] == "zhangsan@example.org"
    assert sent["Message-ID"].startswith("<baosong.")
    assert sent.get_body(("plain",)).get_content().strip() == "已收到。"  # type: ignore[union-attr]
    story = there[f"{ONE}/办理经过.txt"].decode()
    assert "2020-04-16 12:00　收到来信：报送材料" in story
    assert "王敏决定：报送情况登记，理由：看过原件" in story
    assert "已发出" in story


def test_manifest_and_store_have_the_same_hashes(archive: Archive, tmp_path: Path) -> None:
    archive.bag(tmp_path / "归档")
    listed = manifest(tmp_path / "归档" / "manifest-sha256.txt")
    assert listed[f"{ONE}/来信/01-20200416-1200.eml"] == digest_of(b"one")


def test_metadata_as_json_and_dublin_core(archive: Archive, tmp_path: Path) -> None:
    archive.bag(tmp_path / "归档")
    item = json.loads((tmp_path / "归档" / ONE / "元数据.json").read_bytes())
    assert (item["format"], item["receipt"][:7], item["organisation"]) == (
        "baosong-item/1",
        "2020-29",
        "中国云杉工程学会",
    )
    assert item["catalogue"]["code"] == "Z109-WS·2020-Y-BGS-0002"
    assert [each["part"] for each in item["files"]] == ["plan_word", "plan_word", "mail", "letter"]
    assert item["files"][0]["name"] == "方案.docx"
    for each in item["files"]:
        assert digest_of((tmp_path / "归档" / ONE / each["path"]).read_bytes()) == each["sha256"]
    assert [each["kind"] for each in item["events"]] == ["mail", "letter", "decision"]
    core = etree.parse(tmp_path / "归档" / ONE / "元数据-DC.xml")
    dc = {"dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/"}
    assert core.findtext("dc:title", namespaces=dc) == "[中国云杉工程学会关于“云杉林下的节日”的筹备方案]"
    assert core.findtext("dc:date", namespaces=dc) == "2020-04-16"
    assert [each.text for each in core.findall("dc:identifier", dc)] == ["Z109-WS·2020-Y-BGS-0002", item["receipt"]]
    assert core.findtext("dcterms:isPartOf", namespaces=dc) == "某活动"


def test_the_catalogue_is_a_spreadsheet(archive: Archive, tmp_path: Path) -> None:
    archive.bag(tmp_path / "归档")
    sheet = openpyxl.load_workbook(tmp_path / "归档" / "data" / "归档文件目录.xlsx")["归档文件目录"]
    heads, notice, one, *_ = sheet.iter_rows(values_only=True)
    assert heads[:9] == ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
    assert notice[:6] == (1, "Z109-WS·2020-Y-BGS-0001", "29", "某办公室", "某活动", "20200409")
    first = dict(zip(heads, one, strict=True))
    assert (first["档号"], first["责任者"], first["页数"]) == ("Z109-WS·2020-Y-BGS-0002", "中国云杉工程学会", 2)
    assert (first["全宗号"], first["年度"], first["保管期限"], first["件号"]) == ("Z109", "2020", "永久", 2)
    assert (tmp_path / "归档" / "data" / first["所在文件夹"]).is_dir()
    assert sheet.print_area.endswith("$I$5")


def test_the_same_archive_gives_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    archive.bag(tmp_path / "甲")
    archive.bag(tmp_path / "乙")
    assert files(tmp_path / "甲") == files(tmp_path / "乙")


def test_broken_off_it_is_no_bag_and_goes_on_where_it_stood(archive: Archive, tmp_path: Path) -> None:
    root = tmp_path / "归档"
    archive.bag(root)
    whole = files(root)
    shutil.rmtree(root)

    def stop(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.bag(root, told=stop)
    assert not (root / "bagit.txt").exists()
    with pytest.raises(bagit.BagError):
        bagit.Bag(str(root))
    (root / ONE / "材料" / ".筹备方案（Word版）.partial.docx").write_bytes(b"half")  # as a kill leaves it
    kept = (root / ONE / "来信" / "01-20200416-1200.eml").stat().st_mtime_ns
    archive.bag(root)
    assert (root / ONE / "来信" / "01-20200416-1200.eml").stat().st_mtime_ns == kept
    assert files(root) == whole


def test_made_anew_it_follows_what_changed(archive: Archive, tmp_path: Path) -> None:
    root = tmp_path / "归档"
    archive.bag(root)
    archive.bag(root, {"2020-29-0001": {}, **{key: {"number": 9} for key in _receipts(root)[:1]}})
    assert not (root / ONE).exists()
    assert (root / ONE.replace("0002", "0009")).is_dir()
    assert faults(root) == []
    assert validated(root)


def _receipts(root: Path) -> list[str]:
    return [json.loads(each.read_bytes())["receipt"] for each in sorted(root.rglob("元数据.json"))]


def test_what_the_store_has_lost_is_told_and_the_rest_is_valid(archive: Archive, tmp_path: Path) -> None:
    archive.blobs.path(digest_of(b"one")).unlink()
    archive.blobs.path(digest_of(b"three")).write_bytes(b"3hree")
    told = archive.bag(tmp_path / "归档")
    assert len(told.problems) == 2
    assert "没有放进来的" in (tmp_path / "归档" / "data" / "说明.txt").read_text("utf-8")
    assert faults(tmp_path / "归档") == []
    assert validated(tmp_path / "归档")


def test_a_folder_of_somebody_elses_is_left_alone(archive: Archive, tmp_path: Path) -> None:
    other = tmp_path / "别人的"
    other.mkdir()
    (other / "bagit.txt").write_text("theirs")
    with pytest.raises(ConfigurationError, match="里有别的文件，请换一个空目录存放归档包"):
        archive.bag(other)
    assert files(other) == {"bagit.txt": b"theirs"}
    root = tmp_path / "归档"
    archive.bag(root)
    (root / "data" / "我的笔记.txt").write_text("x")
    with pytest.raises(ConfigurationError, match=r"不是本程序放的文件data/我的笔记\.txt"):
        archive.bag(root)
    assert (root / "data" / "我的笔记.txt").read_text() == "x"
    assert not (root / "bagit.txt").exists()
    with pytest.raises(ConfigurationError, match="是一个目录"):
        archive.bag(tmp_path / "归档.zip")


@pytest.mark.parametrize(
    "name",
    ["../../etc", "%2e%2e%0a", "con", "甲\n乙\r/丙\\丁", "~", "=1+1", "长" * 300, "\u202e反", "\x1b[31m"],
    ids=range(9),
)
def test_whatever_a_sender_calls_itself_the_bag_is_valid(archive: Archive, tmp_path: Path, name: str) -> None:
    keep(archive.records, archive.blobs, b"odd", name, name)
    root = tmp_path / "归档"
    told = archive.bag(root)
    assert (told.items, told.problems) == (5, [])
    assert faults(root) == []
    assert validated(root)
    there = {each.parent.parent for each in root.rglob("元数据.json")}
    assert there == {root / "data" / "报送件"}
    assert max(len(each.relative_to(root).as_posix()) for each in root.rglob("*")) <= 90
