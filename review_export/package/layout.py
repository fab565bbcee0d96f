"""Where each document goes: `材料/01-单位/01-活动/筹备方案.docx`. Pure.

A path stays within 58 characters, so that the package can be unpacked below 200 on Windows, which takes 259.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.views import ActivityView, DocumentView
from intake.call import Call
from intake.naming import activity_key, organisation_key
from intake.receipt import call_of
from review_export.package.names import folded, safe, unique

FOLDER = "材料"
_UNIT, _ACTIVITY, _FILE = 13, 13, 16  # characters
_WORDS = {"word": "Word版", "pdf": "PDF版"}
_SUPPORTING = "附"
_CONVERTED = "-转自Word"


@dataclass(frozen=True, slots=True)
class Place:
    """One document and where it goes; `version` "word", "pdf", or "" for what is only sent along.

    With "converted" it is made of the Word version that `sha256` names. `stage` is the stage's name.
    """

    receipt: str
    path: str
    sha256: str
    size: int
    version: str
    stage: str
    organisation: str
    activity: str

    @property
    def heading(self) -> str:
        """The spreadsheet's heading for a link to it; "" for what gets none."""
        return _WORDS.get(self.version, "")


@dataclass(frozen=True, slots=True)
class _Row:
    """What the layout needs of a submission, so that no text is held."""

    receipt: str
    stage: str
    organisation: str
    activity: str
    documents: tuple[DocumentView, ...]


def lay_out(calls: Sequence[Call], rows: Iterable[ActivityView], converted: bool = False) -> tuple[Place, ...]:
    """Every document's place, organisations in the roster's order, then by name; plan and report of an activity together.

    With `converted` each Word version gets a place for itself as PDF, too.
    """
    units: dict[tuple[int, str], dict[str, list[_Row]]] = {}
    ranks = _ranks(calls)
    for each in rows:
        row = _Row(each.receipt, each.stage, each.organisation, each.activity, each.documents)
        key = organisation_key(row.organisation)
        unit = units.setdefault((ranks.get((call_of(row.receipt), key), len(ranks)), key or row.receipt), {})
        unit.setdefault(activity_key(row.activity) or row.receipt, []).append(row)
    stages = {(call.name, stage.key): stage.name for call in calls for stage in call.stages}
    width = len(str(max(len(units), 10)))
    return tuple(
        place
        for number, (_, activities) in enumerate(sorted(units.items(), key=lambda item: item[0]), 1)
        for place in _unit(f"{number:0{width}d}", list(activities.values()), stages, converted)
    )


def _ranks(calls: Sequence[Call]) -> dict[tuple[str, str], int]:
    return {
        (call.name, organisation_key(name)): number
        for call in calls
        for number, organisation in enumerate(call.roster or ())
        for name in organisation.names
    }


def _unit(
    number: str, activities: Sequence[Sequence[_Row]], stages: Mapping[tuple[str, str], str], converted: bool
) -> Iterator[Place]:
    unit = f"{number}-{safe(activities[0][0].organisation, _UNIT, '单位不明')}"
    for index, rows in enumerate(activities, 1):
        folder = f"{FOLDER}/{unit}/{index:02d}-{safe(rows[0].activity, _ACTIVITY, '活动不明')}"
        taken: set[str] = set()
        for row in rows:
            stage = stages.get((call_of(row.receipt), row.stage), row.stage)
            for document in row.documents:
                if document.role != "ignored":
                    yield (place := _place(row, document, stage, folder, taken))
                    if converted and place.version == "word":
                        name = f"{safe(stage, _FILE - len(_CONVERTED) - 4, '文件')}{_CONVERTED}.pdf"
                        yield replace(place, path=f"{folder}/{_taking(name, taken)}", version="converted")


def _place(row: _Row, document: DocumentView, stage: str, folder: str, taken: set[str]) -> Place:
    version = next((kind for kind in _WORDS if document.role == f"{row.stage}_{kind}"), "")
    stem, dot, ending = document.name.rpartition(".")
    ending = safe(ending, 5, "") if dot and stem else ""
    wanted = stage if version else _SUPPORTING + (stem if dot and stem else document.name)
    most = _FILE - (len(ending) + 1 if ending else 0)
    name = _taking(safe(wanted, most, "文件") + (f".{ending}" if ending else ""), taken)
    path = f"{folder}/{name}"
    return Place(row.receipt, path, document.sha256, document.size, version, stage, row.organisation, row.activity)


def _taking(name: str, taken: set[str]) -> str:
    """The name, or one like it that the folder hasn't; it has it then."""
    found = unique(name, taken, _FILE)
    taken.add(folded(found))
    return found


def links(places: Iterable[Place]) -> dict[str, tuple[tuple[str, str], ...]]:
    """What the spreadsheet links to, by receipt number: (heading, path)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        if place.heading:
            found.setdefault(place.receipt, []).append((place.heading, place.path))
    return {receipt: tuple(pairs) for receipt, pairs in found.items()}
