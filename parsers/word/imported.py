"""What a docx only refers to and Word shows: whole pages put in as `w:altChunk` (ISO/IEC 29500-1 §17.17.2.1).

Web applications export that way: a docx whose one paragraph is a page in a part of its own.
"""

from collections.abc import Mapping

from parsers.facts import Paragraph, Table
from parsers.word.markup import read_html, read_mhtml
from parsers.word.opc import Package
from parsers.word.rtf import read_rtf

_READERS = {
    "htm": read_html,
    "html": read_html,
    "xhtml": read_html,
    "mht": read_mhtml,
    "mhtml": read_mhtml,
    "rtf": read_rtf,
}


def imported(package: Package, document: str) -> Mapping[str, tuple[Paragraph | Table, ...]]:
    """The blocks of each such part, by its relationship. Raises DocumentTrouble where one is broken."""
    found = {}
    for identity, name in package.related(document).items():
        reader = _READERS.get(name.rpartition(".")[2].lower())
        data = package.part(name) if reader is not None else None
        if reader is not None and data is not None:
            found[identity] = reader(data).blocks
    return found
