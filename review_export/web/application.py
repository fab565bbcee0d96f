"""The ASGI application: the table of routes behind the gate, and pages for what goes wrong."""

from http import HTTPStatus

import structlog
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from intake.errors import BaosongError, DecisionRefused
from review_export.web.gate import Gate
from review_export.web.headers import SafeHeaders
from review_export.web.parts import Parts
from review_export.web.routes import ENTRIES

log = structlog.get_logger()
_SENTENCES = {
    400: "浏览器发来的内容不完整，请返回重试。",
    403: "您没有查看这一页或做这件事的权限；如果刚刚重新登录过，请返回上一页刷新后再试。",
    404: "没有这一页，或者您看不到它。",
    405: "这个地址不能这样使用。",
    413: "提交的内容太大。",
    415: "提交的内容不是表单。",
    500: "程序出了错，已记入日志。请稍后再试；如果总是这样，请把时间告诉管理员。",
    503: "数据库或存储现在用不了，请稍后再试。",
}


def application(parts: Parts) -> ASGIApp:
    """Everything under one address. The headers are outermost, so that a program's fault carries them, too."""
    return SafeHeaders(
        TrustedHostMiddleware(routed(parts), allowed_hosts=list(parts.hosts), www_redirect=False), parts.secure
    )


def routed(parts: Parts) -> Starlette:
    """The router. Behind it are `routes.ENTRIES` and nothing else."""
    gate = Gate(parts, ENTRIES)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
        return await _page(gate, request, status)

    async def undecidable(request: Request, error: Exception) -> Response:
        return await _page(gate, request, HTTPStatus.CONFLICT, str(error))

    async def unavailable(request: Request, error: Exception) -> Response:
        log.error(str(error), path=request.url.path)
        return await _page(gate, request, HTTPStatus.SERVICE_UNAVAILABLE)

    return Starlette(
        routes=[Route(entry.path, gate.endpoint(entry), methods=[entry.method]) for entry in ENTRIES],
        exception_handlers={
            HTTPException: refused,
            DecisionRefused: undecidable,
            BaosongError: unavailable,
            Exception: refused,
        },
    )


async def _page(gate: Gate, request: Request, status: int, said: str = "") -> Response:
    """The error's page; where even that can't be made, its sentence."""
    sentence = said or _SENTENCES.get(status, "出了问题，请返回重试。")

    def made() -> Response:
        visit = gate.visit(request)
        return gate.with_cookie(visit, visit.show("error.html", status, number=int(status), sentence=sentence))

    try:
        return await run_in_threadpool(made)
    except BaosongError:
        return PlainTextResponse(sentence, status)
