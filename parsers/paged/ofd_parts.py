"""The parts of an OFD (GB/T 33190): its documents' pages and pictures, and what a page places where."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ofdkit.errors import OFDError
from ofdkit.package import Package

_Numbers = tuple[float, ...]
_FARTHEST = 10_000.0  # mm: what lies beyond is no place on paper
_SEEN = 30  # of 255: what is thinner isn't seen
_DEEPEST = 32  # blocks within blocks


@dataclass(frozen=True, slots=True)
class Body:
    """One document of the file: its pages' entries by ID, its pictures' by ID, and the entry of its list of signatures."""

    pages: Mapping[str, str]
    media: Mapping[str, str]
    signatures: str | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture's entry, its boundary (left, top, width, height in mm), and the matrix from the unit square, () where it
    fills the boundary.
    """

    entry: str
    place: _Numbers
    turn: _Numbers


def bodies(package: Package) -> tuple[Body, ...]:
    """The file's documents, whose IDs are each one's own. Raises OFDError."""
    first = package.find("OFD.xml") or ""
    return tuple(_body(package, first, each) for each in package.read_xml(first).iterfind("{*}DocBody"))


def _body(package: Package, first: str, body: Element) -> Body:
    signatures = package.resolve(first, body.findtext("{*}Signatures"))
    entry = package.resolve(first, body.findtext("{*}DocRoot"))
    root = None if entry is None else _read(package, entry)
    if entry is None or root is None:
        return Body({}, {}, signatures)
    pages = {
        page.get("ID", "").strip(): found
        for page in root.iterfind("{*}Pages/{*}Page")
        if (found := package.resolve(entry, page.get("BaseLoc")))
    }
    media: dict[str, str] = {}
    for kind in ("PublicRes", "DocumentRes"):
        for resources in root.iterfind("{*}CommonData/{*}" + kind):
            media = {**_media(package, package.resolve(entry, resources.text)), **media}
    return Body(pages, media, signatures)


def placed_on(package: Package, page: str, media: Mapping[str, str]) -> Iterator[Placed]:
    """The pictures that a page shows, in its order. Raises OFDError."""
    root = package.read_xml(page)
    known = dict(media)
    for each in root.iterfind("{*}PageRes"):
        known |= _media(package, package.resolve(page, each.text))
    for each in _shown(root, "ImageObject"):
        entry = known.get(each.get("ResourceID", "").strip())
        place, turn = numbers(each.get("Boundary")), numbers(each.get("CTM"))
        if entry and len(place) == 4 and len(turn) == (6 if each.get("CTM") else 0):
            yield Placed(entry, place, turn)


def _shown(element: Element, name: str, depth: int = 0) -> Iterator[Element]:
    """The elements of that name which are not hidden, by themselves or with what holds them."""
    for each in element:
        hidden = each.get("Visible", "").strip().lower() in {"false", "0"}
        if hidden or (numbers(each.get("Alpha")) or (255.0,))[0] < _SEEN:
            continue
        if each.tag.rpartition("}")[2] == name:
            yield each
        elif depth < _DEEPEST:
            yield from _shown(each, name, depth + 1)


def _media(package: Package, entry: str | None) -> dict[str, str]:
    root = None if entry is None else _read(package, entry)
    if entry is None or root is None:
        return {}
    folder = posixpath.join(posixpath.dirname(entry), root.get("BaseLoc", "").strip(), "_")
    named = ((each.get("ID", "").strip(), each.findtext("{*}MediaFile")) for each in root.iterfind(".//{*}MultiMedia"))
    files = ((key, package.resolve(folder, name) or package.resolve(entry, name)) for key, name in named)
    return {key: file for key, file in files if key and file}


def _read(package: Package, entry: str) -> Element | None:
    try:
        root: Element = package.read_xml(entry)
    except OFDError:
        return None
    return root


def numbers(text: str | None) -> _Numbers:
    """Numbers between spaces or commas; () where one isn't a number, or can't be one of a place on paper."""
    try:
        found = tuple(float(each) for each in (text or "").replace(",", " ").split())
    except ValueError:
        return ()
    return found if all(abs(each) <= _FARTHEST for each in found) else ()
