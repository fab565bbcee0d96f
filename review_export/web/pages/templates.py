"""Letters' templates: looked at, edited with a preview of what is on record, and earlier versions taken back."""

from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from archive.edits import Edited, standing, versions
from archive.previewing import ANSWERS, of_roster, of_submission
from archive.views import activity_of
from intake.letters.trial import faults_of, samples
from intake.letters.wording import FORMS, KINDS, Wording, shipped_source
from intake.receipt import as_typed
from review_export.web.pages.editing import count_from_now, earlier
from review_export.web.previews import framed
from review_export.web.visit import Visit, missing

_PARTS = "parts"  # what several templates share
TITLES = {**KINDS, _PARTS: "各种信件共用的段落"}
_LONGEST = 50_000  # characters of a template


def listed(visit: Visit) -> Response:
    """All kinds of letters, and who changed which last."""
    edited = standing(visit.parts.records, Edited.TEMPLATE)
    of_files = visit.parts.installation.wording().edited
    newest = {name: versions(visit.parts.records, Edited.TEMPLATE, name)[0] for name in edited}
    kinds = [
        (title, [(form, name, newest.get(name), name in of_files) for form in FORMS for name in (f"{kind}.{form}.j2",)])
        for kind, title in TITLES.items()
    ]
    return visit.show("templates.html", kinds=kinds)


def template(visit: Visit) -> Response:
    """One, to be edited."""
    return _shown(visit, current(visit).get(_name(visit), ""))


def preview(visit: Visit) -> Response:
    """What a letter would say by the words that were typed; nothing is kept."""
    return _shown(visit, _typed(visit))


def previewed(visit: Visit) -> Response:
    """What a letter would look like by the words that this person has typed, for a frame."""
    html = visit.parts.previews.of(visit.somebody.id, visit.path("preview"))
    if html is None:
        raise missing()
    return framed(html)


def save(visit: Visit) -> Response:
    """The typed words count from now on, where nothing is wrong with them."""
    name, source = _name(visit), _typed(visit)
    faults = _faults(visit, name, source)
    if faults:
        return _shown(visit, source, HTTPStatus.UNPROCESSABLE_ENTITY)
    _keep(visit, name, source if source != _of_files(visit, name) else None)
    return visit.see(path_of(visit, name), "saved")


def take_back(visit: Visit) -> Response:
    """An earlier version counts again, or, with none named, what the files say."""
    name = _name(visit)
    content = earlier(visit, Edited.TEMPLATE, name)
    if content is not None and (faults := _faults(visit, name, content)):
        return _shown(visit, content, HTTPStatus.UNPROCESSABLE_ENTITY, faults)
    _keep(visit, name, content)
    return visit.see(path_of(visit, name), "taken_back")


def current(visit: Visit) -> dict[str, str]:
    """All templates as they count now, by file name."""
    edited = {**visit.parts.installation.wording().edited, **standing(visit.parts.records, Edited.TEMPLATE)}
    return {name: edited.get(name) or shipped_source(name) for name in _names()}


def path_of(visit: Visit, name: str) -> str:
    """Where one is edited."""
    return f"{visit.base}/templates/{name}"


def _names() -> tuple[str, ...]:
    return tuple(f"{kind}.{form}.j2" for kind in TITLES for form in FORMS)


def _name(visit: Visit) -> str:
    name = visit.path("template")
    if name not in _names():
        raise missing()
    return name


def _typed(visit: Visit) -> str:
    """As a file would have it, and not endless."""
    return "\n".join(visit.form.raw("source")[:_LONGEST].splitlines()).rstrip("\n") + "\n"


def _of_files(visit: Visit, name: str) -> str:
    return visit.parts.installation.wording().edited.get(name) or shipped_source(name)


def _keep(visit: Visit, name: str, content: str | None) -> None:
    count_from_now(visit, Edited.TEMPLATE, name, content, visit.form["reason"])


def _wording(visit: Visit, name: str, source: str) -> Wording:
    """The wording that would count with this source; what is as shipped counts as not edited."""
    edited = {each: text for each, text in {**current(visit), name: source}.items() if text != shipped_source(each)}
    return Wording(edited)


def _faults(visit: Visit, name: str, source: str) -> tuple[str, ...]:
    return tuple(faults_of(_wording(visit, name, source)))


def _shown(visit: Visit, source: str, status: int = HTTPStatus.OK, faults: tuple[str, ...] | None = None) -> Response:
    name, receipt = _name(visit), as_typed(visit.form["receipt"] or visit.query("receipt"))
    kind, form = name.split(".")[:2]
    wording = _wording(visit, name, source)
    faults = tuple(faults_of(wording)) if faults is None else faults
    view, unknown = _view(visit, kind, receipt)
    text, html = ("", "") if faults or view is None else wording.worded(_letter_of(kind), view)
    return visit.show(
        "template.html",
        status,
        name=name,
        kind=kind,
        form=form,
        title=TITLES[kind],
        other=tuple((each, f"{kind}.{each}.j2") for each in FORMS),
        source=source,
        shipped=shipped_source(name),
        reason=visit.form["reason"],
        receipt=receipt,
        answers=_letter_of(kind) in ANSWERS,
        faults=faults,
        unknown=unknown,
        letter=text,
        framed=f"{path_of(visit, name)}/previews/{visit.parts.previews.keep(visit.somebody.id, html)}" if html else "",
        versions=versions(visit.parts.records, Edited.TEMPLATE, name),
    )


def _letter_of(kind: str) -> str:
    return "correction" if kind == _PARTS else kind


def _view(visit: Visit, kind: str, receipt: str) -> tuple[Any, bool]:
    """What the preview says: of that submission, of the roster, or made up; and whether the number is nobody's here."""
    kind, parts = _letter_of(kind), visit.parts
    if receipt and kind in ANSWERS:
        if activity_of(parts.records, visit.call.name, receipt) is None:
            return None, True
        return of_submission(parts.records, parts.decider, kind, receipt, visit.now), False
    return of_roster(parts.records, (visit.call,), visit.now) if kind == "reminder" else samples(kind)[0], False
