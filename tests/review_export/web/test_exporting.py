"""Exports from the web application: whose, which rows, short and long."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path
from threading import Event

import openpyxl
import pytest
from httpx2 import Response

from archive.accounts import Grant, Person, Role
from archive.finding.saved import save
from archive.listing import audit_lines
from archive.scores import SqlScores
from intake.codes import Verdict
from intake.errors import ConfigurationError
from intake.scoring import Held
from review_export.web.job import Job, State, told
from review_export.web.jobs import Jobs
from tests.archive.filings import CALL, NOON
from tests.review_export.web.browsing import Browser, Hands, House
from tests.review_export.web.objects import submission

HERE = f"/calls/{CALL.name}/exports"


def as_a(house: House, role: Role) -> Browser:
    return house.as_somebody(house.person(role.value, Grant(role, CALL.name)))


def ordered(browser: Browser, **fields: str) -> Response:
    """What is fetched after an order."""
    answer = browser.post(HERE, fields, HERE)
    assert answer.status_code == 303, answer.text
    return browser.get(answer.headers["location"])


def rows(answer: Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def filed(house: House) -> dict[Verdict, str]:
    return {
        verdict: submission(house, CALL, activity, verdict)[0]
        for activity, verdict in (("林中", Verdict.ACCEPTED), ("林下", Verdict.REVIEW), ("林外", Verdict.CORRECTION))
    }


def test_a_table_for_reviewers_has_what_is_complete_and_no_contacts(house: House, filed: dict[Verdict, str]) -> None:
    answer = ordered(house.office(), kind="csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert [row["收件编号"] for row in rows(answer)] == [filed[Verdict.ACCEPTED]]
    assert not {"核对意见", "网页"} & rows(answer)[0].keys()


def test_the_office_s_has_all_with_contacts_and_links(house: House, filed: dict[Verdict, str]) -> None:
    found = rows(ordered(house.office(), kind="csv", readers="office"))
    assert {row["收件编号"] for row in found} == set(filed.values())
    assert "逾期" in found[1]["核对意见"]
    assert found[0]["网页"].startswith(f"{house.address}/calls/")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": "correction"}, {Verdict.CORRECTION}),
        ({"state": "all"}, {Verdict.ACCEPTED, Verdict.REVIEW, Verdict.CORRECTION}),
        ({"readers": "office", "stage": "plan"}, {Verdict.ACCEPTED, Verdict.REVIEW, Verdict.CORRECTION}),
        ({"readers": "office", "since": "2020-04-17"}, set()),
        ({"readers": "office", "matching": "活动:林下"}, {Verdict.REVIEW}),
        ({"readers": "office", "saved": "林外的"}, {Verdict.CORRECTION}),
        ({"readers": "office", "matching": "活动:林下", "saved": "林外的"}, set()),
    ],
    ids=lambda each: "-".join(each) if isinstance(each, dict) else "",
)
def test_the_command_s_filters(
    house: House, filed: dict[Verdict, str], fields: dict[str, str], expected: set[Verdict]
) -> None:
    save(house.records, "林外的", "活动:林外", NOON)
    answer = ordered(house.office(), kind="json", **fields)
    assert {each["receipt"] for each in json.loads(answer.content)} == {filed[each] for each in expected}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "lost"}, "没有这样的核对结果或阶段"),
        ({"stage": "none"}, "没有这样的核对结果或阶段"),
        ({"category": "none"}, "名册里没有这个类别"),
        ({"since": "昨天"}, "起始日期写得不对"),
        ({"matching": "活动:("}, "检索"),
        ({"saved": "没有的"}, "没有名为“没有的”的检索"),
        ({"kind": "exe"}, "没有这样的文件种类"),
    ],
    ids=lambda each: "-".join(each) if isinstance(each, dict) else "",
)
def test_what_can_t_be_asked_for_is_told_and_the_form_keeps_the_rest(
    house: House, fields: dict[str, str], said: str
) -> None:
    answer = house.office().post(HERE, {"kind": "xlsx", "readers": "office", **fields}, HERE)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="office" checked' in answer.text


def test_what_a_search_found_goes_to_a_table(house: House, filed: dict[Verdict, str]) -> None:
    archivist = as_a(house, Role.ARCHIVIST)
    found = archivist.get(f"/calls/{CALL.name}/search", {"q": "活动:林下 阶段:plan"}).text
    link = unescape(re.findall(r'href="([^"]+/exports[^"]+)"', found)[0])
    page = archivist.get(link).text
    assert 'name="matching" value="活动:林下 阶段:plan"' in page
    assert 'value="office" checked' in page


def test_a_workbook_of_the_office_shows_no_scores_before_the_round_ends(
    house: House, filed: dict[Verdict, str]
) -> None:
    answer = ordered(house.office(), kind="xlsx", readers="office")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert {"活动汇总", "单位汇总", "问题清单", "图表", "字典", "说明"} <= set(book.sheetnames)


def test_reviewers_get_no_contacts_no_search_no_originals_and_nothing_they_are_barred_from(
    house: House, filed: dict[Verdict, str]
) -> None:
    reviewer = as_a(house, Role.REVIEWER)
    page = reviewer.get(HERE).text
    assert "办公室（含联系方式" not in page
    assert "符合检索" not in page
    forged = {"readers": "office", "state": "all", "matching": "活动:林下"}
    assert [row["收件编号"] for row in rows(ordered(reviewer, kind="csv", **forged))] == [filed[Verdict.ACCEPTED]]
    assert reviewer.post(HERE, {"kind": "package"}, HERE).status_code == 422
    SqlScores(house.records).hold(CALL.name, Held("reviewer", "中国云杉学会", ""), NOON)
    assert rows(ordered(reviewer, kind="csv")) == []


def test_a_reviewer_s_file_is_a_reviewer_s_alone(house: House, filed: dict[Verdict, str]) -> None:
    reviewer = as_a(house, Role.REVIEWER)
    path = reviewer.post(HERE, {"kind": "csv"}, HERE).headers["location"]
    assert reviewer.get(path).status_code == 200
    for other in (house.office(), as_a(house, Role.ARCHIVIST), house.as_somebody(_another(house))):
        assert other.get(path).status_code == 404
    assert reviewer.post(f"{path}/removed", page=HERE).status_code == 303
    assert reviewer.get(path).status_code == 404


def _another(house: House) -> Person:
    return house.person("another", Grant(Role.REVIEWER, CALL.name))


def test_a_package_with_its_documents_and_what_could_not_be_put_in(house: House, filed: dict[Verdict, str]) -> None:
    office = house.office()
    answer = office.post(HERE, {"kind": "package", "books": "yes"}, HERE)
    assert answer.headers["location"] == HERE  # the Word version's bytes aren't in the store: that is to be read first
    shown = office.get(HERE).text
    assert "1处没有放进去" in shown
    path = shown.partition(f'href="{HERE}/')[2].partition('"')[0]
    with zipfile.ZipFile(io.BytesIO(office.get(f"{HERE}/{path}").content)) as archive:
        names = archive.namelist()
    assert "目录.html" in names
    assert "汇总表.xlsx" in names
    assert any(name.endswith("筹备方案.pdf") for name in names)
    assert any(name.startswith("合订本/") for name in names)


def test_who_took_what_along_is_in_the_log(house: House, filed: dict[Verdict, str]) -> None:
    ordered(house.office(), kind="csv", readers="office", stage="plan")
    line = next(each for each in audit_lines(house.records)[0] if each.action == "export")
    assert (line.actor, line.subject) == ("office", CALL.name)
    assert "含联系方式，全部，阶段为plan" in line.detail


def test_a_long_one_is_made_aside_shown_as_it_grows_and_can_be_stopped(house: House) -> None:
    going, told = Event(), Event()

    def slowly(path: Path, tell: object) -> tuple[str, ...]:
        tell(3, 10)  # type: ignore[operator]
        told.set()
        assert going.wait(30)
        path.write_bytes(b"half")
        tell(4, 10)  # type: ignore[operator]
        return ()

    office, person = house.office(), next(each for each in house.parts.people.listed() if each.name == "office")
    job = house.parts.jobs.start(person.id, CALL.name, True, "慢.zip", "全部", slowly)
    assert job is not None
    assert told.wait(30)
    shown = office.get(HERE).text
    assert 'max="10" value="3"' in shown
    assert 'hx-trigger="every 1s"' in shown
    assert office.get(f"{HERE}/{job.id}").status_code == 404
    refused = office.post(HERE, {"kind": "csv"}, HERE)
    assert refused.headers["location"].endswith("said=one_at_a_time")
    assert office.post(f"{HERE}/{job.id}/removed", page=HERE).status_code == 303
    going.set()
    assert job.ended.wait(30)
    assert not job.path.exists()
    assert "慢.zip" not in office.get(HERE).text


def test_one_that_fails_says_why(tmp_path: Path) -> None:
    def refuses(path: Path, tell: object) -> tuple[str, ...]:
        raise ConfigurationError("磁盘已满")

    def breaks(path: Path, tell: object) -> tuple[str, ...]:
        raise KeyError("a slip of ours")

    jobs = Jobs(tmp_path, Hands())
    for make, said in ((refuses, "磁盘已满"), (breaks, "程序出了错，已记入日志。")):
        job = jobs.start(1, CALL.name, True, "a.csv", "", make)
        assert job is not None
        assert job.ended.wait(30)
        assert (job.state, job.fault, job.size) == (State.FAILED, said, 0)
    jobs.close()


def test_another_process_tells_how_far_it_is_and_stops_it(tmp_path: Path) -> None:
    going, told = Event(), Event()

    def slowly(path: Path, tell: object) -> tuple[str, ...]:
        tell(3, 10)  # type: ignore[operator]
        told.set()
        assert going.wait(30)
        path.write_bytes(b"half")
        return ("一处",)

    here, there = Jobs(tmp_path, Hands()), Jobs(tmp_path, Hands())
    job = here.start(1, CALL.name, True, "慢.zip", "全部", slowly)
    assert job is not None
    assert told.wait(30)
    (seen,) = there.of(1, CALL.name)
    assert (seen.id, seen.name, seen.state, seen.done, seen.of) == (job.id, "慢.zip", State.RUNNING, 3, 10)
    assert there.start(1, CALL.name, True, "b.csv", "", slowly) is None
    there.remove(seen)
    going.set()
    assert job.ended.wait(30)
    assert here.of(1, CALL.name) == ()
    assert list(tmp_path.iterdir()) == []
    again = there.start(1, CALL.name, True, "b.csv", "", slowly)
    assert again is not None
    assert again.ended.wait(30)
    fetched = here.job(again.id)
    assert fetched is not None
    assert (fetched.state, fetched.problems, fetched.path.read_bytes()) == (State.DONE, ("一处",), b"half")


def test_what_a_process_that_is_gone_had_begun_has_failed(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    job = Job("x", 1, CALL.name, True, "a.csv", "", NOON, tmp_path / "x.csv", gone.pid, 1)
    (tmp_path / "x.job").write_text(told(job), "utf-8")
    (seen,) = Jobs(tmp_path, Hands()).of(1, CALL.name)
    assert (seen.state, seen.fault) == (State.FAILED, "做到一半时服务进程中断了，请重新导出。")


def test_files_go_when_they_are_old_and_when_there_are_many(tmp_path: Path) -> None:
    clock = Hands()
    jobs = Jobs(tmp_path, clock)
    for number in range(23):
        job = jobs.start(1, CALL.name, True, f"{number}.csv", "", lambda path, _: (str(path.write_bytes(b"a")),))
        assert job is not None
        assert job.ended.wait(30)
    assert [each.name for each in jobs.of(1, CALL.name)] == [f"{number}.csv" for number in range(22, 2, -1)]
    assert len(list(tmp_path.glob("*.csv"))) == 20
    clock.now = clock.now.replace(hour=(clock.now.hour + 3) % 24)
    assert jobs.of(1, CALL.name) == ()
    assert list(tmp_path.iterdir()) == []
    jobs.close()


def test_what_is_new_or_changed_since_an_earlier_table_is_marked(house: House, filed: dict[Verdict, str]) -> None:
    clerk = house.office()
    earlier = ordered(clerk, kind="csv", readers="office", state="review").content
    sent = {"csrf": clerk.csrf(HERE), "kind": "xlsx", "readers": "office"}
    answer = clerk.client.post(HERE, data=sent, files={"earlier": ("上周.csv", earlier)})
    assert answer.status_code == 303, answer.text
    book = openpyxl.load_workbook(io.BytesIO(clerk.get(answer.headers["location"]).content))
    titles, *found = book["活动汇总"].iter_rows(values_only=True)
    marks = {row[titles.index("收件编号")]: row[titles.index("变化")] for row in found}
    assert {receipt for receipt, mark in marks.items() if mark == "新增"} == set(filed.values()) - {
        filed[Verdict.REVIEW]
    }


def test_a_file_that_is_no_earlier_table_is_said_to_be_none(house: House, filed: dict[Verdict, str]) -> None:
    clerk = house.office()
    for name, data, words in (
        ("名单.docx", b"PK", "“名单.docx”应是以前导出的xlsx或csv文件"),
        ("名单.csv", "姓名\n周云帆\n".encode(), "名单.csv里没有“收件编号”一列"),
        ("名单.xlsx", b"PK\x03\x04", "名单.xlsx不是以前导出的汇总表"),
    ):
        sent = {"csrf": clerk.csrf(HERE), "kind": "csv"}
        answer = clerk.client.post(HERE, data=sent, files={"earlier": (name, data)})
        assert answer.status_code == 422
        assert words in unescape(answer.text)
