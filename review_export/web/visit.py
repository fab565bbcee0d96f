"""One request as a page sees it: who, what, and how to answer."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from archive.accounts import Person, Role
from archive.listing import PAGE
from archive.today import Pulse, Scope, pulse
from intake.call import Call
from review_export.web.forms import Form, csrf_token
from review_export.web.parts import Parts
from review_export.web.rendering import rendered

_Value = TypeVar("_Value")
_LIVE = frozenset({"today", "waiting", "submissions", "letters", "entering"})  # pages on which news are told
SAID = {
    "released": "信件已放行，由正在运行的服务发出。",
    "edited": "信件已修改。",
    "dropped": "信件已取消，不会发出。",
    "not_changed": "这封信现在不能这样处理，可能已经发出，或已由别人处理。",
    "password": "密码已更改，各处的登录都已退出，请用新密码登录。",
    "ended": "其他设备上的登录已全部退出。",
    "saved": "已保存。",
    "entered": "已登记，正在排队核对，结果会出现在这里。",
    "entered_before": "这份材料登记过了。",
    "not_reworded": "决定已记下，但信件已经发出，来不及改写。",
    "undone": "决定已收回。",
    "taken_back": "已改回所选的版本。",
    "roster": "名册已更新，从现在起按它核对、统计和提醒。",
    "noted": "已登记。",
    "reminded": "提醒已写入待发信件，由正在运行的服务发出。",
    "reminded_held": "提醒已拟好，请逐封过目后放行。",
    "nobody_reminded": "没有写出提醒：没有选单位，或这些地址一天内已经提醒过。",
    "scored": "评分已保存。",
    "all_scored": "评分已保存，归您评的都评完了。",
    "recused": "已记下回避，这家单位的活动不再由您评审，办公室会看到。",
    "recusal_back": "已收回回避，可以继续评分。",
    "round_closed": "评审已经结束，这次的改动没有保存；要改请联系活动办公室。",
    "round_ended": "评审已结束，结果在下面。",
    "round_reopened": "评审已重新开始，评审人可以继续评分。",
    "merged": "您找的编号已并入这一件。",
    "one_at_a_time": "上一份还在做，做完再导出下一份；不要了可以先取消。",
    "not_undone": "收不回来：信件可能已经发出，或已由别人收回。情况有变的，请另作决定。",
}


@dataclass
class Visit:
    """A request that the gate has let in. `token` is the browser's cookie, signed in or not."""

    parts: Parts
    request: Request
    person: Person | None
    token: str
    language: str
    now: datetime
    form: Form
    navigation: tuple[tuple[str, str, bool], ...] = ()
    landing: Callable[[Call], str] = field(default=lambda _: "")  # where this person begins at a call
    scope: Scope | None = None  # of the path's call, once `pages.scope` has asked
    _pulse: Pulse | None = None
    _seen: Pulse | None = None  # the oldest moment of which anything on the page is

    @property
    def somebody(self) -> Person:
        """Whoever is signed in, on pages that nobody else sees."""
        if self.person is None:
            raise HTTPException(HTTPStatus.FORBIDDEN)
        return self.person

    @property
    def call(self) -> Call:
        """The call that the path names; the gate has seen that there is one."""
        call = self.named_call
        if call is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return call

    @property
    def named_call(self) -> Call | None:
        """The same; None where the path names none."""
        return self.parts.call(self.path("call"))

    @property
    def base(self) -> str:
        """Where the pages of the path's call begin."""
        return f"/calls/{quote(self.call.name, safe='')}"

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls at which this person is anything."""
        person = self.person
        return tuple(call for call in self.parts.calls if person and person.roles(call.name))

    def remembered(self, key: Hashable, read: Callable[[], _Value]) -> _Value:
        """What a page reads of a whole call, as `review_export.web.remembered` keeps it. Raises StoreError."""
        records = self.parts.records
        if self._pulse is None or self.request.method != "GET":  # else this very request may change something
            self._pulse = pulse(records)
        kept = self.parts.remembered.kept(records, key, read, self._pulse)
        self._seen = min(self._seen or self._pulse, kept.pulse)
        value: _Value = kept.value
        return value

    @property
    def seen(self) -> str:
        """On a page where news are told: since when they are news. "" elsewhere. Raises StoreError."""
        if self.named_call is None or not self.navigation or self.request.url.path.rpartition("/")[2] not in _LIVE:
            return ""
        return str(self._seen or pulse(self.parts.records))

    def path(self, name: str) -> str:
        """A piece of the path, "" where it has none of that name."""
        return str(self.request.path_params.get(name, ""))

    def number(self, name: str) -> int:
        """A piece of the path that is a row's number. Raises 404 for what can't be one."""
        written = self.path(name)
        if not (written.isascii() and written.isdigit() and len(written) < 10):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return int(written)

    def query(self, name: str) -> str:
        """What stands behind the question mark, "" where it is absent."""
        return self.request.query_params.get(name, "").strip()

    @property
    def page(self) -> int:
        """Which page of a list, from 1; the first for what can't be one."""
        written = self.query("page")
        return max(1, int(written)) if written.isascii() and written.isdigit() and len(written) < 7 else 1

    def is_a(self, role: Role) -> bool:
        """Whether this person has the role at the path's call."""
        person, call = self.person, self.path("call")
        return person is not None and role in (person.roles(call) if call else person.every_role)

    def show(self, template: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
        """A page. Raises StoreError, but for a page of an error."""
        seen = self.seen if status == HTTPStatus.OK else ""
        return HTMLResponse(rendered(template, self.language, {**self._frame(), "seen": seen, **values}), status)

    def see(self, path: str, said: str = "", undo: str = "") -> Response:
        """After a change: the page that shows it, so that reloading changes nothing; `undo` takes the change back."""
        told = {key: value for key, value in (("said", said), ("undo", undo)) if value}
        return RedirectResponse(path + ("?" + urlencode(told) if told else ""), HTTPStatus.SEE_OTHER)

    def link(self, **changed: str | int) -> str:
        """The same page with other things behind the question mark."""
        asked = {**dict(self.request.query_params), **{key: str(value) for key, value in changed.items()}}
        return "?" + urlencode({key: value for key, value in asked.items() if value and key != "said"})

    def _frame(self) -> dict[str, Any]:
        """What every page needs."""
        return {
            "person": self.person,
            "call": self.named_call,
            "calls": self.calls,
            "landing": self.landing,
            "navigation": self.navigation,
            "language": self.language,
            "csrf": csrf_token(self.token),
            "here": self.request.url.path,
            "page": self.page,
            "pages": lambda number: max(1, -(-number // PAGE)),
            "link": self.link,
            "now": self.now,
            "said": SAID.get(self.query("said"), ""),
        }


def missing() -> HTTPException:
    """There is no such thing, or not for this person: the two look the same."""
    return HTTPException(HTTPStatus.NOT_FOUND)
