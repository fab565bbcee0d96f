"""The seals of an OFD's signatures (GB/T 33190, GB/T 38540): where they stand, what they are called, what they show."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import Element

from asn1crypto.core import AbstractString, OctetString
from asn1crypto.core import Sequence as Asn1Sequence
from ofdkit.errors import OFDError
from ofdkit.package import Package

from parsers.paged.ofd_parts import Body, bodies, numbers

_SIGNATURES = 40  # of a file that are looked at
_SPOTS = 200  # of a signature: one a page, where it runs over all pages' edges
_LONGEST = 100  # characters of a name
_LARGEST = 4 * 1024 * 1024  # bytes of a signature's value, whose picture is a seal's


@dataclass(frozen=True, slots=True)
class Seal:
    """A signature's seal: the signature's number in the file, the page's entry, left, top, width and height in millimetres,
    the seal's name as its maker wrote it, and its picture as a file.
    """

    signature: str
    page: str
    place: tuple[float, ...]
    name: str
    picture: bytes


def seals(package: Package) -> tuple[Seal, ...]:
    """The seals of the signatures; one that doesn't say where it stands, or what it looks like, is none. Raises OFDError."""
    listed = ((body, entry, each) for body in bodies(package) for entry, each in _listed(package, body))
    found: list[Seal] = []
    for number, (body, entry, one) in enumerate(islice(listed, _SIGNATURES), 1):
        try:
            found += islice(_seals(package, body, entry, one, str(number)), _SPOTS)
        except OFDError:
            continue
    return tuple(found)


def _listed(package: Package, body: Body) -> Iterator[tuple[str, Element]]:
    try:
        root = package.read_xml(body.signatures) if body.signatures else None
    except OFDError:
        return
    if body.signatures and root is not None:
        yield from ((body.signatures, each) for each in root.iterfind("{*}Signature"))


def _seals(package: Package, body: Body, listed: str, one: Element, number: str) -> Iterator[Seal]:
    at = package.resolve(listed, one.get("BaseLoc"))
    if at is None:
        return
    described = package.read_xml(at)
    value = package.resolve(at, described.findtext("{*}SignedValue"))
    name, picture = _engraved(package.read(value)) if value else ("", b"")
    for spot in described.iterfind("{*}SignedInfo/{*}StampAnnot"):
        page, place = body.pages.get(spot.get("PageRef", "").strip()), numbers(spot.get("Boundary"))
        if page and picture and len(place) == 4 and min(place[2:]) > 0:
            yield Seal(number, page, place, name, picture)


def _engraved(value: bytes) -> tuple[str, bytes]:
    """The name and the picture that an SES_Signature holds, of any of its versions: they stand at one place in all."""
    if len(value) > _LARGEST:
        return "", b""
    try:
        seal = Asn1Sequence.load(value)[0][1][0]
        name, picture = seal[2][1], seal[3][1]
        if not isinstance(name, AbstractString) or not isinstance(picture, OctetString):
            return "", b""
        return _plain(name.native), picture.native
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError):
        return "", b""  # a signature without a seal, or no such thing


def _plain(name: str) -> str:
    """A name as it can stand in a letter: no controls, nothing that turns what follows it, not without end."""
    return "".join(each for each in name[:_LONGEST] if unicodedata.category(each)[0] != "C").strip()
