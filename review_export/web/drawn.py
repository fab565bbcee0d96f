"""Pages that were drawn a moment ago: many people look at the same ones, and nothing has happened in between.

A page is the same for all who have the same rights and the same language but for the token in its forms and the name at its
top; it is drawn with marks in their places. It counts while the pulse is the one at which it was drawn, so that it is never
behind a person's decision or a mail, and for _MOMENT at most: letters that leave write no line, and clocks go on.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from archive.today import Pulse

MOMENT = 1.0  # seconds
_MOST = 300  # pages, some 50 KB each


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a drawn page for what is each visitor's own; nobody outside can know it, and so write it."""

    csrf: str = field(default_factory=lambda: f"csrf-{secrets.token_hex(24)}")
    name: str = field(default_factory=lambda: f"name-{secrets.token_hex(24)}")


class DrawnPages:
    """Pages with marks, by what they depend on."""

    def __init__(self, moment: float = MOMENT) -> None:
        """`moment`: seconds for which a page counts; 0 for none."""
        self.marks = Marks()
        self._moment = moment
        self._kept: OrderedDict[Hashable, tuple[Pulse, float, str]] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Hashable, now: Pulse, draw: Callable[[], str]) -> str:
        """The page as it was drawn at this pulse a moment ago, else drawn now."""
        moment = time.monotonic()
        kept = self._kept.get(key)
        if kept is not None and kept[0] == now and moment - kept[1] < self._moment:
            return kept[2]
        html = draw()
        with self._lock:
            self._kept[key] = (now, moment, html)
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return html

    def filled(self, html: str, own: Mapping[str, str]) -> str:
        """A page with what is this visitor's own in its marks' places; `own` by mark, escaped already."""
        for mark, value in own.items():
            html = html.replace(mark, value)
        return html
