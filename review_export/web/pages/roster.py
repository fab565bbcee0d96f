"""The roster: taken along as a workbook, and a new one looked at before it counts."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from archive.edits import Edited, versions
from intake.call import Organisation
from intake.errors import ConfigurationError
from intake.roster import as_text, changes, faults, from_text
from review_export.roster_written import write_roster
from review_export.web.downloads import spreadsheet
from review_export.web.forms import Uploaded
from review_export.web.pages.editing import count_from_now, earlier
from review_export.web.pages.scope import covered
from review_export.web.visit import Visit, missing

_MOST = 4 * 1024 * 1024  # bytes of a roster's file


def workbook(visit: Visit) -> Response:
    """The roster with where each organisation stands; what `importing` takes in again."""
    call = visit.call
    stages = [f"{stage.name}：报送情况" for stage in call.stages]
    with TemporaryDirectory(prefix="baosong-roster-") as folder:
        path = Path(folder) / "a.xlsx"
        write_roster(path, call.title, _rows(visit), visit.parts.installation.headers, stages)
        return spreadsheet(path.read_bytes(), f"{call.name}-名册.xlsx")


def _rows(visit: Visit) -> Iterator[tuple[Organisation, Sequence[str]]]:
    for each in zip(*covered(visit), strict=True):
        yield each[0].organisation, [at_stage.standing.wording for at_stage in each]


def importing(visit: Visit) -> Response:
    """The form, and the versions that there were."""
    return _shown(visit)


def take_in(visit: Visit) -> Response:
    """A file is read and shown; what was shown and agreed to counts from now on."""
    if visit.form["roster"]:
        return _kept(visit)
    fault, roster = _read(visit)
    if fault:
        return _shown(visit, fault, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _shown(visit, seen=roster)


def take_back(visit: Visit) -> Response:
    """An earlier version counts again; with none named, the roster of the call's file."""
    content = earlier(visit, Edited.ROSTER, visit.call.name)
    return _counts(visit, content, "名册改回以前的版本", "taken_back")


def _kept(visit: Visit) -> Response:
    try:
        roster = from_text(visit.form.raw("roster"))
    except (ValueError, KeyError, TypeError) as error:
        raise missing() from error
    said = changes(visit.call.roster or (), roster)
    told = f"共{len(roster)}个单位：新增{len(said.added)}，去掉{len(said.gone)}，改动{len(said.changed)}"
    return _counts(visit, as_text(roster), "；".join(each for each in (told, visit.form["reason"]) if each), "roster")


def _counts(visit: Visit, content: str | None, reason: str, said: str) -> Response:
    count_from_now(visit, Edited.ROSTER, visit.call.name, content, reason)
    return visit.see(f"{visit.base}/roster/import", said)


def _read(visit: Visit) -> tuple[str, tuple[Organisation, ...]]:
    """What is wrong with the file, or what it says."""
    file = next(iter(visit.form.files), None)
    if file is None:
        return "请选择名册文件", ()
    if len(file.data) > _MOST:
        return "名册文件太大，应不超过4MB", ()
    try:
        roster = _roster(visit, file)
    except ConfigurationError as error:
        return str(error), ()
    if not roster:
        return "名册里没有单位", ()
    return "；".join(faults(roster)), roster


def _roster(visit: Visit, file: Uploaded) -> tuple[Organisation, ...]:
    """What the file says; its name tells whether it is a workbook, and nothing else. Raises ConfigurationError."""
    with file.as_file(".xlsx" if file.data.startswith(b"PK") else ".csv") as path:
        try:
            return visit.parts.installation.roster(path)
        except ConfigurationError as error:
            raise ConfigurationError(str(error).replace(str(path), f"“{file.name}”")) from error


def _shown(visit: Visit, fault: str = "", seen: tuple[Organisation, ...] = (), status: int = HTTPStatus.OK) -> Response:
    call = visit.call
    return visit.show(
        "roster.html",
        status,
        fault=fault,
        seen=seen,
        changed=changes(call.roster or (), seen) if seen else None,
        kept=as_text(seen),
        headers=visit.parts.installation.headers,
        versions=versions(visit.parts.records, Edited.ROSTER, call.name),
        of_file=visit.parts.installation.file_roster(call.name),
        size=len(call.roster or ()),
    )
