"""All routes × all roles × one's own and other people's calls, from the router's own list: the whole table of rights."""

import re
from pathlib import Path

import pytest
from starlette.routing import Route

from archive.accounts import Grant, Person, Role
from review_export.web.application import routed
from review_export.web.gate import Entry
from review_export.web.routes import ENTRIES
from tests.archive.filings import CALL, OTHER_CALL
from tests.review_export.web.browsing import Browser, House
from tests.review_export.web.objects import Objects, filed_in

pytestmark = pytest.mark.parts

OFFICE, ARCHIVIST, X = Role.OFFICE, Role.ARCHIVIST, Role.ADMINISTRATOR
EVERYBODY = frozenset(("nobody", *Role))
SIGNED_IN = frozenset(Role)
OFFICE_ALONE = frozenset((OFFICE,))
CLERKS = frozenset((OFFICE, ARCHIVIST))
READING = frozenset((OFFICE, Role.REVIEWER))
AT_A_CALL = frozenset((OFFICE, ARCHIVIST, Role.REVIEWER))
SCORING = frozenset((Role.REVIEWER,))
MAY: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/static/{version}/{name}"): EVERYBODY,
    ("GET", "/login"): EVERYBODY,
    ("POST", "/login"): EVERYBODY,
    ("GET", "/setup"): EVERYBODY,
    ("POST", "/setup"): EVERYBODY,
    ("POST", "/language"): EVERYBODY,
    ("POST", "/logout"): SIGNED_IN,
    ("GET", "/"): SIGNED_IN,
    ("GET", "/account"): SIGNED_IN,
    ("POST", "/account/password"): SIGNED_IN,
    ("POST", "/account/sessions"): SIGNED_IN,
    ("GET", "/calls/{call}/today"): CLERKS,
    ("GET", "/calls/{call}/news"): CLERKS,
    ("GET", "/calls/{call}/entering"): OFFICE_ALONE,
    ("POST", "/calls/{call}/entering"): OFFICE_ALONE,
    ("GET", "/calls/{call}/waiting"): OFFICE_ALONE,
    ("GET", "/calls/{call}/waiting/mails/{digest}"): OFFICE_ALONE,
    ("POST", "/calls/{call}/waiting/mails/{digest}"): OFFICE_ALONE,
    ("GET", "/calls/{call}/waiting/mails/{digest}/documents/{sha256}"): OFFICE_ALONE,
    ("GET", "/calls/{call}/waiting/{receipt}"): OFFICE_ALONE,
    ("POST", "/calls/{call}/waiting/{receipt}"): OFFICE_ALONE,
    ("GET", "/calls/{call}/waiting/{receipt}/letters/{wish}"): OFFICE_ALONE,
    ("POST", "/calls/{call}/decisions/{decisions}/undo"): OFFICE_ALONE,
    ("GET", "/calls/{call}/submissions"): CLERKS,
    ("GET", "/calls/{call}/submissions/{receipt}"): CLERKS,
    ("GET", "/calls/{call}/submissions/{receipt}/amend"): OFFICE_ALONE,
    ("POST", "/calls/{call}/submissions/{receipt}/amend"): OFFICE_ALONE,
    ("GET", "/calls/{call}/submissions/{receipt}/compare"): CLERKS,
    ("GET", "/calls/{call}/submissions/{receipt}/documents/{sha256}"): CLERKS,
    ("GET", "/calls/{call}/submissions/{receipt}/documents/{sha256}/view"): CLERKS,
    ("GET", "/calls/{call}/submissions/{receipt}/documents/{sha256}/pages/{page}"): CLERKS,
    ("GET", "/calls/{call}/organisations"): CLERKS,
    ("GET", "/calls/{call}/organisations/{unit}"): CLERKS,
    ("POST", "/calls/{call}/organisations/{unit}"): OFFICE_ALONE,
    ("GET", "/calls/{call}/roster"): CLERKS,
    ("GET", "/calls/{call}/roster/import"): OFFICE_ALONE,
    ("POST", "/calls/{call}/roster/import"): OFFICE_ALONE,
    ("POST", "/calls/{call}/roster/back"): OFFICE_ALONE,
    ("GET", "/calls/{call}/reminders"): OFFICE_ALONE,
    ("POST", "/calls/{call}/reminders"): OFFICE_ALONE,
    ("GET", "/calls/{call}/letters"): OFFICE_ALONE,
    ("GET", "/calls/{call}/templates"): OFFICE_ALONE,
    ("GET", "/calls/{call}/templates/{template}"): OFFICE_ALONE,
    ("POST", "/calls/{call}/templates/{template}"): OFFICE_ALONE,
    ("POST", "/calls/{call}/templates/{template}/preview"): OFFICE_ALONE,
    ("GET", "/calls/{call}/templates/{template}/previews/{preview}"): frozenset(),  # it is nobody's
    ("POST", "/calls/{call}/templates/{template}/back"): OFFICE_ALONE,
    ("GET", "/calls/{call}/notice"): frozenset((OFFICE, X)),
    ("GET", "/calls/{call}/letters/{letter}/page"): OFFICE_ALONE,
    ("POST", "/calls/{call}/letters/{letter}/release"): OFFICE_ALONE,
    ("POST", "/calls/{call}/letters/{letter}/edit"): OFFICE_ALONE,
    ("POST", "/calls/{call}/letters/{letter}/drop"): OFFICE_ALONE,
    ("GET", "/calls/{call}/search"): CLERKS,
    ("POST", "/calls/{call}/search/saved"): CLERKS,
    ("POST", "/calls/{call}/search/forgotten"): CLERKS,
    ("GET", "/calls/{call}/activities"): READING,
    ("GET", "/calls/{call}/activities/{receipt}"): READING,
    ("GET", "/calls/{call}/activities/{receipt}/documents/{sha256}/pages/{page}"): READING,
    ("POST", "/calls/{call}/activities/{receipt}/scores"): SCORING,
    ("POST", "/calls/{call}/activities/{receipt}/conflict"): SCORING,
    ("GET", "/calls/{call}/scores"): READING,
    ("GET", "/calls/{call}/scores/mine"): SCORING,
    ("GET", "/calls/{call}/scores/ranking"): OFFICE_ALONE,
    ("POST", "/calls/{call}/scores/round"): OFFICE_ALONE,
    ("GET", "/calls/{call}/charts"): AT_A_CALL,
    ("GET", "/calls/{call}/charts/{figure}"): AT_A_CALL,
    ("GET", "/calls/{call}/exports"): AT_A_CALL,
    ("POST", "/calls/{call}/exports"): AT_A_CALL,
    ("GET", "/calls/{call}/exports/{job}"): CLERKS,  # for what a clerk has made; a reviewer finds their own alone
    ("POST", "/calls/{call}/exports/{job}/removed"): frozenset(),  # it is somebody else's
    ("GET", "/settings"): frozenset((X,)),
    ("POST", "/settings/try"): frozenset((X,)),
    ("POST", "/settings/mail"): frozenset((X,)),
    ("GET", "/log"): frozenset((X,)),
    ("GET", "/users"): frozenset((X,)),
    ("POST", "/users"): frozenset((X,)),
    ("POST", "/users/{id}/password"): frozenset((X,)),
    ("POST", "/users/{id}/grants"): frozenset((X,)),
    ("POST", "/users/{id}/active"): frozenset((X,)),
}

