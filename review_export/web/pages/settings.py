"""The settings, part by part in the order in which a service needs them, each to be tried; for administrators."""

from collections.abc import Sequence
from http import HTTPStatus

from starlette.responses import Response

from archive.views import conditions, counts, polls
from review_export.web.installation import Look
from review_export.web.visit import Visit

REST = ("archive", "disk", "parsing", "trust")  # what is tried besides the steps


def settings(visit: Visit) -> Response:
    """The page."""
    return _shown(visit)


def try_part(visit: Visit) -> Response:
    """One part tried for real, as `baosong doctor` does."""
    part, installation = visit.form["part"], visit.parts.installation
    if part not in installation.parts:
        return _shown(visit, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _shown(visit, part, installation.look(part))


def test_mail(visit: Visit) -> Response:
    """A mail that says that it is a test, to the address that was typed."""
    to = visit.form["to"]
    fault = visit.parts.installation.send_test(to) if to else "请写明收件地址"
    with visit.parts.records.transaction() as transaction:
        transaction.audit(visit.somebody.name, "mail.test", to[:200], fault, visit.now)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return _shown(visit, mailed=to, mail_fault=fault, status=status)


def _shown(
    visit: Visit,
    part: str = "",
    looks: Sequence[Look] = (),
    mailed: str = "",
    mail_fault: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    installation, records = visit.parts.installation, visit.parts.records
    return visit.show(
        "settings.html",
        status,
        sources=installation.sources(),
        polls=polls(records),
        conditions={each.place: each for each in conditions(records)},
        sending=installation.sending(),
        tried=part,
        looks=looks,
        mailed=mailed,
        mail_fault=mail_fault,
        every_call=visit.parts.calls,
        rest=tuple((key, installation.parts[key]) for key in REST),
        fresh=not counts(records)["outbox"]["sent"],
    )
