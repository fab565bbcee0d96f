"""PostgreSQL: how it is opened, what can't be opened, its server's death, and writers side by side."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from archive import audit
from archive.database import open_database
from archive.letters import file_reminders
from archive.outbox import SqlOutbox
from archive.records import SqlRecords, open_records
from archive.tables import MetaRow
from archive.views import activities, mails
from archive.writing import SqlTransaction
from intake.errors import ConfigurationError, Conflict, StoreError
from intake.ports import Filing, OutboxState, Sighting
from tests.archive.filings import (
    CALL,
    NOON,
    OTHER_CALL,
    address,
    assessed,
    digest_of,
    examination,
    file,
    judged,
    letter,
    raw_mail,
    register,
    sighting,
    simple,
    word,
)
from tests.archive.finds import search
from tests.archive.processes import together
from tests.parts.postgres import Postgres, postgres

pytestmark = pytest.mark.parts


@pytest.fixture
def records(postgres_url: str) -> Iterator[SqlRecords]:
    opened = open_records(postgres_url, "example.org")
    yield opened
    opened.engine.dispose()


def audit_faults(records: SqlRecords) -> list[str]:
    with records.reading() as session:
        return list(audit.broken(session))


def waits(records: SqlRecords, action: Callable[[SqlTransaction], object]) -> threading.Thread:
    """Starts that in a transaction of its own and sees that it waits for a lock."""

    def work() -> None:
        with records.transaction() as transaction:
            action(transaction)

    thread = threading.Thread(target=work)
    thread.start()
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with records.reading() as session:
            if session.scalar(text(waiting)):
                return thread
        time.sleep(0.01)
    raise AssertionError("it does not wait")


@pytest.mark.parametrize(
    ("name", "value"),
    [("lock_timeout", "30s"), ("idle_in_transaction_session_timeout", "1min"), ("application_name", "baosong"),
     ("transaction_isolation", "read committed"), ("synchronous_commit", "on")],
)  # fmt: skip
def test_every_connection_is_prepared(records: SqlRecords, name: str, value: str) -> None:
    with records.engine.connect() as one, records.engine.connect() as two:
        assert [connection.scalar(text(f"SHOW {name}")) for connection in (one, two)] == [value, value]


def test_a_reader_sees_one_moment_and_writes_nothing(records: SqlRecords) -> None:
    with records.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM mails")) == 0
        register(records, b"a")
        assert session.scalar(text("SELECT count(*) FROM mails")) == 0
        with pytest.raises(Exception, match="read-only transaction"):
            session.execute(text("DELETE FROM mails"))
    assert len(records.pending()) == 1
    register(records, b"b", 2)  # the same connection, taken from the pool again


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda url: url.rpartition("/")[0] + "/nosuch", '^数据库postgresql.+连接不上（.*database "nosuch" does not exist.*），请检查'),
        (lambda url: url.replace("postgres@", "nobody@"), '^数据库postgresql.+连接不上（.*role "nobody" does not exist.*），请检查'),
        (lambda _: "postgresql+psycopg://a:secret@127.0.0.1:1/x", r"^数据库postgresql\+psycopg://a:\*\*\*@127.0.0.1:1/x连接不上（.*refused.*），请检查"),
        (lambda _: "postgresql+psycopg://a:secret@nosuch.invalid/x", r"^数据库.+连接不上（.+），请检查服务器、数据库名、用户名和密码$"),
    ],
    ids=["no such database", "no such user", "no server", "no such host"],
)  # fmt: skip
def test_what_cannot_be_opened_is_one_clear_line(postgres_url: str, change: Callable[[str], str], line: str) -> None:
    with pytest.raises(ConfigurationError, match=line) as told:
        open_database(change(postgres_url))
    assert "\n" not in str(told.value)
    assert "secret" not in str(told.value)


def test_a_wrong_password_is_one_clear_line_and_the_right_one_opens(postgres_server: Postgres) -> None:
    name = "asked_for_a_password"
    postgres_server.execute(f"CREATE ROLE {name} LOGIN SUPERUSER PASSWORD 'correct-horse'")
    rules = postgres_server.folder / "pg_hba.conf"
    before = rules.read_text()
    rules.write_text(f"host all {name} 127.0.0.1/32 scram-sha-256\n{before}")
    postgres_server.execute("SELECT pg_reload_conf()")
    url = postgres_server.database()
    asked = url.replace("postgres@", f"{name}@")

    def guess() -> None:
        for _ in range(200):  # the reload takes a moment
            open_database(asked, "a-guess").dispose()
            time.sleep(0.05)

    with pytest.raises(ConfigurationError, match="password authentication failed") as told:
        guess()
    assert "a-guess" not in str(told.value)
    open_database(asked, "correct-horse").dispose()
    rules.write_text(before)
    postgres_server.execute("SELECT pg_reload_conf()")


def test_another_encoding_is_refused(postgres_server: Postgres) -> None:
    postgres_server.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    with pytest.raises(ConfigurationError, match=r"^数据库ascii的编码是SQL_ASCII，请用UTF8编码建立数据库$"):
        open_database(postgres_server.url("ascii"))


def test_a_server_that_shows_each_transaction_one_moment_forks_no_chain(postgres_url: str) -> None:
    stubborn = make_url(postgres_url).update_query_dict(
        {"options": "-c default_transaction_isolation=repeatable\\ read"}
    )
    records = open_records(stubborn.render_as_string(hide_password=False))
    with records.reading() as session:
        assert session.scalar(text("SHOW default_transaction_isolation")) == "repeatable read"
    with records.transaction() as first:
        first.audit("office", "first", "", "", NOON)
        second = waits(records, lambda transaction: transaction.audit("office", "second", "", "", NOON))
    second.join()
    assert audit_faults(records) == []
    records.engine.dispose()


def test_the_short_scheme_means_the_same_driver(postgres_url: str) -> None:
    engine = open_database(postgres_url.replace("postgresql+psycopg", "postgresql"))
    assert engine.driver == "psycopg"
    engine.dispose()


def test_somebody_elses_database_is_refused_and_left_alone(postgres_server: Postgres) -> None:
    url = postgres_server.database()
    theirs = create_engine(url)
    with theirs.begin() as connection:
        connection.execute(text("CREATE TABLE mails (theirs text)"))
    with pytest.raises(ConfigurationError, match="already exists"):
        open_database(url)
    assert inspect(theirs).get_table_names() == ["mails"]
    theirs.dispose()


def test_what_senders_write_fits_whatever_it_is(records: SqlRecords) -> None:
    """NUL in texts, words longer than an index entry, numbers beyond 32 bits: SQLite keeps them all."""
    long = "".join(chr(0x4E00 + number * 7 % 20_000) for number in range(5000))
    document = word("1." * 40 + "1", "甲\0乙.docx", "直\0播" + "a" * 20_000)
    facts = examination(b"a", [document], message_id=f"<{long}>", subject=f"{long}\0", text=long * 4)
    place = Sighting("a@example.org", "INBOX", 2**32 - 1, 2**48)
    with records.transaction() as transaction:
        transaction.register(replace(raw_mail(b"a"), size=2**33), place)
        handed = assessed(facts, [judged(b"a", long, "云杉林下的节日", word_version=document)])
        transaction.file(digest_of(b"a"), Filing(handed, (letter("1", to=f"{long}@example.org"),), NOON))
        transaction.audit("office", "decide", "a\0b", "c\0d", NOON)
    assert mails(records)[0].documents == ("甲\ufffd乙.docx",)
    assert records.known_uids(place.account, place.folder, place.uidvalidity) == {place.uid}
    assert records.raw(digest_of(b"a")).size == 2**33
    assert {hit.where for hit in search(records.engine, long[:900])} == {"主题", "单位", "正文"}
    assert audit_faults(records) == []


def test_a_server_that_was_killed_is_a_store_error_and_found_again_when_it_is_back() -> None:
    with postgres() as server:
        records = open_records(server.database(), "example.org")
        file(records, simple(b"a"))

        def interrupted() -> None:
            with records.transaction() as transaction:
                transaction.register(raw_mail(b"b"), sighting(2))
                server.kill()
                transaction.audit("office", "x", "", "", NOON)

        with pytest.raises(StoreError, match=r"^数据库写入失败（.+），请检查数据库服务器，稍后自动重试$"):
            interrupted()
        with pytest.raises(StoreError, match=r"^数据库读取失败（.+），请检查数据库服务器，稍后自动重试$") as told:
            records.pending()
        assert "\n" not in str(told.value)
        server.start()
        assert len(activities(records)) == 1
        assert register(records, b"b", 2) in records.pending()
        assert audit_faults(records) == []
        records.engine.dispose()


def test_a_session_that_the_server_ended_is_replaced_unnoticed(records: SqlRecords) -> None:
    register(records, b"a")
    with records.engine.connect() as killer:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        register(records, b"b", 2)  # a second session, and both lie in the pool
        ended = killer.scalar(text(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {others}"))
        assert ended is not None
        assert ended >= 1
        assert len(records.pending()) == 2


def test_no_connection_left_is_a_store_error_with_the_reason(records: SqlRecords) -> None:
    records.engine.pool._timeout = 0.1  # type: ignore[attr-defined]  # nobody waits thirty seconds here
    held = [records.engine.connect() for _ in range(20)]
    with pytest.raises(StoreError, match=r"^数据库读取失败（本程序的数据库连接全部在用），稍后自动重试$"):
        records.pending()
    for connection in held:
        connection.close()
    assert records.pending() == ()


def test_a_server_without_connections_left_is_a_store_error(postgres_server: Postgres, records: SqlRecords) -> None:
    records.engine.dispose()
    name = records.engine.url.database
    postgres_server.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
    postgres_server.execute("CREATE ROLE office LOGIN")
    clerk = SqlRecords(create_engine(address(records).replace("postgres@", "office@")))  # superusers have no limit
    with pytest.raises(
        StoreError, match=r"^数据库读取失败（.*too many connections.*），请检查数据库服务器，稍后自动重试$"
    ):
        clerk.pending()
    with pytest.raises(ConfigurationError, match=r"连接不上（.*too many connections.*）"):
        open_database(address(records).replace("postgres@", "office@"))
    postgres_server.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")
    assert records.pending() == ()


def test_a_process_frozen_in_a_transaction_loses_it_and_the_others_go_on(records: SqlRecords) -> None:
    frozen = records.engine.connect()
    frozen.execute(text("SET idle_in_transaction_session_timeout = '200ms'"))
    frozen.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('audit', 0))"))
    with records.transaction() as transaction:  # waits, and then has it
        transaction.audit("office", "x", "", "", NOON)
    with pytest.raises(Exception, match=r"idle-in-transaction|closed|terminating|lost"):
        frozen.execute(text("SELECT 1"))
    frozen.invalidate()
    frozen.close()


def test_waiting_too_long_for_another_is_a_store_error(records: SqlRecords) -> None:
    with records.engine.connect() as holder, holder.begin():
        holder.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('audit', 0))"))

        def impatient(transaction: SqlTransaction) -> None:
            transaction.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
            transaction.audit("office", "x", "", "", NOON)

        with (
            pytest.raises(StoreError, match=r"^数据库写入失败（另一进程占用了30秒以上），"),
            records.transaction() as one,
        ):
            impatient(one)


def test_two_that_append_to_the_audit_log_make_one_chain(records: SqlRecords) -> None:
    with records.transaction() as transaction:
        transaction.audit("office", "first", "", "", NOON)
        second = waits(records, lambda other: other.audit("office", "second", "", "", NOON))
    second.join()
    assert audit_faults(records) == []


def test_two_that_file_one_mail_at_once_file_it_once(records: SqlRecords) -> None:
    digest = register(records, b"a")
    filing = Filing(simple(b"a"), (letter("x"),), NOON)
    with records.transaction() as transaction:
        transaction.file(digest, filing)
        second = waits(records, lambda other: other.file(digest, filing))
    second.join()
    assert len(activities(records)) == len(SqlOutbox(records).waiting()) == 1
    assert audit_faults(records) == []


def test_two_that_file_the_same_submission_at_once_are_a_conflict(records: SqlRecords) -> None:
    conflicts: list[Conflict] = []

    def file_too(transaction: SqlTransaction) -> None:
        try:
            transaction.receipts(simple(b"b"))
        except Conflict as conflict:
            conflicts.append(conflict)

    register(records, b"a")
    register(records, b"b", 2)
    with records.transaction() as transaction:
        transaction.file(digest_of(b"a"), Filing(simple(b"a"), (), NOON))
        second = waits(records, file_too)
    second.join()
    assert len(conflicts) == 1


def test_another_calls_mails_are_numbered_meanwhile(records: SqlRecords) -> None:
    other = replace(simple(b"b"), case=replace(simple(b"b").case, call=OTHER_CALL))
    with records.transaction() as transaction:
        transaction.receipts(simple(b"a"))
        with records.transaction() as second:
            assert second.receipts(other)[0].startswith("2021-7-0001")


def test_two_that_register_the_same_bytes_at_once_have_one_mail(records: SqlRecords) -> None:
    fresh: list[bool] = []
    with records.transaction() as transaction:
        fresh.append(transaction.register(raw_mail(b"a"), sighting(1)))
        second = waits(records, lambda other: fresh.append(other.register(raw_mail(b"a"), sighting(1))))
    second.join()
    assert fresh == [True, False]
    assert len(records.pending()) == 1


def test_a_second_sighting_does_not_wait_for_the_filing(records: SqlRecords) -> None:
    digest = register(records, b"a")
    with records.transaction() as transaction:
        transaction.file(digest, Filing(simple(b"a"), (), NOON))
        register(records, b"a", 2)
    assert records.known_uids("a@example.org", "INBOX", 7) == {1, 2}


def test_a_letter_being_claimed_is_not_superseded(records: SqlRecords) -> None:
    """The filing of its successor waits for the claim, and then leaves it alone."""
    (receipt,) = file(records, simple(b"a"))
    outbox = SqlOutbox(records)
    (row,) = outbox.waiting()
    successor = Filing(assessed(examination(b"b")), (letter(receipt),), NOON)
    register(records, b"b", 2)
    with records.transaction() as transaction:
        claimed = transaction.session.execute(
            text(f"UPDATE outbox SET state = 'sending', attempts = 1, attempted_at = now() WHERE id = {row.id}")
        )
        assert claimed is not None
        second = waits(records, lambda other: other.file(digest_of(b"b"), successor))
    second.join()
    assert [each.state for each in outbox.listed(tuple(OutboxState))] == [OutboxState.SENDING, OutboxState.WAITING]


def test_two_that_remind_at_once_remind_once(records: SqlRecords) -> None:
    reminder = replace(letter(), kind="reminder", text="某学会：\n尚未收到贵单位的材料。")
    with records.transaction() as transaction:
        assert file_reminders(transaction.session, "2020-29", [reminder], "example.org", NOON) == 1
        second = waits(records, lambda other: file_reminders(other.session, "2020-29", [reminder], "example.org", NOON))
    second.join()
    assert len(SqlOutbox(records).waiting()) == 1


def test_two_first_letters_at_once_have_one_installations_name(records: SqlRecords) -> None:
    for uid, raw in enumerate((b"a", b"b")):
        register(records, raw, uid)
    with records.transaction() as transaction:
        transaction.file(digest_of(b"a"), Filing(assessed(examination(b"a")), (letter("1"),), NOON))
        filing = Filing(assessed(examination(b"b")), (letter("2"),), NOON)
        second = waits(records, lambda other: other.file(digest_of(b"b"), filing))
    second.join()
    names = {row.message_id.split(".")[1] for row in SqlOutbox(records).waiting()}
    with records.reading() as session:
        assert names == {session.get_one(MetaRow, "installation").value}


MIXING = """
import os, random
from archive.outbox import SqlOutbox
from archive.records import open_records
from intake.errors import Conflict
from intake.ports import Filing
from tests.archive.filings import NOON, digest_of, file, letter, raw_mail, sighting, simple
records = open_records(sys.argv[1])
outbox = SqlOutbox(records)
chance = random.Random(os.getpid())
ready()
for number in range(15):
    raw = b"%d" % chance.randrange(40)
    try:
        file(records, simple(raw, f"学会{chance.randrange(8)}", "活动" + raw.decode()), uid=chance.randrange(60))
    except Conflict:
        print("conflict")
    records.error(f"place {chance.randrange(3)}", "x", NOON)
    records.clear_error(f"place {chance.randrange(3)}")
    for row in outbox.waiting()[:3]:
        if outbox.claim(row.id, NOON):
            outbox.sent(row.id, NOON)
            print("sent", row.id)
"""


def test_processes_doing_everything_at_once_neither_deadlock_nor_double(records: SqlRecords) -> None:
    said = together(4, MIXING, address(records))
    sent = [line for lines in said for line in lines if line.startswith("sent")]
    assert len(sent) == len(set(sent)) > 0
    shown = activities(records, CALL.name)
    assert len({view.receipt for view in shown}) == len(shown) == len({(v.organisation, v.activity) for v in shown})
    assert [view.receipt[:12] for view in shown] == [f"2020-29-{number:04d}" for number in range(1, len(shown) + 1)]
    assert audit_faults(records) == []


OPENING = """
from archive.records import open_records
from tests.archive.filings import register
ready()
records = open_records(sys.argv[1])
register(records, b"a mail of %d" % __import__("os").getpid(), __import__("os").getpid())
"""


def test_processes_that_open_a_new_database_at_once_all_succeed(postgres_server: Postgres) -> None:
    url = postgres_server.database()
    together(4, OPENING, url)
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM mails")) == 4
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    engine.dispose()
    postgres_server.drop(url)
