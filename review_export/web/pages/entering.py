"""Material that came otherwise than by mail is entered here, and then examined as every mail is."""

from datetime import datetime
from http import HTTPStatus

from starlette.responses import Response

from archive.entered import entered
from intake.entering import EnteredFile, Entry, message_of, take_in
from review_export.web.pages.scope import scope_of
from review_export.web.visit import Visit

WAYS = ("邮寄", "OA", "当面送交", "其他方式")
_LONGEST = 200  # characters of a name
_NOTE = 2000


def entering(visit: Visit) -> Response:
    """The form, and what became of what was entered last."""
    return _shown(visit)


def enter(visit: Visit) -> Response:
    """Take it in like a mail that arrives; the service examines it, and answers where there is an address."""
    fault, entry = _entry(visit)
    if entry is None:
        return _shown(visit, fault, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        raw = message_of(entry, visit.call.address)
    except ValueError:
        return _shown(visit, "电子邮箱写得不对，请核对；不需要发信的可以不填", HTTPStatus.UNPROCESSABLE_ENTITY)
    fresh = take_in(visit.parts.blobs, visit.parts.records, visit.call, entry, raw, visit.now)
    return visit.see(visit.request.url.path, "entered" if fresh else "entered_before")


def _entry(visit: Visit) -> tuple[str, Entry | None]:
    """What was written, or what is wrong with it."""
    form, organisation = visit.form, visit.form["organisation"]
    received = _moment(visit)
    if not organisation or len(organisation) > _LONGEST:
        return "请写明报送单位", None
    if received is None or received > visit.now:
        return "收到的时间写得不对，也不能晚于现在", None
    if not form.files:
        return "请选择要登记的文件", None
    how = form["how"] if form["how"] in WAYS else WAYS[-1]
    files = tuple(EnteredFile(each.name, each.data) for each in form.files)
    by = visit.somebody.shown or visit.somebody.name
    return "", Entry(organisation, how, received, by, files, form["address"][:_LONGEST], form["note"][:_NOTE])


def _moment(visit: Visit) -> datetime | None:
    """The time in the form, in the records' zone; None for what can't be one."""
    try:
        return datetime.fromisoformat(visit.form["received_at"]).replace(tzinfo=visit.now.tzinfo)
    except ValueError:
        return None


def _shown(visit: Visit, fault: str = "", status: int = HTTPStatus.OK) -> Response:
    roster = visit.call.roster or ()
    return visit.show(
        "entering.html",
        status,
        fault=fault,
        ways=WAYS,
        written=visit.form,
        names=tuple(each.names[0] for each in roster),
        rows=entered(visit.parts.records, scope_of(visit)),
    )
