"""Filled copies of the shipped form, in the ways that offices fill it."""

import io
from collections.abc import Callable
from copy import deepcopy

import pytest
from docx import Document
from docx.document import Document as DocumentObject

from parsers.facts import FilledForm, Kind
from parsers.form import read_forms
from parsers.word import characters, read_word
from tests.forms import ANSWERS, BLANK, MODULES, PLAN, SPEC, filled

VALUES = {
    "host_organisation": "中国云杉工程学会",
    "activity_name": "云杉林下的科技工作者节",
    "modules": ("团结引领", "为民服务"),
    "co_organisers": "青岭大学林学院",
    "contact_name": "张三",
    "contact_office_phone": "010-62168299-801",
    "contact_mobile": "13900001234",
    "contact_fax": None,
    "contact_email": "ZhangSan@spruce.example.org",
    "submitted_on": "2020-04-16",
    "plan_text": PLAN,
}
LINES = {
    "主办单位名称": ANSWERS["host_organisation"],
    "主题活动名称": ANSWERS["activity_name"],
    "主题活动模块": "团结引领（√） 建家办事（） 为民服务（√） 开放合作（） 表彰发布（）",
    "承办单位名称": ANSWERS["co_organisers"],
    "姓名": ANSWERS["contact_name"],
    "办公电话": ANSWERS["contact_office_phone"],
    "手机": ANSWERS["contact_mobile"],
    "传真": "无",
    "电子邮箱": ANSWERS["contact_email"],
}


def forms_in(data: bytes) -> tuple[FilledForm, ...]:
    return read_forms(read_word(data, Kind.DOCX), [SPEC])


def values(form: FilledForm) -> dict[str, str | tuple[str, ...] | None]:
    return {reading.key: reading.value for reading in form.fields}


def saved(document: DocumentObject) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def changed(change: Callable[[DocumentObject], None], data: bytes | None = None) -> bytes:
    document = Document(io.BytesIO(data or filled()))
    change(document)
    return saved(document)


def only(data: bytes) -> FilledForm:
    (form,) = forms_in(data)
    return form


def test_a_filled_copy() -> None:
    form = only(filled())
    assert values(form) == VALUES
    assert (form.stage, form.labels_found, form.labels_expected, form.blank) == ("plan", 11, 11, False)
    assert form.characters == characters(PLAN)


def test_readings_say_what_was_written_and_where() -> None:
    form = only(filled({"contact_mobile": "1380013800"}))
    mobile, date = form.field("contact_mobile"), form.field("submitted_on")
    assert mobile is not None
    assert date is not None
    assert (mobile.written, mobile.problem, mobile.place) == (
        "1380013800",
        "为1380013800，共10位，应为11位",
        "表1第6行",
    )
    assert (mobile.label, date.written, date.place) == ("手机", "2020年4月16日", "“报送时间”之后")


def test_the_blank_is_blank() -> None:
    form = only(BLANK.read_bytes())
    assert (form.blank, form.labels_found, form.characters) == (True, 11, 0)
    assert set(values(form).values()) == {None}


def test_a_text_without_labels_is_no_form() -> None:
    document = Document()
    document.add_paragraph("中国云杉工程学会活动备案表")
    table = document.add_table(4, 2)
    for row, (label, answer) in enumerate(
        (("单位", "中国云杉工程学会"), ("活动名称", "云杉节"), ("负责人", "张三"), ("联系电话", "13900001234"))
    ):
        table.cell(row, 0).text, table.cell(row, 1).text = label, answer
    assert forms_in(saved(document)) == ()
    assert forms_in(saved(Document())) == ()


def test_a_report_that_uses_some_of_the_words_is_no_form() -> None:
    document = Document()
    for line in (
        "总结报告",
        "主办单位名称：中国云杉工程学会",
        "主题活动名称：云杉节",
        "承办单位名称：青岭大学",
        "活动顺利。",
    ):
        document.add_paragraph(line)
    assert forms_in(saved(document)) == ()


