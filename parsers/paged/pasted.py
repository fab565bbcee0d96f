"""What is pasted on a page that is drawn: pictures and forms as large as seals, and annotations, each shown alone.

A PDF's objects say what colours can't: the print over a seal, a letterhead under it, is another object. Text and
straight lines bear no seal and needn't be looked at.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from ctypes import byref, c_float, c_int, c_uint
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.facts import Box
from parsers.paged.native import page_box

_A4_LONG = 297.0  # mm, for which a page's longer side is taken
_SMALLEST, _LARGEST = 8.0, 105.0  # mm of a pasted picture's sides; its seal may be turned, with white around
_MARGIN = 8.0  # mm around a thing
_MOST, _MOST_PLACES = 4000, 6  # objects that are looked through, and places
_CURVES, _PIECES = 4, 24  # of a circle
_MOST_LINES = 60  # in colour, of a page's tables: more may be a circle in pieces
_GREY = 24  # of 255 by which the colours of grey differ at most
_UNSEEN = (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP)

Object = Any  # a pointer of PDFium
Rectangle = tuple[float, float, float, float]  # left, bottom, right, top of page space


@dataclass(frozen=True, slots=True)
class Place:
    """A box of the page, as displayed, with things as large as seals in it: which of the page's objects (by index), whether
    annotations are among them, and each of several things as a place of its own.
    """

    box: Box
    objects: tuple[int, ...] = ()
    annotated: bool = False
    things: "tuple[Place, ...]" = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """A page's places; `elsewhere`: a seal may be in something else, too: a larger picture, a round line in colour."""

    places: tuple[Place, ...]
    elsewhere: bool


def pasted_on(page: pypdfium2.PdfPage) -> Pasted:
    """What an open page's own objects say."""
    if pdfium.FPDFPage_CountObjects(page.raw) > _MOST:
        return Pasted((), True)
    millimetre = max(page.get_size()) / _A4_LONG
    around = _MARGIN * millimetre
    found, rest = [], []
    for index, each in enumerate(_objects(page)):
        rectangle = _as_seals_are(each, millimetre)
        if rectangle is not None:
            found.append(Place(_grown(page, rectangle, around), (index,)))
        else:
            rest.append(each)
    elsewhere = _may_hold_one(rest)
    for rectangle in _annotations(page):
        longer, shorter = _sides(rectangle, millimetre)
        elsewhere = elsewhere or longer > _LARGEST
        if longer <= _LARGEST and shorter >= _SMALLEST:
            found.append(Place(_grown(page, rectangle, around), annotated=True))
    places = _together(found)
    return Pasted(places, elsewhere) if len(places) <= _MOST_PLACES else Pasted((), True)


@contextmanager
def shown_alone(page: pypdfium2.PdfPage, objects: Collection[int]) -> Iterator[None]:
    """Within, the page shows those of its objects only (and its annotations); afterwards all again. No file is changed."""
    hidden = [each for index, each in enumerate(_objects(page)) if index not in objects]
    for each in hidden:
        pdfium.FPDFPageObj_SetIsActive(each, False)
    try:
        yield
    finally:
        for each in hidden:
            pdfium.FPDFPageObj_SetIsActive(each, True)


def _grown(page: pypdfium2.PdfPage, rectangle: Rectangle, around: float) -> Box:
    left, bottom, right, top = rectangle
    return page_box(page, left - around, bottom - around, right + around, top + around)


def _objects(page: pypdfium2.PdfPage) -> list[Object]:
    return [pdfium.FPDFPage_GetObject(page.raw, index) for index in range(pdfium.FPDFPage_CountObjects(page.raw))]


def _as_seals_are(thing: Object, millimetre: float) -> Rectangle | None:
    """Where a picture or a form lies that is as large as seals are; None for anything else."""
    if pdfium.FPDFPageObj_GetType(thing) not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
        return None
    left, bottom, right, top = (c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top)):
        return None
    rectangle = (left.value, bottom.value, right.value, top.value)
    longer, shorter = _sides(rectangle, millimetre)
    return rectangle if longer <= _LARGEST and shorter >= _SMALLEST else None


def _sides(rectangle: Rectangle, millimetre: float) -> tuple[float, float]:
    left, bottom, right, top = rectangle
    sides = (right - left) / millimetre, (top - bottom) / millimetre
    return max(sides), min(sides)


def _may_hold_one(things: list[Object]) -> bool:
    """Whether a seal may be among a page's objects: in a picture, in another page, drawn by a round line or many straight ones."""
    kinds = [(each, pdfium.FPDFPageObj_GetType(each)) for each in things]
    if any(kind not in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH) for _, kind in kinds):
        return True
    coloured = [each for each, kind in kinds if kind == pdfium.FPDF_PAGEOBJ_PATH and _is_coloured(each)]
    return len(coloured) > _MOST_LINES or any(_is_round(each) for each in coloured)


def _is_round(path: Object) -> bool:
    """Whether it has curves enough for a circle, or as many straight pieces as stand for one."""
    count = pdfium.FPDFPath_CountSegments(path)
    segments = (pdfium.FPDFPath_GetPathSegment(path, index) for index in range(min(count, _PIECES)))
    curves = sum(pdfium.FPDFPathSegment_GetType(each) == pdfium.FPDF_SEGMENT_BEZIERTO for each in segments)
    return bool(count >= _PIECES or curves >= _CURVES)


def _is_coloured(path: Object) -> bool:
    fill, stroke = c_int(), pdfium.FPDF_BOOL()
    if not pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke)):
        return False
    return (bool(stroke.value) and _has_colour(path, pdfium.FPDFPageObj_GetStrokeColor)) or (
        fill.value != pdfium.FPDF_FILLMODE_NONE and _has_colour(path, pdfium.FPDFPageObj_GetFillColor)
    )


def _has_colour(path: Object, colour: Callable[..., int]) -> bool:
    red, green, blue, alpha = (c_uint() for _ in range(4))
    known = colour(path, byref(red), byref(green), byref(blue), byref(alpha))
    values = red.value, green.value, blue.value
    return not known or max(values) - min(values) > _GREY


def _annotations(page: pypdfium2.PdfPage) -> Iterator[Rectangle]:
    """Where annotations lie that show something."""
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        rectangle = pdfium.FS_RECTF()
        seen = pdfium.FPDFAnnot_GetSubtype(annotation) not in _UNSEEN
        known = pdfium.FPDFAnnot_GetRect(annotation, byref(rectangle))
        pdfium.FPDFPage_CloseAnnot(annotation)
        if seen and known:
            yield rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


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
