"""Pages, orders and counts; they stay right while new mail comes in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import column, select, text

from archive.finding import Found, Order, QueryRefused, cursor, reading, search, searching
from archive.finding.engines import index_of
from archive.finding.places import Marker
from archive.finding.prepared import Prepared, asked
from archive.records import SqlRecords, open_records
from intake.codes import Verdict
from intake.errors import StoreError
from intake.ports import Filing
from tests.archive.filings import NOON, assessed, digest_of, examination, file, judged, register, simple, word


def mail(records: SqlRecords, number: int, subject: str, minutes: int) -> None:
    moment = NOON + timedelta(minutes=minutes)
    facts = examination(b"%d" % number, subject=subject, text="")
    file(records, assessed(facts, verdict=Verdict.REVIEW, received_at=moment))


@contextmanager
def closing_engine(records: SqlRecords) -> Iterator[None]:
    try:
        yield
    finally:
        records.engine.dispose()


def subjects(found: Found) -> list[str]:
    return [hit.places[0].snippet.replace("【", "").replace("】", "") for hit in found.hits]


def all_pages(records: SqlRecords, query: str, limit: int, order: Order) -> list[list[str]]:
    pages, after = [], None
    while True:
        found = search(records.engine, query, limit=limit, order=order, after=after)
        pages.append(subjects(found))
        if found.cursor is None:
            return pages
        after = found.cursor


def test_the_newest_come_first_whatever_the_order_of_filing(records: SqlRecords) -> None:
    for number, minutes in enumerate((30, 10, 20, 10)):
        mail(records, number, f"第{number}封", minutes)
    assert subjects(search(records.engine, "封")) == ["第0封", "第2封", "第3封", "第1封"]
    assert subjects(search(records.engine, "封", limit=2)) == ["第0封", "第2封"]


@pytest.mark.parametrize("order", Order)
def test_pages_together_are_all_hits_once(records: SqlRecords, order: Order) -> None:
    for number in range(9):
        mail(records, number, f"第{number}封", number)
    pages = all_pages(records, "封 -第4封", 3, order)
    assert [len(page) for page in pages] == [3, 3, 2]
    assert [subject for page in pages for subject in page] == [f"第{number}封" for number in (8, 7, 6, 5, 3, 2, 1, 0)]


@pytest.mark.parametrize("order", Order)
def test_new_mail_moves_nothing_on_the_pages_that_follow(records: SqlRecords, order: Order) -> None:
    for number in range(6):
        mail(records, number, f"第{number}封", number)
    first = search(records.engine, "封", limit=3, order=order)
    for number in range(6, 10):
        mail(records, number, f"第{number}封", number)
    second = search(records.engine, "封", limit=3, order=order, after=first.cursor)
    assert subjects(second) == ["第2封", "第1封", "第0封"]
    assert second.cursor is None


def test_relevance_goes_on_by_date_behind_what_was_weighed(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.finding.searching._WEIGHED", 4)
    for number in range(12):
        mail(records, number, f"第{number}封" + "直播" * (number == 1), number)
    pages = all_pages(records, "封", 3, Order.RELEVANCE)
    flat = [subject for page in pages for subject in page]
    assert sorted(flat) == sorted(f"第{number}封" + "直播" * (number == 1) for number in range(12))
    assert [len(page) for page in pages] == [3, 3, 3, 3]


def test_of_many_so_many_are_read_and_names_take_half_of_the_places(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is weighed has to be read: four here, of which two are old and have it in their subjects."""
    monkeypatch.setattr("archive.finding.searching._WEIGHED", 4)
    for number in range(3):
        mail(records, number, f"第{number}封云杉", number)
    for number in range(3, 12):
        facts = examination(b"%d" % number, subject=f"第{number}封", text="云杉")
        moment = NOON + timedelta(minutes=number)
        file(records, assessed(facts, verdict=Verdict.REVIEW, received_at=moment))
    weighed: list[int] = []
    weight = searching._weight

    def noted(read: reading.Read, marker: Marker) -> float:
        weighed.append(read.entry.id)
        return weight(read, marker)

    monkeypatch.setattr(searching, "_weight", noted)
    mails = [hit.mail for hit in search(records.engine, "云杉", limit=4, order=Order.RELEVANCE).hits]
    assert mails == [digest_of(b"%d" % number) for number in (2, 1, 11, 10)]
    assert len(weighed) == 4


def test_names_weigh_more_than_texts_and_many_hits_more_than_one(records: SqlRecords) -> None:
    for number, (organisation, content) in enumerate(
        [("直播学会", "无关"), ("甲学会", "直播"), ("乙学会", "直播、直播、直播"), ("丙学会", "无关")]
    ):
        document = word("1", "方案.docx", content)
        judgement = judged(b"%d" % number, organisation, "活动", word_version=document)
        file(records, assessed(examination(b"%d" % number, [document]), [judgement]))
    found = search(records.engine, "直播", order=Order.RELEVANCE)
    assert [hit.organisation for hit in found.hits] == ["直播学会", "乙学会", "甲学会"]


@pytest.mark.parametrize(
    "written", ["", "x", "d", "d1.2", "r5", "d" + "9" * 19, "d99999999999999999999", "r1.2.x", "第2页"]
)
@pytest.mark.parametrize("read", [cursor.by_date, cursor.by_relevance], ids=["date", "relevance"])
def test_a_cursor_that_is_none_is_refused(written: str, read: Callable[[str], object]) -> None:
    with pytest.raises(QueryRefused, match="不是这种排序的续页标记"):
        read(written)


