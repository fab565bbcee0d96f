"""Exports as their readers get them: what Excel shows, what reviewers must not see, and nothing that runs."""

import csv
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from archive.views import ActivityView, DocumentView, FindingView
from config.calls import load_call
from intake.call import Call
from intake.errors import ConfigurationError
from parsers.facts import FieldKind, FieldSpec
from review_export.exporting import export
from review_export.rows import Readers
from review_export.selection import Selection
from tests.config.commands import as_a_process, one_line

CALL = load_call("2020-29")
NOON = datetime(2020, 4, 16, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CONTACT = {
    "contact_name": "江晓舟",
    "contact_office_phone": "010-55550101",
    "contact_mobile": "13900001201",
    "contact_fax": "010-55550199",
    "contact_email": "jiang@spruce.example.org",
}
ROW = ActivityView(
    receipt="P-0001-7",
    stage="plan",
    organisation="中国云杉工程学会",
    activity="云杉林下的科技工作者节",
    verdict="accepted",
    fields={
        **CONTACT,
        "host_organisation": "中国云杉工程学会",
        "activity_name": "云杉林下的科技工作者节",
        "modules": ["团结引领", "为民服务"],
        "co_organisers": "青岭植物园",
        "submitted_on": "2020-04-16",
        "plan_text": "一、工作思路\n以林间课堂为平台。",
    },
    characters=123,
    first_received_at=NOON,
    last_received_at=NOON,
    revisions=1,
    documents=(
        DocumentView("方案.docx", "a" * 64, 10, "plan_word"),
        DocumentView("方案.pdf", "b" * 64, 20, "plan_pdf"),
        DocumentView("logo.png", "c" * 64, 5, "ignored"),
    ),
    findings=(FindingView("late", "warning", "材料于截止日期后收到。"), FindingView("revision", "info", "更新。")),
)
ATTACKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"http://example.org\")", "\x00=1+1", "{=1+1}"]  # fmt: skip
KINDS = [".xlsx", ".csv", ".json", ".jsonl"]


def other(**fields: Any) -> ActivityView:
    return replace(ROW, receipt="P-0002-5", fields={**ROW.fields, **fields})


def written(
    folder: Path,
    kind: str,
    *rows: ActivityView,
    readers: Readers = Readers.OFFICE,
    state: str = "all",
    calls: Any = (CALL,),
) -> Path:
    path = folder / f"out{kind}"
    export(path, rows or (ROW,), calls, readers, Selection(state))
    return path


def sheet(path: Path, name: str = "活动汇总") -> Any:
    return openpyxl.load_workbook(path)[name]


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def column(path: Path, title: str) -> int:
    return [cell.value for cell in sheet(path)[1]].index(title) + 1


def under(path: Path, title: str, row: int = 2) -> Any:
    return sheet(path).cell(row, column(path, title))


def test_a_row_an_activity(tmp_path: Path) -> None:
    rows = (ROW, other(), replace(ROW, receipt="P-0003-3", stage="report"))
    assert sheet(written(tmp_path, ".xlsx", *rows)).max_row == 4
    assert len(lines(written(tmp_path, ".csv", *rows))) == 3
    assert len(json.loads(written(tmp_path, ".json", *rows).read_text("utf-8"))) == 3


def test_columns_a_person_reads(tmp_path: Path) -> None:
    path = written(tmp_path, ".xlsx")
    titles = [cell.value for cell in sheet(path)[1]]
    assert titles[:4] == ["收件编号", "阶段", "报送单位", "活动名称"]
    assert all(any("\u4e00" <= character <= "\u9fff" for character in title) for title in titles)
    assert len(set(titles)) == len(titles)
    assert titles == [title for title in lines(written(tmp_path, ".csv"))[0] if title not in ("报告标题", "报告正文")]
    assert (under(path, "阶段").value, under(path, "核对结果").value) == ("筹备方案", "材料齐全")
    assert (under(path, "团结引领").value, under(path, "建家办事").value) == ("√", "")


def test_widths_header_and_filter(tmp_path: Path) -> None:
    found = sheet(written(tmp_path, ".xlsx", ROW, other()))
    assert found.freeze_panes == "B2"
    assert found.auto_filter.ref == f"A1:{found.cell(1, found.max_column).coordinate[:-1]}3"
    widths = [found.column_dimensions[cell.column_letter].width for cell in found[1]]
    assert min(widths) >= 8
    assert max(widths) >= 40
    assert found.cell(2, 1).alignment.wrap_text
    assert found.print_title_rows == "$1:$1"


