"""The draft of a name list, read back with python-docx."""

from pathlib import Path

import docx
import pytest

from intake.errors import ConfigurationError
from intake.scoring import Award, Ranked, Standing
from review_export.scores.name_list import write_name_list

AWARD = Award("case", "优秀活动案例", Ranked.CASE)


def standing(unit: str, place: int | None, selected: bool | None, activity: str = "活动") -> Standing:
    return Standing(unit, activity, (unit,), "", {}, 1.0, 1.0, 1.0, 0.0, place=place, selected=selected)


def table(path: Path) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[0].rows]


def test_the_selected_in_order_and_ties_below(tmp_path: Path) -> None:
    rows = [
        standing("中国云杉工程学会", 1, True, "A & B <活动>"),
        standing("中国莲花学会", 2, None),
        standing("青河省科协", 2, None),
        standing("白桦大学科协", 4, False),
        standing("红杉大学科协", None, False),
    ]
    write_name_list(tmp_path / "to" / "a.docx", "某通知", AWARD, rows)
    assert table(tmp_path / "to" / "a.docx") == [["序号", "单位", "活动"], ["1", "中国云杉工程学会", "A & B <活动>"]]
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "to" / "a.docx")).paragraphs)
    assert "优秀活动案例名单（草稿）" in text
    assert "另有并列、须人工决定的：中国莲花学会“活动”；青河省科协“活动”。" in text


def test_a_narrow_number_and_a_head_on_every_page(tmp_path: Path) -> None:
    write_name_list(tmp_path / "a.docx", "某通知", AWARD, [standing(f"第{n}学会", n, True) for n in range(1, 80)])
    document = docx.Document(str(tmp_path / "a.docx"))
    (found,) = document.tables
    number, unit, _ = (column.width for column in found.columns)
    assert number * 3 < unit
    assert found.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert "（共79项，按得分由高到低排列）" in [paragraph.text for paragraph in document.paragraphs]


def test_without_ties_nothing_is_said_of_them(tmp_path: Path) -> None:
    write_name_list(tmp_path / "a.docx", "某通知", AWARD, [standing("中国云杉工程学会", 1, True)])
    assert "并列" not in "".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "a.docx")).paragraphs)


def test_what_a_sender_wrote_is_no_template(tmp_path: Path) -> None:
    write_name_list(tmp_path / "a.docx", "某通知", AWARD, [standing("{{ 7 * 7 }}{% raw %}", 1, True)])
    assert table(tmp_path / "a.docx")[1][1] == "{{ 7 * 7 }}{% raw %}"


def test_a_template_with_an_unknown_variable(tmp_path: Path) -> None:
    wrong = docx.Document()
    wrong.add_paragraph("{{ nobody }}")
    wrong.save(str(tmp_path / "t.docx"))
    with pytest.raises(ConfigurationError, match="不能用（'nobody' is undefined）"):
        write_name_list(tmp_path / "a.docx", "某通知", AWARD, [], tmp_path / "t.docx")
    assert not (tmp_path / "a.docx").exists()


def test_no_template_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        write_name_list(tmp_path / "a.docx", "某通知", AWARD, [], tmp_path / "none.docx")
