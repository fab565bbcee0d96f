"""A hit says where it was found and shows the place as it stands there."""

from dataclasses import replace

import pytest

from archive.finding.fields import phrase, word
from archive.finding.language import parse
from archive.finding.places import Content, Marker, Place
from archive.finding.texts import Piece
from archive.finding.tree import wanted
from archive.records import SqlRecords
from archive.views import activities
from intake.codes import Verdict
from parsers.facts import Cell, Document, Kind, Paragraph, Table, WordDocument
from tests.archive import filings
from tests.archive.filings import NOON, assessed, examination, file, judged, pdf, simple
from tests.archive.finds import search

TABLE = Table(1, 1, (Cell(0, 0, 1, 1, ("旅鸟",)),))
TEXT = "本会拟于5月30日举办“网络直播”，由张三主持，手机13900001234，邮箱 Zhang_San@Spruce.example.org。"
OTHER = "團結、引领科技工作者。ＡＢＣ计划 2020 年执行；直接播出另议。"


def marked(text: str, *terms: str) -> str:
    leaves = [leaf for term in terms for node in [phrase(term)] if node for leaf in wanted(node)]
    (place,) = Marker(leaves, 10).places(Content([Piece("正文", text)]), 1)
    return place.snippet


@pytest.mark.parametrize(
    ("text", "terms", "snippet"),
    [
        (TEXT, ["网络直播"], "本会拟于5月30日举办“【网络直播】”，由张三主持，手机13900001234，邮箱…"),
        (TEXT, ["张三", "直播"], "本会拟于5月30日举办“网络【直播】”，由【张三】主持，手机13900001234，邮箱…"),
        (TEXT, ["zhang_san"], "…，由张三主持，手机13900001234，邮箱 【Zhang_San】@Spruce.example.org。"),
        (TEXT, ["5月"], "本会拟于【5月】30日举办“网络直播”，由张三主持，手机1390…"),
        (TEXT, ["3900"], TEXT),
        (OTHER, ["团结引领"], "【團結、引领】科技工作者。ＡＢＣ计划 2020 年执行；直接播…"),
        (OTHER, ["abc"], "團結、引领科技工作者。【ＡＢＣ】计划 2020 年执行；直接播出另议。"),
        ("㈱㈱㈱" + "前" * 30 + "㎡直播", ["直播"], "…" + "前" * 22 + "㎡【直播】"),
        ("前" * 5000 + "直播" + "后" * 5000, ["直播"], "…" + "前" * 24 + "【直播】" + "后" * 24 + "…"),
        ("直播\n  直播", ["直播"], "【直播】 【直播】"),
    ],
)
def test_a_snippet_shows_the_place_with_its_hits_marked(text: str, terms: list[str], snippet: str) -> None:
    assert marked(text, *terms) == snippet


def test_the_best_places_come_first_names_before_texts() -> None:
    pieces = [
        Piece("a.docx", "直播"),
        Piece("活动", "直播与志愿"),
        Piece("正文", "志愿"),
        Piece("b.pdf 第2页", "直播 志愿"),
    ]
    leaves = [leaf for term in ("直播", "志愿") for node in [word(term)] if node for leaf in wanted(node)]
    assert Marker(leaves, 10).places(Content(pieces), 3) == (
        Place("活动", "【直播】与【志愿】"),
        Place("b.pdf 第2页", "【直播】 【志愿】"),
        Place("正文", "【志愿】"),
    )


