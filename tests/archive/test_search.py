"""Finding by words of any length, one Chinese character upwards; no query is an error."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from archive.records import SqlRecords, open_records
from archive.search import expression, search
from archive.views import activities
from archive.words import spaced
from intake.codes import Verdict
from intake.errors import StoreError
from intake.ports import Filing
from parsers.facts import Cell, Document, Kind, Paragraph, Table, WordDocument
from tests.archive.filings import NOON, assessed, digest_of, examination, file, judged, pdf, register, simple, word

TABLE = Table(1, 1, (Cell(0, 0, 1, 1, ("旅鸟",)),))
TEXTS = {
    "莲花学会": "本会拟于5月30日举办“网络直播”，由张三主持，手机13900001234，邮箱 Zhang_San@Spruce.example.org。",
    "云杉学会": "团结、引领科技工作者。ＡＢＣ计划 2020 年执行；直接播出另议。",
    "青岭大学": "鸟类观测与𬭊元素、𠮷野家、〇五号楼。Zürich naïve",
}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.parts)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    if request.param == "sqlite":
        records = open_records(f"sqlite:///{tmp_path_factory.mktemp('search') / 'records.db'}")
    else:
        records = open_records(request.getfixturevalue("postgres_server").database())
    for number, (organisation, content) in enumerate(TEXTS.items()):
        raw = b"%d" % number
        document = word("1", f"{organisation}方案.docx", content)
        judgement = judged(raw, organisation, f"活动{number}", word_version=document)
        facts = examination(raw, [document], subject=f"Re: 报送{number}", text="")
        file(records, assessed(facts, [judgement]))
    yield records
    records.engine.dispose()


def found(records: SqlRecords, query: str) -> set[str]:
    return {hit.organisation for hit in search(records.engine, query)}


@pytest.mark.parametrize(
    ("query", "organisations"),
    [
        ("莲", {"莲花学会"}),
        ("播", {"莲花学会", "云杉学会"}),
        ("直播", {"莲花学会"}),
        ("网络直播", {"莲花学会"}),
        ("学会", {"莲花学会", "云杉学会"}),
        ("由张三主持", {"莲花学会"}),
        ("张三手机", set()),
        ("团结引领", {"云杉学会"}),
        ("团结、引领", {"云杉学会"}),
        ("“网络直播”", {"莲花学会"}),
        ("13900001234", {"莲花学会"}),
        ("1390000", set()),
        ("5月30日", {"莲花学会"}),
        ("2020", {"云杉学会"}),
        ("abc", {"云杉学会"}),
        ("ＡＢＣ计划", {"云杉学会"}),
        ("ab", set()),
        ("zhang_san@spruce.EXAMPLE.org", {"莲花学会"}),
        ("SPRUCE", {"莲花学会"}),
        ("𠮷", {"青岭大学"}),
        ("𬭊", {"青岭大学"}),
        ("〇五号楼", {"青岭大学"}),
        ("zürich NAÏVE", {"青岭大学"}),
        ("直播 张三", {"莲花学会"}),
        ("直播 云杉", set()),
        ('"直播" "张三"', {"莲花学会"}),
        ('"由 张三 主持"', {"莲花学会"}),
        ("没有的词", set()),
        ("", set()),
        ("   ", set()),
        ("，。！", set()),
        ("_", set()),
    ],
)
def test_words_of_any_length_are_found_exactly(filled: SqlRecords, query: str, organisations: set[str]) -> None:
    assert found(filled, query) == organisations


@pytest.mark.parametrize(
    "query",
    [
        '"', '""', "'", "直播'", '直播"', '"直播', "*", "直*", "直播*", "^直播", "-直播", "+直播", "直播 -云杉", "(", "直播)",
        "直播 AND", "NOT", "直播 NOT 云杉", "OR 直播", "NEAR(直 播)", "text:直播", "search : x", "{text}: x", "直播;--",
        "'; DROP TABLE mails; --", "\\", "%", "直_播", "\x00", "直\x00播", "\ud800", "☃", "\u0301", "①", "a" * 10_000,
        "直" * 10_000, "直 " * 5_000, '"' * 9_999, "( " * 3_000, "직播", "\u200b", "\n", ":", "=", "<b>", "&amp;",
    ],
)  # fmt: skip
def test_no_query_is_an_error(filled: SqlRecords, query: str) -> None:
    assert isinstance(search(filled.engine, query), list)
    assert found(filled, "直播") == {"莲花学会"}


@settings(max_examples=150, deadline=None)
@given(query=st.text(max_size=40) | st.text('直播"*()-+:^{} ANDORTNE', max_size=40))
def test_no_query_ever_is_an_error(filled: SqlRecords, query: str) -> None:
    hits = search(filled.engine, query)
    assert all(hit.organisation in TEXTS for hit in hits)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_piece_of_a_text_finds_it(filled: SqlRecords, data: st.DataObject) -> None:
    organisation = data.draw(st.sampled_from(sorted(TEXTS)))
    chinese = [
        piece for piece in spaced(TEXTS[organisation]).split() if len(piece) == 1 and "\u4e00" <= piece <= "\u9fff"
    ]
    assert found(filled, data.draw(st.sampled_from(chinese))) >= {organisation}


def test_a_hit_is_the_contracts(filled: SqlRecords) -> None:
    (hit,) = search(filled.engine, "网络直播")
    assert hit.receipt.startswith("2020-29-0001")
    assert (hit.organisation, hit.activity, hit.stage, hit.verdict) == ("莲花学会", "活动0", "plan", "accepted")
    assert (hit.received_at, hit.where) == (NOON, "莲花学会方案.docx")


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("网络直播", "本会拟于5月30日举办“【网络直播】”，由张三主持，手机13900001234，邮箱…"),
        ("张三 直播", "本会拟于5月30日举办“网络【直播】”，由【张三】主持，手机13900001234，邮箱…"),
        ("团结引领", "【团结、引领】科技工作者。ＡＢＣ计划 2020 年执行；直接播…"),
        ("abc", "团结、引领科技工作者。【ＡＢＣ】计划 2020 年执行；直接播出另议。"),
        ("zhang_san", "…，由张三主持，手机13900001234，邮箱 【Zhang_San】@Spruce.example.org。"),
    ],
)
def test_a_snippet_shows_the_place_with_its_hits_marked(filled: SqlRecords, query: str, snippet: str) -> None:
    (hit,) = search(filled.engine, query)
    assert hit.snippet == snippet


def test_a_snippet_is_short_and_marks_the_hit_in_a_long_text(records: SqlRecords) -> None:
    document = word("1", "长.docx", "前" * 5000 + "直播" + "后" * 5000)
    file(records, assessed(examination(b"a", [document]), [judged(b"a", "甲", "乙", word_version=document)]))
    (hit,) = search(records.engine, "直播")
    assert hit.snippet == "…" + "前" * 24 + "【直播】" + "后" * 24 + "…"


def test_it_says_where_it_was_found(records: SqlRecords) -> None:
    document = pdf("1", "扫描.pdf", "第一页有甲字", "第二页有乙字")
    facts = examination(b"a", [document], subject="丙", text="丁")
    file(records, assessed(facts, [judged(b"a", "戊学会", "己活动", pdf_version=document)]))
    places = {query: [hit.where for hit in search(records.engine, query)] for query in "甲乙丙丁戊己扫"}
    assert places == {
        "甲": ["扫描.pdf 第1页"],
        "乙": ["扫描.pdf 第2页"],
        "丙": ["主题"],
        "丁": ["正文"],
        "戊": ["单位"],
        "己": ["活动"],
        "扫": ["文件名"],
    }
    assert [hit.where for hit in search(records.engine, "zhangsan")] == ["发件人"]


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


def test_the_newest_come_first_and_never_more_than_asked(records: SqlRecords) -> None:
    for number in range(8):
        file(records, assessed(examination(b"%d" % number, subject=f"第{number}封"), verdict=Verdict.REVIEW))
    assert [hit.snippet for hit in search(records.engine, "封", limit=3)] == ["第7【封】", "第6【封】", "第5【封】"]


def test_nothing_is_found_of_what_was_rolled_back(records: SqlRecords) -> None:
    register(records, b"a")

    def interrupted() -> None:
        with records.transaction() as transaction:
            transaction.file(digest_of(b"a"), Filing(simple(b"a"), (), NOON))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert search(records.engine, "直播") == []
    file(records, simple(b"a"))
    assert search(records.engine, "直播") != []


def test_a_search_that_the_database_refuses_is_a_store_error(records: SqlRecords) -> None:
    with records.engine.begin() as connection:
        connection.execute(text("DROP TABLE search"))
    with pytest.raises(
        StoreError, match=r'^数据库检索失败（(no such table: search|relation "search" does not exist)）'
    ):
        search(records.engine, "直播")


def test_a_long_word_is_found_whole_and_alone(records: SqlRecords) -> None:
    long = "ab3" * 100
    for number, content in enumerate((f"甲{long}乙", f"{long}ab3", f"x{long}", long[:64])):
        file(records, assessed(examination(b"%d" % number, subject=content, text=""), verdict=Verdict.REVIEW))
    assert [hit.snippet for hit in search(records.engine, long)] == [f"甲【{long}】乙"]
    assert [hit.snippet for hit in search(records.engine, long[:64])] == [f"【{long[:64]}】"]
    assert search(records.engine, long[:128]) == search(records.engine, long[64:]) == []


def test_an_expression_is_phrases_joined_by_and() -> None:
    assert expression('直播 "张 三" ABC-1') == '"直 播" AND "张 三" AND "abc 1"'
    assert expression("，") == ""