TABLE = Path(__file__).parents[3] / "docs" / "ROLES.md"
ABOUT = """# Who may what in the web application

Whom each address let in when `tests/review_export/web/test_who_may_what.py` asked all of them as every role, at that
role's own call; the same test writes this table and fails where it differs. → is what changes something (POST). At
another call's things everybody is refused. "anybody" is who hasn't signed in; a role counts at the call for which it was
given; an administrator is one at every call. Removing an export and looking at a template's preview is for whoever made it.
"""


@pytest.fixture
def objects(house: House) -> Objects:
    return filed_in(house)


@pytest.fixture
def people(house: House) -> dict[str, Person]:
    """One of each role, at the first call only; an administrator is one at every call."""
    return {role: house.person(f"some-{role}", Grant(role) if role is X else Grant(role, CALL.name)) for role in Role}


def browsers(house: House, people: dict[str, Person]) -> dict[str, Browser]:
    """New sessions, since some pages end them."""
    return {"nobody": house.visitor(), **{who: house.as_somebody(person) for who, person in people.items()}}


def answer(browser: Browser, entry: Entry, path: str) -> int:
    """The status; being sent to sign in counts as 403."""
    if entry.method == "POST":
        return browser.client.post(path, data={"csrf": browser.csrf("/account")}).status_code
    got = browser.get(path)
    sent_away = got.status_code == 303 and got.headers["location"].startswith("/login?next")
    return 403 if sent_away else got.status_code


