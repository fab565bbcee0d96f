"""Coverage and reminders as tables: what is on record in, who is reminded of what out."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from config.calls import load_call
from intake.call import Organisation
from intake.codes import Verdict
from intake.coverage import Covered, Handed, Standing, cover, stage_to_remind_of
from intake.decisions.model import Attitude, Decision, DecisionKind
from intake.letters.reminding import Reminder, remind

SHANGHAI = ZoneInfo("Asia/Shanghai")
SPRUCE = Organisation(("中国云杉工程学会", "云杉学会"), "全国学会", ("office@spruce.example.org",), "010-55550101")
LOTUS = Organisation(("中国莲花学会",), "全国学会")
CALL = replace(load_call("2020-29"), roster=(SPRUCE, LOTUS))
PLAN, REPORT = CALL.stages
BEFORE = datetime(2020, 4, 20, 9, 0, tzinfo=SHANGHAI)


def handed(
    verdict: Verdict = Verdict.ACCEPTED, unit: str = "中国云杉工程学会", *faults: str, number: int = 1
) -> Handed:
    return Handed(f"2020-29-000{number}X", "plan", unit, "林下课堂", verdict, faults, "jiang@spruce.example.org")


def standings(*rows: Handed) -> list[Standing]:
    return [each.standing for each in cover(CALL, PLAN, rows)]


@pytest.mark.parametrize(
    ("rows", "standing"),
    [
        ((), Standing.SILENT),
        ((handed(),), Standing.COMPLETE),
        ((handed(Verdict.REVIEW),), Standing.REVIEW),
        ((handed(Verdict.CORRECTION),), Standing.FAULTS),
        ((handed(), handed(Verdict.CORRECTION, number=2)), Standing.FAULTS),
        ((handed(), handed(Verdict.REVIEW, number=2)), Standing.REVIEW),
        ((handed(unit="云杉学会"),), Standing.COMPLETE),
        ((handed(unit="青河省科协、中国云杉工程学会"),), Standing.COMPLETE),
        ((handed(unit="云杉"),), Standing.SILENT),
        ((replace(handed(), stage="report"),), Standing.SILENT),
    ],
)
def test_standings(rows: tuple[Handed, ...], standing: Standing) -> None:
    assert standings(*rows) == [standing, Standing.SILENT]


def test_without_roster_nobody_is_missing() -> None:
    assert cover(replace(CALL, roster=None), PLAN, [handed()]) == ()


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2020, 4, 22), "plan"),
        (date(2020, 4, 23), "report"),
        (date(2020, 6, 20), "report"),
        (date(2020, 6, 21), None),
    ],
)
def test_the_stage_that_comes_next(today: date, stage: str | None) -> None:
    found = stage_to_remind_of(CALL, today)
    assert (found.key if found else None) == stage


def spruce(*rows: Handed, now: datetime = BEFORE) -> Reminder | None:
    return remind(CALL, cover(CALL, PLAN, rows)[0], now)


@pytest.mark.parametrize("verdict", [Verdict.ACCEPTED, Verdict.REVIEW])
def test_who_is_complete_or_waits_for_us_is_left_alone(verdict: Verdict) -> None:
    assert spruce(handed(verdict)) is None


def test_the_silent_are_asked_for_the_material() -> None:
    found = spruce()
    assert found is not None
    (letter,) = found.letters
    assert (letter.to, letter.receipts, letter.in_reply_to) == ("office@spruce.example.org", (), "")
    assert letter.subject == "提醒：2020年“全国科技工作者日”特色亮点活动筹备方案材料尚未收到"
    for said in ("中国云杉工程学会：", "于2020年4月22日前（含当日）", "Word版和加盖公章的PDF版", "不超过2项活动"):
        assert said in letter.text
        assert said in letter.html.replace("<b>", "").replace("</b>", "")
    assert "还有以下内容没有补正" not in letter.text


def test_who_has_faults_open_gets_their_own_list() -> None:
    found = spruce(
        handed(Verdict.CORRECTION, "中国云杉工程学会", "表中“手机”一栏未填。", "未见公章。"),
        replace(handed(number=2), activity="第二项"),
    )
    assert found is not None
    assert [letter.to for letter in found.letters] == ["office@spruce.example.org", "jiang@spruce.example.org"]
    letter = found.letters[0]
    assert letter.receipts == ("2020-29-0001X",)
    assert "1. 表中“手机”一栏未填。" in letter.text
    assert "2. 未见公章。" in letter.text
    assert "第二项" not in letter.text
    assert "还没有收到贵单位的材料" not in letter.text


def test_no_date_that_has_passed() -> None:
    late = datetime(2020, 4, 23, 0, 1, tzinfo=SHANGHAI)
    found = spruce(now=late)
    assert found is not None
    assert "4月22日" not in found.letters[0].text
    before = spruce()
    assert before is not None
    assert "4月22日" not in before.letters[0].as_sent_on(late.date()).text
    assert "请尽快将筹备方案的" in before.letters[0].as_sent_on(late.date()).text
    assert "4月22日" in before.letters[0].as_sent_on(date(2020, 4, 22)).text


def test_without_an_address_somebody_has_to_call() -> None:
    lotus: Covered = cover(CALL, PLAN, ())[1]
    found = remind(CALL, lotus, BEFORE)
    assert found is not None
    assert found.letters == ()


def test_nothing_that_senders_wrote_becomes_a_tag_or_a_line() -> None:
    row = replace(handed(Verdict.CORRECTION, "中国云杉工程学会", "缺<b>页"), activity="<script>\n甲")
    found = spruce(row)
    assert found is not None
    assert "<script>" not in found.letters[0].html
    assert "&lt;script&gt; 甲" in found.letters[0].html
    assert "活动名称：<script> 甲\n" in found.letters[0].text


def noted(kind: DecisionKind, value: str, unit: str = "云杉学会", stage: str = "plan", number: int = 1) -> Decision:
    return Decision(BEFORE, "王敏", "", kind, call="2020-29", organisation=unit, stage=stage, value=value, id=number)


@pytest.mark.parametrize(
    ("rows", "attitude", "standing"),
    [
        ((), Attitude.SUBMITTED_OTHERWISE, Standing.ELSEWHERE),
        ((), Attitude.NOT_SUBMITTING, Standing.NOT_SUBMITTING),
        ((), Attitude.EXPECTED, Standing.SILENT),
        ((handed(Verdict.CORRECTION),), Attitude.SUBMITTED_OTHERWISE, Standing.ELSEWHERE),
        ((handed(),), Attitude.NOT_SUBMITTING, Standing.COMPLETE),
        ((handed(Verdict.REVIEW),), Attitude.NOT_SUBMITTING, Standing.REVIEW),
    ],
)
def test_what_a_person_has_noted(rows: tuple[Handed, ...], attitude: Attitude, standing: Standing) -> None:
    (spruce_row, lotus_row) = cover(CALL, PLAN, rows, [noted(DecisionKind.STANDING, attitude)])
    assert (spruce_row.standing, lotus_row.standing) == (standing, Standing.SILENT)


def test_the_last_word_counts_and_what_is_taken_back_does_not() -> None:
    first = noted(DecisionKind.STANDING, Attitude.NOT_SUBMITTING)
    second = noted(DecisionKind.STANDING, Attitude.EXPECTED, number=2)
    back = replace(first, id=3, kind=DecisionKind.TAKE_BACK, takes_back=1)
    assert cover(CALL, PLAN, (), [first, second])[0].standing is Standing.SILENT
    assert cover(CALL, PLAN, (), [first, back])[0].standing is Standing.SILENT
    assert cover(CALL, REPORT, (), [first])[0].standing is Standing.SILENT


def test_a_deadline_of_ones_own() -> None:
    own, other = cover(CALL, PLAN, (), [noted(DecisionKind.EXTENSION, "2020-04-30")])
    assert (own.stage.deadline, other.stage.deadline) == (date(2020, 4, 30), PLAN.deadline)
    found = remind(CALL, own, datetime(2020, 4, 25, tzinfo=SHANGHAI))
    assert found is not None
    assert "于2020年4月30日前（含当日）" in found.letters[0].text