@pytest.mark.parametrize(
    ("keep", "plan"),
    [(True, PLAN), (False, PLAN), (False, f"（以上为提示）\n{PLAN}"), (True, "时间：5月30日\n手机：另附")],
)
def test_the_hint_is_left_out_wherever_it_stands(keep: bool, plan: str) -> None:
    assert values(only(filled(plan=plan, keep_hint=keep)))["plan_text"] == plan


def _hint() -> str:
    return Document(str(BLANK)).tables[0].cell(8, 0).paragraphs[0].text


@pytest.mark.parametrize(
    "text",
    [
        _hint() + PLAN,
        _hint() + " \n" + PLAN,
        _hint().replace("言简意赅，", "") + "\n" + PLAN,
        _hint().replace("（", "(").replace("）", ")") + PLAN,
        _hint()[:60] + "\n" + _hint()[60:] + "\n" + PLAN,
        _hint().replace("要素", "内容") + PLAN,
    ],
    ids=["right behind", "next line", "shortened", "half width", "broken", "changed and behind"],
)
def test_a_hint_that_somebody_touched(text: str) -> None:
    assert values(only(filled(plan=text)))["plan_text"] == PLAN


def test_the_hint_alone_is_no_text() -> None:
    assert values(only(filled(plan=_hint())))["plan_text"] is None


@pytest.mark.parametrize("mark", ["{option}（ √ ）", "√{option}", "{option}（是）", "☑{option}", "■{option}（）"])
def test_ticks_of_many_makes(mark: str) -> None:
    assert values(only(filled(mark=mark)))["modules"] == ("团结引领", "为民服务")


def test_no_tick_at_all() -> None:
    assert values(only(filled(modules=())))["modules"] is None


def test_an_activity_named_like_an_option_or_a_label() -> None:
    form = only(filled({"activity_name": "团结引领", "co_organisers": "手机"}))
    assert values(form)["activity_name"] == "团结引领"


def _spread_labels(document: DocumentObject) -> None:
    table = document.tables[0]
    table.cell(0, 0).text = "主办单位\n名称："
    table.cell(1, 0).text = "主 题 活 动 名 称"
    table.cell(4, 1).text = "姓\n名"
    table.cell(5, 1).text = "*手机"
    table.cell(6, 1).text = "电子邮箱（必填）"
    table.cell(7, 0).text = "二、 工作方案："


def _drop_fax(document: DocumentObject) -> None:
    table = document.tables[0]
    table.cell(5, 4).text = table.cell(5, 5).text = ""


def _drop_row(document: DocumentObject) -> None:
    row = document.tables[0].rows[3]._tr
    row.getparent().remove(row)


def _add_rows(document: DocumentObject) -> None:
    table = document.tables[0]
    for text in ("备注", "预算"):
        row = deepcopy(table.rows[0]._tr)
        table.rows[3]._tr.addprevious(row)
        table.rows[3].cells[0].text = text
        table.rows[3].cells[1].text = "另附"


def _prose_around(document: DocumentObject) -> None:
    document.paragraphs[0].insert_paragraph_before("现将我会筹备方案报上，请审阅。联系人：李四，手机：13800005678。")
    document.add_paragraph("附：活动照片三张")


def _answer_in_two_paragraphs(document: DocumentObject) -> None:
    document.tables[0].cell(0, 1).text = "中国云杉\n工程学会（盖章）"


def _second_contact(document: DocumentObject) -> None:
    table = document.tables[0]
    for source in (4, 5):
        table.rows[6]._tr.addprevious(deepcopy(table.rows[source]._tr))


def _wrap_answer_in_a_control(document: DocumentObject) -> None:
    cell = document.tables[0].rows[0]._tr.tc_lst[1]
    control = cell.makeelement(cell.tag.replace("}tc", "}sdt"))
    content = cell.makeelement(cell.tag.replace("}tc", "}sdtContent"))
    cell.addprevious(control)
    control.append(content)
    content.append(cell)


