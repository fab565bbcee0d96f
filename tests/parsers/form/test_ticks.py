"""Marks in option groups, however they are made."""

import pytest

from parsers.form.options import is_mark, ticked
from tests.forms import MODULES

FIRST_AND_THIRD = ("团结引领", "为民服务")


def cells(pattern: str, empty: str = "{}（）") -> list[str]:
    return [(pattern if option in FIRST_AND_THIRD else empty).format(option) for option in MODULES]


@pytest.mark.parametrize(
    "pattern",
    [
        "{}（√）",
        "{}（ √ ）",
        "{}(√)",
        "{}（\u3000√\u3000）",
        "√{}",
        "√ {}（）",
        "{}√",
        "{}（）√",
        "{}（是）",
        "☑{}",
        "✔{}",
        "{}（✓）",
        "{}（V）",
        "{}（v）",
        "{}（ｖ）",
        "■{}",
        "●{}",
        "{}（■）",
        "{}（●）",
        "{}（☑）",
        "☒{}",
        "{}【√】",
        "{}（对）",
        "{}（ˇ）",
        "{}（○）",
        "{}（\ufffc）",
        "{}：是",
        "{} V",
        "{}\n（√）",
    ],
)
def test_a_mark_in_a_cell_of_its_own(pattern: str) -> None:
    assert ticked(cells(pattern), MODULES).options == FIRST_AND_THIRD


@pytest.mark.parametrize(
    "empty", ["{}（）", "{}（ ）", "{}（×）", "{}（X）", "{}（否）", "{}", "□{}", "{}□", "{}（□）", "{}（/）", "○{}"]
)
def test_what_is_no_mark(empty: str) -> None:
    assert ticked(cells("{}（√）", empty), MODULES).options == FIRST_AND_THIRD
    assert ticked([empty.format(option) for option in MODULES], MODULES).options == ()


@pytest.mark.parametrize(
    "line",
    [
        "☑团结引领 □建家办事 ☑为民服务 □开放合作 □表彰发布",
        "√团结引领　建家办事　√为民服务　开放合作　表彰发布",
        "团结引领√ 建家办事□ 为民服务√ 开放合作□ 表彰发布□",
        "团结引领（√） 建家办事（） 为民服务（√） 开放合作（） 表彰发布（）",
        "（√）团结引领 （ ）建家办事 （√）为民服务 （ ）开放合作 （ ）表彰发布",
        "1.团结引领（√）2.建家办事（）3.为民服务（√）4.开放合作（）5.表彰发布（）",
        "■团结引领□建家办事■为民服务□开放合作□表彰发布",
        "●团结引领○建家办事●为民服务○开放合作○表彰发布",
        "（请在相应模块划√，可多选）团结引领（√）建家办事（）为民服务（√）开放合作（）表彰发布（）",
        "☒\x01团结引领 ☐\x01建家办事 ☒\x01为民服务 ☐\x01开放合作 ☐\x01表彰发布",
        "团结引领、为民服务",
        "团结引领；为民服务模块",
        "（1）团结引领；（3）为民服务",
        "（1）√团结引领（2）建家办事（3）√为民服务（4）开放合作（5）表彰发布",
        "[x]团结引领 [ ]建家办事 [x]为民服务 [ ]开放合作 [ ]表彰发布",
    ],
)
def test_several_options_in_one_line(line: str) -> None:
    assert ticked([line], MODULES).options == FIRST_AND_THIRD


def test_values_come_in_the_calls_order() -> None:
    assert ticked(["为民服务、团结引领"], MODULES).options == FIRST_AND_THIRD


def test_an_option_that_is_part_of_another_is_not_taken_for_it() -> None:
    assert ticked(["服务（）为民服务（√）"], ("服务", "为民服务")).options == ("为民服务",)


def test_all_options_without_any_mark_are_none() -> None:
    assert ticked(["、".join(MODULES)], MODULES).options == ()


@pytest.mark.parametrize(
    ("text", "mark"), [("√", True), ("（）", True), ("□", True), ("（√）", True), ("", False), ("甲（√）", False)]
)
def test_a_cell_that_holds_only_a_mark(text: str, mark: bool) -> None:
    assert is_mark(text) is mark


def test_a_mark_that_got_lost_on_the_way_is_no_blank() -> None:
    read = ticked(cells("{}（J）"), MODULES)
    assert (read.options, read.problem) == ((), "括号里的“J”看不出是不是勾选")


def test_numbers_in_brackets_are_no_marks() -> None:
    text = "".join(f"（{number}）{option}" for number, option in enumerate(MODULES, 1))
    assert ticked([text], MODULES).options == ()


def test_nothing_where_options_stand_is_no_riddle() -> None:
    assert ticked(["无"], MODULES).problem == ""