def test_the_data_sheet_comes_first(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, ".xlsx"))
    assert book.sheetnames == ["活动汇总", "单位汇总", "问题清单", "图表", "字典", "说明"]
    assert book.active is not None
    assert book.active.title == "活动汇总"


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("key", ["plan_text", "co_organisers"])
def test_no_formula_in_xlsx(attack: str, key: str, tmp_path: Path) -> None:
    row = replace(
        other(**{key: attack}),
        organisation=attack,
        activity=attack,
        documents=(DocumentView(attack, "a" * 64, 1, "plan_word"),),
        findings=(FindingView("late", "warning", attack),),
    )
    path = written(tmp_path, ".xlsx", row)
    for each in openpyxl.load_workbook(path):
        assert {cell.data_type for line in each.iter_rows() for cell in line} <= {"s", "n", "d"}
    assert under(path, "活动名称").value == attack.replace("\r", "").replace("\x00", "")
    with zipfile.ZipFile(path) as package:
        assert not any(
            b"<f>" in package.read(name) or b"<hyperlink" in package.read(name) for name in package.namelist()
        )


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_formula_in_csv(attack: str, tmp_path: Path) -> None:
    row = replace(other(plan_text=attack), organisation=attack, activity=attack)
    (line,) = lines(written(tmp_path, ".csv", row))
    for value in line.values():
        assert not value.startswith(("=", "+", "-", "@", "\t", "\r")), value


def test_no_formula_from_a_calls_labels(tmp_path: Path) -> None:
    evil = replace(CALL, options=("=1+1",))
    with written(tmp_path, ".csv", calls=(evil,)).open(encoding="utf-8-sig", newline="") as stream:
        assert "'=1+1" in next(csv.reader(stream))
    assert {cell.data_type for cell in sheet(written(tmp_path, ".xlsx", calls=(evil,)))[1]} == {"s"}


