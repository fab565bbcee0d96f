"""The gate before every page: session, rule, form; nothing of a page runs before all three are settled."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from archive.accounts import Person
from intake.call import Call
from review_export.web.access import Who
from review_export.web.forms import Form, has_files, is_form, posted, posted_with_files
from review_export.web.language import chosen
from review_export.web.parts import Parts
from review_export.web.visit import Visit

Page = Callable[[Visit], Response]
ACCOUNT = "/account"
_WAYS_OUT = (ACCOUNT, "/account/password", "/logout", "/language")  # of somebody whose password must change first


@dataclass(frozen=True, slots=True)
class Entry:
    """A route: its page and who may. `title` where it stands in the navigation."""

    method: str
    path: str
    page: Page
    who: Who
    title: str = ""
    takes_files: bool = False

    @property
    def of_a_call(self) -> bool:
        """Whether its path names a call."""
        return "{call}" in self.path


class Gate:
    """Makes endpoints of entries."""

    def __init__(self, parts: Parts, entries: tuple[Entry, ...]) -> None:
        self.parts = parts
        self.menu = tuple(entry for entry in entries if entry.title)

    def endpoint(self, entry: Entry) -> Callable[[Request], object]:
        """What the router calls."""

        async def answer(request: Request) -> Response:
            return await self._answer(request, entry)

        return answer

    async def _answer(self, request: Request, entry: Entry) -> Response:
        if entry.method == "GET":
            return await run_in_threadpool(self._shown, request, entry)
        visit = await run_in_threadpool(self.visit, request)
        if visit.person is None and not entry.who.anyone and is_form(request):
            form = await posted(request, request.cookies.get(cookie_name(self.parts), ""))
            return visit.show("expired.html", HTTPStatus.FORBIDDEN, words=form.words)
        refused = self._refused(visit, entry)
        if refused is not None:
            return self.with_cookie(visit, refused)
        read = posted_with_files if entry.takes_files and has_files(request) else posted
        form = await read(request, request.cookies.get(cookie_name(self.parts), ""))
        if form.files:  # they take their time: who sends them may have lost the right meanwhile
            visit = await run_in_threadpool(self.visit, request)
            refused = self._refused(visit, entry)
            if refused is not None:
                return self.with_cookie(visit, refused)
        visit.form = form
        return self.with_cookie(visit, await run_in_threadpool(entry.page, visit))

    def _shown(self, request: Request, entry: Entry) -> Response:
        """A page that only shows something shows one moment, its visitor's rights among it, and is made by one thread."""
        with self.parts.records.one_moment():
            visit = self.visit(request)
            response = self._refused(visit, entry)
            return self.with_cookie(visit, entry.page(visit) if response is None else response)

    def visit(self, request: Request) -> Visit:
        """Who comes; pages of errors are for a visitor, too."""
        now = self.parts.clock()
        cookie = request.cookies.get(cookie_name(self.parts), "")
        if cookie:
            self.parts.fresh()
        person = self.parts.sessions.person(cookie, now) if cookie else None
        token = cookie or secrets.token_urlsafe(32)
        language = chosen(request.cookies, request.headers.get("accept-language", ""))
        visit = Visit(self.parts, request, person, token, language, now, Form([]))
        here = request.url.path
        visit.navigation = self._navigation(here, person, visit.named_call or next(iter(visit.calls), None))
        visit.landing = partial(self._landing, here, person)  # not of the visit itself, which ends with its request
        return visit

    def _refused(self, visit: Visit, entry: Entry) -> Response | None:
        """Where somebody who may not is sent, or an error. None: go on."""
        call = visit.path("call") if entry.of_a_call else None
        if entry.who.anyone:
            return None
        if visit.person is None:
            if entry.method != "GET":
                raise HTTPException(HTTPStatus.FORBIDDEN)
            return RedirectResponse(f"/login?next={quote(visit.request.url.path)}", HTTPStatus.SEE_OTHER)
        if call is not None and (self.parts.call(call) is None or not visit.person.roles(call)):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if not entry.who.lets_in(visit.person, call):
            raise HTTPException(HTTPStatus.FORBIDDEN)
        if visit.person.must_change and visit.request.url.path not in _WAYS_OUT:
            return RedirectResponse(ACCOUNT, HTTPStatus.SEE_OTHER)
        return None

    def _landing(self, here: str, person: Person | None, call: Call) -> str:
        """The first page that this person may see at a call."""
        return next((path for _, path, _ in self._navigation(here, person, call)), ACCOUNT)

    def _navigation(self, here: str, person: Person | None, call: Call | None) -> tuple[tuple[str, str, bool], ...]:
        """What this person may see, as (title, path, whether it is here)."""
        if person is None or person.must_change:
            return ()
        found = []
        for entry in self.menu:
            if entry.of_a_call and call is None:
                continue
            of = call.name if call and entry.of_a_call else None
            if not entry.who.lets_in(person, of):
                continue
            path = entry.path.replace("{call}", quote(of or "", safe=""))
            found.append((entry.title, path, here == path or here.startswith(f"{path}/")))
        return tuple(found)

    def with_cookie(self, visit: Visit, response: Response) -> Response:
        """The browser's first cookie goes with its first page: forms need one before anybody has signed in."""
        is_page = response.media_type == HTMLResponse.media_type
        if is_page and not visit.request.cookies.get(cookie_name(self.parts)):
            set_token(self.parts, response, visit.token)
        return response


def cookie_name(parts: Parts) -> str:
    """By https browsers take the cookie from this very host alone."""
    return "__Host-baosong" if parts.secure else "baosong"


def set_token(parts: Parts, response: Response, token: str) -> None:
    """Give the browser a token; it ends with the browser, and on the server at its time."""
    response.set_cookie(cookie_name(parts), token, path="/", secure=parts.secure, httponly=True, samesite="lax")
