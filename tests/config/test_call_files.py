"""Call files: the shipped one says CONTRACT's numbers, another needs no code, a bad one gives one clear line."""

import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document as DocxDocument
from docx.document import Document

from config.calls import load_call, shipped
from intake.errors import ConfigurationError
from parsers.facts import FieldKind
from review_export.roster_file import load_roster
from tests.config import schema
from tests.config.commands import Commands, one_line
from tests.parsers.form.test_a_quite_different_form import ANSWERS, application

HEADERS = {
    "name": ["单位名称", "单位"],
    "aliases": ["简称"],
    "category": ["类别"],
    "addresses": ["邮箱"],
    "telephone": ["电话"],
    "seals": ["公章名称"],
}
CALL = """
name = "prize-2024"
title = "青年工程师奖励"
address = "prize@example.org"
opened = 2024-03-01
{head}
[[stage]]
key = "apply"
name = "申请材料"
deadline = 2024-05-31
wants = ["word"]
seal = false
template = "blank.docx"
{stage}
field = [
  {{ key = "host_organisation", label = "工作单位" }},
  {{ key = "activity_name", label = "申请人" }},
  {{ key = "mobile", label = "移动电话", kind = "mobile" }},
  {{ key = "email", label = ["电子邮件", "E-mail"], kind = "email" }},
  {{ key = "achievements", label = "主要业绩", kind = "prose" }},
]
{more}
"""


def another(
    folder: Path, head: str = "", stage: str = 'required = ["host_organisation", "mobile"]', more: str = ""
) -> Path:
    (folder / "blank.docx").write_bytes(application({}))
    file = folder / "prize.toml"
    file.write_text(CALL.format(head=head, stage=stage, more=more), "utf-8")
    return file


