"""What waits for a person: the list, and one after the other, each with what it takes to decide."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

from starlette.responses import Response

from archive.documents import documents_of
from archive.views import activity_of
from archive.waiting import WaitingView
from intake.decisions import asking
from intake.decisions.asking import Person, Subject
from intake.decisions.model import Decision, DecisionKind
from intake.errors import DecisionRefused
from intake.model import Letter
from parsers.facts import WordDocument
from review_export.web.pages.scope import reasons, waiting_for
from review_export.web.visit import Visit, missing

_NUMBERS = re.compile(r"[0-9]{1,9}(-[0-9]{1,9}){0,40}", re.ASCII)
_LONGEST = 2000  # characters of a reason or of words for the sender


def waiting_list(visit: Visit) -> Response:
    """All that waits, the oldest first, or what waits for one reason."""
    every, wanted = waiting_for(visit), visit.query("reason")
    codes = tuple(dict.fromkeys(code for each in every for code in reasons(each)))
    rows = tuple(each for each in every if not wanted or wanted in reasons(each))
    undo = visit.query("undo") if _NUMBERS.fullmatch(visit.query("undo")) else ""
    return visit.show(
        "waiting.html", rows=rows, number=len(every), codes=codes, wanted=wanted, reasons_of=reasons, undo=undo
    )


def submission(visit: Visit) -> Response:
    """One submission to decide about."""
    return _shown(visit, _submission(visit))


def mail(visit: Visit) -> Response:
    """One mail without a submission."""
    return _shown(visit, _mail(visit))


def decide_submission(visit: Visit) -> Response:
    """A person's word about a submission, then the next."""
    return _decided(visit, _submission(visit))


def decide_mail(visit: Visit) -> Response:
    """A person has seen to a mail, then the next."""
    return _decided(visit, _mail(visit))


def take_back(visit: Visit) -> Response:
    """Decisions that were made together are undone, as long as no letter that follows from them has left."""
    made = _made(visit)
    back = _path(visit, made[0].receipt, made[0].mail)
    try:
        for each in reversed(made):
            visit.parts.decider.take_back(each, visit.somebody.name, visit.form["reason"][:_LONGEST])
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


def _submission(visit: Visit) -> Subject:
    receipt = visit.path("receipt")
    if activity_of(visit.parts.records, visit.call.name, receipt) is None:
        raise missing()
    return visit.parts.decider.subject(receipt)


def _mail(visit: Visit) -> Subject | WaitingView:
    """The mail's own findings; what waits alone, where it couldn't be read."""
    digest = visit.path("digest")
    waits = next((each for each in waiting_for(visit) if each.mail == digest and not each.receipt), None)
    if waits is None:
        raise missing()
    return waits if waits.error else visit.parts.decider.subject(mail=digest)


def _shown(visit: Visit, subject: Subject | WaitingView, fault: str = "", status: int = HTTPStatus.OK) -> Response:
    every = waiting_for(visit)
    here = visit.path("receipt") or visit.path("digest")
    place = next((index for index, each in enumerate(every) if here in (each.receipt, each.mail)), None)
    whole = isinstance(subject, Subject)
    return visit.show(
        "deciding.html",
        status,
        subject=subject if whole else None,
        unread=None if whole else subject,
        letters=_letters(visit, subject) if isinstance(subject, Subject) else (),
        documents=documents_of(visit.parts.records, visit.call.name, visit.path("receipt")),
        place=place,
        number=len(every),
        before=_beside(visit, every, place, -1),
        after=_beside(visit, every, place, +1),
        comparison=subject.judged.material.comparison if isinstance(subject, Subject) and subject.judged else None,
        fault=fault,
        undo=visit.query("undo") if _NUMBERS.fullmatch(visit.query("undo")) else "",
        places=_places(subject) if isinstance(subject, Subject) else {},
    )


def _places(subject: Subject) -> Mapping[str, str]:
    """Where in the Word version each field stood."""
    word = subject.judged.material.word if subject.judged else None
    content = word.document.content if word else None
    if word is None or word.form is None or not isinstance(content, WordDocument) or word.form >= len(content.forms):
        return {}
    return {reading.key: reading.place for reading in content.forms[word.form].fields}


def _letters(visit: Visit, subject: Subject) -> tuple[Letter, ...]:
    decider = visit.parts.decider
    recorded = decider.records.recorded(subject.assessment.case.digest, decider.calls)
    return decider.letters(recorded, subject.assessment)


def _decided(visit: Visit, subject: Subject | WaitingView) -> Response:
    every, here = waiting_for(visit), visit.path("receipt") or visit.path("digest")
    place = next((index for index, each in enumerate(every) if here in (each.receipt, each.mail)), None)
    try:
        asked = _asked(visit, subject)
        outcome = visit.parts.decider.decide(*asked)
    except DecisionRefused as refused:
        return _shown(visit, subject, str(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
    rest = waiting_for(visit)
    still = next((each for each in rest if here in (each.receipt, each.mail)), None)
    later = [each for each in every[(place or 0) + 1 :] if each in rest]
    following = still or next(iter((*later, *rest)), None)
    undo = "?undo=" + "-".join(str(each.id) for each in outcome.decisions)
    to = _path(visit, following.receipt, following.mail) if following else _base(visit)
    return visit.see(to + undo)


def _asked(visit: Visit, subject: Subject | WaitingView) -> Sequence[Decision]:
    """What the pressed button stands for. Raises DecisionRefused."""
    what, _, about = visit.form["decide"].partition(":")
    code, _, field = about.partition(":")
    says = visit.form["says"][:_LONGEST]
    person = Person(visit.somebody.name, visit.now, visit.form["reason"][:_LONGEST])
    if not isinstance(subject, Subject):
        return (Decision(person.at, person.name, person.reason, DecisionKind.SEEN, visit.call.name, mail=subject.mail),)
    match what:
        case "accept":
            return asking.accept(subject, person)
        case "send_back":
            return asking.send_back(subject, person, says)
        case "waive" | "confirm":
            return (asking.on_finding(subject, person, DecisionKind(what), code, field, says),)
        case "seen" if not subject.receipt:
            return (subject.decision(person, DecisionKind.SEEN),)
    raise DecisionRefused("没有这样的决定，请返回重试")


def _beside(visit: Visit, every: Sequence[WaitingView], place: int | None, step: int) -> str:
    if place is None or not 0 <= place + step < len(every):
        return ""
    return _path(visit, every[place + step].receipt, every[place + step].mail)


def _base(visit: Visit) -> str:
    return f"/calls/{quote(visit.call.name, safe='')}/waiting"


def _path(visit: Visit, receipt: str, digest: str) -> str:
    return f"{_base(visit)}/{quote(receipt, safe='')}" if receipt else f"{_base(visit)}/mails/{digest}"
