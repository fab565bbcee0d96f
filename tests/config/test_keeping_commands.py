"""verify, rebuild, backup and restore by the commands a person types."""

import json
import shutil
from pathlib import Path

import bagit
import openpyxl
import pytest

from archive.blobs import FolderBlobs
from archive.recorded.recorder import Recorder
from archive.records import open_records
from tests.archive.filings import digest_of
from tests.archive.recorded.houses import keep
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts  # on an archive of its own

ONE = digest_of(b"one")


@pytest.fixture
def kept(home: Path) -> Path:
    """An archive with one submission; its folder."""
    data = home / "baosong-data"
    records, blobs = open_records(f"sqlite:///{data}/records.db", "example.org"), FolderBlobs(data / "blobs")
    records.recorder = Recorder(records.engine, blobs)
    keep(records, blobs, b"one", "中国云杉工程学会", "云杉林下的节日")
    records.engine.dispose()
    return data


def blob(data: Path) -> Path:
    return data / "blobs" / ONE[:2] / ONE[2:4] / ONE


def test_verify_names_what_is_damaged_and_repairs_it(kept: Path, home: Path, baosong: Commands) -> None:
    sound = baosong("verify", "--json")
    assert sound.code == 0
    assert set(json.loads(sound.out)) == {"blobs", "bytes", "missing", "corrupt", "unknown", "database"}
    shutil.copytree(kept / "blobs", home / "second")
    blob(kept).write_bytes(b"0ne")
    found = baosong("verify", "--json")
    assert (found.code, json.loads(found.out)["corrupt"]) == (1, [ONE])
    assert "损坏：" + ONE in baosong("verify").out
    assert "没有设置第二存档" in baosong("verify", "--repair").err
    (home / "baosong.toml").write_text('[blobs]\nsecond = "file:second"\n', "utf-8")
    mended = baosong("verify", "--repair", "--json", "--config", "baosong.toml")
    assert (mended.code, json.loads(mended.out)["repaired"]) == (0, [ONE])
    assert baosong("verify").code == 0


def test_verify_writes_a_report(kept: Path, home: Path, baosong: Commands) -> None:
    said = baosong("verify", "--report", "报告.html", "--json")
    assert (said.code, json.loads(said.out)["blobs"]) == (0, 3)
    assert "四性检测报告已写到报告.html" in said.err
    assert "已检测的各项合格" in (home / "报告.html").read_text("utf-8")
    blob(kept).unlink()
    assert baosong("verify", "--report", "报告.html").code == 1
    assert "不合格：完整性有1项不通过" in (home / "报告.html").read_text("utf-8")
    assert "应以.html或.xlsx结尾" in one_line(baosong("verify", "--report", "报告.pdf"))


def test_rebuild_after_the_database_is_lost(kept: Path, baosong: Commands) -> None:
    before = json.loads(baosong("status", "--json").out)
    assert "里已有登记" in one_line(baosong("rebuild"))
    for path in kept.glob("records.db*"):
        path.unlink()
    said = baosong("rebuild", "--json")
    assert (said.code, json.loads(said.out)["records"]["submission"]) == (0, 1)
    assert json.loads(baosong("status", "--json").out) == before
    assert baosong("verify").code == 0


def test_backup_and_restore(kept: Path, home: Path, baosong: Commands) -> None:
    assert "已备份到备份：数据库和3个文件" in baosong("backup", "备份").err
    assert json.loads(baosong("backup", "备份", "--json").out)["blobs"] == 3
    said = baosong("restore", "备份", "--data", "新")
    assert said.code == 0
    assert "校验完好" in said.err
    assert json.loads(baosong("status", "--json", "--data", "新").out)["outbox"]["held"] == 1
    assert "里已有登记" in one_line(baosong("restore", "备份", "--data", "新"))
    (home / "备份" / ONE[:2] / ONE[2:4] / ONE).unlink()
    assert "不完整：缺少1个文件" in one_line(baosong("restore", "备份", "--data", "又新"))
    (home / "备份" / "backup.json").unlink()
    assert "不是完整的备份" in one_line(baosong("restore", "备份", "--data", "又新"))
    assert "没有没有这个目录" in one_line(baosong("restore", "没有"))
    assert not (home / "又新").exists(), "a backup that is refused makes no archive"
    (home / "别的").mkdir()
    assert "别的不是完整的备份" in one_line(baosong("restore", "别的"))
    assert list((home / "别的").iterdir()) == [], "nor a store of whatever folder was named"
    assert "就是存档本身" in one_line(baosong("backup", "baosong-data/blobs"))


def test_a_bag_and_its_catalogue_read_back(kept: Path, home: Path, baosong: Commands) -> None:
    said = baosong("export", "--bag", "归档")
    assert (said.code, said.out) == (0, "")
    assert "已把2件的" in said.err
    assert bagit.Bag("归档").validate()
    catalogue = home / "归档" / "data" / "归档文件目录.xlsx"
    book = openpyxl.load_workbook(catalogue)
    sheet = book["归档文件目录"]
    titles = [cell.value for cell in sheet[1]]
    for title, value in {"全宗号": "Z7", "门类代码": "WS", "保管期限": "永久", "件号": "", "页数": 9}.items():
        sheet.cell(3, titles.index(title) + 1, value)
    book.save("填好.xlsx")
    assert baosong("export", "汇总.csv", "--bag", "归档", "--catalogue", "填好.xlsx").code == 0
    assert bagit.Bag("归档").validate()
    again = openpyxl.load_workbook(catalogue)["归档文件目录"]
    rows = [dict(zip(titles, row, strict=True)) for row in again.iter_rows(values_only=True)]
    assert [(row["档号"], row["页数"]) for row in rows if row["全宗号"] == "Z7"] == [("Z7-WS·2020-Y-0001", 9)]
    assert "要和--bag一起用" in one_line(baosong("export", "汇总.csv", "--catalogue", "填好.xlsx"))
    assert "没有说导出到哪里" in one_line(baosong("export"))
    assert "没有这个文件" in one_line(baosong("export", "--bag", "归档", "--catalogue", "没有.xlsx"))


def test_the_same_moment_gives_the_same_bag(
    kept: Path, home: Path, baosong: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    for name in ("甲", "乙"):
        assert baosong("export", "--bag", name).code == 0
    one, other = (
        {each.relative_to(name).as_posix(): each.read_bytes() for each in Path(name).rglob("*") if each.is_file()}
        for name in ("甲", "乙")
    )
    assert one == other
    assert "Bagging-Date: 2020-09-13" in one["bag-info.txt"].decode()