def _plan_in_several_rows(document: DocumentObject) -> None:
    table = document.tables[0]
    table.cell(8, 0).text = PLAN.split("\n", 1)[0]
    for line in PLAN.split("\n")[1:]:
        table._tbl.append(deepcopy(table.rows[8]._tr))
        table.rows[-1].cells[0].text = line


def _plan_behind_the_table(document: DocumentObject) -> None:
    document.tables[0].cell(8, 0).text = ""
    for line in PLAN.split("\n"):
        document.add_paragraph(line)


def _label_and_answer_in_one_cell(document: DocumentObject) -> None:
    table = document.tables[0]
    table.cell(0, 0).merge(table.cell(0, 1)).text = f"主办单位名称：{ANSWERS['host_organisation']}"
    table.cell(5, 1).merge(table.cell(5, 2)).text = f"手  机\n{ANSWERS['contact_mobile']}"


def _cover(document: DocumentObject) -> None:
    first = document.paragraphs[0]
    for line in ("筹备方案", "主办单位名称：中国云杉工程学会", "报送时间：2020年4月", "目录", "工作方案"):
        first.insert_paragraph_before(line)


def _date_at_the_end(document: DocumentObject) -> None:
    document.paragraphs[2].text = "单位盖章："
    document.add_paragraph("报送时间：2020年4月16日")


@pytest.mark.parametrize(
    "change",
    [
        _spread_labels,
        _drop_fax,
        _add_rows,
        _prose_around,
        _answer_in_two_paragraphs,
        _second_contact,
        _wrap_answer_in_a_control,
        _plan_in_several_rows,
        _plan_behind_the_table,
        _label_and_answer_in_one_cell,
        _cover,
        _date_at_the_end,
    ],
)
def test_a_copy_that_somebody_rearranged(change: Callable[[DocumentObject], None]) -> None:
    assert values(only(changed(change))) == VALUES


def test_a_row_deleted_leaves_its_field_empty() -> None:
    form = only(changed(_drop_row))
    assert values(form) == {**VALUES, "co_organisers": None}
    assert (form.labels_found, form.labels_expected) == (10, 11)


def _second(document: DocumentObject, between: Callable[[DocumentObject], None] | None = None) -> None:
    table = document.tables[0]
    if between:
        between(document)
    document.element.body.insert(-1, deepcopy(table._tbl))
    second = document.tables[-1]
    second.cell(1, 1).text = "云杉进校园"
    second.cell(4, 2).text = "李四"
    second.cell(8, 0).text = "第二项活动的方案。"


SECOND = {**VALUES, "activity_name": "云杉进校园", "contact_name": "李四", "plan_text": "第二项活动的方案。"}


def test_two_tables_are_two_activities_that_share_the_line_above() -> None:
    forms = forms_in(changed(lambda d: _second(d, lambda d: d.add_paragraph("活动二") and None)))
    assert [values(form) for form in forms] == [VALUES, SECOND]


def test_two_copies_grown_together_to_one_table() -> None:
    def together(document: DocumentObject) -> None:
        for row in deepcopy(document.tables[0]._tbl).tr_lst:
            document.tables[0]._tbl.append(row)
        table = document.tables[0]
        table.cell(10, 1).text, table.cell(13, 2).text, table.cell(17, 0).text = (
            "云杉进校园",
            "李四",
            "第二项活动的方案。",
        )

    assert [values(form) for form in forms_in(changed(together))] == [VALUES, SECOND]


def test_two_forms_with_a_date_each() -> None:
    forms = forms_in(
        changed(lambda d: _second(d, lambda d: d.add_paragraph("单位盖章：　　　报送时间：2020年4月20日") and None))
    )
    assert [values(form)["submitted_on"] for form in forms] == ["2020-04-16", "2020-04-20"]
    assert values(forms[1]) == {**SECOND, "submitted_on": "2020-04-20"}


