"""That something happened at a call, told as it happens (server-sent events): never what, so that nothing leaks here."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from archive.today import Pulse, pulse
from review_export.web.visit import Visit

_PAUSE = 2.0  # seconds between looks at the records
_STILL = 8  # looks without news, then a line that keeps proxies from hanging up


def news(visit: Visit) -> Response:
    """A stream that ends after a while, with the session, or with the server; browsers ask again by themselves.

    What happened between the page, or the stream before, and this one is told at once: each says what it has seen.
    """
    headers = {"X-Accel-Buffering": "no"}
    return StreamingResponse(_told(visit), media_type="text/event-stream", headers=headers)


async def _told(visit: Visit) -> AsyncIterator[str]:
    parts, seen = visit.parts, visit.request.headers.get("last-event-id", "") or visit.query("seen")
    now = await run_in_threadpool(pulse, parts.records)
    yield "retry: 3000\n" + (_event(now) if seen and seen != str(now) else f"id: {now}\n\n")
    for look in range(int(parts.news_seconds / _PAUSE)):
        await asyncio.sleep(_PAUSE)
        if parts.leaving.is_set() or await run_in_threadpool(_is_signed_out, visit):
            return
        before, now = now, await run_in_threadpool(pulse, parts.records)
        if now != before:
            yield _event(now)
        elif look % _STILL == 0:
            yield ":\n\n"


def _event(now: Pulse) -> str:
    return f"id: {now}\nevent: news\ndata: {json.dumps({'queue': now.queue})}\n\n"


def _is_signed_out(visit: Visit) -> bool:
    return visit.parts.sessions.person(visit.token, visit.parts.clock()) is None
