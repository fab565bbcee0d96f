"""In, out, and all the ways of getting in that must fail."""

from datetime import timedelta
from pathlib import Path

import pytest

from archive.accounts import Grant, Role
from archive.accounts.attempts import PER_NAME
from review_export.web.forms import MOST_BYTES
from review_export.web.invitation import Invitation
from tests.review_export.web.browsing import LENGTH, PASSWORD, Browser, House


@pytest.fixture
def administrator(house: House) -> Browser:
    return house.as_somebody(house.person("root", Grant(Role.ADMINISTRATOR)))


def test_a_session_begins_with_a_token_of_its_own_and_ends_on_the_server(house: House) -> None:
    house.person("li", Grant(Role.OFFICE))
    browser = house.visitor()
    browser.get("/login")
    before = browser.token
    answer = browser.sign_in("li", next="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    token = browser.token
    assert token != before
    assert browser.get("/account").status_code == 200
    assert browser.post("/logout", page="/account").status_code == 303
    browser.token = token
    assert browser.get("/account").headers["location"] == "/login?next=/account"


def test_a_session_ends_by_itself(house: House) -> None:
    browser = house.office()
    assert browser.get("/account").status_code == 200
    house.clock.now += LENGTH
    assert browser.get("/account").status_code == 303


def test_the_cookie_is_the_browser_s_alone(house: House) -> None:
    cookie = house.visitor().get("/login").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    safe = House(house.records, house.blobs, house.drawer, "https://127.0.0.1").visitor().get("/login")
    assert safe.headers["set-cookie"].startswith("__Host-baosong=")
    assert "Secure" in safe.headers["set-cookie"]
    assert "max-age" in safe.headers["strict-transport-security"]


def test_wrong_passwords_are_refused_and_then_no_longer_looked_at(house: House) -> None:
    house.person("li", Grant(Role.OFFICE))
    browser = house.visitor()
    answers = [browser.sign_in("li", "wrong-wrong-wrong").status_code for _ in range(PER_NAME)]
    assert answers == [401] * PER_NAME
    assert browser.sign_in("li").status_code == 429
    house.clock.now += timedelta(minutes=15)
    assert browser.sign_in("li").status_code == 303


def test_a_code_counts_once_whichever_process_is_asked(tmp_path: Path) -> None:
    here, there = Invitation(tmp_path), Invitation(tmp_path)
    code = here.open()
    assert there.is_open
    assert not there.take("wrong")
    assert there.take(code.upper())
    assert (here.is_open, here.fits(code), here.take(code)) == (False, False, False)


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:x", "/\r\nx"])
def test_signing_in_leads_nowhere_else(house: House, to: str) -> None:
    house.person("li", Grant(Role.OFFICE))
    assert house.visitor().sign_in("li", next=to).headers["location"] == "/"


def test_a_form_from_elsewhere_does_nothing(house: House) -> None:
    browser = house.office()
    token = browser.csrf("/account")
    other = house.visitor()
    attempts = [
        browser.client.post("/account/sessions", data={"x": "y"}),
        browser.client.post("/account/sessions", data={"csrf": "0" * 64}),
        browser.client.post("/account/sessions", data={"csrf": other.csrf()}),
        browser.client.post("/account/sessions", data={"csrf": token}, headers={"origin": "https://evil.example"}),
        browser.client.post("/account/sessions", data={"csrf": token}, headers={"origin": "null"}),
        browser.client.post("/account/sessions", data={"csrf": token}, headers={"sec-fetch-site": "cross-site"}),
    ]
    assert [answer.status_code for answer in attempts] == [403] * len(attempts)
    fine = {"origin": "http://127.0.0.1:8029", "sec-fetch-site": "same-origin"}
    assert browser.client.post("/account/sessions", data={"csrf": token}, headers=fine).status_code == 303


def test_what_was_typed_is_shown_once_more_to_whoever_was_signed_out_meanwhile(house: House) -> None:
    browser = house.office()
    token = browser.csrf("/account")
    house.clock.now += LENGTH
    typed = {"csrf": token, "reason": "与联系人<b>通过</b>电话", "decide": "waive:late", "password": "Geheim-1"}
    answer = browser.client.post("/calls/2020-29/waiting/x", data=typed)
    assert answer.status_code == 403
    assert "登录已过期" in answer.text
    assert ">与联系人&lt;b&gt;通过&lt;/b&gt;电话</textarea>" in answer.text
    assert "Geheim" not in answer.text
    assert "waive" not in answer.text
    forged = browser.client.post("/calls/2020-29/waiting/x", data={**typed, "csrf": "0" * 64})
    assert (forged.status_code, "与联系人" in forged.text) == (403, False)


def test_only_forms_are_read_and_no_large_ones(house: House) -> None:
    browser = house.office()
    token = browser.csrf("/account")
    as_json = browser.client.post("/account/sessions", json={"csrf": token})
    as_file = browser.client.post("/account/sessions", data={"csrf": token}, files={"x": b"y"})
    large = browser.client.post("/account/sessions", data={"csrf": token, "x": "y" * MOST_BYTES})
    many = browser.client.post("/account/sessions", data={"csrf": token, **{f"f{n}": "" for n in range(600)}})
    assert [each.status_code for each in (as_json, as_file, large, many)] == [415, 415, 413, 400]


def test_the_first_administrator_is_made_once_with_the_terminal_s_code(house: House) -> None:
    browser = house.visitor()
    assert browser.get("/setup").status_code == 404
    code = house.parts.invitation.open()
    assert browser.get("/login").headers["location"] == "/setup"
    fields: dict[str, str | list[str]] = {"name": "root", "shown": "主任", "password": PASSWORD, "again": PASSWORD}
    assert browser.post("/setup", {**fields, "code": "wrong"}, "/setup").status_code == 422
    assert browser.post("/setup", {**fields, "code": code, "again": "x"}, "/setup").status_code == 422
    assert browser.post("/setup", {**fields, "code": code.upper()}, "/setup").status_code == 303
    assert browser.get("/users").status_code == 200
    assert house.visitor().get("/setup").status_code == 404
    assert browser.post("/setup", {**fields, "name": "two", "code": code}, "/account").status_code == 404


def test_a_password_that_somebody_else_has_seen_must_change_first(house: House, administrator: Browser) -> None:
    made = administrator.post("/users", {"name": "li", "shown": "李四", "grant": "office@"}, "/users")
    password = made.text.split("<code>")[2].partition("<")[0]
    browser = house.visitor()
    assert browser.sign_in("li", password).status_code == 303
    assert browser.get("/calls/2020-29/today").headers["location"] == "/account"
    changed = browser.post(
        "/account/password", {"current": password, "password": PASSWORD, "again": PASSWORD}, "/account"
    )
    assert changed.status_code == 303
    assert browser.sign_in("li").status_code == 303
    assert browser.get("/calls/2020-29/today").status_code == 200


def test_an_administrator_gives_roles_and_shuts_accounts_at_once(house: House, administrator: Browser) -> None:
    person = house.person("li")
    browser = house.as_somebody(person)
    assert browser.get("/calls/2020-29/today").status_code == 404
    grants = {"grant": ["office@2020-29", "administrator@2020-29", "king@", "office@no-such-call"]}
    assert administrator.post(f"/users/{person.id}/grants", grants, "/users").status_code == 303
    assert browser.get("/calls/2020-29/today").status_code == 200
    assert house.parts.people.listed()[0].grants == {Grant(Role.OFFICE, "2020-29")}
    assert administrator.post(f"/users/{person.id}/active", {"active": "no"}, "/users").status_code == 303
    assert browser.get("/calls/2020-29/today").status_code == 303


def test_the_last_administrator_stays(house: House, administrator: Browser) -> None:
    (root,) = house.parts.people.listed()
    answer = administrator.post(f"/users/{root.id}/active", {"active": "no"}, "/users")
    assert answer.status_code == 422
    assert "至少要有一位管理员" in answer.text
