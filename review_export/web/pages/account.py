"""One's own account: password, and where one is signed in."""

from http import HTTPStatus

from starlette.responses import Response

from archive.accounts.passwords import SHORTEST, fault_of
from review_export.web.pages.signing_in import address_of
from review_export.web.visit import Visit


def account(visit: Visit) -> Response:
    """The page."""
    return _shown(visit, "")


def change_password(visit: Visit) -> Response:
    """Another password, for whoever knows the present one; one's other sessions end."""
    person, form = visit.somebody, visit.form
    fault = _fault(visit)
    if fault:
        return _shown(visit, fault, HTTPStatus.UNPROCESSABLE_ENTITY)
    visit.parts.people.set_password(person.id, form.raw("password"), person.name, visit.now, must_change=False)
    return visit.see("/login", "password")


def end_others(visit: Visit) -> Response:
    """Signed out everywhere but here."""
    visit.parts.sessions.end_others(visit.somebody, visit.token)
    return visit.see("/account", "ended")


def _fault(visit: Visit) -> str:
    person, form = visit.somebody, visit.form
    if not visit.parts.attempts.admit(person.name, address_of(visit), visit.now):
        return "尝试次数太多，请过一刻钟再试"
    if visit.parts.people.with_password(person.name, form.raw("current")) is None:
        return "现在的密码不对"
    visit.parts.attempts.succeeded(person.name)
    if form.raw("password") != form.raw("again"):
        return "两次输入的密码不一样"
    if form.raw("password") == form.raw("current"):
        return "新密码与现在的相同"
    return fault_of(form.raw("password"), person.name)


def _shown(visit: Visit, fault: str, status: int = HTTPStatus.OK) -> Response:
    sessions = visit.parts.sessions.of(visit.somebody, visit.now)
    return visit.show("account.html", status, sessions=sessions, fault=fault, shortest=SHORTEST)
