"""The roster and where each organisation stands at each stage."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from archive.accounts import Role
from archive.listing import PAGE
from intake.call import Organisation
from intake.coverage import Covered, Standing
from review_export.web.pages.organisation import unit_of
from review_export.web.pages.scope import covered, in_brief, names_of
from review_export.web.visit import Visit

_MOST = 3  # submissions that are named of an organisation at a stage


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation. At each stage in the call's order where it stands, some receipt numbers, how many there are."""

    organisation: Organisation
    stages: tuple[tuple[Standing, tuple[str, ...], int], ...]


def organisations(visit: Visit) -> Response:
    """All of them, or those of a category, or those that stand somewhere at some stage."""
    call = visit.call
    rows = tuple(zip(*covered(visit), strict=True))
    category, standing, words = (visit.query(name) for name in ("category", "standing", "words"))
    chosen = tuple(row for row in rows if _is_wanted(row, category, standing, words))
    shown = _shown(visit, chosen[PAGE * (visit.page - 1) :][:PAGE])
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
    )


def _shown(visit: Visit, chosen: Sequence[Sequence[Covered]]) -> tuple[Row, ...]:
    """A page of them, as they stand by all that is on record of each."""
    call, here = visit.call, [each for row in chosen for each in row]

    def read() -> tuple[Row, ...]:
        of_stage, number = in_brief(visit, here, call.stages, _MOST)
        return tuple(
            Row(
                several[0].organisation,
                tuple(
                    (each.standing, tuple(one.receipt for one in each.handed[:_MOST]), number(each)) for each in several
                ),
            )
            for several in zip(*of_stage, strict=True)
        )

    about = (tuple(row[0].organisation for row in chosen), names_of(here))  # what else than the records it is read by
    return visit.remembered(("organisations", call.name, about), read)


def _is_wanted(row: Sequence[Covered], category: str, standing: str, words: str) -> bool:
    organisation = row[0].organisation
    names = "\n".join(organisation.names)
    return (
        category in ("", organisation.category)
        and (not standing or any(each.standing == standing for each in row))
        and all(word in names for word in words.split())
    )
