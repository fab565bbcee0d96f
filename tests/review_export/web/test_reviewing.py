"""Reviewers score in the browser: their own cases, their own scores, until the round ends."""

import io
import re
from pathlib import Path

import openpyxl
import pytest

from archive.accounts import Grant, Role
from archive.scores import Entered, SqlScores
from intake.codes import Verdict
from intake.scoring import Assignment, Ballot
from review_export.scores.desk import desk
from review_export.scores.ranked import scored_cases
from review_export.scores.reading import expected, read_sheets
from tests.archive.filings import NOON
from tests.review_export.web.browsing import SCORED as CALL
from tests.review_export.web.browsing import Browser, House
from tests.review_export.web.objects import submission

BASE = f"/calls/{CALL.name}"
LIST = f"{BASE}/activities"
GIVEN = {"score-theme": "81", "score-feature": "９１．５分", "score-organising": "70", "score-effect": "60"}
VALUES = {"theme": 81.0, "feature": 91.5, "organising": 70.0, "effect": 60.0}


def reviewer(house: House, name: str = "江评") -> Browser:
    return house.as_somebody(house.person(name, Grant(Role.REVIEWER, CALL.name)))


def office(house: House) -> Browser:
    return house.as_somebody(house.person("office", Grant(Role.OFFICE, CALL.name)))


@pytest.fixture
def cases(house: House) -> list[str]:
    """Receipt numbers of three complete activities."""
    return [submission(house, CALL, f"林间活动{number}", Verdict.ACCEPTED)[0] for number in range(3)]


def give(browser: Browser, receipt: str, **more: str) -> str:
    """Where the browser is led."""
    page = f"{LIST}/{receipt}"
    answer = browser.post(f"{page}/scores", {**GIVEN, **more}, page)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def given(house: House, name: str = "江评") -> dict[str, dict[str, float | None]]:
    return {each.receipt: dict(each.values) for each in SqlScores(house.records).ballots_of(CALL.name, name)}


def progress(browser: Browser) -> str:
    return re.findall(r"归您评\d+项，已评\d+项", browser.get(LIST).text)[0]


def test_scores_are_given_case_by_case(house: House, cases: list[str]) -> None:
    browser = reviewer(house)
    assert progress(browser) == "归您评3项，已评0项"
    assert give(browser, cases[1], comment="很好", next="yes") == f"{LIST}/{cases[2]}?said=scored"
    assert given(house) == {cases[1]: VALUES}
    assert give(browser, cases[2], next="yes") == f"{LIST}/{cases[0]}?said=scored"
    assert give(browser, cases[0], next="yes") == f"{LIST}?said=all_scored"
    assert progress(browser) == "归您评3项，已评3项"
    shown = browser.get(f"{LIST}/{cases[1]}").text
    assert 'value="91.5"' in shown
    assert "很好" in shown
    assert "76.15" in shown  # 20 % of 81, 30 % of 91.5, a quarter each of 70 and 60


def test_what_is_wrong_is_said_beside_it_and_nothing_is_half_taken_in(house: House, cases: list[str]) -> None:
    browser, page = reviewer(house), f"{LIST}/{cases[0]}"
    wrong = {**GIVEN, "score-theme": "101", "score-effect": "优", "comment": "记下了"}
    answer = browser.post(f"{page}/scores", wrong, page)
    assert answer.status_code == 422
    assert "主题契合是101，应为0到100" in answer.text
    assert "“优”不是数字" in answer.text
    assert all(f'value="{value}"' in answer.text for value in ("101", "优", "70"))
    assert "记下了" in answer.text
    assert given(house) == {}


def test_an_emptied_form_takes_the_scores_away(house: House, cases: list[str]) -> None:
    browser = reviewer(house)
    give(browser, cases[0])
    give(browser, cases[0], **dict.fromkeys(GIVEN, ""))
    assert given(house) == {}


def test_half_a_ballot_is_begun(house: House, cases: list[str]) -> None:
    browser = reviewer(house)
    assert give(browser, cases[0], **{"score-effect": ""}) == f"{LIST}/{cases[0]}?said=scored"
    assert progress(browser) == "归您评3项，已评0项"
    assert "林间活动0" in browser.get(f"{LIST}?show=begun").text
    assert "林间活动0" not in browser.get(f"{LIST}?show=open").text


def test_nobody_sees_another_s_scores_before_the_end(house: House, cases: list[str]) -> None:
    one, other, desk_ = reviewer(house), reviewer(house, "河评"), office(house)
    give(one, cases[0], comment="江评的话")
    for browser in (other, desk_):
        for path in (LIST, f"{LIST}/{cases[0]}", f"{BASE}/scores", f"{BASE}/log"):
            shown = browser.get(path).text
            assert not any(secret in shown for secret in ("91.5", "76.15", "76.2", "江评的话")), path
    assert desk_.get(f"{BASE}/scores/ranking").headers["location"] == f"{BASE}/scores"
    assert "江评" in desk_.get(f"{BASE}/scores").text
    assert "江评" not in other.get(f"{BASE}/scores").text


