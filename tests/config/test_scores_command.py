"""Scores from the exported sheet to the ranking, by the commands a person types."""

import json
from pathlib import Path

import openpyxl
import pytest

from archive.blobs import FolderBlobs
from archive.records import open_records
from archive.scores import SqlScores
from archive.verify import verify
from tests.archive.filings import file, simple
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts


@pytest.fixture
def receipts(home: Path) -> tuple[str, ...]:
    """Three organisations' plans on record."""
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    units = ("中国云杉工程学会", "中国莲花学会", "青河省科协")
    filed = [file(records, simple(unit.encode(), unit, f"{unit}的活动"))[0] for unit in units]
    records.engine.dispose()
    return tuple(filed)


def fill(path: Path, **by_receipt: int) -> None:
    """Write the same value under every criterion of a row, and save."""
    book = openpyxl.load_workbook(path)
    sheet = next(each for each in book.worksheets if each.title.startswith("评分表"))
    for row in sheet.iter_rows(min_row=3):
        for cell in row[4:8]:
            cell.value = by_receipt.get(str(row[0].value).replace("-", "_"))
    book.save(path)


def key(receipt: str) -> str:
    return receipt.replace("-", "_")


def ranking(out: str, award: str) -> list[tuple[str, int | None, float | None]]:
    rows = [json.loads(line) for line in out.splitlines()]
    return [(row["organisation"], row["place"], row["score"]) for row in rows if row["award"] == award]


