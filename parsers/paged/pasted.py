"""What is pasted on a page that is drawn: pictures and forms as large as seals, and annotations, each shown alone.

A PDF's objects say what colours can't: the print over a seal, a letterhead under it, is another object.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from ctypes import byref, c_float
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Box
from parsers.paged.marks import Rectangle, rectangle_of
from parsers.paged.native import page_box

_A4_LONG = 297.0  # mm, for which a page's longer side is taken
_SMALLEST, _LARGEST = 8.0, 105.0  # mm of a pasted picture's sides; its seal may be turned, with white around
_MARGIN = 8.0  # mm around a thing
_MOST, _MOST_PLACES = 4000, 6  # objects that are looked through, and places
_UNSEEN = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)

Object = Any  # a pointer of PDFium


@dataclass(frozen=True, slots=True)
class Place:
    """A box of the page, as displayed, with things as large as seals in it: which of the page's objects (by index), whether
    annotations are among them, and each of several things as a place of its own.
    """

    box: Box
    objects: tuple[int, ...] = ()
    annotated: bool = False
    things: "tuple[Place, ...]" = ()


def pasted_on(page: pypdfium2.PdfPage) -> tuple[Place, ...]:
    """An open page's places, as its own objects say; none where there are more than can be looked at one by one."""
    if pdfium.FPDFPage_CountObjects(page.raw) > _MOST:
        return ()
    millimetre = max(page.get_size()) / _A4_LONG
    found = [
        Place(box, (index,))
        for index, each in enumerate(_objects(page))
        if (box := _place(page, _bounds(each), millimetre)) is not None
    ]
    annotated = (_place(page, rectangle, millimetre) for rectangle in _annotations(page))
    places = _together([*found, *(Place(box, annotated=True) for box in annotated if box is not None)])
    return places if len(places) <= _MOST_PLACES else ()


@contextmanager
def hidden(page: pypdfium2.PdfPage, objects: Collection[int]) -> Iterator[None]:
    """Within, the page is shown without those of its objects; afterwards with all again. No file is changed."""
    found = _objects(page)
    for index in objects:
        pdfium.FPDFPageObj_SetIsActive(found[index], False)
    try:
        yield
    finally:
        for index in objects:
            pdfium.FPDFPageObj_SetIsActive(found[index], True)


def all_but(page: pypdfium2.PdfPage, objects: Collection[int]) -> list[int]:
    """The page's other objects, by index."""
    return [index for index in range(pdfium.FPDFPage_CountObjects(page.raw)) if index not in objects]


def _place(page: pypdfium2.PdfPage, rectangle: Rectangle | None, millimetre: float) -> Box | None:
    """The box of a thing as large as seals are, with a little around it; None of another, and of one beside the page."""
    if rectangle is None:
        return None
    left, bottom, right, top = rectangle
    longer, shorter = max(right - left, top - bottom) / millimetre, min(right - left, top - bottom) / millimetre
    own = page_box(page, *rectangle)
    if longer > _LARGEST or shorter < _SMALLEST or own[0] >= own[2] or own[1] >= own[3]:
        return None
    around = _MARGIN * millimetre
    return page_box(page, left - around, bottom - around, right + around, top + around)


def _objects(page: pypdfium2.PdfPage) -> list[Object]:
    return [pdfium.FPDFPage_GetObject(page.raw, index) for index in range(pdfium.FPDFPage_CountObjects(page.raw))]


def _bounds(thing: Object) -> Rectangle | None:
    """Where a picture or a form lies; None of anything else."""
    if pdfium.FPDFPageObj_GetType(thing) not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
        return None
    left, bottom, right, top = (c_float() for _ in range(4))
    known = pdfium.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top))
    return (left.value, bottom.value, right.value, top.value) if known else None


def _annotations(page: pypdfium2.PdfPage) -> Iterator[Rectangle]:
    """Where annotations lie that show something."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        seen = pdfium.FPDFAnnot_GetSubtype(annotation) not in _UNSEEN
        rectangle = rectangle_of(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if seen and rectangle is not None:
            yield rectangle


def _together(places: list[Place]) -> tuple[Place, ...]:
    """Places that overlap as one around them."""
    apart: list[Place] = []
    for each in places:
        place = each
        while touching := [other for other in apart if _touch(place.box, other.box)]:
            apart = [other for other in apart if other not in touching]
            place = _joined((*touching, place))
        apart.append(place)
    return tuple(apart)


def _joined(places: tuple[Place, ...]) -> Place:
    left, top, right, bottom = zip(*(each.box for each in places), strict=True)
    objects = tuple(sorted(index for each in places for index in each.objects))
    box = (min(left), min(top), max(right), max(bottom))
    things = tuple(thing for each in places for thing in each.things or (each,))
    return Place(box, objects, any(each.annotated for each in places), things)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
