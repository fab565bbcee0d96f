"""Which rows an export holds, and what its sheet 说明 says of the others."""

from collections import Counter
from datetime import date

import pytest

from archive.views import FindingView
from review_export.selection import LeftOut, Selected, Selection, categories
from tests.review_export.activities import CALL, LATE, activity

ROWS = (
    activity(1),
    activity(2, "青河省科协", verdict="review"),
    activity(3, "青河省科协", stage="report"),
    activity(30, "云杉学会"),
)


def selected(selection: Selection) -> list[int]:
    rows = list(Selected(ROWS, selection, categories((CALL,))))
    return [ROWS.index(row) for row in rows]


@pytest.mark.parametrize(
    ("selection", "indices"),
    [
        (Selection(), [0, 1, 2, 3]),
        (Selection("accepted"), [0, 2, 3]),
        (Selection(stage="report"), [2]),
        (Selection(since=date(2020, 4, 11)), [3]),
        (Selection(since=date(2020, 4, 10)), [0, 1, 2, 3]),
        (Selection(category="全国学会"), [0, 3]),
        (Selection("accepted", "plan", "省级科协"), []),
        (Selection(query="直播", found=frozenset((ROWS[1].receipt, ROWS[2].receipt))), [1, 2]),
        (Selection("review", query="直播", found=frozenset((ROWS[1].receipt, ROWS[2].receipt))), [1]),
        (Selection(query="直播", found=frozenset()), []),
    ],
)
def test_selections(selection: Selection, indices: list[int]) -> None:
    assert selected(selection) == indices


def test_each_left_out_row_has_one_reason() -> None:
    left = Selected(ROWS, Selection("accepted", "plan", "全国学会", date(2020, 4, 11)), categories((CALL,))).left_out()
    assert left == {why: LeftOut(1) for why in ("待人工核对", "其他阶段", "2020-04-11之前收到")}


def test_why_the_states_left_out_are_no_others() -> None:
    doubtful = activity(2, verdict="review", findings=(LATE, LATE, FindingView("revision", "info", "更新。")))
    left = Selected((doubtful, ROWS[1]), Selection("accepted"), categories((CALL,))).left_out()
    assert left == {"待人工核对": LeftOut(2, Counter({"逾期报送": 1}))}


def test_what_a_search_has_not_found_is_left_out() -> None:
    asked = Selection(query="直播", found=frozenset((ROWS[0].receipt,)))
    assert Selected(ROWS, asked, categories((CALL,))).left_out() == {"不符合检索": LeftOut(3)}
    assert asked.words() == "全部，符合检索“直播”"


def test_a_selection_in_words() -> None:
    asked = Selection("review", "plan", "全国学会", date(2020, 4, 11))
    assert asked.words() == "待人工核对的，阶段为plan，类别为全国学会，2020-04-11以来收到的"


def test_a_category_by_any_of_an_organisations_names() -> None:
    category = categories((CALL,))
    names = ("青河省科学技术协会", "青河省科协", "青河省 科协", "某某协会")
    assert [category(activity(1, name)) for name in names] == ["省级科协", "省级科协", "省级科协", ""]