def test_export_fill_read_rank(receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    for name, values in (("江评", (70, 90, 80)), ("河评", (60, 95, 85))):
        assert baosong("export", f"{name}.xlsx", "--reviewer", name).code == 0
        fill(home / f"{name}.xlsx", **{key(r): v for r, v in zip(receipts, values, strict=True)})
    said = baosong("scores", "江评.xlsx", "河评.xlsx", "--json", "--out", "名次.xlsx")
    assert said.code == 0
    assert ranking(said.out, "case") == [
        ("中国莲花学会", 1, 92.5),
        ("青河省科协", 2, 82.5),
        ("中国云杉工程学会", 3, 65.0),
    ]
    assert "已收入6项评分，其中0项改动了以前的" in said.err
    book = openpyxl.load_workbook(home / "名次.xlsx")
    assert book.sheetnames == ["优秀活动案例", "优秀组织单位"]
    assert [cell.value for cell in book["优秀活动案例"][2]][:3] == [1, "中国莲花学会", "中国莲花学会的活动"]


def test_a_second_reading_replaces_and_tells(receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    baosong("export", "a.xlsx", "--reviewer", "江评")
    fill(home / "a.xlsx", **{key(receipts[0]): 70, key(receipts[1]): 60})
    baosong("scores", "a.xlsx")
    fill(home / "a.xlsx", **{key(receipts[0]): 75})
    said = baosong("scores", "a.xlsx", "--json")
    assert f"改动  江评 {receipts[0]}：70、70、70、70 → 75、75、75、75" in said.err
    assert f"改动  江评 {receipts[1]}：60、60、60、60 → 空、空、空、空" in said.err
    assert ranking(said.out, "case")[0] == ("中国云杉工程学会", 1, 75.0)
    assert ranking(said.out, "case")[1][1:] == (None, None)


def test_one_wrong_value_and_nothing_is_taken_in(receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    baosong("export", "a.xlsx", "--reviewer", "江评")
    fill(home / "a.xlsx", **{key(receipts[0]): 70, key(receipts[1]): 101})
    said = baosong("scores", "a.xlsx", "--json")
    assert (said.code, said.out) == (1, "")
    assert "a.xlsx〔评分表-江评〕E4：主题契合是101，应为0到100" in said.err
    assert "共4处需要改正，这一批评分都没有收入" in said.err
    records = open_records(f"sqlite:///{home}/baosong-data/records.db")
    assert SqlScores(records).ballots("2020-29") == ()
    records.engine.dispose()


def test_ranking_again_without_files(receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    baosong("export", "a.xlsx", "--reviewer", "江评")
    fill(home / "a.xlsx", **dict.fromkeys(map(key, receipts), 70))
    first = baosong("scores", "a.xlsx", "--json").out
    assert baosong("scores", "--json").out == first
    assert {json.loads(line)["tied"] for line in first.splitlines()} == {True}


def test_lots_are_drawn_and_sheets_hold_only_what_is_assigned(
    receipts: tuple[str, ...], home: Path, baosong: Commands
) -> None:
    drawn = baosong(
        "assign", "江评", "河评", "湖评", "--each", "2", "--avoid", "江评=中国莲花学会", "--seed", "7", "--json"
    )
    rows = [json.loads(line) for line in drawn.out.splitlines()]
    assert len(rows) == 6
    assert {"reviewer": "江评", "receipt": receipts[1]} not in rows
    baosong("export", "a.xlsx", "--reviewer", "江评")
    sheet = openpyxl.load_workbook(home / "a.xlsx")["评分表-江评"]
    mine = {row["receipt"] for row in rows if row["reviewer"] == "江评"}
    assert {cell.value for cell in sheet["A"][2:]} == mine
    again = baosong("assign", "江评", "河评", "湖评", "--each", "2", "--seed", "8", "--json")
    assert again.out == drawn.out
    assert "新分派0项" in again.err
    waiting = [json.loads(line) for line in baosong("scores", "--json").out.splitlines()]
    assert sorted(len(row["missing"]) for row in waiting if row["award"] == "case") == [2, 2, 2]


def test_the_audit_log_has_every_step(receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    baosong("assign", "江评", "河评", "湖评", "--avoid", "江评=某某学会")
    baosong("export", "a.xlsx", "--reviewer", "江评")
    fill(home / "a.xlsx", **{key(receipts[0]): 70})
    baosong("scores", "a.xlsx")
    records = open_records(f"sqlite:///{home}/baosong-data/records.db")
    with records.engine.connect() as connection:
        actions = [row[0] for row in connection.exec_driver_sql("SELECT action FROM audit ORDER BY id")]
    assert actions[-3:] == ["conflict", "assign", "scores"]
    assert not [
        line for line in verify(records, FolderBlobs(home / "baosong-data" / "blobs")).database if "审计" in line
    ]
    records.engine.dispose()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("assign", "江评", "--each", "2"), "需要2位评审人，除去回避的只有1位"),
        (("assign", "江评", "--avoid", "江评"), "应写成 评审人=单位"),
        (("scores", "none.xlsx"), "不能读取（没有这个文件或目录）"),
        (("scores", "--out", "a.csv"), "应以.xlsx结尾"),
        (("export", "a.xlsx", "--since", "昨天"), "请写成2020-04-15的样子"),
        (("export", "a.xlsx", "--stage", "none"), "--stage“none”应为plan、report之一"),
        (("export", "a.csv", "--encoding", "big5"), "--encoding“big5”应为utf-8、gb18030之一"),
        (("export", "a.xlsx", "--changes-since", "none.xlsx"), "不能读取"),
        (("export", "a.xlsx", "--word-pdf"), "--word-pdf要和--package一起用"),
    ],
)
def test_one_clear_line(
    words: tuple[str, ...], line: str, receipts: tuple[str, ...], home: Path, baosong: Commands
) -> None:
    assert line in one_line(baosong(*words))


def test_pictures_of_the_scores_are_the_offices(receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    for name, value in (("江评", 70), ("河评", 80)):
        baosong("export", f"{name}.xlsx", "--reviewer", name)
        fill(home / f"{name}.xlsx", **dict.fromkeys(map(key, receipts), value))
    baosong("scores", "江评.xlsx", "河评.xlsx")
    said = baosong("export", "a.csv", "--for", "office", "--charts", "图")
    assert (said.code, "图表已放到图" in said.err) == (0, True)
    titles = [path.stem[3:] for path in sorted((home / "图").iterdir())]
    assert titles == ["逐日收到的筹备方案", "活动模块", "得分分布", "评审人之间的一致程度"]


def test_word_versions_as_pdf_want_libreoffice(
    receipts: tuple[str, ...], home: Path, baosong: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parsers.office._PLACES", ())
    monkeypatch.setenv("PATH", "")
    said = one_line(baosong("export", "a.xlsx", "--package", "材料", "--word-pdf"))
    assert said == "--word-pdf需要LibreOffice，本机没有找到，请安装（apt-get install libreoffice-writer-nogui）"
    assert not (home / "材料").exists()


def test_what_a_saved_search_finds(receipts: tuple[str, ...], home: Path, baosong: Commands) -> None:
    baosong("search", "organisation:中国", "--save", "全国学会")
    assert "已导出2项" in baosong("export", "a.csv", "--saved", "全国学会").err
    assert "已导出1项" in baosong("export", "a.csv", "--saved", "全国学会", "--matching", "organisation:莲花").err
    assert "已导出0项" in baosong("export", "a.csv", "--matching", "网络").err
    assert "没有名为“甲”的检索" in one_line(baosong("export", "a.csv", "--saved", "甲"))


def test_after_the_end_nothing_is_taken_in_until_it_is_reopened(
    receipts: tuple[str, ...], home: Path, baosong: Commands
) -> None:
    assert baosong("export", "a.xlsx", "--reviewer", "江评").code == 0
    fill(home / "a.xlsx", **{key(receipts[0]): 80})
    assert baosong("scores", "a.xlsx", "--close").code == 0
    fill(home / "a.xlsx", **{key(receipts[0]): 90})
    assert "评审已于" in one_line(baosong("scores", "a.xlsx"))
    assert one_line(baosong("scores", "--close", "--reopen")) == "--close和--reopen只能用一个"
    said = baosong("scores", "a.xlsx", "--reopen", "--json")
    assert ranking(said.out, "case")[0] == ("中国云杉工程学会", 1, 90.0)
