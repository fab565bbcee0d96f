"""Who is silent or has faults open at a stage, and the reminder to them: seen before it goes."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.responses import Response

from archive.coverage import send_reminders
from intake.call import Stage
from intake.coverage import Covered, stage_to_remind_of
from intake.letters.reminding import Reminder, is_to_remind, remind
from review_export.web.pages.scope import covered, in_detail
from review_export.web.visit import Visit, missing

_PAGE = 20  # units: the letters of all of them are written to be looked at
_HELD = "提醒，请过目后放行"


def reminders(visit: Visit) -> Response:
    """Whom a reminder would go to at a stage, and what it says."""
    stage = _stage(visit, visit.query("stage"))
    silent = _silent(visit, stage)
    due = _due(visit, stage, silent[_PAGE * (visit.page - 1) :][:_PAGE])
    return visit.show(
        "reminders.html",
        stage=stage,
        due=due,
        number=len(silent),
        pages=lambda number: max(1, -(-number // _PAGE)),
        written=sum(len(each.letters) for each in due),
        unreachable=sum(1 for each in due if not each.letters),
        has_roster=visit.call.roster is not None,
    )


def send(visit: Visit) -> Response:
    """To those that are ticked; at once, or held for a person. Nobody is reminded twice within a day."""
    chosen = set(visit.form.all("name"))
    stage = _stage(visit, visit.form["stage"])
    due = _due(visit, stage, [each for each in _silent(visit, stage) if each.name in chosen])
    held = "" if visit.form["do"] == "send" else _HELD
    letters = [replace(letter, held=held) for each in due for letter in each.letters]
    actor = visit.somebody.name
    written = send_reminders(visit.parts.records, visit.call.name, letters, visit.now, actor) if letters else 0
    if not written:
        return visit.see(visit.request.url.path, "nobody_reminded")
    base = f"{visit.base}/letters"
    return visit.see(base, "reminded_held") if held else visit.see(visit.request.url.path, "reminded")


def _stage(visit: Visit, key: str) -> Stage:
    """The one asked for, else the one that is due next, else the last."""
    call = visit.call
    if not key:
        return stage_to_remind_of(call, visit.now.date()) or call.stages[-1]
    try:
        return call.stage(key)
    except KeyError as error:
        raise missing() from error


def _silent(visit: Visit, stage: Stage) -> tuple[Covered, ...]:
    """Who is to be reminded, in the roster's order."""
    return tuple(each for each in covered(visit)[visit.call.stages.index(stage)] if is_to_remind(each))


def _due(visit: Visit, stage: Stage, rows: Sequence[Covered]) -> tuple[Reminder, ...]:
    """Their reminders, of what is on record now."""
    call, wording = visit.call, visit.parts.decider.wording
    (of_stage,) = in_detail(visit, rows, (stage,))
    return tuple(found for row in of_stage if (found := remind(call, row, visit.now, wording)) is not None)
