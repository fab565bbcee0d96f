"""The audit log: nothing changes or deletes a line, and what does so behind its back is found."""

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from archive import audit
from archive.outbox import SqlOutbox
from archive.records import SqlRecords
from archive.tables import AuditRow
from tests.archive.filings import NOON, address, digest_of, file, register, simple
from tests.archive.processes import together


def broken(records: SqlRecords) -> list[str]:
    with records.reading() as session:
        return list(audit.broken(session))


def lines(records: SqlRecords) -> list[tuple[str, str, str, str]]:
    with records.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.actor, row.action, row.subject, row.detail) for row in rows]


@pytest.fixture
def three(records: SqlRecords) -> SqlRecords:
    for number in range(3):
        with records.transaction() as transaction:
            transaction.audit("office", "decide", f"2020-29-000{number}", "同意，理由：“材料齐全”", NOON)
    return records


def behind(database: Path, *statements: str) -> None:
    """Somebody with the file and a tool, who knows of the triggers."""
    with sqlite3.connect(database) as connection:
        for change in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER audit_no_{change}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_an_untouched_log_is_sound(three: SqlRecords) -> None:
    assert broken(three) == []
    with three.reading() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        assert [row.previous for row in rows] == ["0" * 64, rows[0].hash, rows[1].hash]


def _spoken(statement: str, dialect: str) -> str:
    """The same attack in this database's words."""
    if dialect == "sqlite":
        return statement.replace("TRUNCATE audit", "DELETE FROM audit")
    replaced = re.sub(r"^(INSERT OR )?REPLACE", "INSERT", statement)
    return replaced if replaced == statement else f"{replaced} ON CONFLICT (hash) DO UPDATE SET detail = 'x'"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET detail = 'x' WHERE id = 2",
        "UPDATE audit SET detail = detail",
        "DELETE FROM audit WHERE id = 3",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT id, at, actor, action, subject, 'x', previous, hash FROM audit WHERE id = 2",
        "REPLACE INTO audit SELECT 9, at, actor, action, subject, 'x', previous, hash FROM audit WHERE id = 2",
        "TRUNCATE audit",
    ],
)
def test_no_line_is_changed_or_deleted(three: SqlRecords, statement: str) -> None:
    before = lines(three)
    statement = _spoken(statement, three.engine.dialect.name)
    with Session(three.engine) as session, pytest.raises(IntegrityError, match="the audit log is never changed"):
        session.execute(text(statement))
    assert lines(three) == before
    assert broken(three) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit SET detail = '不同意' WHERE id = 2", ["审计日志第2行被改动"]),
        ("UPDATE audit SET actor = 'service' WHERE id = 3", ["审计日志第3行被改动"]),
        ("UPDATE audit SET at = '2020-04-16 04:00:01.000000' WHERE id = 1", ["审计日志第1行被改动"]),
        ("UPDATE audit SET subject = '2020-29-0009' WHERE id = 1", ["审计日志第1行被改动"]),
        ("DELETE FROM audit WHERE id = 2", ["审计日志第3行与前一行不衔接，其前有缺失或被改动的行"]),
        ("DELETE FROM audit WHERE id = 1", ["审计日志第2行与前一行不衔接，其前有缺失或被改动的行"]),
        ("UPDATE audit SET id = 7 WHERE id = 2", [
            "审计日志第3行与前一行不衔接，其前有缺失或被改动的行", "审计日志第7行与前一行不衔接，其前有缺失或被改动的行"]),
        ("INSERT INTO audit SELECT 4, at, actor, action, subject, detail, previous, 'f' FROM audit WHERE id = 3",
         ["审计日志第4行被改动"]),
    ],
)  # fmt: skip
def test_tampering_behind_its_back_is_found_and_named(
    three: SqlRecords, database: Path, statement: str, said: list[str]
) -> None:
    behind(database, statement)
    assert broken(three) == said


def test_a_line_changed_with_its_hash_made_anew_breaks_the_chain(three: SqlRecords, database: Path) -> None:
    with three.reading() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.id == 2)).one()
        row.detail = "不同意"
        forged = audit.line_hash(row)
        session.expunge(row)
    behind(database, f"UPDATE audit SET detail = '不同意', hash = '{forged}' WHERE id = 2")
    assert broken(three) == ["审计日志第3行与前一行不衔接，其前有缺失或被改动的行"]


def test_every_filing_and_failure_has_its_line(records: SqlRecords) -> None:
    (receipt,) = file(records, simple(b"a"))
    digest = register(records, b"b")
    with records.transaction() as transaction:
        transaction.fail(digest, "解析超时", NOON)
    assert lines(records) == [
        ("service", "file", digest_of(b"a"), receipt),
        ("service", "fail", digest, "解析超时"),
    ]


def test_a_rolled_back_line_leaves_no_gap(three: SqlRecords) -> None:
    def interrupted() -> None:
        with three.transaction() as transaction:
            transaction.audit("office", "decide", "x", "", NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    file(three, simple(b"a"))
    SqlOutbox(three).hold(1, "x")
    SqlOutbox(three).release(1, NOON)
    assert len(lines(three)) == 5
    assert broken(three) == []


AUDITING = """
from archive.records import open_records
from tests.archive.filings import NOON
records = open_records(sys.argv[1])
ready()
for number in range(30):
    with records.transaction() as transaction:
        transaction.audit("office", "decide", str(number), "", NOON)
"""


@pytest.mark.parts
def test_processes_that_write_at_once_make_one_chain(records: SqlRecords) -> None:
    together(4, AUDITING, address(records))
    assert len(lines(records)) == 120
    assert broken(records) == []
