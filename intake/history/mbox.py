"""Mails in an mbox file, by a search for their first lines instead of `mailbox.mbox`.

That one takes every line that begins with `From ` for a new mail's and leaves `>From ` as it is: a mail whose writer
didn't quote such a line came apart there, and one whose writer did never had its own bytes again.
"""

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

_FIRST = b"From "
_LINE = re.compile(rb"^From (?=[^\r\n]*\d:\d\d)[^\r\n]*+\r?\n", re.MULTILINE)  # RFC 4155: sender and time
_BEFORE = (b"\n\n", b"\n\r\n")  # an empty line
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mbox(path: Path) -> bool:
    """Whether a file begins as an mbox does. Raises OSError."""
    with path.open("rb") as stream:
        return stream.read(len(_FIRST)) == _FIRST


def spans(path: Path) -> Iterator[tuple[int, int]]:
    """Where each mail begins and ends, its `From ` line left out. Raises OSError."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        lines = [found.span() for found in _LINE.finditer(content) if _is_first(content, found.start())]
        after = [*(start for start, _ in lines[1:]), len(content)][: len(lines)]
        yield from zip((end for _, end in lines), after, strict=True)


def _is_first(content: mmap.mmap, start: int) -> bool:
    return start == 0 or content[max(start - 3, 0) : start].endswith(_BEFORE)


def message(path: Path, span: tuple[int, int]) -> bytes:
    """One mail as it was before the mbox quoted it. Raises OSError."""
    with path.open("rb") as stream:
        stream.seek(span[0])
        stored = stream.read(span[1] - span[0])
    mail = _without_separator(stored)
    return with_network_lines(_QUOTED.sub(rb"\1", mail) if b">From " in mail else mail)  # that look is a fast one


def _without_separator(stored: bytes) -> bytes:
    """The empty line before the next mail's first is the mbox's own."""
    for end in (b"\r\n\r\n", b"\n\n"):
        if stored.endswith(end):
            return stored[: -len(end) // 2]
    return stored


def with_network_lines(stored: bytes) -> bytes:
    """Lines ended as they came over the network (RFC 5322 §2.1), so that the same mail by IMAP is the same bytes."""
    first = stored.find(b"\n")
    if first < 1 or stored[first - 1 : first] == b"\r":
        return stored
    return stored.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