def refusal(file: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_call(str(file))
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_the_shipped_call() -> None:
    assert shipped() == ("2020-29",)
    call = load_call("2020-29")
    assert (call.name, call.opened, call.roster) == ("2020-29", date(2020, 4, 9), None)
    plan, report = call.stages
    assert (plan.key, plan.deadline, plan.max_activities, plan.text_limit, plan.text_tolerance, plan.text_field) == (
        ("plan", date(2020, 4, 22), 2, 500, 0.2, "plan_text")
    )
    assert plan.required == (
        "host_organisation",
        "activity_name",
        "modules",
        "contact_name",
        "contact_mobile",
        "contact_email",
        "plan_text",
    )
    assert (plan.wants, plan.seal, plan.has_form, plan.name) == (("pdf", "word"), True, True, "筹备方案")
    assert (report.key, report.deadline, report.text_limit, report.text_tolerance, report.has_form, report.name) == (
        ("report", date(2020, 6, 20), 3000, 0.05, False, "总结报告")
    )
    assert len(call.options) == 5


def test_another_call(tmp_path: Path) -> None:
    call = load_call(str(another(tmp_path)))
    (stage,) = call.stages
    assert (call.name, stage.required, stage.wants, stage.seal) == (
        "prize-2024",
        ("host_organisation", "mobile"),
        ("word",),
        False,
    )
    assert stage.form.template == (tmp_path / "blank.docx").read_bytes()
    assert (stage.kind("mobile"), stage.label("email"), stage.text_field) == (
        FieldKind.MOBILE,
        "电子邮件",
        "achievements",
    )
    assert stage.form.year == 2024


def test_another_call_is_used_without_code(home: Path, baosong: Commands) -> None:
    another(home)
    (home / "申请.docx").write_bytes(application(ANSWERS))
    (home / "缺手机.docx").write_bytes(application({**ANSWERS, "mobile": ""}))
    said = baosong(
        "check", "申请.docx", "缺手机.docx", "--call", "prize.toml", "--json", "--received-at", "2024-05-31T23:00"
    )
    whole, lacking = (json.loads(line) for line in said.out.splitlines())
    (submission,) = whole["submissions"]
    assert (whole["verdict"], submission["findings"]) == ("accepted", [])
    assert (submission["stage"], submission["organisation"]) == ("apply", "青岭勘测设计院")
    assert submission["fields"]["mobile"] == "13800005678"
    assert list(submission["fields"]) == ["host_organisation", "activity_name", "mobile", "email", "achievements"]
    assert [(f["code"], f["field"]) for f in lacking["submissions"][0]["findings"]] == [("field_missing", "mobile")]
    schema.shape(**{key: schema.or_null(schema.text) for key in submission["fields"]})(submission["fields"], "fields")


def test_a_call_named_in_the_configuration_is_relative_to_it(home: Path, baosong: Commands) -> None:
    (home / "etc").mkdir()
    another(home / "etc")
    (home / "etc" / "baosong.toml").write_text('call = ["prize.toml"]\n')
    (home / "申请.docx").write_bytes(application(ANSWERS))
    said = baosong("check", "申请.docx", "--config", "etc/baosong.toml", "--json", "--received-at", "2024-05-01")
    assert json.loads(said.out)["submissions"][0]["stage"] == "apply"


PLAIN = """
name = "spring_2021"
title = "2021年星空科普周"
opened = 2021-04-01
[[stage]]
key = "plan"
name = "活动申报书"
deadline = 2021-05-10
wants = ["word"]
seal = false
template = "blank.docx"
required = ["host_organisation", "contact_mobile"]
[[stage]]
key = "summary"
name = "活动小结"
deadline = 2021-06-30
wants = ["word"]
seal = false
text_limit = 20
required = ["host_organisation", "activity_name", "report_text"]
"""
OTHER_LABELS = {
    "申报单位": "落叶松天文学会",
    "项目名称": "夜观星空进山村",
    "移动电话": "",
    "实施方案": "晚上在北坡观星。",
}


def plain_call(home: Path) -> None:
    (home / "blank.docx").write_bytes(labelled(dict.fromkeys(OTHER_LABELS, "")))
    (home / "plain.toml").write_text(PLAIN, "utf-8")


def labelled(answers: dict[str, str]) -> bytes:
    document = DocxDocument()
    document.add_paragraph("2021年“星空科普周”活动申报书")
    table = document.add_table(rows=0, cols=2)
    for label, answer in answers.items():
        row = table.add_row().cells
        row[0].text, row[1].text = label, answer
    return saved(document)


def summary(*lines: str) -> bytes:
    document = DocxDocument()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_call_without_fields_takes_the_wordbooks(home: Path) -> None:
    plain_call(home)
    plan, report = load_call("plain.toml").stages
    assert [field.key for field in plan.form.fields] == [
        "host_organisation",
        "activity_name",
        "modules",
        "co_organisers",
        "contact_name",
        "contact_office_phone",
        "contact_mobile",
        "contact_fax",
        "contact_email",
        "submitted_on",
        "plan_text",
    ]
    assert [field.key for field in report.form.fields] == [
        "host_organisation",
        "activity_name",
        "report_title",
        "report_text",
    ]
    assert (plan.text_field, report.text_field) == ("plan_text", "report_text")
    assert (plan.correction_days, plan.max_activities) == (7, None)
    assert (plan.words, report.words) == (("申报",), ("小结",))  # 活动 tells neither from the other


def test_a_text_without_a_form_is_read_at_a_stage_of_any_name(home: Path, baosong: Commands) -> None:
    plain_call(home)
    body = "五月十二日晚，学会在北坡观测站举办观星活动，一百二十名师生参加。"
    (home / "活动小结.docx").write_bytes(summary("夜观星空进山村活动总结", "落叶松天文学会", body))
    said = baosong("check", "活动小结.docx", "--call", "plain.toml", "--json", "--received-at", "2021-06-30T23:59")
    (submission,) = json.loads(said.out)["submissions"]
    assert (submission["stage"], submission["organisation"]) == ("summary", "落叶松天文学会")
    assert (submission["fields"]["report_title"], submission["fields"]["report_text"]) == (
        "夜观星空进山村活动总结",
        body,
    )
    assert [(f["code"], f["field"]) for f in submission["findings"]] == [("text_too_long", "report_text")]


def test_a_fault_is_told_by_the_label_of_the_senders_form(home: Path, baosong: Commands) -> None:
    plain_call(home)
    (home / "申报.docx").write_bytes(labelled(OTHER_LABELS))
    said = baosong("check", "申报.docx", "--call", "plain.toml", "--json", "--received-at", "2021-05-10T23:59")
    (finding,) = json.loads(said.out)["submissions"][0]["findings"]
    assert (finding["code"], finding["field"]) == ("field_missing", "contact_mobile")
    assert finding["detail"] == "表中“移动电话”一栏没有填写，请补填。"


@pytest.mark.parametrize(
    ("head", "stage", "more", "said"),
    [
        ('adress = "x"', "", "", "不认识的设置adress，是不是address？"),
        ("", 'required = ["hobby"]', "", "阶段apply的required里有不认识的栏目hobby"),
        ("", 'text_field = "hobby"', "", "阶段apply的text_field里有不认识的栏目hobby"),
        ("", "text_limit = 0", "", "设置stage[0].text_limit是0，不应小于1"),
        ("", "text_tolerance = -0.1", "", "设置stage[0].text_tolerance是-0.1"),
        ("", "correction_days = -1", "", "设置stage[0].correction_days是-1"),
        ("", "wants = 3", "", "不是有效的TOML"),
        ("options = 5", "", "", "设置options是5，应为列表"),
        ("", 'text_limt = 500', "", "不认识的设置stage[0].text_limt，是不是text_limit？"),
        ("contact = 5", "", "", "contact"),
        ("", "", '[[stage]]\nkey = "apply"\nname = "x"\ndeadline = 2024-06-01', "有两个阶段的key都是apply"),
        ("", "", '[[stage]]\nkey = "Bad Key"\nname = "x"\ndeadline = 2024-06-01', "设置stage[1].key是“Bad Key”，应为小写英文字母、数字和下划线"),
        ("", "", '[[stage]]\nkey = "more"\nname = "x"', "缺少设置stage[1].deadline，请补上"),
        ("", "", '[[stage]]\nkey = "more"\nname = "x"\ndeadline = "soon"', "设置stage[1].deadline是“soon”，应为日期"),
        ("", "", '[[stage]]\nkey = "more"\nname = "x"\ndeadline = 2024-06-01\ntemplate = "gone.docx"', "gone.docx不能读取（没有这个文件"),
        ('roster = "gone.csv"', "", "", "名册"),
    ],
)  # fmt: skip
def test_a_bad_call_file(head: str, stage: str, more: str, said: str, tmp_path: Path) -> None:
    line = refusal(another(tmp_path, head, stage, more))
    assert said in line
    assert str(tmp_path) in line


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0 an old doc", b"PK\x03\x04 broken", b"PK\x05\x06" + b"\0" * 18]
)
def test_a_template_that_isnt_a_docx(data: bytes, tmp_path: Path) -> None:
    file = another(tmp_path)
    (tmp_path / "blank.docx").write_bytes(data)
    assert "空白样表" in refusal(file)
    assert "不是docx文件，请另存为docx" in refusal(file)