def test_the_first_of_three_tables() -> None:
    def more(document: DocumentObject) -> None:
        for labels in (("时间", "地点", "人员"), ("姓名", "单位", "手机")):
            document.add_paragraph("附表")
            table = document.add_table(2, 3)
            for column, label in enumerate(labels):
                table.cell(0, column).text = label
                table.cell(1, column).text = "某某"

    assert values(only(changed(more))) == VALUES


def _as_lines(pattern: str, joint: str = "\n") -> bytes:
    document = Document()
    document.add_paragraph("活动筹备方案")
    document.add_paragraph("报送时间：2020年4月16日")
    for line in joint.join(pattern.format(label, answer) for label, answer in LINES.items()).split("\n"):
        document.add_paragraph(line)
    document.add_paragraph("二、工作方案")
    for line in PLAN.split("\n"):
        document.add_paragraph(line)
    return saved(document)


@pytest.mark.parametrize("pattern", ["{}：{}", "{}: {}", "{}　{}", "{}\n{}", "1. {}：{}", "{} ：{}"])
def test_a_table_rebuilt_as_lines(pattern: str) -> None:
    assert values(only(_as_lines(pattern))) == VALUES


def test_two_labels_on_one_line() -> None:
    assert values(only(_as_lines("{}：{}", "　　"))) == VALUES


def test_a_caption_of_a_group_answered_itself() -> None:
    document = Document(io.BytesIO(_as_lines("{}：{}")))
    for paragraph in document.paragraphs:
        paragraph.text = paragraph.text.replace("姓名：", "联系人：")
    assert values(only(saved(document)))["contact_name"] == "张三"


def test_two_activities_as_lines() -> None:
    first, second = Document(io.BytesIO(_as_lines("{}：{}"))), Document(io.BytesIO(_as_lines("{}：{}")))
    for paragraph in second.paragraphs:
        first.element.body.insert(-1, deepcopy(paragraph._p))
    assert [values(form) for form in forms_in(saved(first))] == [VALUES, VALUES]


def test_options_cover_all_modules() -> None:
    assert values(only(filled(modules=MODULES)))["modules"] == MODULES


def test_the_whole_form_put_into_a_frame() -> None:
    def framed(document: DocumentObject) -> None:
        form = document.tables[0]._tbl
        frame = document.add_table(1, 1)
        frame.cell(0, 0)._tc.insert(1, form)

    assert values(only(changed(framed))) == VALUES


def test_a_schedule_inside_the_text_is_text() -> None:
    def with_schedule(document: DocumentObject) -> None:
        inner = document.tables[0].cell(8, 0).add_table(2, 2)
        for place, word in enumerate(("姓名", "手机", "李四", "13800005678")):
            inner.cell(place // 2, place % 2).text = word

    form = values(only(changed(with_schedule)))
    assert form == {**VALUES, "plan_text": f"{PLAN}\n姓名\n手机\n李四\n13800005678"}


def _governing_body(document: DocumentObject) -> None:
    table = document.tables[0]
    table.rows[1]._tr.addprevious(deepcopy(table.rows[0]._tr))
    table.rows[1].cells[0].text, table.rows[1].cells[1].text = "主管单位名称", "青岭省科协"


def test_a_row_one_character_off_a_label_is_not_taken_for_it() -> None:
    assert values(only(changed(_governing_body))) == VALUES
    empty = changed(_governing_body, filled({"host_organisation": ""}))
    assert values(only(empty))["host_organisation"] is None


def test_a_mistyped_label_is_read_where_there_is_no_better_one() -> None:
    def mistyped(document: DocumentObject) -> None:
        document.tables[0].cell(0, 0).text = "主办单位各称"

    assert values(only(changed(mistyped))) == VALUES
