"""`baosong demo`, as a user runs it: in a folder of one's own, twice."""

import json
import os
import re
import signal
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from httpx2 import Client
from rich.cells import cell_len

from archive.records import SqlRecords, open_records
from archive.views import activities, mails
from config.demo.prepared import PREPARED, SAMPLES
from config.demo.run import OFFICE_SHEET, REVIEWERS_SHEET
from config.demo.screen import in_lines
from tests.config.commands import as_a_user as run
from tests.parts.warm import BAOSONG

EXPECTED = tomllib.loads((SAMPLES / "expected.toml").read_text("utf-8"))

pytestmark = pytest.mark.parts


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("user") / "home"
    folder.mkdir()
    return folder, run(folder, "demo")


@contextmanager
def kept(folder: Path) -> Iterator[SqlRecords]:
    records = open_records(f"sqlite:///{folder / 'baosong-demo' / 'records.db'}")
    yield records
    records.engine.dispose()


def test_every_sample_has_its_expectation() -> None:
    assert {path.stem for path in SAMPLES.glob("*.eml")} == set(EXPECTED)


def test_what_became_of_each_mail(lived: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, demo = lived
    assert (demo.returncode, demo.stderr) == (0, "")
    with kept(folder) as records:
        seen, rows = mails(records), activities(records)
    wanted = [EXPECTED[name] for name in sorted(EXPECTED)]
    assert [mail.verdict for mail in seen] == [each["verdict"] for each in wanted]
    assert [list(mail.codes) for mail in seen] == [each.get("in_the_demo", each["findings"]) for each in wanted]
    resubmitted = [row for row in rows if row.revisions > 1]
    assert [(row.organisation, row.verdict, row.revisions) for row in resubmitted] == [("彗星观测学会", "accepted", 2)]


def test_what_it_leaves_and_nothing_else(lived: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, _ = lived
    assert [path.name for path in folder.iterdir()] == ["baosong-demo"]
    left = {path.name for path in (folder / "baosong-demo").iterdir()}
    assert left == {".baosong-demo", "blobs", "letters", "records.db", REVIEWERS_SHEET, OFFICE_SHEET}
    assert list((folder.parent / "tmp").rglob("*")) == []


def test_the_sheets_hold_its_rows(lived: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    results = lived[0] / "baosong-demo"
    reviewers = openpyxl.load_workbook(results / REVIEWERS_SHEET).worksheets[0]
    titles = [cell.value for cell in reviewers[1]]
    names = [row[titles.index("活动名称")].value for row in reviewers.iter_rows(min_row=2)]
    assert "云杉林下的科技工作者节" in names
    assert "岩心里的故事" not in names  # its PDF is missing
    everything = ZipFile(results / REVIEWERS_SHEET)
    texts = [everything.read(name).decode() for name in everything.namelist() if "styles" not in name]
    assert not [text for text in texts if "@" in text]  # no address anywhere in the file
    office = openpyxl.load_workbook(results / OFFICE_SHEET).worksheets[0]
    with kept(lived[0]) as records:
        assert office.max_row - 1 == len(activities(records))


def test_the_screen_tells_the_whole_story_within_80_columns(
    lived: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    shown = lived[1].stdout
    for words in ("收件确认，收信人看到的样子", "补正通知，收信人看到的样子", "合计", "来信17封", REVIEWERS_SHEET):
        assert words in shown
    assert "不代表审核通过或入选" in shown
    assert max(cell_len(line) for line in shown.splitlines() if line.startswith(("│", "╭", " "))) <= 80


def test_again_the_same(lived: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, first = lived
    second = run(folder, "demo")
    assert second.stdout == first.stdout
    assert second.returncode == 0


def test_a_folder_that_is_not_the_demo_s_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "baosong-demo" / "毕业论文.txt"
    theirs.parent.mkdir()
    theirs.write_text("三年心血", "utf-8")
    refused = run(tmp_path, "demo")
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert "不是演示留下的" in refused.stderr
    assert theirs.read_text("utf-8") == "三年心血"


def test_lines_break_as_print_does() -> None:
    lines = list(in_lines("    1. 表中“手机”一栏没有填写，请补填。", 20))
    assert lines == ["    1. 表中“手机”一", "    栏没有填写，请补", "    填。"]
    assert list(in_lines("一二三四五。六", 10)) == ["一二三四五。", "六"]
    assert list(in_lines("", 20)) == [""]


def test_a_call_in_full_swing_is_opened_in_the_web_application(tmp_path: Path) -> None:
    assert PREPARED.stat().st_size < 4 * 1024 * 1024
    process = subprocess.Popen(
        [BAOSONG, "demo", "--serve"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "正在把演示的数据放进baosong-demo，要十几秒……\n"
        told = "".join(process.stdout.readline() for _ in range(4))  # a blank line, the address, two accounts
        address, password = re.findall(r"(http://[0-9.]+:[0-9]+)[\s\S]*用户名 office  密码 ([a-z0-9-]+)", told)[0]
        with Client(base_url=address, timeout=120) as client:
            token = re.findall('name="csrf" value="([0-9a-f]+)"', client.get("/login").text)[0]
            fields = {"csrf": token, "name": "office", "password": password, "next": "/"}
            today = client.post("/login", data=fields, follow_redirects=True).text
            shown = {path: client.get(path).text for path in set(re.findall('<a href="(/[^"]*)"', today))}
            first = client.get(
                re.findall('href="(/calls/[^"]*/waiting/2020[^"]*)"', shown["/calls/2020-29/waiting"])[0]
            ).text
            picture = client.get(re.findall('<img src="([^"]*)"', first)[0])
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()
    assert "还剩1天" in today
    assert "11" in re.findall("<b>([0-9]+)</b><a [^>]*>等人处理", today)
    assert "共111件" in shown["/calls/2020-29/submissions"]
    assert "名册共84个单位" in shown["/calls/2020-29/organisations"]
    assert {"/calls/2020-29/activities", "/calls/2020-29/notice", "/settings", "/users"} <= set(shown)
    assert [path for path, page in shown.items() if "<h1" not in page] == []
    assert picture.content.startswith(b"\xff\xd8")
    left = {path.name for path in (tmp_path / "baosong-demo").iterdir()}
    assert not left & {"imap.secret", "left-out"}
    checked = run(tmp_path, "verify", "--data", "baosong-demo", "--json")
    assert (checked.returncode, json.loads(checked.stdout)["unknown"]) == (0, [])