def test_no_stage_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('name="p"\ntitle="t"\nopened=2024-01-01\nstage=[]\n')
    assert "设置stage是[]，不能为空" in refusal(file) or "设置stage" in refusal(file)


@pytest.mark.parametrize("words", [("check", "x.docx"), ("export", "a.csv"), ("run",)], ids=" ".join)
def test_a_broken_call_file_is_one_line(words: tuple[str, ...], home: Path, baosong: Commands) -> None:
    (home / "x.docx").write_bytes(b"x")
    (home / "broken.toml").write_text("name = ")
    (home / "c.toml").write_text('call = ["broken.toml"]\n')
    assert "broken.toml不是有效的TOML" in one_line(baosong(*words, "--config", "c.toml"))


def test_a_folder_for_a_call(home: Path, baosong: Commands) -> None:
    (home / "x.docx").write_bytes(b"x")
    assert "这是一个目录" in one_line(baosong("check", "x.docx", "--call", "."))


ROWS = (
    ("类别", "单位名称", "简称", "邮箱", "电话", "公章名称", "备注"),
    ("学会", "中国云杉工程学会", "云杉学会；云杉会", "a@example.org|b@example.org", "010-55550101", "中国云杉工程学会秘书处", "x"),
    ("", "", "", "", "", "", "空行"),
    ("高校", "青岭大学", "", "", "", "", ""),
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_roster_as_csv(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("\r\n".join(",".join(row) for row in ROWS), encoding)
    spruce, other = load_roster(file, HEADERS)
    assert spruce.names == ("中国云杉工程学会", "云杉学会", "云杉会")
    assert spruce.addresses == ("a@example.org", "b@example.org")
    assert (spruce.category, spruce.telephone, spruce.seals) == ("学会", "010-55550101", ("中国云杉工程学会秘书处",))
    assert other.names == ("青岭大学",)


def test_a_roster_as_xlsx(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append([value or None for value in row])
    book.save(tmp_path / "r.xlsx")
    assert [unit.names[0] for unit in load_roster(tmp_path / "r.xlsx", HEADERS)] == ["中国云杉工程学会", "青岭大学"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("r.csv", "甲,乙\n1,2\n".encode(), "第一行没有单位名称一栏，应为单位名称、单位之一"),
        ("r.csv", b"", "第一行没有单位名称一栏"),
        ("r.csv", b"\xff\xff\xff", "不是可用的xlsx或csv文件"),
        ("r.xlsx", b"not a workbook", "不是可用的xlsx或csv文件"),
        ("r.xlsx", b"PK\x05\x06" + b"\0" * 18, "不是可用的xlsx或csv文件"),
    ],
)
def test_a_bad_roster(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ConfigurationError, match=f"名册.*{said}"):
        load_roster(tmp_path / name, HEADERS)


def test_the_roster_lies_beside_the_call(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("单位名称\n青岭大学\n", "utf-8")
    call = load_call(str(another(tmp_path, head='roster = "r.csv"')))
    assert call.roster is not None
    assert [unit.names for unit in call.roster] == [("青岭大学",)]


def test_a_schedule_of_reminders(tmp_path: Path) -> None:
    (tmp_path / "名册.csv").write_text("单位名称\n中国云杉工程学会\n", "utf-8")
    more = '[[reminder]]\ndays = [7, 2]\n[[reminder]]\ndays = 0\nstage = "apply"\nsend = true\n'
    call = load_call(str(another(tmp_path, head='roster = "名册.csv"', more=more)))
    assert [(plan.days, plan.stage, plan.send) for plan in call.reminders] == [
        (7, "", False),
        (2, "", False),
        (0, "apply", True),
    ]


@pytest.mark.parametrize(
    ("head", "more", "said"),
    [
        ("", "[[reminder]]\ndays = 7\n", "有reminder而没有名册"),
        ('roster = "名册.csv"', '[[reminder]]\ndays = 7\nstage = "plan"\n', "应为apply之一"),
        ('roster = "名册.csv"', "[[reminder]]\ndays = -1\n", "reminder[0].days"),
        ('roster = "名册.csv"', "[[reminder]]\nsend = true\n", "缺少设置reminder[0].days"),
    ],
)
def test_a_schedule_that_cannot_be(head: str, more: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "名册.csv").write_text("单位名称\n中国云杉工程学会\n", "utf-8")
    assert said in refusal(another(tmp_path, head=head, more=more))


def test_where_its_papers_belong_in_the_archive(tmp_path: Path) -> None:
    path = another(tmp_path)
    (tmp_path / "通知.pdf").write_bytes(b"%PDF")
    plain = path.read_text("utf-8")
    path.write_text(f'{plain}\n[archive]\nfonds = "Z109"\nretention = "永久"\nnotice = ["通知.pdf"]\n', "utf-8")
    call = load_call(str(path))
    assert (call.classification.fonds, call.classification.year, call.classification.retention) == (
        "Z109",
        str(call.opened.year),
        "永久",
    )
    assert call.papers == (tmp_path / "通知.pdf", path)
    (tmp_path / "通知.pdf").unlink()
    with pytest.raises(ConfigurationError, match=r"notice所写的.*通知\.pdf不存在"):
        load_call(str(path))
    path.write_text(f'{plain}\n[archive]\nretention = "长期"\n', "utf-8")
    with pytest.raises(ConfigurationError, match=r"archive\.retention是“长期”"):
        load_call(str(path))
