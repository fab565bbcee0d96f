"""A call as it is set up: what its file says, in words, and what a person should know of it."""

from starlette.responses import Response

from archive.edits import Edited, versions
from intake.roster import faults
from review_export.web.visit import Visit


def notice(visit: Visit) -> Response:
    """The page."""
    call = visit.call
    file = visit.parts.installation.call_file(call.name)
    edits = versions(visit.parts.records, Edited.ROSTER, call.name)
    return visit.show(
        "notice.html",
        file=file,
        weights=sum(each.weight for each in call.criteria),
        imported=edits[0] if edits and edits[0].content is not None else None,
        roster_faults=faults(call.roster or ()),
        categories=call.categories,
        unreachable=sum(1 for each in call.roster or () if not each.addresses),
    )