def test_it_says_where_it_was_found(records: SqlRecords) -> None:
    document = pdf("1", "扫描.pdf", "第一页有甲字", "第二页有乙字")
    facts = examination(b"a", [document], subject="丙", text="丁")
    judgement = judged(b"a", "戊学会", "己活动", pdf_version=document, verdict=Verdict.CORRECTION)
    fields: dict[str, str | tuple[str, ...] | None] = {
        "contact_name": "庚某",
        "contact_mobile": "13900001234",
        "modules": ("团结引领",),
    }
    file(records, assessed(facts, [replace(judgement, material=replace(judgement.material, fields=fields))]))
    places = {query: [hit.where for hit in search(records.engine, query)] for query in "甲乙丙丁戊己扫庚"}
    assert places == {
        "甲": ["扫描.pdf 第1页"],
        "乙": ["扫描.pdf 第2页"],
        "丙": ["主题"],
        "丁": ["正文"],
        "戊": ["单位"],
        "己": ["活动"],
        "扫": ["文件名"],
        "庚": ["样表·联系人"],
    }
    assert [hit.where for hit in search(records.engine, "zhangsan")] == ["发件人"]
    assert [(hit.where, hit.snippet) for hit in search(records.engine, "未见公章")] == [
        ("核对意见", "【未见公章】：一句话")
    ]
    assert [hit.where for hit in search(records.engine, "contact:13900001234")] == ["样表·手机"]
    assert [hit.where for hit in search(records.engine, "云杉工程")] == ["扫描.pdf 第1页公章", "扫描.pdf 第2页公章"]
    assert [hit.where for hit in search(records.engine, "verdict:correction")] == ["活动"]


def test_a_hit_is_the_contracts(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"a"))
    hit = search(records.engine, "直播")[0]
    assert (hit.receipt, hit.organisation, hit.activity) == (receipt, "中国云杉工程学会", "云杉林下的节日")
    assert (hit.stage, hit.verdict, hit.received_at, hit.where) == ("plan", "accepted", NOON, "方案.docx")


def test_a_plain_text_and_a_report_are_found_by_their_words(records: SqlRecords) -> None:
    plain = Document("1", "说明.txt", None, "0" * 64, 3, Kind.TEXT, text="候鸟")
    report = Document("2", "总结.docx", None, "1" * 64, 3, Kind.DOCX, WordDocument((TABLE, Paragraph("留鸟")), 7))
    facts = examination(b"a", [plain, report])
    file(records, assessed(facts, [judged(b"a", "甲学会", "活动", word_version=report)]))
    assert [view.characters for view in activities(records)] == [7]
    assert {query: [hit.where for hit in search(records.engine, query)] for query in ("候鸟", "留鸟", "旅鸟")} == {
        "候鸟": ["说明.txt"],
        "留鸟": ["总结.docx"],
        "旅鸟": ["总结.docx"],
    }


def test_a_mail_without_a_submission_is_found_without_a_receipt(records: SqlRecords) -> None:
    file(records, assessed(examination(b"a", subject="请问怎样报送"), verdict=Verdict.REVIEW))
    (hit,) = search(records.engine, "请问")
    assert (hit.receipt, hit.organisation, hit.verdict, hit.received_at) == ("", "", "review", NOON)


def test_a_mail_that_could_not_be_read_is_found_by_the_reason(records: SqlRecords) -> None:
    filings.register(records, b"a")
    with records.transaction() as transaction:
        transaction.fail(filings.digest_of(b"a"), "解析进程两次崩溃", NOON)
    assert [(hit.where, hit.snippet) for hit in search(records.engine, "崩溃")] == [
        ("未能读取", "解析进程两次【崩溃】")
    ]


def test_a_long_word_is_found_whole_and_alone(records: SqlRecords) -> None:
    long = "ab3" * 100
    for number, content in enumerate((f"甲{long}乙", f"{long}ab3", f"x{long}", long[:64])):
        file(records, assessed(examination(b"%d" % number, subject=content, text=""), verdict=Verdict.REVIEW))
    assert [hit.snippet for hit in search(records.engine, long)] == [f"甲【{long}】乙"]
    assert [hit.snippet for hit in search(records.engine, long[:64])] == [f"【{long[:64]}】"]
    assert search(records.engine, long[:128]) == search(records.engine, long[64:]) == []


@pytest.mark.parametrize("between", ["", "\u3164", "\ue00a"])
def test_no_hit_goes_from_one_text_into_the_next(between: str) -> None:
    """Texts are gone through as one; not even a separator that a text holds itself joins them."""
    marker = Marker(list(wanted(parse('"主持盖章"'))), 10)
    assert marker.weight(Content([Piece("正文", f"由张三主持{between}"), Piece("正文", "盖章页")])) == 0
    assert marker.weight(Content([Piece("正文", "由张三主持"), Piece("正文", f"{between}主持、盖章")])) > 0
