"""A large mail without its long runs of base64, so that its structure is found in little memory.

The standard library's parser keeps every line as an object of its own, six times the mail. So runs of base64 are cut
out before, each leaving a line of its own in its place, and are decoded piece by piece from the mail itself after.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

_RUN = re.compile(
    rb"(?<![A-Za-z0-9+/\r\n])[A-Za-z0-9+/\r\n]{262144,}+"
)  # begun where a run begins, else each place of a shorter one is tried
_KEPT = 8192  # bytes at both ends of a run: a header's last word and the blank line after it look like base64 too


@dataclass(frozen=True, slots=True)
class Hollow:
    """`raw`: the mail; `text`: the same without what was cut; `cuts`: begin and end of each cut in `raw`."""

    raw: bytes
    text: bytes
    cuts: tuple[tuple[int, int], ...]
    mark: bytes
    _begins: tuple[int, ...] = field(repr=False)  # of each cut's line in `text`

    def place(self, at: int) -> int:
        """A place in `text` as one in `raw`; -1 stays."""
        cut = bisect_right(self._begins, at) - 1
        if at < 0 or cut < 0:
            return at
        return self.cuts[cut][1] + max(0, at - self._begins[cut] - self._line)

    @property
    def _line(self) -> int:
        return len(self.mark) + 10

    def pieces(self, content: bytes) -> Iterator[bytes | memoryview]:
        """A part's content as it stands in the mail. content: the same as it stands in `text`."""
        rest = content
        while True:
            before, mark, after = rest.partition(self.mark)
            yield before
            if not mark:
                return
            begin, end = self.cuts[int(after[:8])]
            yield memoryview(self.raw)[begin:end]
            rest = after[10:]


def hollowed(raw: bytes) -> Hollow:
    """The mail with its long runs of base64 cut out."""
    mark = b"hollow" + hashlib.sha256(raw).hexdigest()[:24].encode()  # nobody can write his mail's own digest into it
    pieces: list[bytes] = []
    cuts: list[tuple[int, int]] = []
    begins: list[int] = []
    done = length = 0
    for run in _RUN.finditer(raw):
        begin = raw.find(b"\n", run.start() + _KEPT, run.end()) + 1
        end = raw.rfind(b"\n", run.start(), run.end() - _KEPT) + 1
        if not 0 < begin < end:
            continue
        kept = raw[done:begin]
        length += len(kept)
        begins.append(length)
        pieces += (kept, b"%s%08d\r\n" % (mark, len(cuts)))
        length += len(pieces[-1])
        cuts.append((begin, end))
        done = end
    return Hollow(raw, b"".join((*pieces, raw[done:])) if cuts else raw, tuple(cuts), mark, tuple(begins))