def test_csv_opens_in_excel(tmp_path: Path) -> None:
    data = written(tmp_path, ".csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert lines(tmp_path / "out.csv")[0]["工作方案"] == "一、工作思路\n以林间课堂为平台。"


@pytest.mark.parametrize(
    ("title", "value"), [("手机", "13900001201"), ("办公电话", "010-55550101"), ("传真", "010-55550199")]
)
def test_numbers_of_telephones_are_text(title: str, value: str, tmp_path: Path) -> None:
    cell = under(written(tmp_path, ".xlsx"), title)
    assert (cell.value, cell.data_type, cell.number_format) == (value, "s", "@")
    assert lines(written(tmp_path, ".csv"))[0][title] == value


def test_leading_zeros_stay(tmp_path: Path) -> None:
    cell = under(written(tmp_path, ".xlsx", other(co_organisers="00123")), "承办单位名称")
    assert (cell.value, cell.data_type) == ("00123", "s")


def test_counts_are_numbers(tmp_path: Path) -> None:
    assert under(written(tmp_path, ".xlsx"), "字数").value == 123


def test_long_texts_end_with_a_note(tmp_path: Path) -> None:
    long = "长" * 40_000
    cell = under(written(tmp_path, ".xlsx", other(plan_text=long)), "工作方案")
    assert len(cell.value) == 32_767
    assert cell.value.endswith("（超出单元格上限，全文见原件）")
    (found,) = json.loads(written(tmp_path, ".json", other(plan_text=long)).read_text("utf-8"))
    assert found["plan_text"] == long


def test_line_ends_stay(tmp_path: Path) -> None:
    assert under(written(tmp_path, ".xlsx"), "工作方案").value == "一、工作思路\n以林间课堂为平台。"


@pytest.mark.parametrize(
    "text", ["字\x07\x1b符", "字\ufffe符", "字\ud800符", "\U0002070e古字", "a\u2028b", "<a&b>", "_x0041_"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_odd_characters(text: str, kind: str, tmp_path: Path) -> None:
    path = written(tmp_path, kind, other(plan_text=text))
    assert path.stat().st_size > 0
    if kind == ".xlsx":
        assert under(path, "工作方案").value is not None
    elif kind == ".json":
        assert json.loads(path.read_text("utf-8"))[0]["plan_text"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("readers", list(Readers))
def test_the_same_data_gives_the_same_bytes(kind: str, readers: Readers, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = written(tmp_path / "a", kind, ROW, other(), readers=readers).read_bytes()
    assert written(tmp_path / "b", kind, ROW, other(), readers=readers).read_bytes() == first


def everything_in(path: Path) -> str:
    """All text of the file; of a workbook all parts: hidden sheets, properties, comments."""
    if path.suffix != ".xlsx":
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


@pytest.mark.parametrize("kind", KINDS)
def test_reviewers_get_no_contact_data(kind: str, tmp_path: Path) -> None:
    office = everything_in(written(tmp_path, kind))
    reviewers = everything_in(written(tmp_path, kind, readers=Readers.REVIEWERS))
    for value in CONTACT.values():
        assert value in office
        assert value not in reviewers
    assert "云杉林下的科技工作者节" in reviewers
    assert "contact" not in reviewers


@pytest.mark.parametrize("kind", KINDS)
def test_another_calls_contacts_are_known_by_their_kind(kind: str, tmp_path: Path) -> None:
    plan = CALL.stage("plan")
    renamed = tuple(replace(field, key=field.key.replace("contact_", "applicant_")) for field in plan.form.fields)
    call = replace(CALL, stages=(replace(plan, form=replace(plan.form, fields=renamed)),))
    row = other(**{key.replace("contact_", "applicant_"): value for key, value in CONTACT.items()})
    found = everything_in(written(tmp_path, kind, row, readers=Readers.REVIEWERS, calls=(call,)))
    for key in ("contact_mobile", "contact_office_phone", "contact_fax", "contact_email"):
        assert CONTACT[key] not in found


def asked_besides(*labels: str, kind: FieldKind = FieldKind.TEXT) -> Call:
    plan = CALL.stage("plan")
    form = replace(plan.form, fields=(*plan.form.fields, FieldSpec("somebody", labels, kind)))
    return replace(CALL, stages=(replace(plan, form=form),))


@pytest.mark.parametrize(
    "labels",
    [("联系人",), ("项目联系人姓名",), ("经办人",), ("通讯地址",), ("微信号",), ("姓名", "联系人")],
    ids="、".join,
)
def test_another_calls_contacts_are_known_by_their_label(labels: tuple[str, ...], tmp_path: Path) -> None:
    call, row = asked_besides(*labels), other(somebody="于小鱼")
    assert "于小鱼" in everything_in(written(tmp_path, ".csv", row, calls=(call,)))
    assert "于小鱼" not in everything_in(written(tmp_path, ".csv", row, readers=Readers.REVIEWERS, calls=(call,)))


@pytest.mark.parametrize(("label", "shown"), [("联系人及联系方式", False), ("与学会主业的联系", True)])
def test_what_has_to_do_with_something_is_no_contact(label: str, shown: bool, tmp_path: Path) -> None:
    call, row = asked_besides(label, kind=FieldKind.PROSE), other(somebody="于小鱼")
    said = everything_in(written(tmp_path, ".csv", row, readers=Readers.REVIEWERS, calls=(call,)))
    assert ("于小鱼" in said) is shown


def test_findings_are_the_offices(tmp_path: Path) -> None:
    path = written(tmp_path, ".xlsx")
    assert sheet(path, "问题清单").cell(2, 5).value == "材料于截止日期后收到。"
    assert sheet(path, "问题清单").max_row == 2
    assert "材料于截止日期后收到" not in everything_in(written(tmp_path, ".xlsx", readers=Readers.REVIEWERS))


def test_json_keeps_lists_and_codes(tmp_path: Path) -> None:
    (found,) = json.loads(written(tmp_path, ".json").read_text("utf-8"))
    assert (found["modules"], found["verdict"], found["stage"]) == (["团结引领", "为民服务"], "accepted", "plan")
    assert [each["name"] for each in found["documents"]] == ["方案.docx", "方案.pdf"]
    assert not any(":" in key for key in found)


def test_only_the_state_asked_for(tmp_path: Path) -> None:
    rows = (ROW, replace(ROW, receipt="P-0002-5", verdict="review"))
    path = written(tmp_path, ".xlsx", *rows, state="accepted")
    assert sheet(path).max_row == 2
    assert ("未收录", "待人工核对：1项") in [  # its one finding is a warning and isn't why
        tuple(cell.value for cell in line) for line in sheet(path, "说明").iter_rows()
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_export_is_an_empty_table(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"out{kind}"
    assert export(path, (), (CALL,), Readers.REVIEWERS, Selection()) == 0
    assert (path.read_bytes() == b"") is (kind == ".jsonl")  # no activity, no line


@pytest.mark.parametrize("name", ["out", "out.xls", "out.txt", ".xlsx"])
def test_an_unknown_ending(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"文件名应以\.xlsx、\.csv、\.json、\.jsonl结尾"):
        export(tmp_path / name, (ROW,), (CALL,), Readers.OFFICE, Selection())
    assert list(tmp_path.iterdir()) == []


def test_capital_endings(tmp_path: Path) -> None:
    assert export(tmp_path / "OUT.XLSX", (ROW,), (CALL,), Readers.OFFICE, Selection()) == 1


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    assert export(tmp_path / "to" / "come" / "a.csv", (ROW,), (CALL,), Readers.OFFICE, Selection()) == 1


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


def file_for_its_folder(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("a file")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spoil", [folder_in_its_place, file_for_its_folder])
def test_a_place_that_cant_be_written(kind: str, spoil: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    path = tmp_path / "x" / f"a{kind}"
    spoil(path)
    with pytest.raises(ConfigurationError, match=r"写不进去（.*[\u4e00-\u9fff].*），请检查目录权限和磁盘"):
        export(path, (ROW,), (CALL,), Readers.OFFICE, Selection())


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.csv").write_text("older")
    (tmp_path / "a.csv").symlink_to("real/a.csv")
    assert export(tmp_path / "a.csv", (ROW,), (CALL,), Readers.OFFICE, Selection()) == 1
    assert (tmp_path / "a.csv").is_symlink()
    assert len(lines(tmp_path / "real" / "a.csv")) == 1


@pytest.mark.parts
@pytest.mark.parametrize("kind", KINDS)
def test_an_export_that_may_not_be_written_over(kind: str, tmp_path: Path) -> None:
    file = tmp_path / f"a{kind}"
    file.write_text("older")
    file.chmod(0o400)
    meek = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all")
    assert "写不进去（没有权限）" in one_line(as_a_process(tmp_path, "export", file.name, prefix=meek))
    assert file.read_text() == "older"
    assert not os.access(tmp_path / f".a.partial{kind}", os.F_OK)
