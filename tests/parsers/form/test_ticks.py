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
        "团结引领、为民服务",
        "团结引领；为民服务模块",
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
