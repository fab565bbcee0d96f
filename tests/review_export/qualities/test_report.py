"""The report as a page and as a spreadsheet: it says what was found, and nothing that a sender wrote runs in it."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from archive.fixity.qualities import Item, Quality, Result
from intake.errors import ConfigurationError
from review_export.qualities import About, write_report
from review_export.qualities.report import conclusion

ABOUT = About("某处/blobs", "sqlite:///某处/records.db", datetime(2026, 1, 5, 9, 0), 42, 5_407_953, "0.1.0")  # noqa: DTZ001
GOOD = Item(Quality.AUTHENTIC, "操作日志没有改动", "逐行重算摘要", "17行", Result.PASSED)
BAD = Item(
    Quality.COMPLETE, "登记的原件齐全", "逐个查找", "42个文件", Result.FAILED, ("<script>alert(1)</script>方案.docx",)
)
RISKY = Item(Quality.SAFE, "会运行的内容", "收到时识别", "26个文件", Result.NOTED, ("=1+1",))
OPEN = Item(Quality.SAFE, "病毒", "请用杀毒软件", "", Result.UNEXAMINED)


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ((GOOD,), "已检测的各项合格"),
        ((GOOD, RISKY, OPEN), "已检测的各项合格；1项需要注意；1项本程序不能检测，由人填写"),
        ((GOOD, BAD, OPEN), "不合格：完整性有1项不通过；1项本程序不能检测，由人填写"),
    ],
    ids=["good", "risky", "bad"],
)
def test_the_conclusion_says_first_what_failed(items: tuple[Item, ...], said: str) -> None:
    assert conclusion(items) == said


def test_the_page_says_all_of_it_and_runs_nothing(tmp_path: Path) -> None:
    write_report(tmp_path / "报告.html", ABOUT, (GOOD, BAD, RISKY, OPEN))
    page = html.parse(tmp_path / "报告.html").getroot()
    said = page.text_content()
    assert page.xpath("//script") == []
    assert "<script>alert(1)</script>方案.docx" in said
    for words in ("2026年01月05日 09:00", "42个文件，5407953字节", "DA/T 70-2018", "不合格：完整性", "检测人"):
        assert words in said
    assert [each.text for each in page.xpath("//h2")] == ["真实性", "完整性", "可用性", "安全性"]
    assert page.xpath("//td[@class='不通过']/preceding-sibling::td/text()")[0] == "登记的原件齐全"


def test_the_spreadsheet_says_the_same(tmp_path: Path) -> None:
    write_report(tmp_path / "报告.xlsx", ABOUT, (GOOD, BAD, RISKY, OPEN))
    book = openpyxl.load_workbook(tmp_path / "报告.xlsx")
    rows = list(book["四性检测"].iter_rows(values_only=True))
    assert rows[2] == (
        "完整性",
        "登记的原件齐全",
        "逐个查找",
        "42个文件",
        "不通过",
        "<script>alert(1)</script>方案.docx",
    )
    assert book["四性检测"].cell(4, 6).data_type == "s"  # no formula
    assert ("结论", conclusion((GOOD, BAD, RISKY, OPEN))) in list(book["说明"].iter_rows(values_only=True))


def test_much_that_was_found_is_cut_with_a_word(tmp_path: Path) -> None:
    many = Item(Quality.SAFE, "没有多余文件", "列出", "", Result.FAILED, tuple(f"多余{n}" for n in range(1000)))
    write_report(tmp_path / "报告.html", ABOUT, (many,))
    said = html.parse(tmp_path / "报告.html").getroot().text_content()
    assert "多余199" in said
    assert "多余200" not in said
    assert "另有800处" in said


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="文件名应以"):
        write_report(tmp_path / "报告.pdf", ABOUT, (GOOD,))
