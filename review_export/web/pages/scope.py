"""What of a call's rows a page is about, and what waits there for a person."""

from collections.abc import Sequence

from archive.today import Scope, handed_in, is_alone
from archive.views import activity_of
from archive.waiting import WaitingInBrief, WaitingView, waiting, waiting_in_brief
from intake.coverage import Handed
from intake.decisions.asking import Subject
from review_export.web.rendering import UNREAD
from review_export.web.visit import Visit, missing


def scope_of(visit: Visit) -> Scope:
    """The rows of the path's call."""
    parts, call = visit.parts, visit.call.name
    if len(parts.calls) > 1:
        return Scope(call, False)
    return Scope(call, True, parts.remembered.of(parts.records, ("alone", call), lambda: is_alone(parts.records, call)))


def waiting_for(visit: Visit) -> tuple[WaitingInBrief, ...]:
    """What waits at the path's call, the oldest first; what is of no call is of the only one."""
    scope, parts = scope_of(visit), visit.parts
    key = ("waiting", scope.call)
    found = parts.remembered.of(parts.records, key, lambda: waiting_in_brief(parts.records, scope.call))
    return tuple(each for each in found if each.call == scope.call or scope.all_of_it)


def handed_here(visit: Visit) -> tuple[Handed, ...]:
    """What was handed in at the path's call, one of each organisation, stage and verdict."""
    scope, parts = scope_of(visit), visit.parts
    return parts.remembered.of(parts.records, ("handed", scope), lambda: handed_in(parts.records, scope))


def subject_of(visit: Visit) -> Subject:
    """The path's submission, to be decided about. Raises 404 where the call has none of that number."""
    receipt = visit.path("receipt")
    if activity_of(visit.parts.records, visit.call.name, receipt) is None:
        raise missing()
    return visit.parts.decider.subject(receipt)


def in_full(visit: Visit, several: Sequence[WaitingInBrief]) -> tuple[WaitingView, ...]:
    """These as they are shown, in the same order."""
    found = waiting(visit.parts.records, mails={each.mail for each in several})
    views = {(each.receipt, each.mail): each for each in found}
    keys = ((each.receipt, each.mail) for each in several)
    return tuple(views[key] for key in keys if key in views)  # somebody may have decided meanwhile


def reasons(each: WaitingInBrief | WaitingView) -> tuple[str, ...]:
    """Why it waits: codes, or `UNREAD`."""
    codes = each.codes if isinstance(each, WaitingInBrief) else [finding.code for finding in each.findings]
    return tuple(dict.fromkeys(codes)) or (UNREAD,)
