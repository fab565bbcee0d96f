"""What the figures say of some rows."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from archive.views import ActivityView, FindingView
from intake.decisions.model import Attitude, Decision, DecisionKind
from intake.receipt import format_receipt
from review_export.charts import Figure, Gathered
from review_export.selection import Selection
from tests.review_export.activities import CALL, LATE, SHANGHAI, activity

FAULT = FindingView("stamp_missing", "error", "未见公章。")
ROWS = (
    activity(1, first_received_at=datetime(2020, 4, 20, 9, tzinfo=SHANGHAI)),
    activity(2, first_received_at=datetime(2020, 4, 22, 23, 59, tzinfo=SHANGHAI), fields={"modules": ["团结引领", "表彰发布"]}),
    activity(3, "青河省科协", verdict="correction", findings=(FAULT,), first_received_at=datetime(2020, 4, 21, tzinfo=SHANGHAI)),
    activity(4, "某某协会", findings=(LATE,), first_received_at=datetime(2020, 4, 24, 8, tzinfo=SHANGHAI)),
)  # fmt: skip


def figures(*rows: ActivityView, selection: Selection = Selection(), findings: bool = True) -> dict[str, Figure]:
    gathered = Gathered((CALL,), selection)
    for row in rows or ROWS:
        gathered.add(row)
    return {each.key: each for each in gathered.figures(findings)}


def values(figure: Figure) -> dict[str, dict[str, float]]:
    return {each.name: dict(zip(figure.names, each.values, strict=True)) for each in figure.series}


def test_which_figures_there_are() -> None:
    assert list(figures()) == ["arrivals-2020-29-plan", "coverage-2020-29-plan", "modules-2020-29", "findings"]


def test_arrivals_by_day_up_to_the_deadline_and_beyond() -> None:
    found = figures()["arrivals-2020-29-plan"]
    assert found.names == ("04-20", "04-21", "04-22", "04-23", "04-24")
    assert [each.values for each in found.series] == [(1, 1, 1, 0, 0), (0, 0, 0, 0, 1)]
    assert found.mark == (2, "截止 04-22")
    assert found.note == "共4项，截止当天1项，逾期1项"


def test_nothing_late_is_said() -> None:
    assert figures(ROWS[0])["arrivals-2020-29-plan"].note == "共1项，截止当天0项，无逾期"
    assert figures(ROWS[0])["arrivals-2020-29-plan"].names == ("04-20", "04-21", "04-22")


def test_a_long_time_is_counted_by_weeks() -> None:
    early = replace(ROWS[0], first_received_at=datetime(2020, 1, 29, 9, tzinfo=SHANGHAI))
    found = figures(early, *ROWS)["arrivals-2020-29-plan"]
    assert found.title == "逐周收到的筹备方案"
    assert found.names[:2] == ("01-29", "02-05")
    assert sum(found.totals()) == 5
    assert found.mark == ((date(2020, 4, 22) - date(2020, 1, 29)).days // 7, "截止 04-22")


def test_coverage_of_the_roster_by_category() -> None:
    found = figures()["coverage-2020-29-plan"]
    assert values(found) == {
        "材料齐全": {"全国学会": 1, "省级科协": 0, "高校科协": 0},
        "待补正": {"全国学会": 0, "省级科协": 1, "高校科协": 0},
        "未报送": {"全国学会": 0, "省级科协": 0, "高校科协": 1},
    }
    assert found.note == "名册3家，已报送2家"


def test_coverage_of_a_part_of_the_rows_says_so() -> None:
    found = figures(*ROWS[:2], selection=Selection("accepted"))["coverage-2020-29-plan"]
    assert [each.name for each in found.series] == ["材料齐全", "未报送或未收录"]
    assert found.note == "名册3家，已收录1家"


def noted(organisation: str, attitude: Attitude) -> Decision:
    at = datetime(2020, 4, 20, tzinfo=SHANGHAI)
    return Decision(at, "李办", "电话告知", DecisionKind.STANDING, "2020-29", organisation=organisation, value=attitude)


def test_whom_the_office_has_noted_as_seen_to_is_not_silent() -> None:
    decisions = {
        "2020-29": (
            noted("白桦大学科学技术协会", Attitude.NOT_SUBMITTING),
            noted("青河省科协", Attitude.SUBMITTED_OTHERWISE),
        )
    }
    gathered = Gathered((CALL,), decisions=decisions)
    gathered.add(ROWS[0])
    (found,) = (each for each in gathered.figures() if each.key.startswith("coverage"))
    assert {each.name: sum(each.values) for each in found.series} == {"材料齐全": 1, "已另行报送或不报送": 2}


def test_coverage_of_one_category() -> None:
    assert figures(selection=Selection(category="省级科协"))["coverage-2020-29-plan"].names == ("省级科协",)


def test_modules_in_the_calls_order() -> None:
    assert figures()["modules-2020-29"].names == CALL.options
    assert figures()["modules-2020-29"].totals() == (4 - 0, 0, 0, 0, 1)


def test_findings_the_most_frequent_first_and_the_offices_alone() -> None:
    found = figures(*ROWS, activity(5, findings=(FAULT, FindingView("revision", "info", "更新。"))))["findings"]
    assert values(found) == {
        "需补正": {"未见公章": 2, "逾期报送": 0},
        "待人工核对": {"未见公章": 0, "逾期报送": 1},
    }
    assert "findings" not in figures(findings=False)


def test_without_a_roster_there_is_no_coverage() -> None:
    gathered = Gathered((replace(CALL, roster=None),))
    gathered.add(ROWS[0])
    assert [each.key for each in gathered.figures()] == ["arrivals-2020-29-plan", "modules-2020-29"]


def test_no_row_no_figure() -> None:
    assert Gathered((CALL,)).figures() == ()


def test_two_calls_are_told_apart() -> None:
    other = replace(CALL, name="2021-07", title="另一个通知")
    gathered = Gathered((CALL, other))
    for row in (ROWS[0], replace(ROWS[1], receipt=format_receipt("2021-07", 1))):
        gathered.add(row)
    titles = [each.title for each in gathered.figures() if each.key.startswith("arrivals")]
    assert titles == [f"逐日收到的筹备方案（{CALL.title}）", "逐日收到的筹备方案（另一个通知）"]


@pytest.mark.parametrize("value", [None, []])
def test_no_module_ticked(value: object) -> None:
    assert "modules-2020-29" not in figures(activity(1, fields={"modules": value}))
