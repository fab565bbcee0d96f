"""One organisation of the roster: where it stands, what was decided about it, its deadline, what it would be told."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus

from starlette.responses import Response

from archive.accounts import Role
from archive.coverage import decided
from archive.noting import extend, extension_letters, note_standing
from intake.call import Organisation, Stage
from intake.coverage import Covered
from intake.decisions.asking import Person
from intake.decisions.model import Attitude, Decision, DecisionKind, standing
from intake.errors import DecisionRefused
from intake.letters.reminding import remind
from intake.model import Letter
from intake.naming import organisation_key
from review_export.web.pages.scope import covered, in_detail
from review_export.web.visit import Visit, missing

_REASON = 500
_EXTENDING = ("extend", "extend_hold")
_NO_SUCH = "没有这样的决定，请返回重试"


def organisation(visit: Visit) -> Response:
    """The page."""
    return _shown(visit)


def note(visit: Visit) -> Response:
    """How it stands beside its mails, or a deadline of its own: looked at first, with the letter, then kept."""
    found, parts, wish = _found(visit), visit.parts, visit.form["do"]
    person = Person(visit.somebody.name, visit.now, visit.form["reason"][:_REASON])
    try:
        stage = _stage(visit)
        if wish == "look":
            day = _day(visit)
            return _shown(
                visit, letters=extension_letters(parts.decider, visit.call, found, stage, day, person), until=day
            )
        if wish in _EXTENDING:
            send = wish == "extend"
            extend(parts.records, parts.decider, visit.call, found, stage, _day(visit), person, send)
        else:
            note_standing(parts.decider, visit.call, found, stage, _attitude(wish), person)
    except DecisionRefused as refused:
        return _shown(visit, fault=str(refused), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return visit.see(visit.request.url.path, "noted")


def _attitude(wish: str) -> Attitude:
    """Raises DecisionRefused."""
    if wish not in set(Attitude):
        raise DecisionRefused(_NO_SUCH)
    return Attitude(wish)


def unit_of(found: Organisation) -> str:
    """What a path calls an organisation: names hold whatever they hold."""
    return _unit_of(found.names[0])


@lru_cache(maxsize=65_536)
def _unit_of(name: str) -> str:
    return sha256(organisation_key(name).encode()).hexdigest()[:16]


def _found(visit: Visit) -> Organisation:
    """The path's, on the roster of the path's call."""
    for each in visit.call.roster or ():
        if unit_of(each) == visit.path("unit"):
            return each
    raise missing()


def _stage(visit: Visit) -> Stage:
    """Raises DecisionRefused."""
    try:
        return visit.call.stage(visit.form["stage"])
    except KeyError as error:
        raise DecisionRefused(_NO_SUCH) from error


def _day(visit: Visit) -> date:
    """Raises DecisionRefused."""
    try:
        return date.fromisoformat(visit.form["until"])
    except ValueError as error:
        raise DecisionRefused("请写明延到哪一天") from error


def _shown(
    visit: Visit,
    fault: str = "",
    letters: Sequence[Letter] = (),
    until: date | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    records, call = visit.parts.records, visit.call
    found = _found(visit)
    decisions = decided(records, call.name)
    keys = {organisation_key(name) for name in found.names}
    own = [each for each in decisions if organisation_key(each.organisation) in keys]
    here = [row for rows in covered(visit) for row in rows if row.organisation == found]
    rows = [row for of_stage in in_detail(visit, here, call.stages) for row in of_stage]
    return visit.show(
        "organisation.html",
        status,
        found=found,
        rows=rows,
        decisions=tuple(_in_words(each) for each in reversed(own)),
        stand={each.id for each in standing(own)},
        stage_names={stage.key: stage.name for stage in call.stages},
        attitudes=tuple(Attitude),
        reminder=_reminder(visit, rows) if visit.is_a(Role.OFFICE) else None,
        fault=fault,
        letters=letters,
        until=until,
        typed=visit.form,
        office=visit.is_a(Role.OFFICE),
    )


def _in_words(decision: Decision) -> tuple[Decision, date | None, str]:
    """The decision with its day or its words, whichever its value is."""
    if decision.kind is DecisionKind.EXTENSION:
        return decision, date.fromisoformat(decision.value), ""
    known = decision.kind is DecisionKind.STANDING
    return decision, None, Attitude(decision.value).wording if known else decision.value


def _reminder(visit: Visit, rows: Sequence[Covered]) -> Letter | None:
    """The first of the letters that it would be reminded by, of the stage that comes next."""
    for row in rows:
        found = remind(visit.call, row, visit.now, visit.parts.decider.wording)
        if found and found.letters and row.stage.deadline >= visit.now.date():
            return found.letters[0]
    return None
