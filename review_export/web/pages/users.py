"""People and what they may; for administrators."""

from http import HTTPStatus

from starlette.responses import Response

from archive.accounts import EVERY_CALL, Grant, Role
from archive.accounts.passwords import drawn
from intake.errors import AccountRefused
from review_export.web.visit import Visit


def users(visit: Visit) -> Response:
    """Everybody, and the form for one more."""
    return _shown(visit)


def add(visit: Visit) -> Response:
    """A new account, with a password that is shown once and must be changed at once."""
    form, password = visit.form, drawn(3)
    try:
        person = visit.parts.people.add(
            form["name"], form["shown"], password, granted(visit), visit.somebody.name, visit.now
        )
    except AccountRefused as refused:
        return _shown(visit, fault=str(refused), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _shown(visit, made=(person.name, password))


def new_password(visit: Visit) -> Response:
    """For whoever has forgotten theirs: another one, shown once."""
    password = drawn(3)
    try:
        visit.parts.people.set_password(visit.number("id"), password, visit.somebody.name, visit.now, must_change=True)
    except AccountRefused as refused:
        return _shown(visit, fault=str(refused), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    name = next(each.name for each in visit.parts.people.listed() if each.id == visit.number("id"))
    return _shown(visit, made=(name, password))


def set_grants(visit: Visit) -> Response:
    """What somebody may from now on."""
    people, actor = visit.parts.people, visit.somebody.name
    try:
        people.set_grants(visit.number("id"), granted(visit), actor, visit.now)
    except AccountRefused as refused:
        return _shown(visit, fault=str(refused), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return visit.see("/users", "saved")


def set_active(visit: Visit) -> Response:
    """An account opened or shut; shut, whoever is signed in with it is out at once."""
    people, actor = visit.parts.people, visit.somebody.name
    try:
        people.set_active(visit.number("id"), visit.form["active"] == "yes", actor, visit.now)
    except AccountRefused as refused:
        return _shown(visit, fault=str(refused), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return visit.see("/users", "saved")


def granted(visit: Visit) -> frozenset[Grant]:
    """The ticked roles: `role@call`, `role@` for every call. What names nothing of ours gives nothing."""
    known = {call.name for call in visit.parts.calls} | {EVERY_CALL}
    found = set()
    for written in visit.form.all("grant"):
        role, _, call = written.partition("@")
        if role in set(Role) and call in known and (role != Role.ADMINISTRATOR or call == EVERY_CALL):
            found.add(Grant(Role(role), call))
    return frozenset(found)


def _shown(visit: Visit, fault: str = "", made: tuple[str, str] | None = None, status: int = HTTPStatus.OK) -> Response:
    every = visit.parts.people.listed()
    held = {each.id: [f"{grant.role}@{grant.call}" for grant in each.grants] for each in every}
    return visit.show(
        "users.html",
        status,
        people=every,
        held=held,
        fault=fault,
        made=made,
        roles=tuple(Role),
        all_calls=visit.parts.calls,
    )
