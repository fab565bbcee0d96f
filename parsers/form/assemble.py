"""Labels met one after the other, put together to copies of the form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parsers.facts import FieldKind, FieldReading, FilledForm
from parsers.facts.counting import characters
from parsers.form.blank import Blank, Place
from parsers.form.hit import Hit
from parsers.form.normalise import normalise
from parsers.form.options import ticked

_NEARLY = 0.6  # of a form's labels
_HALF = 0.5
_ENOUGH = 0.3  # of a form's labels make a copy; fewer are a text that happens to use such words


@dataclass(eq=False)
class _Copy:
    """One copy in the making."""

    hits: dict[str, Hit] = field(default_factory=dict)
    last: int = -1  # order of the label met last

    def add(self, hit: Hit) -> None:
        """Keep the first answer, unless it is empty or stood under a doubtful label."""
        known = self.hits.get(hit.key)
        if known is not None and hit.mistyped != known.mistyped:
            self.hits[hit.key] = known if hit.mistyped else hit
        elif known is None or (hit.written and not known.written) or (hit.sure and hit.written and not known.sure):
            self.hits[hit.key] = hit
        self.last = hit.place.order

    def replace(self, hit: Hit) -> None:
        """What stands in the form's own table counts more than a line before it."""
        if hit.written or not self.hits[hit.key].written:
            self.hits[hit.key] = hit
        self.last = hit.place.order

    def has_block(self, block: int) -> bool:
        return any(hit.block == block for hit in self.hits.values())

    def has_table(self) -> bool:
        return any(hit.in_table for hit in self.hits.values())

    def is_nearly_whole(self, blank: Blank) -> bool:
        """So much of the form has been met, its last label too, that one of the first begins the next copy."""
        return self.last == len(blank.places) - 1 and len(self.hits) >= _NEARLY * len(blank.places)

    def is_enough(self, blank: Blank) -> bool:
        """Whether it is a copy: labels enough, one of the form's first among them, or else half of all.

        A list of people (姓名, 电话, 手机, 邮箱) has many labels and is none.
        """
        sure = [hit for hit in self.hits.values() if hit.sure]
        begins = any(blank.opens(hit.place) for hit in self.hits.values())
        return len(sure) >= max(2, (_ENOUGH if begins else _HALF) * len(blank.places))


def assemble(hits: Iterable[Hit], blank: Blank) -> tuple[FilledForm, ...]:
    """The copies of the form, in order, unfilled ones only where all are; () where too few labels were met."""
    copies = [_Copy()]
    for hit in hits:
        if _begins_another(copies[-1], hit, blank):
            copies.append(_Copy())
        if _is_of_the_table(copies[-1], hit):
            copies[-1].replace(hit)
        else:
            copies[-1].add(hit)
    forms = [_form(copy, copies, blank) for copy in _without_splinters(copies, blank)]
    filled = tuple(form for form in forms if not form.blank)
    return filled or tuple(forms)  # what was left empty behind a filled copy is nobody's


def _without_splinters(copies: Sequence[_Copy], blank: Blank) -> list[_Copy]:
    """The copies with labels enough. A few labels behind one are rows, or a line, that somebody moved to its end."""
    whole: list[_Copy] = []
    for copy in copies:
        if copy.is_enough(blank):
            whole.append(copy)
        elif whole:
            for key, hit in copy.hits.items():
                if _was_moved(hit, whole[-1]):
                    whole[-1].hits[key] = hit
    return whole


def _was_moved(hit: Hit, copy: _Copy) -> bool:
    known = copy.hits.get(hit.key)
    if hit.in_table:
        return known is None and copy.has_block(hit.block)
    return not hit.place.in_table and bool(hit.written) and not (known and known.written)


def unfilled(blank: Blank) -> FilledForm:
    """The form as it was handed out."""
    readings = tuple(_reading(None, place, blank) for place in blank.places)
    return FilledForm(blank.spec.stage, readings, len(readings), len(readings), characters=0, blank=True)


def _begins_another(copy: _Copy, hit: Hit, blank: Blank) -> bool:
    known = copy.hits.get(hit.key)
    if known is None:
        backwards = hit.in_table and copy.has_table() and hit.place.order < copy.last
        first = blank.opens(hit.place) and not blank.namesakes(hit.place)
        again = backwards and (first or not copy.has_block(hit.block))
        return (_is_line_above(hit, blank) and copy.has_table()) or (again and copy.is_nearly_whole(blank))
    if hit.block == known.block:
        return hit.in_table and blank.opens(hit.place) and copy.last > hit.place.order
    if hit.in_table:
        return not copy.has_block(hit.block)
    return blank.opens(hit.place) and hit.sure


def _is_line_above(hit: Hit, blank: Blank) -> bool:
    """A line that the blank has above its table belongs to the copy that follows, once a table has been read."""
    return (
        not hit.in_table
        and not hit.place.in_table
        and any(p.in_table and p.order > hit.place.order for p in blank.places)
    )


def _is_of_the_table(copy: _Copy, hit: Hit) -> bool:
    known = copy.hits.get(hit.key)
    return known is not None and hit.in_table and known.block != hit.block and copy.has_block(hit.block)


def _form(copy: _Copy, copies: Sequence[_Copy], blank: Blank) -> FilledForm:
    readings = tuple(_reading(_hit(place, copy, copies), place, blank) for place in blank.places)
    kinds = {place.field.key: place.field.kind for place in blank.places}
    texts = [r.value for r in readings if kinds[r.key] is FieldKind.PROSE and isinstance(r.value, str)]
    return FilledForm(
        stage=blank.spec.stage,
        fields=readings,
        labels_found=len(copy.hits),
        labels_expected=len(blank.places),
        characters=characters("\n".join(texts)),
        blank=not any(reading.value for reading in readings if reading.key in copy.hits),
        hints=blank.hints,
    )


def _hit(place: Place, copy: _Copy, copies: Sequence[_Copy]) -> Hit | None:
    """The copy's own; for a line outside the table, which copies may share, also a neighbour's: before it, then after."""
    own = copy.hits.get(place.field.key)
    if own is not None or place.in_table:
        return own
    at = copies.index(copy)
    others = (*reversed(copies[:at]), *copies[at + 1 :])
    shared = (other.hits[place.field.key] for other in others if place.field.key in other.hits)
    return next((hit for hit in shared if hit.written and not hit.in_table), None)


def _reading(hit: Hit | None, place: Place, blank: Blank) -> FieldReading:
    spec = place.field
    if hit is None:
        return FieldReading(spec.key, place.label, "", None)
    if spec.kind is FieldKind.OPTIONS:
        chosen = ticked(hit.texts, place.choices or blank.spec.options)
        return FieldReading(spec.key, place.label, hit.written, chosen.options or None, chosen.problem, hit.where)
    normal = normalise(spec.kind, hit.written, blank.spec.year)
    return FieldReading(spec.key, place.label, hit.written, normal.value, normal.problem, hit.where)