def test_a_search_goes_on_from_its_own_orders_cursor_alone(records: SqlRecords) -> None:
    for order, other in ((Order.DATE, "r5.1"), (Order.RELEVANCE, "d5")):
        with pytest.raises(QueryRefused, match=f"“{other}”不是这种排序的续页标记"):
            search(records.engine, "封", after=other, order=order)


def test_counts_beside_the_hits(records: SqlRecords) -> None:
    for number, verdict in enumerate((Verdict.ACCEPTED, Verdict.CORRECTION, Verdict.CORRECTION)):
        raw, moment = b"%d" % number, NOON + timedelta(days=20 * number)
        judgement = judged(raw, f"{'甲乙'[number % 2]}学会", f"活动{number}", verdict=verdict, received_at=moment)
        file(records, assessed(examination(raw), [judgement], received_at=moment))
    mail(records, 9, "学会的询问", 0)
    facets = search(records.engine, "学会", limit=1, with_facets=True).facets
    assert facets is not None
    assert (facets.total, facets.more) == (4, False)
    assert facets.counts == {
        "organisation": (("甲学会", 2), ("乙学会", 1)),
        "stage": (("plan", 3),),
        "verdict": (("correction", 2), ("accepted", 1), ("review", 1)),
        "module": (("团结引领", 3), ("建家办事", 3)),
        "code": (("stamp_missing", 2),),
        "month": (("2020-04", 2), ("2020-05", 2)),
        "year": (("2020", 4),),
    }


def test_more_hits_than_are_counted_are_said_to_be(records: SqlRecords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.finding.facets.MOST", 3)
    for number in range(5):
        mail(records, number, f"第{number}封", number)
    facets = search(records.engine, "封", with_facets=True).facets
    assert facets is not None
    assert (facets.total, facets.more) == (3, True)


def test_a_query_has_a_budget_of_time(records: SqlRecords) -> None:
    mail(records, 0, "很长的" + "直播" * 100_000, 0)
    asked = " OR ".join(f'"{"直播" * 20}{each}"' for each in "甲乙丙丁戊己庚辛壬癸")
    with pytest.raises(QueryRefused, match=r"^检索超过0\.001秒还没有结果，已停止；请"):
        search(records.engine, asked, seconds=0.001)
    assert subjects(search(records.engine, "很长")) != []


def test_marking_the_hits_has_the_same_budget(records: SqlRecords) -> None:
    mail(records, 0, "直" * 20_000, 0)
    asked = " OR ".join(("直", *(f'"{"直" * 18}{each}"' for each in "甲乙丙丁戊己庚辛壬癸" * 7)))
    with pytest.raises(QueryRefused, match=r"^检索超过0\.1秒还没有结果"):
        search(records.engine, asked, seconds=0.1)


def test_rows_that_are_fetched_have_the_same_budget(records: SqlRecords) -> None:
    """SQLite works while it gives rows, and told so with an error of its own."""
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    with records.engine.connect() as connection, connection.begin():
        slow = index_of(connection).limit(connection, 0.05)
        with pytest.raises(QueryRefused, match=r"^检索超过0\.05秒还没有结果"), slow:
            asked(connection, endless, {})


@pytest.mark.parts
def test_reading_what_is_told_of_the_hits_has_the_same_budget(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = open_records(postgres_url)
    mail(records, 0, "直播", 0)
    asleep = select(column("pg_sleep")).select_from(text("pg_sleep(60) WHERE :numbers <> ''"))
    monkeypatch.setattr(reading, "_TOGETHER", Prepared(asleep))
    with closing_engine(records), pytest.raises(QueryRefused, match=r"^检索超过0\.1秒还没有结果"):
        search(records.engine, "直播", seconds=0.1)


def test_a_long_phrase_is_marked_by_its_beginning_in_no_time(records: SqlRecords) -> None:
    mail(records, 0, "直" * 20_000 + "播", 0)
    (hit,) = search(records.engine, f'"{"直" * 1_000}播"').hits
    assert hit.places[0].snippet == f"【{'直' * 40}】" + "直" * 24 + "…"


def test_nothing_is_found_of_what_was_rolled_back(records: SqlRecords) -> None:
    register(records, b"a")

    def interrupted() -> None:
        with records.transaction() as transaction:
            transaction.file(digest_of(b"a"), Filing(simple(b"a"), (), NOON))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert search(records.engine, "直播").hits == ()
    file(records, simple(b"a"))
    assert search(records.engine, "直播").hits != ()


def test_a_search_that_the_database_refuses_is_a_store_error(records: SqlRecords) -> None:
    mail(records, 0, "直播", 0)
    with records.engine.begin() as connection:
        connection.execute(text("DROP TABLE search"))
    with pytest.raises(
        StoreError, match=r'^数据库检索失败（(no such table: search|relation "search" does not exist)）'
    ):
        search(records.engine, "直播")


@pytest.mark.parametrize("most", [3, 100])
@pytest.mark.parametrize("order", Order)
def test_counting_changes_no_page(
    records: SqlRecords, monkeypatch: pytest.MonkeyPatch, order: Order, most: int
) -> None:
    """Hits that were counted aren't looked for again, whether all were counted or only the newest."""
    monkeypatch.setattr("archive.finding.facets.MOST", most)
    for number in range(8):
        mail(records, number, f"第{number}封", number)
    after = None
    for _ in range(3):
        plain, counted = (
            search(records.engine, "封 -第4封", limit=3, order=order, after=after, with_facets=wanted)
            for wanted in (False, True)
        )
        assert (plain.hits, plain.cursor) == (counted.hits, counted.cursor)
        after = plain.cursor
    assert after is None
