"""Seals on a PDF's page as it shows them: first what is pasted on it, each thing without what else is there (`pasted`), then
all that is left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pypdfium2

from parsers.facts import Box, Stamp
from parsers.paged.looking import Pixels, readers, resolution, sealed_page
from parsers.paged.pasted import Place, all_but, hidden, pasted_on
from parsers.paged.rendering import Part, render, render_part
from parsers.seal import Dark, read_seals, share_seen

_ALONE, _BESIDE_PAGE = 150, 50  # dpi: a place without what else is there, and with it
_MOST_THINGS = 4  # that lie on one another and are looked at each alone
_WELL_READ = 0.97  # the recogniser's confidence from which nothing is looked at again
_GOOD_PART = 0.25  # of a ring's box
_SAME = 0.01  # of the page, by which the boxes of one seal differ at most
_RED, _NOT_COVERED = 0.5, 0.85  # of a pasted seal's ink the page must show in red, and in red or under print


def stamps_on(page: pypdfium2.PdfPage, number: int, picture: Pixels, dark: Dark) -> tuple[Stamp, ...]:
    """The seals that page `number` shows, read. picture: it as displayed, (h, w, 3) RGB; dark: what may be one in dark ink.

    What was seen alone and beyond doubt is hidden, and the page that is left is looked at: whatever else it shows is a seal
    of its own.
    """
    seen = [(place, stamps) for place in pasted_on(page) if (stamps := _in_place(page, number, place))]
    alone = tuple(stamp for _, stamps in seen for stamp in stamps)
    if not alone:
        return sealed_page(picture, number, dark, page.get_size())
    left = sealed_page(without(page, [place for place, _ in seen], picture), number, Dark.NOTHING, page.get_size())
    return (*alone, *(stamp for stamp in left if not any(_is_on(stamp, other) for other in alone)))


def without(page: pypdfium2.PdfPage, places: Sequence[Place], picture: Pixels) -> Pixels:
    """The page's picture with what is in those places hidden: rendered again there alone."""
    drawn = [place for place in places if place.objects]
    left = picture.copy() if drawn else picture
    with hidden(page, [index for place in drawn for index in place.objects]):
        for place in drawn:
            part = render_part(page, place.box, _ALONE)
            if part.page != (picture.shape[1], picture.shape[0]):
                return render(page, _ALONE)
            top, across = round(part.box[1] * part.page[1]), round(part.box[0] * part.page[0])
            left[top : top + part.picture.shape[0], across : across + part.picture.shape[1]] = part.picture
    return left


def _in_place(page: pypdfium2.PdfPage, number: int, place: Place) -> tuple[Stamp, ...]:
    """The seals that a place shows without what else is there, or each of several things that lie on one another; nothing
    where one is in doubt: the page as a whole has the last word.
    """
    together = _alone(page, number, place)
    if _are_clear(together, _WELL_READ):
        return together
    things = [thing for thing in place.things if any(_lies_on(thing.box, stamp.box) for stamp in together)]
    if 1 < len(things) <= _MOST_THINGS and len(things) == len(place.things):
        each = [_alone(page, number, thing) for thing in things]
        if all(map(_are_clear, each)):
            return _each_once(stamp for stamps in each for stamp in stamps)
    return together if _are_clear(together) else ()


def _are_clear(stamps: tuple[Stamp, ...], read: float = 0.0) -> bool:
    """Whether there are seals that count, all clear and read with that confidence."""
    counting = [stamp for stamp in stamps if stamp.shape.counts]
    return bool(counting) and all(stamp.is_clear and stamp.text_confidence >= read for stamp in counting)


def _alone(page: pypdfium2.PdfPage, number: int, place: Place) -> tuple[Stamp, ...]:
    """The seals that a place shows without what else is there, found and read; nothing where the page shows less of one."""
    with hidden(page, all_but(page, place.objects)):
        part = render_part(page, place.box, _ALONE, place.annotated)
    dpi = resolution(max(part.page), page.get_size())
    stamps = read_seals(part.picture, number, dpi, Dark.NOTHING, readers(), min(part.page))
    if not stamps:
        return ()
    whole = render_part(page, part.box, _BESIDE_PAGE).picture
    if not all(_ends_within(stamp.box, part.box) and _is_seen(part.picture, whole, stamp.box) for stamp in stamps):
        return ()
    return tuple(replace(stamp, box=_on_page(stamp.box, part)) for stamp in stamps)


def _is_seen(alone: Pixels, page: Pixels, box: Box) -> bool:
    red, printed = share_seen(alone, page, box)
    return red >= _RED and printed >= _NOT_COVERED


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


def _is_on(stamp: Stamp, other: Stamp) -> bool:
    """Whether a ring's middle lies within another's: what an annotation shows can't be hidden, and is seen again."""
    x, y = (stamp.box[0] + stamp.box[2]) / 2, (stamp.box[1] + stamp.box[3]) / 2
    left, top, right, bottom = other.box
    return other.shape.counts and left <= x <= right and top <= y <= bottom
