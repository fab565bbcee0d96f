"""The seals of a PDF's page: those it shows (`alone`), and what the PDF itself says of annotations and signatures."""

from dataclasses import dataclass, replace

import pypdfium2

from parsers.facts import Signature, Stamp, StampKind, StampShape
from parsers.paged.alone import stamps_on
from parsers.paged.looking import Pixels
from parsers.paged.marks import Mark, marks
from parsers.paged.rendering import has_image
from parsers.seal import Dark, is_printed

_SPOT = 0.002  # of the page: as small as a box gets


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open page: its document, its number from 1, and the document's digital signatures."""

    document: pypdfium2.PdfDocument
    page: pypdfium2.PdfPage
    number: int
    signatures: tuple[Signature, ...] = ()


def page_stamps(sheet: Sheet, picture: Pixels, dark: Dark) -> tuple[Stamp, ...]:
    """The page's seals, read. picture: the page as displayed, (h, w, 3) RGB; dark: what may be one in dark ink."""
    found = list(marks(sheet.document, sheet.page))
    stamps = stamps_on(sheet.page, sheet.number, picture, dark)
    return with_marks(stamps, found, sheet.number, sheet.signatures)


def dark_on(page: pypdfium2.PdfPage, is_picture: bool) -> Dark:
    """What may be a seal in dark ink on a page; is_picture: it has no text of its own."""
    if is_picture:
        return Dark.RINGS
    return Dark.RINGS_WITHOUT_COLOUR if has_image(page) else Dark.NOTHING


def with_marks(
    stamps: tuple[Stamp, ...], found: list[Mark], number: int, signatures: tuple[Signature, ...]
) -> tuple[Stamp, ...]:
    """Seals on the picture of page `number` that are an annotation's appearance get its kind; signatures are seals by
    themselves.
    """
    kept = [replace(stamp, kind=StampKind.ANNOTATION) if _is_on(stamp, found, False) else stamp for stamp in stamps]
    kept = [stamp for stamp in kept if not _is_on(stamp, found, True)]
    for mark in found:
        signature = _signature_in(mark, signatures) if mark.signature else None
        if signature is not None:
            under = next((stamp for stamp in stamps if _covers(mark, stamp)), None)
            kept.append(_signature(mark, number, signature.signer or (under.text if under else "")))
    return tuple(kept)


def _signature_in(mark: Mark, signatures: tuple[Signature, ...]) -> Signature | None:
    """The signature in a field, None in an empty one; of a file that can't be followed the one that says so."""
    return next((each for each in signatures if each.field in (mark.field, "")), None)


def _signature(mark: Mark, number: int, text: str) -> Stamp:
    """A signature as a seal; one without an appearance still is one, as a spot where its field lies. A tax office's on an
    invoice is none.
    """
    left, top, right, bottom = mark.box
    left, top = min(left, 1 - _SPOT), min(top, 1 - _SPOT)
    box = (left, top, max(right, left + _SPOT), max(bottom, top + _SPOT))
    shape = StampShape.OTHER if is_printed(text) else StampShape.OFFICIAL
    return Stamp(number, box, StampKind.SIGNATURE, shape, 1.0, text, 1.0 if text else 0.0)


def _is_on(stamp: Stamp, found: list[Mark], signature: bool) -> bool:
    return any(mark.signature is signature and _covers(mark, stamp) for mark in found)


def _covers(mark: Mark, stamp: Stamp) -> bool:
    """Whether a seal's middle lies within an annotation that isn't much larger than it."""
    x, y = (stamp.box[0] + stamp.box[2]) / 2, (stamp.box[1] + stamp.box[3]) / 2
    left, top, right, bottom = mark.box
    area = (stamp.box[2] - stamp.box[0]) * (stamp.box[3] - stamp.box[1])
    return left <= x <= right and top <= y <= bottom and (right - left) * (bottom - top) < 6 * max(area, 1e-6)
