"""The books for those who print: all plans as one PDF, all reports as another, with bookmarks.

A book too large for memory comes in volumes. The documents in the package stay as they came; the books are copies.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from parsers.errors import ParsingFailed
from review_export.package.layout import Place
from review_export.package.names import safe

FOLDER = "合订本"
_MOST_BYTES, _MOST_DOCUMENTS = 64 * 1024 * 1024, 300  # a volume
_MOST_NAME = 20  # characters
_MANNER = "1"  # another when books are made otherwise


class Binder(Protocol):
    """Binds PDFs; `parsers.sandbox.ProcessSandbox` is one."""

    def bind(self, documents: Sequence[tuple[tuple[str, ...], bytes]]) -> tuple[bytes, tuple[tuple[int, int], ...]]:
        """(Bookmarks, bytes) of each as one; how many pages of each are in it, of how many. Raises ParsingFailed."""


@dataclass(frozen=True, slots=True)
class Volume:
    """One file and what is to be in it, in order."""

    path: str
    places: tuple[Place, ...]

    def of(self) -> str:
        """What it is made of, in short."""
        said = json.dumps([_MANNER, *([*_titles(place), place.sha256] for place in self.places)])
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def volumes(places: Iterable[Place]) -> tuple[Volume, ...]:
    """Every stage's sealed versions in the package's order; where only a Word version came, that as PDF, if there is one."""
    by_stage: dict[str, dict[str, Place]] = {}
    for place in places:
        of_stage = by_stage.setdefault(place.stage, {})
        if place.version == "pdf" or (place.version == "converted" and place.receipt not in of_stage):
            of_stage[place.receipt] = place
    return tuple(volume for stage, chosen in by_stage.items() for volume in _of_stage(stage, list(chosen.values())))


def _of_stage(stage: str, places: Sequence[Place]) -> Iterator[Volume]:
    parts = list(_parted(places))
    name = safe(stage, _MOST_NAME, "材料")
    for number, part in enumerate(parts, 1):
        yield Volume(f"{FOLDER}/{name}{f'-第{number}册' if len(parts) > 1 else ''}.pdf", tuple(part))


def _parted(places: Sequence[Place]) -> Iterator[list[Place]]:
    part: list[Place] = []
    for place in places:
        if part and (len(part) == _MOST_DOCUMENTS or sum(each.size for each in part) + place.size > _MOST_BYTES):
            yield part
            part = []
        part.append(place)
    if part:
        yield part


def bound(volume: Volume, read: Callable[[Place], bytes | None], binder: Binder, problems: list[str]) -> bytes:
    """The volume's bytes, b"" where nothing of it can be bound; `read` gives None for what the package hasn't.

    What is left out is said in `problems`.
    """
    documents = [(place, data) for place in volume.places if (data := read(place)) is not None]
    try:
        book, pages = _bind(documents, binder)
    except ParsingFailed:  # one of them breaks it: each is tried alone, and those that pass are bound
        passed = [each for each in documents if _passes(each, binder)]
        problems += [_left_out(each[0], volume) for each in documents if each not in passed]
        try:
            book, pages = _bind(documents := passed, binder)
        except ParsingFailed as error:
            problems.append(f"{volume.path}没有做成：{error}")
            return b""
    for (place, _), (number, whole) in zip(documents, pages, strict=True):
        if not number:
            problems.append(_left_out(place, volume))
        elif number < whole:
            problems.append(f"{place.path}共{whole}页，收进{volume.path}的只有前{number}页，其余请单独打印")
    return book


def _bind(documents: Sequence[tuple[Place, bytes]], binder: Binder) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    return binder.bind([(_titles(place), data) for place, data in documents])


def _passes(document: tuple[Place, bytes], binder: Binder) -> bool:
    try:
        _bind([document], binder)
    except ParsingFailed:
        return False
    return True


def _left_out(place: Place, volume: Volume) -> str:
    return f"{place.path}打不开，没有收进{volume.path}，请单独打印"


def _titles(place: Place) -> tuple[str, str]:
    return place.organisation or "（单位名称未能读出）", place.activity or place.receipt
