"""For whoever watches the service: is the process there, and could it serve."""

from http import HTTPStatus

from sqlalchemy import select
from starlette.responses import PlainTextResponse, Response

from intake.errors import StoreError
from review_export.web.visit import Visit


def healthz(visit: Visit) -> Response:
    """The process answers."""
    del visit
    return PlainTextResponse("ok\n")


def readyz(visit: Visit) -> Response:
    """The database answers, too; what it is and what is wrong with it is nobody's business here."""
    try:
        with visit.parts.records.reading() as session:
            session.execute(select(1))
    except StoreError:
        return PlainTextResponse("unavailable\n", HTTPStatus.SERVICE_UNAVAILABLE)
    return PlainTextResponse("ready\n")
