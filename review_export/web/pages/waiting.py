"""What waits for a person: the list, the ways from one to the next, and decisions taken back."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from starlette.responses import Response

from archive.listing import PAGE
from archive.waiting import WaitingInBrief
from intake.decisions.model import Decision
from intake.errors import DecisionRefused
from review_export.web.pages.scope import in_a_list, reasons, waiting_for
from review_export.web.visit import Visit, missing

LONGEST = 2000  # characters of a reason or of words for the sender
_NUMBERS = re.compile(r"[0-9]{1,9}(-[0-9]{1,9}){0,40}", re.ASCII)


def waiting_list(visit: Visit) -> Response:
    """All that waits, the oldest first, or what waits for one reason."""
    every, wanted = waiting_for(visit), visit.query("reason")
    chosen = tuple(each for each in every if wanted in reasons(each)) if wanted else every
    rows = in_a_list(visit, chosen[PAGE * (visit.page - 1) :][:PAGE])
    return visit.show(
        "waiting.html",
        rows=rows,
        number=len(every),
        chosen=len(chosen),
        codes=tuple(each.code for each in every.by_reason),
        wanted=wanted,
        reasons_of=reasons,
        undo=undoable(visit),
    )


def take_back(visit: Visit) -> Response:
    """Decisions that were made together are undone, as long as no letter that follows from them has left."""
    made = _made(visit)
    back = path_of(visit, made[0].receipt, made[0].mail)
    try:
        for each in reversed(made):
            visit.parts.decider.take_back(each, visit.somebody.name, visit.form["reason"][:LONGEST])
    except DecisionRefused:
        return visit.see(back, "not_undone")
    return visit.see(back, "undone")


def _made(visit: Visit) -> tuple[Decision, ...]:
    """The decisions that the path names by their numbers, joined by hyphens; all of this call."""
    written = visit.path("decisions")
    if not _NUMBERS.fullmatch(written):
        raise missing()
    try:
        made = tuple(visit.parts.records.decided(int(number)) for number in written.split("-"))
    except DecisionRefused as refused:
        raise missing() from refused
    if any(each.call != visit.call.name for each in made):
        raise missing()
    return made


def undoable(visit: Visit) -> str:
    """The numbers of the decisions that were just made, joined by hyphens; "" where none were."""
    written = visit.query("undo")
    return written if _NUMBERS.fullmatch(written) else ""


def after(visit: Visit, before: Sequence[WaitingInBrief], made: Sequence[Decision], said: str = "") -> Response:
    """The page that comes after a decision: the same where something is left of it, else the next that waits."""
    here, rest = _here(visit), waiting_for(visit)
    place = place_of(visit, before)
    still = next((each for each in rest if here in (each.receipt, each.mail)), None)
    waits = {(each.receipt, each.mail): each for each in rest}
    later = (waits.get((each.receipt, each.mail)) for each in before[(place or 0) + 1 :])
    following = still or next((each for each in later if each), None) or next(iter(rest), None)
    to = path_of(visit, following.receipt, following.mail) if following else base_of(visit)
    return visit.see(to, said, undo="-".join(str(each.id) for each in made))


def place_of(visit: Visit, every: Sequence[WaitingInBrief]) -> int | None:
    """Which of them the path is about, None where it waits no more."""
    here = _here(visit)
    return next((index for index, each in enumerate(every) if here in (each.receipt, each.mail)), None)


def beside(visit: Visit, every: Sequence[WaitingInBrief], place: int | None, step: int) -> str:
    """The path of the one before or after, "" where there is none."""
    if place is None or not 0 <= place + step < len(every):
        return ""
    return path_of(visit, every[place + step].receipt, every[place + step].mail)


def base_of(visit: Visit) -> str:
    """The list's path."""
    return f"{visit.base}/waiting"


def path_of(visit: Visit, receipt: str, digest: str) -> str:
    """Where one of them is decided."""
    return f"{base_of(visit)}/{quote(receipt, safe='')}" if receipt else f"{base_of(visit)}/mails/{digest}"


def _here(visit: Visit) -> str:
    return visit.path("receipt") or visit.path("digest")
