"""Accounts, sessions and throttled attempts, on both databases."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from archive.accounts import Grant, Person, Role, passwords
from archive.accounts.attempts import PER_ADDRESS, PER_NAME, WINDOW, Attempts
from archive.accounts.passwords import drawn, fault_of
from archive.accounts.people import People
from archive.accounts.sessions import Sessions
from archive.accounts.tables import PersonRow, SessionRow
from archive.records import SqlRecords
from archive.tables import AuditRow
from intake.errors import AccountRefused
from tests.archive.filings import NOON

PASSWORD = "correct-horse-云杉"
HOURS = timedelta(hours=12)


@pytest.fixture
def people(quick_passwords: None, records: SqlRecords) -> People:
    return People(records)


def added(people: People, name: str = "Zhang", *grants: Grant) -> Person:
    return people.add(name, "张三", PASSWORD, grants or (Grant(Role.ADMINISTRATOR),), "test", NOON)


def test_a_password_is_kept_as_argon2_has_it_and_fits_its_owner_alone(people: People, records: SqlRecords) -> None:
    person = added(people)
    with records.reading() as session:
        kept = session.scalars(select(PersonRow.password)).one()
    assert kept.startswith("$argon2id$")
    assert people.with_password(" ZHANG ", PASSWORD) == person
    assert people.with_password("zhang", PASSWORD + "x") is None
    assert people.with_password("nobody", PASSWORD) is None


def test_a_name_is_taken_once_and_is_no_markup(people: People) -> None:
    added(people)
    for name in ("zhang", "<b>x</b>", "a b", "x", "", "x" * 65):
        with pytest.raises(AccountRefused):
            added(people, name)
    assert [person.name for person in people.listed()] == ["zhang"]


def test_a_session_is_its_token_s_and_only_its_hash_is_kept(people: People, records: SqlRecords) -> None:
    person, sessions = added(people), Sessions(records)
    token = sessions.begin(person, NOON, NOON + HOURS, "127.0.0.1", "a browser")
    with records.reading() as session:
        assert token not in session.scalars(select(SessionRow.token)).all()
    assert sessions.person(token, NOON) == person
    assert sessions.person(token, NOON + HOURS) is None
    assert sessions.person(token[1:] + token[0] + "x", NOON) is None


def test_a_session_ends_when_it_is_ended_the_password_changes_or_the_account_is_shut(
    people: People, records: SqlRecords
) -> None:
    added(people)
    other, sessions = added(people, "li", Grant(Role.OFFICE)), Sessions(records)

    def begun() -> str:
        return sessions.begin(other, NOON, NOON + HOURS, "", "")

    out, changed, mine = begun(), begun(), begun()
    sessions.end(out)
    assert [sessions.person(token, NOON) is None for token in (out, changed, mine)] == [True, False, False]
    sessions.end_others(other, mine)
    assert [sessions.person(token, NOON) is None for token in (changed, mine)] == [True, False]
    people.set_password(other.id, PASSWORD + "2", "test", NOON, must_change=False)
    assert sessions.person(mine, NOON) is None
    token = begun()
    people.set_active(other.id, active=False, actor="test", now=NOON)
    assert sessions.person(token, NOON) is None
    assert people.with_password("li", PASSWORD + "2") is None


def test_a_role_counts_at_its_call(people: People) -> None:
    person = added(people, "li", Grant(Role.OFFICE, "2020-29"), Grant(Role.REVIEWER))
    assert person.roles("2020-29") == {Role.OFFICE, Role.REVIEWER}
    assert person.roles("2021-7") == {Role.REVIEWER}


def test_somebody_always_administers(people: People) -> None:
    first = added(people)
    with pytest.raises(AccountRefused, match="管理员"):
        people.set_active(first.id, active=False, actor="test", now=NOON)
    with pytest.raises(AccountRefused, match="管理员"):
        people.set_grants(first.id, (Grant(Role.OFFICE),), "test", NOON)
    assert people.listed() == (first,)
    added(people, "li")
    people.set_active(first.id, active=False, actor="test", now=NOON)


def test_what_is_done_to_an_account_stands_in_the_audit_log_without_the_password(
    people: People, records: SqlRecords
) -> None:
    person = added(people)
    people.set_password(person.id, PASSWORD + "2", "admin", NOON, must_change=True)
    with records.reading() as session:
        lines = [(row.actor, row.action, row.subject, row.detail) for row in session.scalars(select(AuditRow))]
    assert [line[:3] for line in lines] == [
        ("test", "account.add", "zhang"),
        ("admin", "account.password", "zhang"),
    ]
    assert PASSWORD not in str(lines)


def test_attempts_are_counted_by_name_and_by_address(records: SqlRecords) -> None:
    attempts = Attempts(records)
    for number in range(PER_NAME):
        assert attempts.admit("Zhang", f"10.0.0.{number}", NOON)
    assert not attempts.admit("zhang ", "10.0.1.1", NOON)
    assert attempts.admit("li", "10.0.1.1", NOON)
    for number in range(PER_ADDRESS - 1):
        assert attempts.admit(f"name{number}", "10.0.1.1", NOON)
    assert not attempts.admit("wang", "10.0.1.1", NOON)
    assert attempts.admit("zhang", "10.0.1.1", NOON + WINDOW)


def test_success_forgives_what_was_tried_for_that_name(records: SqlRecords) -> None:
    attempts = Attempts(records)
    for _ in range(PER_NAME):
        assert attempts.admit("zhang", "10.0.0.1", NOON)
    attempts.succeeded("Zhang")
    assert attempts.admit("zhang", "10.0.0.1", NOON)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("short", "密码至少10个字符"),
        ("x" * 201, "密码最多200个字符"),
        ("zhangsan-2020", "密码里不能有用户名"),
        ("aaaaaaaaaaaa", "密码太简单，请多用几种不同的字符"),
        (PASSWORD, ""),
    ],
)
def test_what_a_password_must_be(password: str, fault: str) -> None:
    assert fault_of(password, "ZhangSan") == fault


def test_a_drawn_password_is_one() -> None:
    codes = {drawn(3) for _ in range(50)}
    assert len(codes) == 50
    assert {fault_of(code, "zhangsan") for code in codes} == {""}


def test_a_password_is_chewed_as_long_as_rfc_9106_asks() -> None:
    """The choice for memory-constrained environments (§4): 64 MiB, three passes, four lanes."""
    hasher = PasswordHasher()
    assert (hasher.memory_cost, hasher.time_cost, hasher.parallelism) == (65536, 3, 4)
    assert isinstance(passwords.HASHER, PasswordHasher)
    assert not passwords.HASHER.check_needs_rehash(hasher.hash("x"))
