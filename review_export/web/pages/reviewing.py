"""For reviewers: what has passed the checks, to be read and scored; nobody's telephone, mail address or original file is in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from archive.accounts import Role
from archive.documents import StoredDocument, document_of, documents_of
from archive.listing import PAGE
from archive.scores import SqlScores
from archive.views import ActivityView, activity_of
from intake.call import Stage
from intake.codes import Verdict
from intake.scoring import Case, Held, NotPoints
from parsers.facts import Kind
from review_export.package.masking import masks
from review_export.rows import is_contact
from review_export.scores.desk import Desk, Progress, desk
from review_export.scores.ranked import scored_cases
from review_export.web.downloads import drawn
from review_export.web.visit import Visit, missing


@dataclass(frozen=True, slots=True)
class Part:
    """A case's submission at one stage, as reviewers may see it."""

    receipt: str
    stage: Stage
    fields: tuple[tuple[str, Any], ...]
    documents: tuple[StoredDocument, ...]


def desk_of(visit: Visit) -> Desk:
    """The desk of whoever is signed in."""
    records, call = visit.parts.records, visit.call
    cases = visit.remembered(("cases", call.name), lambda: scored_cases(records, call))
    return desk(records, call, visit.somebody.name, cases)


def scores_here(visit: Visit) -> bool:
    """Whether this person scores at this call."""
    return visit.is_a(Role.REVIEWER) and bool(visit.call.criteria)


def listed(visit: Visit) -> Response:
    """The call's cases; a reviewer's own first, with how far each is."""
    own, scoring = desk_of(visit), scores_here(visit)
    words, wanted = visit.query("words").casefold().split(), visit.query("show")
    shown = own.own_first if scoring else own.cases
    if words:
        shown = [case for case in shown if all(word in _searched(case) for word in words)]
    if wanted:
        shown = [case for case in shown if own.progress(case) == wanted]
    first = (visit.page - 1) * PAGE
    return visit.show(
        "activities.html",
        own=own,
        scoring=scoring,
        rows=tuple(shown[first : first + PAGE]),
        number=len(shown),
        counts=own.counts if scoring else {},
        wanted={"words": visit.query("words"), "show": wanted},
        next=own.after(own.cases[-1]) if scoring and own.cases else None,
    )


def case(visit: Visit) -> Response:
    """One of them: what was filled in, and its pages as pictures, with what tells how to reach somebody covered."""
    own = desk_of(visit)
    return shown(visit, own, case_of(visit, own))


def shown(
    visit: Visit,
    own: Desk,
    found: Case,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, NotPoints] | None = None,
) -> Response:
    """A case's page; with what was typed and what is wrong with it, where a form comes back."""
    progress = own.progress(found) if scores_here(visit) else Progress.OTHERS
    kept = own.ballot(found)
    values = {key: f"{value:g}" for key, value in kept.values.items() if value is not None}
    place = own.cases.places[found.receipt]
    return visit.show(
        "activity.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        found=found,
        parts=() if _hidden(visit, own, found) else tuple(_parts(visit, found)),
        progress=progress,
        closing=own.closing,
        criteria=own.criteria,
        values=typed if typed is not None else {**values, "comment": kept.comment},
        faults=faults or {},
        total=kept.total(own.criteria) if not faults else None,
        own=own,
        held=_held(visit, own, found),
        before=own.cases[place - 1] if place else None,
        after=own.cases[place + 1] if place + 1 < len(own.cases) else None,
    )


def page_picture(visit: Visit) -> Response:
    """A page drawn anew, covered where it has to be; one whose text wasn't read can't be, and isn't shown."""
    own = desk_of(visit)
    if _hidden(visit, own, case_of(visit, own)):
        raise missing()
    found, number = _activity(visit, visit.path("receipt")), visit.number("page")
    document = document_of(visit.parts.records, visit.call.name, found.receipt, visit.path("sha256"))
    pages = document.pages.pages if document and document.pages and _is_shown(document) else ()
    page = next((each for each in pages if each.number == number and each.lines), None)
    if document is None or page is None:
        raise missing()
    stage = visit.call.stage(found.stage)
    contacts = [
        str(value) for field in stage.form.fields if is_contact(field) and (value := found.fields.get(field.key))
    ]
    return drawn(visit.parts, document.facts.sha256, number, masks(page, contacts))


def case_of(visit: Visit, own: Desk) -> Case:
    """The case of the path's receipt number."""
    found = own.case(visit.path("receipt"))
    if found is None:
        raise missing()
    return found


def _searched(case: Case) -> str:
    return " ".join((*case.receipts, case.organisation, case.activity)).casefold()


def _hidden(visit: Visit, own: Desk, found: Case) -> bool:
    """Who has a conflict of interest has nothing to do with a case, reading among it; the office reads everything."""
    return own.progress(found) is Progress.BARRED and not visit.is_a(Role.OFFICE)


def _held(visit: Visit, own: Desk, found: Case) -> Held | None:
    """The conflict of interest that keeps this reviewer from the case."""
    if not own.duty.is_barred(own.reviewer, found):
        return None
    every = SqlScores(visit.parts.records).held(visit.call.name)
    return next((each for each in every if each.reviewer == own.reviewer and each.bars(found)), None)


def _parts(visit: Visit, found: Case) -> Iterator[Part]:
    for receipt in found.receipts:
        row = _activity(visit, receipt)
        stage = visit.call.stage(row.stage)
        fields = [field for field in stage.form.fields if not is_contact(field)]
        documents = documents_of(visit.parts.records, visit.call.name, receipt)
        yield Part(
            receipt,
            stage,
            tuple((field.labels[0], value) for field in fields if (value := row.fields.get(field.key))),
            tuple(each for each in documents if _is_shown(each)),
        )


def _activity(visit: Visit, receipt: str) -> ActivityView:
    found = activity_of(visit.parts.records, visit.call.name, receipt)
    if found is None or found.verdict != Verdict.ACCEPTED:
        raise missing()
    return found


def _is_shown(document: StoredDocument) -> bool:
    """The sealed version, and pictures; other supporting material may be anything."""
    is_picture = document.facts.kind is Kind.IMAGE and document.role != "ignored"
    return document.pages is not None and (document.role.endswith("_pdf") or is_picture)
