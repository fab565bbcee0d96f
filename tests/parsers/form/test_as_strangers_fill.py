"""The shipped form as people hand it in who never saw it as a docx: typed by hand, in frames, as lines with tabs."""

import pytest

from config.calls.loading import load_call
from parsers.facts import FilledForm, Kind
from parsers.form import read_forms
from parsers.word import read_word
from tests.forms import MODULES
from tests.wordml import cell, docx, paragraph, table

FORM = load_call("2020-29").stages[0].form
DATE_LINE = "单位盖章：　　　　　报送时间：2020年4月16日"
PLAN = "五月三十日在市图书馆举办科普集市。"
CONTACT = [
    ("姓名", "张三"),
    ("办公电话", "0571-88001234"),
    ("手机", "13800138000"),
    ("传真", "0571-88001235"),
    ("电子邮箱", "zhangsan@example.org"),
]
HEAD = (("主办单位名称", "星河市测绘学会"), ("主题活动名称", "科普集市"))
TICKED = tuple(f"{option}（{'√' if option in ('团结引领', '为民服务') else ''}）" for option in MODULES)
ROWS = (*HEAD, ("主题活动模块", *TICKED), ("承办单位名称", "星河市图书馆"), *CONTACT, ("工作方案", PLAN))


def read(body: str) -> FilledForm:
    (form,) = read_forms(read_word(docx(body), Kind.DOCX), [FORM])
    return form


def value(body: str, key: str) -> object:
    reading = read(body).field(key)
    assert reading is not None
    return reading.value


def in_table(*rows: tuple[str, ...], above: str = DATE_LINE, below: str = "") -> str:
    return paragraph(above) + table(*rows) + (paragraph(below) if below else "")


def replaced(label: str, *row: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(new for old in ROWS for new in (row if old[0] == label else (old,)))


def test_lines_whose_cells_became_tabs() -> None:
    form = read(
        "".join(
            paragraph(line)
            for line in (
                "主办单位名称\t星河市测绘学会",
                "主题活动名称\t科普集市",
                "主题活动模块\t" + "\t".join(TICKED),
                "联系人\t姓  名\t张三\t办公电话\t0571-88001234",
                "\t手  机\t13800138000\t传    真\t0571-88001235",
                "\t电子邮箱\tzhangsan@example.org",
                "二、工作方案",
                PLAN,
            )
        )
    )
    read_of = {reading.key: reading.value for reading in form.fields}
    assert read_of["modules"] == ("团结引领", "为民服务")
    assert (read_of["contact_name"], read_of["contact_office_phone"]) == ("张三", "0571-88001234")
    assert (read_of["contact_mobile"], read_of["contact_fax"]) == ("13800138000", "0571-88001235")
    assert (read_of["contact_email"], read_of["plan_text"]) == ("zhangsan@example.org", PLAN)


def test_lines_whose_cells_became_wide_blanks() -> None:
    rows = replaced("姓名", ("姓  名   张三    办公电话　　0571-88001234",))
    form = read("".join(paragraph("：".join(row)) for row in rows if row[0] != "办公电话"))
    reading = form.field("contact_office_phone")
    assert reading is not None
    assert reading.value == "0571-88001234"


@pytest.mark.parametrize("line", ["联系人：张三　办公电话：0571-88001234", "联系人姓名：张三　办公电话：0571-88001234"])
def test_the_groups_caption_stands_for_its_first_field(line: str) -> None:
    form = read(in_table(*replaced("姓名", (line,))))
    read_of = {reading.key: reading.value for reading in form.fields}
    assert (read_of["contact_name"], read_of["contact_office_phone"]) == ("张三", "0571-88001234")


def test_a_plan_of_captioned_rows_keeps_its_last_row() -> None:
    rows = (*ROWS[:-1], ("工作方案",), ("思路", "科普惠民。"), ("时间", "五月三十日。"), ("成效", "一千人。"))
    assert value(in_table(*rows), "plan_text") == "思路\n科普惠民。\n时间\n五月三十日。\n成效\n一千人。"


def test_a_label_without_its_tail() -> None:
    assert value(in_table(*replaced("主题活动名称", ("主题活动", "科普集市"))), "activity_name") == "科普集市"


def test_a_line_left_empty_above_the_table_and_written_under_it() -> None:
    body = in_table(*ROWS, above="单位盖章：　　　报送时间：", below="报送时间：2020年4月16日")
    assert value(body, "submitted_on") == "2020-04-16"


def test_the_whole_form_in_a_frame() -> None:
    body = table((cell(paragraph(DATE_LINE), table(*ROWS), paragraph("")),))
    assert value(body, "submitted_on") == "2020-04-16"
    assert value(body, "host_organisation") == "星河市测绘学会"


def test_marks_in_the_row_under_the_options() -> None:
    rows = replaced("主题活动模块", ("主题活动模块", *MODULES), ("（请划√）", "√", "", "√", "", ""))
    assert value(in_table(*rows), "modules") == ("团结引领", "为民服务")


def test_a_short_answer_under_the_options_is_no_mark() -> None:
    rows = replaced("主题活动模块", ("主题活动模块", *MODULES), ("参加人次（千）", "1"))
    assert value(in_table(*rows), "modules") is None


def test_an_answer_without_any_option_takes_no_row_under_it() -> None:
    form = read(in_table(*replaced("主题活动模块", ("主题活动模块", "A、C"))))
    modules, hosts = form.field("modules"), form.field("co_organisers")
    assert modules is not None
    assert hosts is not None
    assert (modules.value, modules.problem) == (None, "写的是“A、C”，看不出选了哪一项")
    assert hosts.value == "星河市图书馆"


def test_what_nobody_sees_is_no_part_of_labels_and_answers() -> None:
    rows = (
        ("主办\u200b单位名称\ufeff", "\u200b星河市测绘学会"),
        *replaced("手机", ("手机", "\u202d13800138000\u202c"))[1:],
    )
    form = read(in_table(*rows))
    read_of = {reading.key: (reading.value, reading.problem) for reading in form.fields}
    assert read_of["host_organisation"] == ("星河市测绘学会", "")
    assert read_of["contact_mobile"] == ("13800138000", "")


def test_a_text_in_a_frame_of_its_own_behind_its_heading() -> None:
    body = in_table(*ROWS[:-1]) + paragraph("二、工作方案") + table((PLAN,)) + paragraph("以上。")
    assert value(body, "plan_text") == f"{PLAN}\n以上。"


def test_answers_written_on_a_line() -> None:
    rows = (
        ("主办单位名称", "＿＿星河市测绘学会＿＿"),
        *replaced("电子邮箱", ("电子邮箱", "_zhangsan@example.org_"))[1:],
    )
    form = read(in_table(*rows))
    read_of = {reading.key: (reading.value, reading.problem) for reading in form.fields}
    assert read_of["host_organisation"] == ("星河市测绘学会", "")
    assert read_of["contact_email"] == ("zhangsan@example.org", "")


def test_an_underscore_may_begin_an_address() -> None:
    assert value(in_table(*replaced("电子邮箱", ("电子邮箱", "_zs@example.org"))), "contact_email") == "_zs@example.org"
