"""What of a call's rows a page is about, and what waits there for a person."""

from archive.today import Scope
from archive.waiting import WaitingView, waiting
from review_export.web.rendering import UNREAD
from review_export.web.visit import Visit


def scope_of(visit: Visit) -> Scope:
    """The rows of the path's call."""
    return Scope(visit.call.name, len(visit.parts.calls) == 1)


def waiting_for(visit: Visit) -> tuple[WaitingView, ...]:
    """What waits at the path's call, the oldest first; what is of no call is of the only one."""
    scope = scope_of(visit)
    found = waiting(visit.parts.records, [scope.call])
    return tuple(each for each in found if each.call == scope.call or scope.all_of_it)


def reasons(each: WaitingView) -> tuple[str, ...]:
    """Why it waits: codes, or `UNREAD`."""
    return tuple(dict.fromkeys(finding.code for finding in each.findings)) or (UNREAD,)
