"""The roster and where each organisation stands at each stage."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from archive.accounts import Role
from archive.listing import PAGE
from intake.call import Organisation
from intake.coverage import Covered, Standing
from review_export.web.pages.organisation import unit_of
from review_export.web.pages.scope import covered, in_brief
from review_export.web.visit import Visit

_MOST = 3  # submissions that are named of an organisation at a stage


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation, at each stage in the call's order."""

    organisation: Organisation
    covered: tuple[Covered, ...]


def organisations(visit: Visit) -> Response:
    """All of them, or those of a category, or those that stand somewhere at some stage."""
    call = visit.call
    rows = _rows(covered(visit))
    category, standing, words = (visit.query(name) for name in ("category", "standing", "words"))
    chosen = tuple(row for row in rows if _is_wanted(row, category, standing, words))
    here = [each for row in chosen[PAGE * (visit.page - 1) :][:PAGE] for each in row.covered]
    of_stage, handed_number = in_brief(visit, here, call.stages, _MOST)
    shown = _rows(of_stage)
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
        categories=call.categories,
        standings=tuple(Standing),
        most=_MOST,
        handed_number=handed_number,
    )


def _rows(of_stage: Sequence[Sequence[Covered]]) -> tuple[Row, ...]:
    return tuple(Row(each[0].organisation, each) for each in zip(*of_stage, strict=True))


def _is_wanted(row: Row, category: str, standing: str, words: str) -> bool:
    names = "\n".join(row.organisation.names)
    return (
        category in ("", row.organisation.category)
        and (not standing or any(each.standing == standing for each in row.covered))
        and all(word in names for word in words.split())
    )
