"""Calls and letters' wording as they are now: the files', with what people have changed of them in the browser.

Whoever holds one of these sees a change a second after it was made, in whichever process; nothing needs a restart.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Generic, TypeVar, overload

import structlog
from jinja2 import Environment

from archive.edits import Edited, newest, standing
from archive.records import SqlRecords
from config.settings import Settings
from config.wording import wording_of
from intake.call import Call
from intake.errors import StoreError
from intake.letters.trial import faults_of
from intake.letters.wording import Wording
from intake.roster import Roster, from_text

log = structlog.get_logger()
_PAUSE = 1.0  # seconds between looks at the records
_Made = TypeVar("_Made")


class _Fresh(Generic[_Made]):
    """Something made of the edits, and made anew when there is a newer one; while the records are away, as it was."""

    def __init__(self, records: SqlRecords, made: Callable[[], _Made], of_files: _Made) -> None:
        self._records, self._made_of, self._kept = records, made, of_files
        self._number, self._looked = 0, -_PAUSE

    def __call__(self) -> _Made:
        if time.monotonic() - self._looked >= _PAUSE:
            with suppress(StoreError):  # whoever does anything with it meets that, too
                self.look()
        return self._kept

    def look(self) -> None:
        """Now, whenever the last look was. Raises StoreError."""
        number = newest(self._records)
        if number > self._number:  # a page that shows an earlier moment takes nothing back
            self._kept, self._number = self._made_of(), number
        self._looked = time.monotonic()


def rostered(calls: Sequence[Call], records: SqlRecords) -> tuple[Call, ...]:
    """The calls, with the rosters that people have imported. Raises StoreError."""
    kept = standing(records, Edited.ROSTER)
    return tuple(replace(call, roster=_roster(kept[call.name])) if call.name in kept else call for call in calls)


@lru_cache(maxsize=16)
def _roster(written: str) -> Roster:
    """The same object for the same text: what is remembered of a roster is so by this very one."""
    return from_text(written)


class CurrentCalls(Sequence[Call]):
    """The calls of the files, their rosters as they are now."""

    def __init__(self, records: SqlRecords, calls: Sequence[Call]) -> None:
        """`calls` as the files have them."""
        self.of_files = tuple(calls)
        self._now = _Fresh(records, lambda: rostered(self.of_files, records), self.of_files)

    def look(self) -> None:
        """See at once what was changed. Raises StoreError."""
        self._now.look()

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Call, ...]: ...
    def __getitem__(self, index: int | slice) -> Call | tuple[Call, ...]:
        """As a tuple's."""
        return self._now()[index]

    def __len__(self) -> int:
        """Files are read once: as many as at the start."""
        return len(self.of_files)

    def __iter__(self) -> Iterator[Call]:
        """All of one moment."""
        return iter(self._now())


@dataclass(frozen=True)
class CurrentWording(Wording):
    """The wording that counts when a letter is written."""

    now: Callable[[], Wording] = Wording

    @property
    def environment(self) -> Environment:
        """That of now."""
        return self.now().environment

    def is_plain(self, kind: str) -> bool:
        """Whether now only the text is edited."""
        return self.now().is_plain(kind)


def edited_over(wording: Wording, records: SqlRecords) -> Wording:
    """The files' wording, with the templates that people have edited in the browser. Raises StoreError."""
    return Wording({**wording.edited, **standing(records, Edited.TEMPLATE)})


def current_wording(settings: Settings, records: SqlRecords) -> CurrentWording:
    """What letters are worded by from now on. Raises ConfigurationError for a file's template that can't be used."""
    of_files = wording_of(settings)

    def made() -> Wording:
        wording = edited_over(of_files, records)
        fault = next(faults_of(wording), "")
        if fault:  # it was tried when it was saved, by another version of the program perhaps
            log.error("网页上改过的信件模板现在不能用，暂按文件中的模板写信", fault=fault)
            return of_files
        return wording

    return CurrentWording(now=_Fresh(records, made, of_files))
