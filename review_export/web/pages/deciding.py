"""One thing that waits, with what it takes to decide, and the decision."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from starlette.responses import Response

from archive.documents import StoredDocument, documents_of
from archive.waiting import WaitingInBrief, WaitingView
from intake.codes import Code
from intake.decisions import asking
from intake.decisions.asking import Person, Subject
from intake.decisions.model import Decision, DecisionKind
from intake.errors import DecisionRefused
from intake.grouping.evidence import Reason
from intake.model import Finding
from review_export.web.foreseen import foreseen, reworded
from review_export.web.pages.scope import in_full, subject_of, waiting_for
from review_export.web.pages.waiting import LONGEST, after, beside, path_of, place_of, undoable
from review_export.web.previews import framed
from review_export.web.viewing import Viewed, viewed
from review_export.web.visit import Visit, missing

_OF_SEALS = frozenset((Code.STAMP_MISSING, Code.STAMP_UNCERTAIN, Code.STAMP_ORGANISATION_MISMATCH))


def submission(visit: Visit) -> Response:
    """One submission to decide about."""
    return _shown(visit, subject_of(visit))


def mail(visit: Visit) -> Response:
    """One mail without a submission."""
    return _shown(visit, _mail(visit))


def letter_page(visit: Visit) -> Response:
    """The letter that a decision would send, as its recipient would see it, for a frame."""
    letters = foreseen(visit.parts.decider, subject_of(visit), _person(visit))
    found = next((each for each in letters if each.wish == visit.path("wish")), None)
    if found is None:
        raise missing()
    return framed(found.letter.html)


def decide_submission(visit: Visit) -> Response:
    """A person's word about a submission, then the next."""
    return _decided(visit, subject_of(visit))


def decide_mail(visit: Visit) -> Response:
    """A person has seen to a mail, then the next."""
    return _decided(visit, _mail(visit))


def _mail(visit: Visit) -> Subject | WaitingView:
    """The mail's own findings; what waits alone, where it couldn't be read."""
    digest = visit.path("digest")
    brief = next((each for each in waiting_for(visit) if each.mail == digest and not each.receipt), None)
    waits = in_full(visit, brief) if brief else None
    if waits is None:
        raise missing()
    return waits if waits.error else visit.parts.decider.subject(mail=digest)


def _shown(visit: Visit, about: Subject | WaitingView, fault: str = "", status: int = HTTPStatus.OK) -> Response:
    every = waiting_for(visit)
    place = place_of(visit, every)
    subject = about if isinstance(about, Subject) else None
    material = subject.judged.material if subject and subject.judged else None
    versions = viewed(material) if material else Viewed()
    documents = _with_pages(documents_of(visit.parts.records, visit.call.name, visit.path("receipt")))
    return visit.show(
        "deciding.html",
        status,
        subject=subject,
        unread=None if subject else about,
        versions=versions,
        differences=material.comparison.differences if material and material.comparison else (),
        shown=next((each for each in documents if each.facts.sha256 == versions.pdf), None),
        others=tuple(each for each in documents if each.facts.sha256 != versions.pdf),
        evidence_of=lambda finding: evidence_of(finding, versions),
        reasons={each.value: each.wording for each in Reason},
        letters=foreseen(visit.parts.decider, subject, _person(visit)) if subject and subject.judged else (),
        place=place,
        number=len(every),
        before=beside(visit, every, place, -1),
        after=beside(visit, every, place, +1),
        ahead=_ahead(visit, every, place),
        fault=fault,
        undo=undoable(visit),
    )


def evidence_of(finding: Finding, versions: Viewed) -> str:
    """What is lit for a finding, "" where nothing can be."""
    if finding.field:
        return f"f-{finding.field}" if finding.field in versions.found else ""
    if finding.code in _OF_SEALS:
        return "sought" if finding.code is Code.STAMP_MISSING and versions.marks.sought else "stamps"
    return ""


def _with_pages(documents: Sequence[StoredDocument]) -> tuple[StoredDocument, ...]:
    return tuple(each for each in documents if each.pages and each.role != "ignored")


def _ahead(visit: Visit, every: Sequence[WaitingInBrief], place: int | None) -> str:
    """The picture that the next page shows first, so that a browser may have it before it is asked for."""
    following = every[place + 1] if place is not None and place + 1 < len(every) else None
    if following is None or not following.receipt:
        return ""
    documents = _with_pages(documents_of(visit.parts.records, visit.call.name, following.receipt))
    first = next((each for each in documents if each.role.endswith("_pdf")), None)
    base = path_of(visit, following.receipt, "").replace("/waiting/", "/submissions/", 1)
    return f"{base}/documents/{first.facts.sha256}/pages/1" if first else ""


def _person(visit: Visit) -> Person:
    return Person(visit.somebody.name, visit.now, visit.form["reason"][:LONGEST])


def _decided(visit: Visit, about: Subject | WaitingView) -> Response:
    before = waiting_for(visit)
    try:
        outcome = visit.parts.decider.decide(*_asked(visit, about))
        late = isinstance(about, Subject) and not reworded(visit, outcome)
    except DecisionRefused as refused:
        return _shown(visit, about, str(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
    return after(visit, before, outcome.decisions, "not_reworded" if late else "")


def _asked(visit: Visit, about: Subject | WaitingView) -> Sequence[Decision]:
    """What the pressed button stands for. Raises DecisionRefused."""
    what, _, which = visit.form["decide"].partition(":")
    code, _, field = which.partition(":")
    says, person = visit.form["says"][:LONGEST], _person(visit)
    if not isinstance(about, Subject):
        seen = Decision(person.at, person.name, person.reason, DecisionKind.SEEN, visit.call.name)
        return (replace(seen, mail=about.mail),)
    match what:
        case "accept":
            return asking.accept(about, person)
        case "send_back":
            return asking.send_back(about, person, says)
        case "waive" | "confirm":
            return (asking.on_finding(about, person, DecisionKind(what), code, field, says),)
        case "seen" if not about.receipt:
            return (about.decision(person, DecisionKind.SEEN),)
    raise DecisionRefused("没有这样的决定，请返回重试")
