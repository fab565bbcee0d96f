"""Filled copies whose table somebody turned, tore, widened or copied."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from docx.document import Document as DocumentObject
from docx.table import _Row

from config.calls.loading import load_call
from parsers.facts import FilledForm, Kind
from parsers.form import read_forms
from parsers.word import read_word
from tests.forms import BLANK, PLAN
from tests.parsers.form.test_filled_copies import LINES, SECOND, VALUES, changed, only, values

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORM = load_call("2020-29").stages[0].form


def read(data: bytes) -> list[FilledForm]:
    """By the shipped call, with the names that its fields also go by."""
    return list(read_forms(read_word(data, Kind.DOCX), [FORM]))


def say(cell, text: str) -> None:  # type: ignore[no-untyped-def]
    first, *others = cell.findall(f"{W}p")
    for each in (*others, *(part for part in first if part.tag != f"{W}pPr")):
        each.getparent().remove(each)
    run = first.makeelement(f"{W}r")
    run.append(first.makeelement(f"{W}t"))
    run[0].text = text
    first.append(run)


def cells_of(row: _Row):  # type: ignore[no-untyped-def]
    return row._tr.findall(f"{W}tc")


def torn(row: int, at: int, *pieces: str) -> Callable[[DocumentObject], None]:
    """An answer's cell made several."""

    def change(document: DocumentObject) -> None:
        cell = cells_of(document.tables[0].rows[row])[at]
        for piece in reversed(pieces[1:]):
            more = deepcopy(cell)
            say(more, piece)
            cell.addnext(more)
        say(cell, pieces[0])

    return change


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        (torn(4, 4, "010", "62168299-801"), "contact_office_phone", "010-62168299-801"),
        (torn(4, 4, "010-62168299-801", "62168300"), "contact_office_phone", "010-62168299-801、010-62168300"),
        (torn(5, 2, "139", "0000", "1234"), "contact_mobile", "13900001234"),
        (torn(4, 2, "张", "三"), "contact_name", "张三"),
        (torn(4, 2, "张三", "李四"), "contact_name", "张三、李四"),
        (torn(6, 2, "ZhangSan@", "spruce.example.org"), "contact_email", "ZhangSan@spruce.example.org"),
        (torn(0, 1, "中国云杉", "工程学会"), "host_organisation", "中国云杉工程学会"),
        (torn(3, 1, "青岭大学", "云杉学会"), "co_organisers", "青岭大学、云杉学会"),
        (torn(1, 1, "云杉林下的科技工作者节", ""), "activity_name", "云杉林下的科技工作者节"),
    ],
)
def test_an_answer_over_several_cells(change: Callable[[DocumentObject], None], key: str, value: str) -> None:
    (form,) = read(changed(change))
    assert values(form) == {**VALUES, key: value}


def _column(at: int, head: str, each: Callable[[int], str]) -> Callable[[DocumentObject], None]:
    def change(document: DocumentObject) -> None:
        for number, row in enumerate(document.tables[0].rows):
            cell = cells_of(row)[at]
            more = deepcopy(cell)
            say(more, each(number) if number else head or each(number))
            (cell.addprevious if at == 0 else cell.addnext)(more)

    return change


@pytest.mark.parametrize(
    "change",
    [_column(-1, "备注", lambda _: ""), _column(-1, "", lambda _: ""), _column(0, "", lambda number: str(number + 1))],
    ids=["remarks", "empty", "numbers"],
)
def test_a_column_that_somebody_added(change: Callable[[DocumentObject], None]) -> None:
    (form,) = read(changed(change))
    assert values(form) == VALUES


OTHER = {"主题活动名称": "云杉进校园", "姓名": "李四", "工作方案": "第二项活动的方案。"}
FIRST = {**LINES, "工作方案": PLAN}


