"""The form as it was handed out, as a PDF: known for what it is, so that nobody is blamed for it."""

from dataclasses import replace

from parsers.facts import Line, Page, PagedDocument, TextSource
from parsers.form.paged import read_paged
from tests.forms import SPEC

BLANK_PAGE = """2020 年 全国科技工作者日
特色亮点活动筹备方案（样表）
单位盖章：
报送时间：
一、基本信息
主办单位名
称
主题活动名
称
主题活动模
块
（请在相应
模块划√，可多选）
团结引领
（）
建家办事
为民服务
开放合作
表彰发布
承办单位名
称
联系人
姓 名
办公电话
手 机
传 真
电子邮箱
二、工作方案
（应突出重点，言简意赅，包括但不限于五大模块，列出
1-2 项最具特色亮点活
动的工作思路、实施举措，时间、地点、人员、主题、主要安排、预期成效等要
素，原则上每项活动 500 字以内，一项一表，表格可自行复制）"""


def page_of(text: str) -> PagedDocument:
    lines = tuple(
        Line(line, (0.1, 0.05 + 0.02 * number, 0.8, 0.065 + 0.02 * number), 1.0)
        for number, line in enumerate(text.splitlines())
    )
    return PagedDocument((Page(1, 595.0, 842.0, lines, TextSource.NATIVE),), 1, 0)


def test_the_blank_is_a_form_that_nobody_filled() -> None:
    (form,) = read_paged(page_of(BLANK_PAGE), [SPEC]).forms
    assert (form.stage, form.blank, form.characters) == ("plan", True, 0)
    assert not [reading for reading in form.fields if reading.value]


def test_one_answer_with_its_plan_is_enough_to_be_somebodys() -> None:
    plan = (
        "以林间课堂为平台，请一线科技工作者讲述自己的攻关故事，五月底在青岭植物园举办宣讲会，邀请十二位科技工作者到场。"
    )
    answered = BLANK_PAGE.replace("主办单位名\n称", "主办单位名称\n中国云杉工程学会") + f"\n{plan}"
    (form,) = read_paged(page_of(answered), [SPEC]).forms
    assert not form.blank


def test_a_page_of_other_text_is_no_form() -> None:
    assert read_paged(page_of("关于举办活动的通知\n各有关单位：\n请于四月底前报送材料。"), [SPEC]).forms == ()
    assert read_paged(page_of(""), [replace(SPEC)]).forms == ()
