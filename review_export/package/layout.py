"""Where each document goes: `材料/01-单位/01-活动/筹备方案.docx`. Pure.

A path stays within 58 characters, so that the package can be unpacked below 200 on Windows, which takes 259.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.views import ActivityView, DocumentView
from intake.call import Call
from intake.naming import activity_key, organisation_key
from intake.receipt import call_of
from review_export.package.names import folded, safe, unique

FOLDER = "材料"
_UNIT, _ACTIVITY, _FILE = 13, 13, 16  # characters
_WORDS = {"word": "Word版", "pdf": "PDF版"}
_SUPPORTING = "附"


@dataclass(frozen=True, slots=True)
class Place:
    """One document and where it goes; `version` "word", "pdf", or "" for what is only sent along."""

    receipt: str
    path: str
    sha256: str
    size: int
    version: str

    @property
    def heading(self) -> str:
        """The spreadsheet's heading for a link to it; "" for what gets none."""
        return _WORDS.get(self.version, "")


def lay_out(calls: Sequence[Call], rows: Iterable[ActivityView]) -> tuple[Place, ...]:
    """Every document's place, organisations in the roster's order, then by name; plan and report of an activity together."""
    units: dict[tuple[int, str], dict[str, list[ActivityView]]] = {}
    ranks = _ranks(calls)
    for row in rows:
        key = organisation_key(row.organisation)
        unit = units.setdefault((ranks.get((call_of(row.receipt), key), len(ranks)), key or row.receipt), {})
        unit.setdefault(activity_key(row.activity) or row.receipt, []).append(row)
    stages = {(call.name, stage.key): stage.name for call in calls for stage in call.stages}
    width = len(str(max(len(units), 10)))
    return tuple(
        place
        for number, (_, activities) in enumerate(sorted(units.items(), key=lambda item: item[0]), 1)
        for place in _unit(f"{number:0{width}d}", list(activities.values()), stages)
    )


def _ranks(calls: Sequence[Call]) -> dict[tuple[str, str], int]:
    return {
        (call.name, organisation_key(name)): number
        for call in calls
        for number, organisation in enumerate(call.roster or ())
        for name in organisation.names
    }


def _unit(
    number: str, activities: Sequence[Sequence[ActivityView]], stages: Mapping[tuple[str, str], str]
) -> Iterator[Place]:
    unit = f"{number}-{safe(activities[0][0].organisation, _UNIT, '单位不明')}"
    for index, rows in enumerate(activities, 1):
        folder = f"{FOLDER}/{unit}/{index:02d}-{safe(rows[0].activity, _ACTIVITY, '活动不明')}"
        taken: set[str] = set()
        for row in rows:
            stage = stages.get((call_of(row.receipt), row.stage), row.stage)
            for document in row.documents:
                if document.role != "ignored":
                    yield _place(row, document, stage, folder, taken)


def _place(row: ActivityView, document: DocumentView, stage: str, folder: str, taken: set[str]) -> Place:
    version = next((kind for kind in _WORDS if document.role == f"{row.stage}_{kind}"), "")
    stem, dot, ending = document.name.rpartition(".")
    ending = safe(ending, 5, "") if dot and stem else ""
    wanted = stage if version else _SUPPORTING + (stem if dot and stem else document.name)
    most = _FILE - (len(ending) + 1 if ending else 0)
    name = unique(safe(wanted, most, "文件") + (f".{ending}" if ending else ""), taken, _FILE)
    taken.add(folded(name))
    return Place(row.receipt, f"{folder}/{name}", document.sha256, document.size, version)


def links(places: Iterable[Place]) -> dict[str, tuple[tuple[str, str], ...]]:
    """What the spreadsheet links to, by receipt number: (heading, path)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        if place.heading:
            found.setdefault(place.receipt, []).append((place.heading, place.path))
    return {receipt: tuple(pairs) for receipt, pairs in found.items()}
