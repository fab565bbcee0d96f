"""Seals on a PDF's page as it shows them: first what is pasted on it, each thing without what else is there (`pasted`); the
whole page's picture only where more of the page may bear one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pypdfium2

from parsers.facts import Box, Stamp
from parsers.paged.looking import Pixels, dpi_of, readers, resolution, sealed_page
from parsers.paged.pasted import Place, pasted_on, shown_alone
from parsers.paged.rendering import Part, render_part
from parsers.seal import Dark, dark_rings, is_coloured, read_seals, share_seen

_ALONE, _BESIDE_PAGE = 150, 50  # dpi: a place without what else is there, and with it
_MOST_THINGS = 4  # that lie on one another and are looked at each alone
_WELL_READ = 0.97  # the recogniser's confidence from which nothing is looked at again
_GOOD_PART = 0.25  # of a ring's box
_SAME = 0.01  # of the page, by which the boxes of one seal differ at most
_SEEN = 0.5  # of a pasted seal's ink that the whole page must show


def stamps_on(
    page: pypdfium2.PdfPage, number: int, picture: Callable[[], Pixels], dark: Callable[[], Dark]
) -> tuple[Stamp, ...]:
    """The seals that page `number` shows, read. picture: gives it as displayed, (h, w, 3) RGB; dark: what may be one in dark ink."""
    pasted, size = pasted_on(page), page.get_size()
    places = [_in_place(page, number, place) for place in pasted.places]
    alone = tuple(stamp for place in places for stamp in place.stamps)
    if pasted.elsewhere:  # a clear one may be another's, and the sender's be there
        return _merged(alone, sealed_page(picture(), number, dark(), size))
    if any(stamp.shape.counts for stamp in alone) or any(place.coloured for place in places):
        return alone
    kind = dark()
    return alone if kind is Dark.NOTHING else (*alone, *dark_rings(picture(), number, dpi_of(picture(), size), kind))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a place shows without what else is there: its seals, and whether it has colour."""

    stamps: tuple[Stamp, ...]
    coloured: bool


def _in_place(page: pypdfium2.PdfPage, number: int, place: Place) -> _Seen:
    """The seals in a place of the page; where those of several things that lie on one another aren't all clear and well
    read, of each thing alone.
    """
    together = _alone(page, number, place)
    doubted = [
        stamp
        for stamp in together.stamps
        if stamp.shape.counts and not (stamp.is_clear and stamp.text_confidence >= _WELL_READ)
    ]
    on_it = [thing for thing in place.things if any(_lies_on(thing.box, stamp.box) for stamp in doubted)]
    if not 1 < len(on_it) <= _MOST_THINGS:
        return together
    stamps = _each_once(stamp for thing in on_it for stamp in _alone(page, number, thing).stamps)
    if not any(stamp.is_clear for stamp in stamps):
        return together
    return _Seen((*stamps, *(each for each in together.stamps if not any(_overlap(each, o) for o in stamps))), True)


def _alone(page: pypdfium2.PdfPage, number: int, place: Place) -> _Seen:
    """The seals that a place shows without what else is there, found and read, if the page shows them, too."""
    with shown_alone(page, place.objects):
        part = render_part(page, place.box, _ALONE, place.annotated)
    dpi = resolution(max(part.page), page.get_size())
    stamps = read_seals(part.picture, number, dpi, Dark.NOTHING, readers(), min(part.page))
    if not stamps:
        share = part.picture.size / (3 * part.page[0] * part.page[1])
        return _Seen((), is_coloured(part.picture, share))
    whole = render_part(page, part.box, _BESIDE_PAGE).picture
    shown = [
        stamp
        for stamp in stamps
        if _ends_within(stamp.box, part.box) and share_seen(part.picture, whole, stamp.box) >= _SEEN
    ]
    return _Seen(tuple(replace(stamp, box=_on_page(stamp.box, part)) for stamp in shown), coloured=True)


def _lies_on(thing: Box, ring: Box) -> bool:
    """Whether a thing, the little around it included, is on a good part of a ring."""
    wide, high = min(thing[2], ring[2]) - max(thing[0], ring[0]), min(thing[3], ring[3]) - max(thing[1], ring[1])
    return wide > 0 < high and wide * high >= _GOOD_PART * (ring[2] - ring[0]) * (ring[3] - ring[1])


def _ends_within(box: Box, part: Box) -> bool:
    """Whether a ring, in fractions of a part of the page, leaves it at the page's own edges at most."""
    return (
        (box[0] > 0 or part[0] <= 0)
        and (box[1] > 0 or part[1] <= 0)
        and (box[2] < 1 or part[2] >= 1)
        and (box[3] < 1 or part[3] >= 1)
    )


def _each_once(stamps: Iterable[Stamp]) -> tuple[Stamp, ...]:
    """The surest of those in one place: a picture may be painted twice."""
    kept: list[Stamp] = []
    for stamp in sorted(stamps, key=lambda each: -each.confidence):
        if not any(_is_same(stamp, other) for other in kept):
            kept.append(stamp)
    return tuple(kept)


def _is_same(one: Stamp, other: Stamp) -> bool:
    return max(abs(a - b) for a, b in zip(one.box, other.box, strict=True)) < _SAME


def _on_page(box: Box, part: Part) -> Box:
    left, top, right, bottom = part.box
    wide, high = right - left, bottom - top
    x1, y1, x2, y2 = box
    return (
        round(left + x1 * wide, 5),
        round(top + y1 * high, 5),
        round(left + x2 * wide, 5),
        round(top + y2 * high, 5),
    )


def _merged(alone: tuple[Stamp, ...], whole: tuple[Stamp, ...]) -> tuple[Stamp, ...]:
    """What was seen alone and what the whole page shows, each seal once: as it looked alone, unless it was doubtful then."""
    doubted = [each for each in alone if each.shape.counts and any(o.is_clear and _overlap(each, o) for o in whole)]
    kept = [each for each in alone if each not in doubted]
    return (*kept, *(each for each in whole if not any(_overlap(each, other) for other in kept)))


def _overlap(one: Stamp, other: Stamp) -> bool:
    a, b = one.box, other.box
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])
