"""What an OFD shows besides its text: its pictures (GB/T 33190) and the seals of its signatures (GB/T 38540).

Pictures are drawn where they stand; drawn lines, and pictures within templates and composite units, aren't.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import cv2
import numpy as np
from asn1crypto.core import Sequence as Asn1Sequence
from ofdkit.errors import OFDError
from ofdkit.package import Package

from parsers.paged.looking import Pixels
from parsers.paged.picture import UNREADABLE, frames
from parsers.trouble import DocumentTrouble

_PER_MM, _LONG_SIDE = 150 / 25.4, 1754.0  # pixels; of a page that is no A4, A3 or A5
_LIKE_PAPER = (200.0, 450.0)  # mm of the longer side
_MOST = 40  # pictures of a page, signatures of a document
_Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature's seal: what the signature is called, the page's ID, left, top, width and height in millimetres, the
    seal's name as its maker wrote it, and its picture as a file.
    """

    signature: str
    page: str
    place: _Numbers
    name: str
    picture: bytes


def seals(package: Package) -> tuple[Seal, ...]:
    """The seals of all signatures; one that doesn't say where it stands, or what it looks like, is none."""
    return tuple(_seals(package))[:_MOST]


def _seals(package: Package) -> Iterator[Seal]:
    for listed, one in _listed(package, "Signatures", "Signature"):
        try:
            at = package.resolve(listed, one.get("BaseLoc"))
            described = package.read_xml(at) if at else one
            value = package.resolve(at, described.findtext("{*}SignedValue"))
            name, picture = _engraved(package.read(value)) if value else ("", b"")
        except OFDError:
            continue
        for spot in described.iterfind("{*}SignedInfo/{*}StampAnnot"):
            place = _numbers(spot.get("Boundary"))
            if len(place) == 4 and min(place[2:]) > 0 and picture:
                yield Seal(one.get("ID", ""), spot.get("PageRef", "").strip(), place, name, picture)


def _engraved(value: bytes) -> tuple[str, bytes]:
    """The name and the picture that an SES_Signature holds, of any of its versions: they stand at one place in all."""
    try:
        seal = Asn1Sequence.load(value)[0][1][0]
        return str(seal[2][1].native), bytes(seal[3][1].native)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
    ):  # a signature without a seal, or no such thing
        return "", b""


def pictures(package: Package) -> Mapping[str, str]:
    """The entry of each picture by its ID."""
    found: dict[str, str] = {}
    for document, common in _listed(package, "DocRoot", "CommonData"):
        for resources in (*common.iterfind("{*}PublicRes"), *common.iterfind("{*}DocumentRes")):
            found = {**_media(package, package.resolve(document, resources.text)), **found}
    return found


def _listed(package: Package, where: str, what: str) -> Iterator[tuple[str, Element]]:
    """The elements of that name in the parts that the documents' bodies name, with each part's entry."""
    first = package.find("OFD.xml") or ""
    for body in package.read_xml(first).iterfind("{*}DocBody"):
        entry = package.resolve(first, body.findtext("{*}" + where))
        try:
            yield from ((entry, each) for each in package.read_xml(entry).iterfind("{*}" + what)) if entry else ()
        except OFDError:
            continue


def _media(package: Package, entry: str | None) -> dict[str, str]:
    if entry is None:
        return {}
    try:
        root = package.read_xml(entry)
    except OFDError:
        return {}
    folder = posixpath.join(posixpath.dirname(entry), root.get("BaseLoc", "").strip(), "_")
    named = ((each.get("ID", "").strip(), each.findtext("{*}MediaFile")) for each in root.iterfind(".//{*}MultiMedia"))
    files = ((key, package.resolve(folder, name) or package.resolve(entry, name)) for key, name in named)
    return {key: file for key, file in files if key and file}


def drawn(
    package: Package, page: str | None, size: tuple[float, float], media: Mapping[str, str], on_it: tuple[Seal, ...]
) -> Pixels | None:
    """A page's pictures and seals as (h, w, 3) RGB uint8; None where it has none. page: its entry; size: in millimetres."""
    longer = max(*size, 1.0)
    scale = _PER_MM if _LIKE_PAPER[0] <= longer <= _LIKE_PAPER[1] else _LONG_SIDE / longer
    canvas = np.full((max(1, round(size[1] * scale)), max(1, round(size[0] * scale)), 3), 255, np.uint8)
    placed = [*_objects(package, page, media), *((seal.picture, seal.place, ()) for seal in on_it)]
    put = [_put(canvas, data, place, turn, scale) for data, place, turn in placed[:_MOST]]
    return canvas if any(put) else None


def _objects(
    package: Package, page: str | None, media: Mapping[str, str]
) -> Iterator[tuple[bytes, _Numbers, _Numbers]]:
    """Each picture's file, its boundary, and the matrix from the unit square, () where the boundary is filled."""
    if page is None:
        return
    root = package.read_xml(page)
    own = {key: file for each in root.iterfind("{*}PageRes") for key, file in _media(package, package.resolve(page, each.text)).items()}  # fmt: skip
    for each in root.iterfind(".//{*}ImageObject"):
        file = {**media, **own}.get(each.get("ResourceID", "").strip())
        place, turn = _numbers(each.get("Boundary")), _numbers(each.get("CTM"))
        if not file or len(place) != 4 or len(turn) not in {0, 6}:
            continue
        try:
            yield package.read(file), place, turn
        except OFDError:
            continue


def _put(canvas: Pixels, data: bytes, place: _Numbers, turn: _Numbers, scale: float) -> bool:
    """Draws a picture where it stands, as ink: white hides nothing. False where it can't be drawn."""
    try:
        picture = frames(data)[0]
    except (DocumentTrouble, *UNREADABLE):
        return False
    a, b, c, d, e, f = turn or (place[2], 0.0, 0.0, place[3], 0.0, 0.0)
    wide, high = (max(1, round(float(np.hypot(*side)) * scale)) for side in ((a, b), (c, d)))
    if max(wide, high) > 2 * max(canvas.shape):
        return False
    fitted = cv2.resize(picture, (wide, high), interpolation=cv2.INTER_AREA)
    matrix = np.array([[a / wide, c / high, place[0] + e], [b / wide, d / high, place[1] + f]]) * scale
    inked = cv2.warpAffine(fitted, matrix, canvas.shape[1::-1], borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255))  # fmt: skip
    np.minimum(canvas, inked, out=canvas)
    return True


def _numbers(text: str | None) -> _Numbers:
    try:
        numbers = tuple(float(each) for each in (text or "").split())
    except ValueError:
        return ()
    return numbers if all(map(np.isfinite, numbers)) else ()
