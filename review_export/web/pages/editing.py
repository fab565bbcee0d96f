"""What is edited in the browser counts from the moment it is kept; an earlier version is found by its number."""

from archive.edits import Edited, keep, versions
from review_export.web.visit import Visit, missing

_REASON = 500  # characters


def count_from_now(visit: Visit, kind: Edited, name: str, content: str | None, reason: str) -> None:
    """A new version by whoever is signed in; None: what the file says."""
    keep(visit.parts.records, kind, name, content, visit.somebody.name, reason[:_REASON], visit.now)
    visit.parts.installation.renewed()


def earlier(visit: Visit, kind: Edited, name: str) -> str | None:
    """The version that the form names, None where it names none. Raises 404 for one that there isn't."""
    wanted = visit.form["version"]
    known = {str(each.id): each.content for each in versions(visit.parts.records, kind, name)}
    if wanted and wanted not in known:
        raise missing()
    return known.get(wanted)
