"""The seals of a PDF's page: those its picture shows, and what the PDF itself says of annotations and signatures."""

from dataclasses import dataclass, replace

import pypdfium2

from parsers.facts import Stamp, StampKind, StampShape
from parsers.paged.looking import Pixels, sealed_page
from parsers.paged.marks import Mark, marks, signer


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open page: its document, its number from 1, and the file's bytes."""

    document: pypdfium2.PdfDocument
    page: pypdfium2.PdfPage
    number: int
    data: bytes


def page_stamps(sheet: Sheet, picture: Pixels, scanned: bool) -> tuple[Stamp, ...]:
    """The page's seals, read. picture: (h, w, 3) RGB of the page as displayed; `scanned`: it may be black and white."""
    found = list(marks(sheet.document, sheet.page))
    return _with_marks(sealed_page(picture, sheet.number, scanned), found, sheet.number, sheet.data)


def _with_marks(stamps: tuple[Stamp, ...], found: list[Mark], number: int, data: bytes) -> tuple[Stamp, ...]:
    """Seals on the picture that are an annotation's appearance get its kind; signatures are seals by themselves."""
    kept = [replace(stamp, kind=StampKind.ANNOTATION) if _is_on(stamp, found, False) else stamp for stamp in stamps]
    kept = [stamp for stamp in kept if not _is_on(stamp, found, True)]
    for mark in found:
        if mark.signature:
            under = next((stamp for stamp in stamps if _covers(mark, stamp)), None)
            text = (under.text if under else "") or signer(data)
            kept.append(
                Stamp(number, mark.box, StampKind.SIGNATURE, StampShape.OFFICIAL, 1.0, text, 1.0 if text else 0.0)
            )
    return tuple(kept)


def _is_on(stamp: Stamp, found: list[Mark], signature: bool) -> bool:
    return any(mark.signature is signature and _covers(mark, stamp) for mark in found)


def _covers(mark: Mark, stamp: Stamp) -> bool:
    """Whether a seal's middle lies within an annotation that isn't much larger than it."""
    x, y = (stamp.box[0] + stamp.box[2]) / 2, (stamp.box[1] + stamp.box[3]) / 2
    left, top, right, bottom = mark.box
    area = (stamp.box[2] - stamp.box[0]) * (stamp.box[3] - stamp.box[1])
    return left <= x <= right and top <= y <= bottom and (right - left) * (bottom - top) < 6 * max(area, 1e-6)
