"""What is one entry: a revision with the mail that made it, and the versions that an earlier mail brought."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import event, select, text

from archive.blobs import FolderBlobs
from archive.finding import reindex, search
from archive.finding.tables import EntryRow
from archive.finding.upkeep import keep_up, make_anew
from archive.records import SqlRecords
from archive.tables import FindingRow
from archive.verify import verify
from archive.views import activities
from intake.codes import Verdict
from intake.ports import Relation
from tests.archive.filings import (
    CALL,
    NOON,
    assessed,
    digest_of,
    examination,
    file,
    judged,
    pdf,
    word,
)

UNIT, ACTIVITY = "莲花学会", "荷塘课堂"
LATER = NOON + timedelta(hours=1)


def first(records: SqlRecords) -> None:
    document = word("1", "方案.docx", "网络直播")
    file(records, assessed(examination(b"a", [document]), [judged(b"a", UNIT, ACTIVITY, word_version=document)]))


def second(records: SqlRecords, *, replacing: bool) -> None:
    """The missing PDF, or a new Word version."""
    prior = records.related(CALL.name, Relation((activities(records)[0].receipt,), (), "", ()))[0]
    new = word("1", "新方案.docx", "志愿服务") if replacing else pdf("1", "盖章.pdf", "盖章页")
    versions = {"word_version": new} if replacing else {"pdf_version": new}
    judgement = judged(b"b", UNIT, ACTIVITY, prior=prior, received_at=LATER, **versions)  # type: ignore[arg-type]  # by name
    if not replacing:
        object.__setattr__(judgement.material, "word", prior.word)
    file(records, assessed(examination(b"b", [new]), [judgement], received_at=LATER))


def hits(records: SqlRecords, query: str) -> list[tuple[int, bool]]:
    return [(hit.revision, hit.archived) for hit in search(records.engine, query).hits]


def test_who_files_does_not_go_through_all_entries(records: SqlRecords, database: Path) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []
    first(records)
    with records.transaction() as transaction:
        connection = transaction.session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        reindex(transaction.session, digest_of(b"a"))
    ((statement, values),) = [each for each in asked if each[0].startswith("DELETE FROM entries")]
    with closing(sqlite3.connect(database)) as opened:
        plan = [row[3] for row in opened.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert any("USING INDEX ix_entries_mail" in step for step in plan)
    assert not any("SCAN" in step for step in plan)


def test_a_replaced_revision_is_still_found_and_says_so(records: SqlRecords) -> None:
    first(records)
    second(records, replacing=True)
    assert hits(records, "志愿") == [(2, False)]
    assert hits(records, "直播") == [(1, True)]
    assert hits(records, "莲花") == [(2, False), (1, True)]
    assert hits(records, "莲花 is:current") == [(2, False)]
    assert hits(records, "单位:莲花 is:archived") == [(1, True)]


def test_words_of_the_version_that_came_before_and_of_the_one_that_came_now(records: SqlRecords) -> None:
    first(records)
    second(records, replacing=False)
    assert hits(records, "直播 盖章页") == [(2, False)]
    assert hits(records, "has:word has:pdf") == [(2, False)]
    (hit,) = search(records.engine, "直播 盖章页").hits
    assert {place.where for place in hit.places} == {"方案.docx", "盖章.pdf 第1页"}


def test_each_submission_of_a_mail_has_the_documents_that_are_its_own(records: SqlRecords) -> None:
    one, two = word("1", "甲.docx", "网络直播"), word("2", "乙.docx", "志愿服务")
    judgements = [judged(b"a", UNIT, "甲", word_version=one), judged(b"a", UNIT, "乙", word_version=two)]
    file(records, assessed(examination(b"a", [one, two], subject="两项活动"), judgements))
    assert [hit.activity for hit in search(records.engine, "直播").hits] == ["甲"]
    assert [hit.activity for hit in search(records.engine, "志愿").hits] == ["乙"]
    assert sorted(hit.activity for hit in search(records.engine, "两项").hits) == ["乙", "甲"]


def test_reindexing_says_what_the_tables_now_say(records: SqlRecords) -> None:
    first(records)
    digest = digest_of(b"a")
    with records.transaction() as transaction:
        values = {"severity": "review", "detail": "逾期两天", "code": "late"}
        transaction.session.add(
            FindingRow(mail=digest, revision=None, document=None, field=None, decision=None, **values)
        )
        reindex(transaction.session, digest)
    assert hits(records, "逾期两天 code:late") == [(1, False)]
    with records.transaction() as transaction:
        transaction.session.execute(FindingRow.__table__.delete())  # type: ignore[attr-defined]  # a table's
        reindex(transaction.session, digest)
    assert hits(records, "逾期两天") == hits(records, "code:late") == []
    assert hits(records, "直播") == [(1, False)]


def test_an_index_made_anew_gives_the_same_answers(records: SqlRecords) -> None:
    first(records)
    second(records, replacing=True)
    file(records, assessed(examination(b"c", subject="请问"), verdict=Verdict.REVIEW))
    queries = ("莲花", "直播", "志愿", "请问", "is:archived", "-直播", "has:word")
    before = [search(records.engine, query, with_facets=True) for query in queries]
    make_anew(records.engine)
    after = [search(records.engine, query, with_facets=True) for query in queries]
    assert [found.hits for found in after] == [found.hits for found in before]
    assert [found.facets for found in after] == [found.facets for found in before]


def test_another_versions_index_is_made_anew_when_the_records_are_opened(records: SqlRecords) -> None:
    first(records)
    with records.engine.begin() as connection:
        connection.execute(text("DELETE FROM entries"))
    keep_up(records.engine)
    assert hits(records, "直播") == []
    with records.transaction() as transaction:
        transaction.session.execute(text("UPDATE search_version SET version = 'older'"))
    keep_up(records.engine)
    assert hits(records, "直播") == [(1, False)]


def test_verify_tells_of_what_cannot_be_found(records: SqlRecords, blobs: FolderBlobs) -> None:
    first(records)
    assert not [fault for fault in verify(records, blobs).database if "检索" in fault]
    with records.engine.begin() as connection:
        connection.execute(text("DELETE FROM entries"))
    assert "检索索引缺少1封来信" in verify(records, blobs).database


def test_what_is_said_of_files_is_said_of_the_submission_that_they_belong_to(records: SqlRecords) -> None:
    one, two = word("1", "甲.docx", "网络直播"), word("2", "乙.doc", "志愿服务")
    judgements = [judged(b"a", UNIT, "甲", word_version=one), judged(b"a", UNIT, "乙", word_version=two)]
    file(records, assessed(examination(b"a", [one, two]), judgements))
    found = {
        query: [hit.activity for hit in search(records.engine, query).hits] for query in ("file:*.doc", "file:*.docx")
    }
    assert found == {"file:*.doc": ["乙"], "file:*.docx": ["甲"]}


def test_entries_of_one_moment_have_numbers_of_their_own_in_the_order_of_filing(records: SqlRecords) -> None:
    for number in range(20):
        file(records, assessed(examination(b"%d" % number, subject=f"第{number}封"), verdict=Verdict.REVIEW))
    with records.reading() as session:
        numbers = session.scalars(select(EntryRow.id)).all()
    assert len(set(numbers)) == 20
    found = [hit.places[0].snippet for hit in search(records.engine, "subject:封").hits]
    assert found == [f"第{number}【封】" for number in reversed(range(20))]
