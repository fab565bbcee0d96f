"""Finding by words of any length, one Chinese character upwards; boolean queries and fields; the same on both databases."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.finding import Order, QueryRefused, search
from archive.finding.folding import words
from archive.finding.language import stage_names
from archive.records import SqlRecords, open_records
from archive.tables import SHANGHAI
from intake.codes import Verdict
from tests.archive import finds
from tests.archive.filings import CALL, assessed, examination, file, judged, pdf, word

TEXTS = {
    "莲花学会": "本会拟于5月30日举办“网络直播”，由张三主持，手机13900001234，邮箱 Zhang_San@Spruce.example.org。",
    "云杉学会": "团结、引领科技工作者。ＡＢＣ计划 2020 年执行；直接播出另议。",
    "青岭大学": "鸟类观测与𬭊元素、𠮷野家、〇五号楼。Zürich naïve，網絡廣播。",
}
LOTUS, SPRUCE, RIDGE = TEXTS
ALL = set(TEXTS)
MONTHS = {LOTUS: 4, SPRUCE: 5, RIDGE: 6}
VERDICTS = {LOTUS: Verdict.ACCEPTED, SPRUCE: Verdict.CORRECTION, RIDGE: Verdict.REVIEW}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.parts)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRecords]:
    if request.param == "sqlite":
        records = open_records(f"sqlite:///{tmp_path_factory.mktemp('search') / 'records.db'}")
    else:
        records = open_records(request.getfixturevalue("postgres_server").database())
    for number, (organisation, content) in enumerate(TEXTS.items()):
        raw = b"%d" % number
        moment = datetime(2020, MONTHS[organisation], 16, 12, tzinfo=SHANGHAI)
        document = word("1", f"{organisation}方案.{'doc' if number else 'docx'}", content)
        sealed = pdf("2", "扫描.pdf", "盖章页") if organisation == LOTUS else None
        judgement = judged(
            raw,
            organisation,
            f"活动{number}",
            word_version=document,
            pdf_version=sealed,
            verdict=VERDICTS[organisation],
            received_at=moment,
        )
        documents = [document, sealed] if sealed else [document]
        facts = examination(raw, documents, subject=f"Re: 报送{number}", text="")
        file(records, assessed(facts, [judgement], received_at=moment))
    yield records
    records.engine.dispose()


def found(records: SqlRecords, query: str) -> set[str]:
    return {hit.organisation for hit in search(records.engine, query, stages=stage_names([CALL])).hits}


def answered(records: SqlRecords, query: str, order: Order = Order.DATE) -> set[str]:
    """The organisations found; none where one line says why not."""
    try:
        return {hit.organisation for hit in search(records.engine, query, order=order, with_facets=True).hits}
    except QueryRefused as refused:
        line = str(refused)
    return set() if line and "\n" not in line else {line}


@pytest.mark.parametrize(
    ("query", "organisations"),
    [
        ("莲", {LOTUS}),
        ("播", ALL),
        ("直播", {LOTUS}),
        ("网络直播", {LOTUS}),
        ("学会", {LOTUS, SPRUCE}),
        ("由张三主持", {LOTUS}),
        ("张三手机", set()),
        ("引领科技", {SPRUCE}),
        ("团结、引领科技", {SPRUCE}),
        ("“网络直播”", {LOTUS}),
        ("13900001234", {LOTUS}),
        ("1390000", set()),
        ("5月30日", {LOTUS}),
        ("2020", ALL),  # of all receipt numbers
        ("2020年", {SPRUCE}),
        ("abc", {SPRUCE}),
        ("ＡＢＣ计划", {SPRUCE}),
        ("ab", set()),
        ("zhang_san@spruce.EXAMPLE.org", {LOTUS}),
        ("SPRUCE", {LOTUS}),
        ("𠮷", {RIDGE}),
        ("𬭊", {RIDGE}),
        ("〇五号楼", {RIDGE}),
        ("zürich NAÏVE", {RIDGE}),
        ("网络", {LOTUS, RIDGE}),
        ("網路 OR 網絡", {LOTUS, RIDGE}),
        ("广播", {RIDGE}),
        ("廣播", {RIDGE}),
        ("蓮花學會", {LOTUS}),
        ("直播 张三", {LOTUS}),
        ("直播 云杉学会", set()),
        ("莲花 直播", {LOTUS}),  # in different texts of one submission
        ('"莲花 直播"', set()),
        ('"主持 盖章"', set()),  # no phrase goes from one text into the next
        ('"由 张三 主持"', {LOTUS}),
        ("没有的词", set()),
        ("lhxh", {LOTUS}),
        ("qldx", {RIDGE}),
        ("ysxh OR lhxh", {LOTUS, SPRUCE}),
        ("shxh", set()),
        ("单位:xh", {LOTUS, SPRUCE}),
        ("1390*", {LOTUS}),
        ("spru*", {LOTUS}),
        ("SPRU* -张三", set()),
        ("spruce*", {LOTUS}),
        ("pruce*", set()),
        ('"zhang sp*"', set()),
        ('"san spr*"', {LOTUS}),
        ("-na*", {LOTUS, SPRUCE}),
        ("na* OR 另议", {SPRUCE, RIDGE}),
        ("直*", {LOTUS, SPRUCE}),
        ("subject:re*", ALL),
        ("sender:spru*", set()),
        ("阶段:筹备方案", ALL),
        ("stage:总结报告", set()),
    ],
)
def test_words_of_any_length_are_found_exactly(filled: SqlRecords, query: str, organisations: set[str]) -> None:
    assert found(filled, query) == organisations


@pytest.mark.parametrize(
    ("query", "organisations"),
    [
        ("直播 OR 另议", {LOTUS, SPRUCE}),
        ("播 -直播", {SPRUCE, RIDGE}),
        ("播 NOT 直播", {SPRUCE, RIDGE}),
        ("-直播", {SPRUCE, RIDGE}),
        ("-播", set()),
        ("NOT (直播 OR 另议)", {RIDGE}),
        ("NOT 直播 NOT 另议", {RIDGE}),
        ("(网络 OR 另议) NOT 广播", {LOTUS, SPRUCE}),
        ("网络 OR 另议 NOT 另议", {LOTUS, RIDGE}),
        ("(直播 OR 没有) AND (张三 OR 李四)", {LOTUS}),
        ("播 AND NOT (网络 AND (直播 OR 广播))", {SPRUCE}),
        ("(播 -网络) OR (网络 -广播)", {LOTUS, SPRUCE}),
        ("NOT (NOT 直播)", {LOTUS}),
        ("由张三主持 OR 〇五号楼", {LOTUS, RIDGE}),
        ("NOT 由张三主持", {SPRUCE, RIDGE}),
        ("organisation:莲花", {LOTUS}),
        ("organisation:spruce", set()),
        ("单位:(莲花 OR 云杉) -直播", {SPRUCE}),
        ("activity:活动1", {SPRUCE}),
        ("module:团结", ALL),
        ("module:没有", set()),
        ("sender:zhangsan@example.org", ALL),
        ("sender:直播", set()),
        ("subject:报送2", {RIDGE}),
        ("receipt:2020-29-0001", {LOTUS}),
        ("stage:plan", ALL),
        ("stage:report", set()),
        ("verdict:accepted", {LOTUS}),
        ("结果:需补正 OR 结果:review", {SPRUCE, RIDGE}),
        ("code:stamp_missing", {SPRUCE}),
        ("意见代码:逾期报送", {RIDGE}),
        ("has:stamp", {LOTUS}),
        ("-has:pdf", {SPRUCE, RIDGE}),
        ("has:finding", {SPRUCE, RIDGE}),
        ("received:2020-04..2020-05", {LOTUS, SPRUCE}),
        ("received:2020-05-17..", {RIDGE}),
        ("received:..2020-04-16", {LOTUS}),
        ("received:2020-04-17..2020-05-15", set()),
        ("-received:2020-04", {SPRUCE, RIDGE}),
        ("file:*.doc", {SPRUCE, RIDGE}),
        ("file:*.docx", {LOTUS}),
        ("file:莲花*", {LOTUS}),
        ("file:*青岭*.doc", {RIDGE}),
        ("file:直播", set()),
        ("call:2020-29 播 verdict:accepted has:word", {LOTUS}),
        ("is:current", ALL),
    ],
)
def test_operators_and_fields(filled: SqlRecords, query: str, organisations: set[str]) -> None:
    assert found(filled, query) == organisations


@pytest.mark.parametrize(
    "query",
    [
        '"', '""', "'", "直播'", '直播"', '"直播', "*", "直*", "直播*", "^直播", "-直播", "+直播", "直播 -云杉", "(", "直播)",
        "直播 AND", "NOT", "直播 NOT 云杉", "OR 直播", "NEAR(直 播)", "text:直播", "search : x", "{text}: x", "直播;--",
        "'; DROP TABLE mails; --", "\\", "%", "直_播", "\x00", "直\x00播", "\ud800", "☃", "\u0301", "①", "a" * 10_000,
        "直" * 10_000, "直" * 1999, "直 " * 5_000, '"' * 9_999, "( " * 3_000, "직播", "\u200b", "\n", ":", "=", "<b>", "&amp;",
        "(" * 29 + "直" + ")" * 29, "NOT " * 29 + "直", " OR ".join("直播" for _ in range(99)), "-( -( -( 直 )))", "\ue000",
        "\ue001", "\ue003verdict", "直\ue000播", "单位:", "received:", "received:..", "file:*", "file:?", "单位:单位:直",
    ],
)  # fmt: skip
def test_a_query_has_an_answer_or_one_clear_line(filled: SqlRecords, query: str) -> None:
    assert answered(filled, query) <= ALL
    assert found(filled, "直播") == {LOTUS}


@pytest.mark.parts
@settings(max_examples=100, deadline=None)
@given(query=st.text(max_size=40) | st.text('直播"*()-+:^{} ANDORTNE单位', max_size=40), order=st.sampled_from(Order))
def test_no_query_ever_breaks(filled: SqlRecords, query: str, order: Order) -> None:
    assert answered(filled, query, order) <= ALL


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_every_piece_of_a_text_finds_it_and_its_opposite_doesnt(filled: SqlRecords, data: st.DataObject) -> None:
    organisation = data.draw(st.sampled_from(sorted(TEXTS)))
    pieces = words(TEXTS[organisation])
    start = data.draw(st.integers(0, len(pieces) - 1))
    end = data.draw(st.integers(start + 1, min(len(pieces), start + 6)))
    phrase = f'"{" ".join(pieces[start:end])}"'
    having = found(filled, phrase)
    assert organisation in having
    assert found(filled, f"-{phrase}") == ALL - having


def test_more_than_256_times_the_same_character(filled: SqlRecords) -> None:
    """PostgreSQL's tsvector keeps 256 places of a word: what stands behind them would not be found as a phrase."""
    document = word("1", "长.docx", "直接" * 300 + "直播间")
    moment = datetime(2021, 1, 1, tzinfo=SHANGHAI)
    judgement = judged(b"long", "长文学会", "长", word_version=document, received_at=moment)
    file(filled, assessed(examination(b"long", [document]), [judgement], received_at=moment))
    assert [hit.organisation for hit in search(filled.engine, "received:2021 直播间").hits] == ["长文学会"]
    assert finds.search(filled.engine, "received:2021 播间直") == []