def test_the_router_has_the_table_and_nothing_else(house: House) -> None:
    routes = [route for route in routed(house.parts).routes if isinstance(route, Route)]
    assert len(routes) == len(routed(house.parts).routes)
    listed = sorted((method, route.path) for route in routes for method in (route.methods or ()) if method != "HEAD")
    assert listed == sorted((entry.method, entry.path) for entry in ENTRIES)


def test_each_route_lets_in_whom_the_table_names(house: House, people: dict[str, Person], objects: Objects) -> None:
    let_in = {}
    for entry in ENTRIES:
        house.parts.invitation.open()  # without it the page that uses it is nobody's
        path = objects.path(entry.path, CALL)
        answers = {who: answer(browser, entry, path) for who, browser in browsers(house, people).items()}
        let_in[entry.method, entry.path] = {who for who, status in answers.items() if status not in (403, 404)}
    assert let_in == MAY
    assert TABLE.read_text("utf-8") == as_table(let_in), f"write it anew: {TABLE}"


def as_table(let_in: dict[tuple[str, str], set[str]]) -> str:
    """Who was let in, as docs/ROLES.md has it: a row an address, the pages before what changes something."""
    heads = ("nobody", *Role)
    words = {
        "nobody": "anybody",
        OFFICE: "office",
        ARCHIVIST: "archivist",
        Role.REVIEWER: "reviewer",
        X: "administrator",
    }
    lines = [ABOUT, "| address | " + " | ".join(words[who] for who in heads) + " |", "| --- |" + " --- |" * len(heads)]
    for method, path in sorted(let_in, key=lambda each: (each[0] == "POST", each[1])):
        marks = " | ".join("✓" if who in let_in[method, path] else "" for who in heads)
        lines.append(f"| {'→ ' if method == 'POST' else ''}`{path}` | {marks} |")
    return "\n".join(lines) + "\n"


def test_nobody_reaches_another_call_s_things(house: House, people: dict[str, Person], objects: Objects) -> None:
    for entry in ENTRIES:
        if not entry.of_a_call:
            continue
        elsewhere = objects.path(entry.path, OTHER_CALL)
        smuggled = elsewhere.replace(f"/calls/{OTHER_CALL.name}/", f"/calls/{CALL.name}/")
        names_a_thing = set(re.findall(r"{(\w+)}", entry.path)) - {"call", "template"}  # templates are every call's
        for who, browser in browsers(house, people).items():
            if who in (entry.who.roles or ()) and who is X:
                continue  # an administrator is one at every call
            assert answer(browser, entry, elsewhere) in ((403,) if who == "nobody" else (403, 404)), (who, elsewhere)
            if names_a_thing:
                assert answer(browser, entry, smuggled) in (403, 404), (who, smuggled)


def test_a_call_that_isn_t_yours_looks_like_one_that_isn_t(house: House, people: dict[str, Person]) -> None:
    office = house.as_somebody(people[OFFICE])
    assert office.get(f"/calls/{OTHER_CALL.name}/today").status_code == 404
    assert office.get("/calls/no-such-call/today").status_code == 404


def test_a_route_without_a_rule_can_t_be_made() -> None:
    with pytest.raises(TypeError, match="who"):
        Entry("GET", "/", lambda visit: visit.see("/"))  # type: ignore[call-arg]
