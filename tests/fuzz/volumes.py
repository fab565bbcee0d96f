"""Archives sent in volumes, and what runs in documents that are text, as fuzzed readers."""

import re
from collections.abc import Sequence

from parsers.containers import Budget, joined, whole_members
from parsers.facts import Kind
from parsers.scripts import dangers
from tests.fuzz.post import LIMITS, found
from tests.fuzz.running import Reader
from tests.parsers.containers.test_volumes import SETS
from tests.parsers.test_what_runs import native, page, rtf_object, saved

_VOLUME = re.compile(rb"--volume ([^\n]*)\n")
_TEXTS = (Kind.HTML, Kind.MHTML, Kind.RTF)


def _sets() -> Sequence[bytes]:
    """Each set as one sample: a line with a volume's name, and its bytes."""
    made = (
        b"".join(b"--volume %s\n%s" % (name.encode("utf-8", "surrogateescape"), data) for name, data in files)
        for files, _ in SETS
    )
    return [*made, *found("volumes")]


def _read_volumes(data: bytes) -> object:
    pieces = _VOLUME.split(data)[1:]
    files = [(name.decode("utf-8", "replace"), piece) for name, piece in zip(pieces[::2], pieces[1::2], strict=True)]
    budget = Budget(LIMITS)
    return [
        len(member.data)
        for volumes in joined(files, LIMITS.document_bytes)
        for member in whole_members(volumes.data, budget, files[volumes.places[0]][0])
    ]


def _scripted() -> Sequence[bytes]:
    bodies = ("<script type=module src='a.js'></script>", "<a href=\"javascript:x()\" onclick='y()'>z</a>", "<!-- -->")
    made = [form(body) for form in (page, saved) for body in bodies]
    return [*made, rtf_object(native("a.exe")), rtf_object(native("方案.docx")), *found("scripts")]


VOLUMES = Reader("volumes", _sets, _read_volumes)
SCRIPTS = Reader("scripts", _scripted, lambda data: [dangers(data, kind) for kind in _TEXTS])