@pytest.mark.parametrize(
    ("activities", "expected"),
    [([FIRST], [VALUES]), ([FIRST, {**FIRST, **OTHER}], [VALUES, SECOND])],
    ids=["one row", "two activities as two rows"],
)
def test_the_labels_on_top_and_the_answers_under_them(
    activities: list[dict[str, str]], expected: list[dict[str, object]]
) -> None:
    def turned(document: DocumentObject) -> None:
        old = document.tables[0]
        table = document.add_table(1 + len(activities), len(FIRST))
        for column, label in enumerate(FIRST):
            table.cell(0, column).text = label
            for row, answers in enumerate(activities, 1):
                table.cell(row, column).text = answers[label]
        old._tbl.getparent().remove(old._tbl)

    assert [values(form) for form in read(changed(turned))] == expected


def test_a_list_of_people_is_no_form_turned_on_its_side() -> None:
    def with_list(document: DocumentObject) -> None:
        table = document.add_table(3, 4)
        for column, label in enumerate(("姓名", "办公电话", "手机", "电子邮箱")):
            table.cell(0, column).text = label
            table.cell(1, column).text = table.cell(2, column).text = "某某"

    (form,) = read(changed(with_list))
    assert values(form) == VALUES


@pytest.mark.parametrize(
    ("row", "at", "label"),
    [
        (5, 1, "移动电话"),
        (6, 1, "E-mail"),
        (6, 1, "电子邮件"),
        (4, 3, "座机"),
        (4, 3, "联系电话"),
        (7, 0, "二、活动方案"),
    ],
)
def test_labels_by_other_usual_names(row: int, at: int, label: str) -> None:
    (form,) = read(changed(lambda document: say(cells_of(document.tables[0].rows[row])[at], label)))
    assert values(form) == VALUES


@pytest.mark.parametrize("pattern", ["【{}】：{}", "{} | {}", "● {}：{}", "（1）{}：{}"])
def test_lines_with_other_signs(pattern: str) -> None:
    from tests.parsers.form.test_filled_copies import _as_lines

    assert values(only(_as_lines(pattern))) == VALUES


def test_a_signature_behind_the_text_is_none_of_it() -> None:
    def behind(document: DocumentObject) -> None:
        table = document.tables[0]
        for row in list(table.rows)[7:]:
            row._tr.getparent().remove(row._tr)
        for line in ("二、工作方案", *PLAN.split("\n"), "", "中国云杉工程学会（盖章）", "2020年4月16日"):
            document.add_paragraph(line)

    (form,) = read(changed(behind))
    assert values(form) == VALUES


def test_a_form_left_empty_behind_a_filled_one_is_nobodys() -> None:
    from docx import Document

    def more(document: DocumentObject) -> None:
        for element in list(Document(str(BLANK)).element.body)[:-1]:
            document.element.body.insert(-1, deepcopy(element))

    (form,) = read(changed(more))
    assert values(form) == VALUES


@pytest.mark.parametrize("tag", ["tr", "tc"])
def test_every_row_or_cell_in_a_content_control(tag: str) -> None:
    def wrapped(document: DocumentObject) -> None:
        for each in list(document.tables[0]._tbl.iter(f"{W}{tag}")):
            control = each.makeelement(f"{W}sdt")
            control.append(control.makeelement(f"{W}sdtContent"))
            each.addprevious(control)
            control[0].append(each)

    (form,) = read(changed(wrapped))
    assert values(form) == VALUES


@pytest.mark.parametrize("name", ["vMerge", "gridSpan"])
def test_merges_that_a_program_lost(name: str) -> None:
    def lost(document: DocumentObject) -> None:
        for each in list(document.tables[0]._tbl.iter(f"{W}{name}")):
            each.getparent().remove(each)

    (form,) = read(changed(lost))
    assert values(form) == VALUES


def test_a_table_torn_in_two_with_a_title_between() -> None:
    def torn_apart(document: DocumentObject) -> None:
        first = document.tables[0]._tbl
        second = deepcopy(first)
        for row in first.findall(f"{W}tr")[4:]:
            first.remove(row)
        for row in second.findall(f"{W}tr")[:4]:
            second.remove(row)
        title = deepcopy(document.paragraphs[1]._p)
        first.addnext(title)
        title.addnext(second)

    (form,) = read(changed(torn_apart))
    assert values(form) == VALUES
