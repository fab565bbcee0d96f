"""In and out: signing in, the first administrator, the language."""

from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from starlette.responses import Response

from archive.accounts import Grant, Person, Role
from archive.accounts.passwords import fault_of
from intake.errors import AccountRefused
from review_export.web.gate import cookie_name, set_token
from review_export.web.language import LANGUAGES
from review_export.web.visit import Visit, missing

log = structlog.get_logger()
_TOO_MANY = "尝试次数太多，请过一刻钟再试"
_WRONG = "用户名或密码不对"
_YEAR = 365 * 24 * 3600  # seconds


def sign_in(visit: Visit) -> Response:
    """The form."""
    if visit.person is not None:
        return visit.see("/")
    if visit.parts.invitation.is_open and not visit.parts.people.any():
        return visit.see("/setup")
    return visit.show("login.html", next=_local(visit.query("next")), name="", fault="")


def signed_in(visit: Visit) -> Response:
    """Name and password looked at; a session begins with a token of its own."""
    name, to = visit.form["name"], _local(visit.form["next"])
    if not visit.parts.attempts.admit(name, address_of(visit), visit.now):
        log.warning("登录尝试次数太多", name=name[:64], address=address_of(visit))
        return visit.show("login.html", HTTPStatus.TOO_MANY_REQUESTS, next=to, name=name, fault=_TOO_MANY)
    person = visit.parts.people.with_password(name, visit.form.raw("password"))
    if person is None:
        log.warning("登录被拒绝", name=name[:64], address=address_of(visit))
        return visit.show("login.html", HTTPStatus.UNAUTHORIZED, next=to, name=name, fault=_WRONG)
    visit.parts.attempts.succeeded(name)
    return _begun(visit, person, to)


def signed_out(visit: Visit) -> Response:
    """The session ends here, not only in the browser."""
    visit.parts.sessions.end(visit.token)
    response = visit.see("/login")
    response.delete_cookie(cookie_name(visit.parts), path="/", secure=visit.parts.secure, httponly=True)
    return response


def setup(visit: Visit) -> Response:
    """The form that makes an administrator, while the terminal shows a code."""
    if not visit.parts.invitation.is_open:
        raise missing()
    return visit.show("setup.html", values={"code": "", "name": "", "shown": ""}, fault="")


def set_up(visit: Visit) -> Response:
    """The administrator is made, and signed in."""
    invitation, form = visit.parts.invitation, visit.form
    if not invitation.is_open:
        raise missing()
    fault = _fault(visit)
    if not fault and not invitation.take(form["code"]):
        fault = "一次性代码不对，请看启动服务的终端"
    if fault:
        values = {key: form[key] for key in ("code", "name", "shown")}
        return visit.show("setup.html", HTTPStatus.UNPROCESSABLE_ENTITY, values=values, fault=fault)
    grants = [Grant(role) for role in (Role.ADMINISTRATOR, Role.OFFICE, Role.ARCHIVIST)]
    password = form.raw("password")
    person = visit.parts.people.add(
        form["name"], form["shown"], password, grants, "terminal", visit.now, must_change=False
    )
    return _begun(visit, person, "/settings")


def _fault(visit: Visit) -> str:
    """What is wrong with the form, before the code is used up."""
    form, people = visit.form, visit.parts.people
    if not visit.parts.attempts.admit("setup", address_of(visit), visit.now):
        return _TOO_MANY
    try:
        people.look_at(form["name"])
    except AccountRefused as refused:
        return str(refused)
    if form.raw("password") != form.raw("again"):
        return "两次输入的密码不一样"
    return fault_of(form.raw("password"), form["name"])


def language(visit: Visit) -> Response:
    """Chinese or English from now on, in this browser."""
    response = visit.see(_local(visit.form["next"]))
    if visit.form["language"] in LANGUAGES:
        response.set_cookie(
            "language",
            visit.form["language"],
            max_age=_YEAR,
            path="/",
            secure=visit.parts.secure,
            httponly=True,
            samesite="lax",
        )
    return response


def address_of(visit: Visit) -> str:
    """Where the request came from; behind a proxy, what a trusted one says (settings, `web.proxies`)."""
    return visit.request.client.host if visit.request.client else ""


def _begun(visit: Visit, person: Person, to: str) -> Response:
    ends_at = visit.now + visit.parts.session_length
    agent = visit.request.headers.get("user-agent", "")
    response = visit.see(to)
    if visit.request.cookies.get(cookie_name(visit.parts)):
        visit.parts.sessions.end(visit.token)  # whoever was signed in here before
    set_token(visit.parts, response, visit.parts.sessions.begin(person, visit.now, ends_at, address_of(visit), agent))
    return response


def _local(path: str) -> str:
    """A path of ours to go on to, nothing that leads elsewhere."""
    pieces = urlsplit(path)
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and not pieces.scheme and not pieces.netloc
    return path if safe and path.isprintable() else "/"
