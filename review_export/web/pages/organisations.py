"""The roster and where each organisation stands at each stage."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from archive.accounts import Role
from archive.coverage import decided
from archive.listing import PAGE
from archive.today import handed_by
from intake.call import Organisation
from intake.coverage import Covered, Standing, cover
from intake.decisions.model import Decision
from review_export.web.pages.organisation import unit_of
from review_export.web.pages.scope import handed_here, scope_of
from review_export.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation, at each stage in the call's order."""

    organisation: Organisation
    covered: tuple[Covered, ...]


def organisations(visit: Visit) -> Response:
    """All of them, or those of a category, or those that stand somewhere at some stage."""
    call = visit.call
    handed = handed_here(visit)
    decisions = decided(visit.parts.records, call.name)
    of_stage = [cover(call, stage, handed, decisions) for stage in call.stages]
    rows = tuple(Row(each[0].organisation, each) for each in zip(*of_stage, strict=True))
    category, standing, words = (visit.query(name) for name in ("category", "standing", "words"))
    chosen = tuple(row for row in rows if _is_wanted(row, category, standing, words))
    shown = _in_full(visit, chosen[PAGE * (visit.page - 1) :][:PAGE], decisions)
    return visit.show(
        "organisations.html",
        rows=shown,
        number=len(rows),
        chosen=len(chosen),
        has_roster=call.roster is not None,
        office=visit.is_a(Role.OFFICE),
        unit_of=unit_of,
        stages=call.stages,
        has_contact=any(row.organisation.telephone or row.organisation.addresses for row in shown),
        wanted={"category": category, "standing": standing, "words": words},
        categories=tuple(dict.fromkeys(row.organisation.category for row in rows if row.organisation.category)),
        standings=tuple(Standing),
    )


def _in_full(visit: Visit, rows: Sequence[Row], decisions: Sequence[Decision]) -> tuple[Row, ...]:
    """The rows of one page, with all that each organisation has handed in."""
    names = {handed.organisation for row in rows for each in row.covered for handed in each.handed}
    handed = handed_by(visit.parts.records, scope_of(visit), names)
    call = replace(visit.call, roster=tuple(row.organisation for row in rows))
    of_stage = [cover(call, stage, handed, decisions) for stage in call.stages]
    return tuple(Row(each[0].organisation, each) for each in zip(*of_stage, strict=True))


def _is_wanted(row: Row, category: str, standing: str, words: str) -> bool:
    names = "\n".join(row.organisation.names)
    return (
        category in ("", row.organisation.category)
        and (not standing or any(each.standing == standing for each in row.covered))
        and all(word in names for word in words.split())
    )
