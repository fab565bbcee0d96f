"""Labels met one after the other, put together to copies of the form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parsers.facts import FieldKind, FieldReading, FieldSpec, FilledForm
from parsers.form.blank import Blank
from parsers.form.normalise import normalise
from parsers.form.options import ticked
from parsers.word.counting import characters

_ENOUGH = 0.3  # of a form's labels make a copy; fewer are a text that happens to use such words


@dataclass(frozen=True, slots=True)
class Hit:
    """A field's label was met, and `written` is what stands where its answer goes."""

    field: FieldSpec
    written: str
    place: str
    heading: bool = False  # a line above the form's table, which one copy may share with the next


def assemble(hits: Iterable[Hit], blank: Blank) -> tuple[FilledForm, ...]:
    """The copies of the form, in order; () where too few labels were met."""
    copies: list[dict[str, Hit]] = []
    for hit in hits:
        if not copies or _begins_another(copies[-1], hit, blank):
            copies.append({})
        known = copies[-1].get(hit.field.key)
        if known is None or not known.written.strip():
            copies[-1][hit.field.key] = hit
    whole = [copy for copy in copies if len(copy) >= max(2, _ENOUGH * len(blank.fields))]
    return tuple(_form(copy, whole[:index], blank) for index, copy in enumerate(whole))


def _begins_another(copy: Mapping[str, Hit], hit: Hit, blank: Blank) -> bool:
    """One of the form's first labels again begins the next copy; a later one again is a second contact."""
    return hit.field.key in copy and blank.order(hit.field.key) <= 2 and len(copy) >= 3


def _form(copy: Mapping[str, Hit], before: list[dict[str, Hit]], blank: Blank) -> FilledForm:
    shared = {key: hit for earlier in before for key, hit in earlier.items() if hit.heading}
    readings = tuple(
        _reading(copy.get(field.key) or shared.get(field.key), label, field, blank) for label, field in blank.fields
    )
    prose = next((r.value for r in readings if _kind(blank, r.key) is FieldKind.PROSE and isinstance(r.value, str)), "")
    filled = [reading for reading in readings if reading.value]
    return FilledForm(
        stage=blank.spec.stage,
        fields=readings,
        labels_found=len(copy),
        labels_expected=len(blank.fields),
        characters=characters(prose),
        blank=not filled,
    )


def _kind(blank: Blank, key: str) -> FieldKind:
    return next(field.kind for _, field in blank.fields if field.key == key)


def _reading(hit: Hit | None, label: str, field: FieldSpec, blank: Blank) -> FieldReading:
    if hit is None:
        return FieldReading(field.key, label, "", None)
    if field.kind is FieldKind.OPTIONS:
        return FieldReading(
            field.key, label, hit.written, ticked(hit.written, blank.spec.options) or None, "", hit.place
        )
    normal = normalise(field.kind, hit.written, blank.spec.year)
    return FieldReading(field.key, label, hit.written.strip(), normal.value, normal.problem, hit.place)
