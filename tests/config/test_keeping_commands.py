"""verify, rebuild, backup and restore by the commands a person types."""

import json
import shutil
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.recorded.recorder import Recorder
from archive.records import open_records
from tests.archive.filings import digest_of
from tests.archive.recorded.houses import keep
from tests.config.commands import Commands, one_line

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
    assert "就是存档本身" in one_line(baosong("backup", "baosong-data/blobs"))