def test_after_the_end_scores_are_shown_and_stay(house: House, cases: list[str]) -> None:
    browser, desk_ = reviewer(house), office(house)
    administrator = house.as_somebody(house.person("admin", Grant(Role.ADMINISTRATOR)))
    give(browser, cases[0])
    scores = f"{BASE}/scores"
    assert desk_.post(f"{scores}/round", page=scores).headers["location"] == f"{scores}?said=round_ended"
    assert all("76.15" in each.get(scores).text for each in (browser, desk_))
    assert administrator.get(scores).status_code == 403
    book = openpyxl.load_workbook(io.BytesIO(desk_.get(f"{scores}/ranking").content))
    assert book.sheetnames == ["优秀活动案例", "优秀组织单位"]
    assert give(browser, cases[1]) == f"{LIST}/{cases[1]}?said=round_closed"
    assert list(given(house)) == [cases[0]]
    assert "readonly" in browser.get(f"{LIST}/{cases[0]}").text
    desk_.post(f"{scores}/round", {"reopen": "yes"}, scores)
    assert give(browser, cases[1]) == f"{LIST}/{cases[1]}?said=scored"
    assert "76.15" not in desk_.get(scores).text


def test_what_was_drawn_for_others_is_read_and_not_scored(house: House, cases: list[str]) -> None:
    drawn = [Assignment("江评", cases[0]), Assignment("河评", cases[1]), Assignment("河评", cases[2])]
    SqlScores(house.records).assign(CALL.name, drawn, "种子", NOON)
    browser, page = reviewer(house), f"{LIST}/{cases[1]}"
    assert progress(browser) == "归您评1项，已评0项"
    shown = browser.get(page).text
    assert "/documents/" in shown
    assert "score-theme" not in shown
    for action in ("scores", "conflict"):
        assert browser.post(f"{page}/{action}", GIVEN, LIST).status_code == 404
    assert given(house) == {}


def test_a_conflict_of_interest_leaves_the_case_out_and_the_office_sees_it(house: House, cases: list[str]) -> None:
    browser, desk_, page = reviewer(house), office(house), f"{LIST}/{cases[0]}"
    give(browser, cases[0])
    pictures = re.findall(r'src="(/calls/\S+/pages/1)"', browser.get(page).text)
    assert pictures
    answer = browser.post(f"{page}/conflict", {"reason": "曾在该会任职"}, page)
    assert answer.headers["location"] == f"{LIST}?said=recused"
    assert progress(browser) == "归您评0项，已评0项"  # the three are one organisation's
    shown = browser.get(page).text
    assert "score-theme" not in shown
    assert "/documents/" not in shown
    assert browser.get(pictures[0]).status_code == 404
    assert browser.post(f"{page}/scores", GIVEN, LIST).status_code == 404
    assert "曾在该会任职" in desk_.get(f"{BASE}/scores").text
    assert desk(house.records, CALL, "江评", scored_cases(house.records, CALL)).done == 0
    browser.post(f"{page}/conflict", {"back": "yes"}, page)
    assert progress(browser) == "归您评3项，已评1项"
    assert "曾在该会任职" not in desk_.get(f"{BASE}/scores").text


def test_scores_on_sheets_and_on_pages_are_the_same(house: House, cases: list[str], tmp_path: Path) -> None:
    browser = reviewer(house)
    give(browser, cases[0], comment="=1+1")
    answer = browser.get(f"{BASE}/scores/mine")
    assert "attachment" in answer.headers["content-disposition"]
    path = tmp_path / "mine.xlsx"
    path.write_bytes(answer.content)
    book = openpyxl.load_workbook(path)
    sheet = book["评分表-江评"]
    assert [sheet.cell(3, column).value for column in (5, 6, 7, 8, 10)] == [81, 91.5, 70, 60, "=1+1"]
    for column, value in enumerate((10, 20, 30, 40), 5):
        sheet.cell(4, column).value = value
    book.save(path)
    known, store = scored_cases(house.records, CALL), SqlScores(house.records)
    reading = read_sheets([path], expected(CALL.criteria, known, desk(house.records, CALL, "江评", known).duty))
    assert reading.problems == []
    store.replace(CALL.name, list(reading.ballots.values()), NOON)
    assert given(house)[cases[0]] == VALUES
    assert progress(browser) == "归您评3项，已评2项"
    assert 'value="20"' in browser.get(f"{LIST}/{cases[1]}").text


def test_a_score_from_before_its_plan_was_complete_is_replaced(house: House, cases: list[str]) -> None:
    store = SqlScores(house.records)
    early = Ballot("江评", cases[1], VALUES)  # as if these two were plan and report of one activity
    store.replace(CALL.name, [Entered(early, "a.xlsx")], NOON)
    store.replace(CALL.name, [Entered(Ballot("江评", cases[0], VALUES), "a.xlsx", (cases[0], cases[1]))], NOON)
    assert list(given(house)) == [cases[0]]


def test_cases_are_found_by_words(house: House, cases: list[str]) -> None:
    browser = reviewer(house)
    assert "林间活动1" in browser.get(f"{LIST}?words=云杉+活动1").text
    assert "林间活动0" not in browser.get(f"{LIST}?words=云杉+活动1").text
    assert "没有符合条件的活动" in browser.get(f"{LIST}?words=没有").text


@pytest.mark.parametrize("path", ["scores", "conflict"])
def test_a_form_of_another_page_changes_nothing(house: House, cases: list[str], path: str) -> None:
    browser = reviewer(house)
    answer = browser.client.post(f"{LIST}/{cases[0]}/{path}", data=GIVEN)
    assert answer.status_code == 403
    assert given(house) == {}
    assert SqlScores(house.records).held(CALL.name) == ()
