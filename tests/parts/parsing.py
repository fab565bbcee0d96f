"""Parsing processes forked off one that has loaded the readers, instead of loading them anew for each.

To load them takes two seconds of the processor, and tests start some hundred parsing processes. They confine themselves and
are watched as any other. What they do and don't let happen is tested on real ones: fixture `parsing_loaded_anew`.
"""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from parsers import children
from parsers.child import Beginning
from tests.parts.warm import Loaded, Warm

_STARTED = {"subprocess": subprocess, "Beginning": Beginning}


def _put(names: dict[str, Any]) -> None:
    for name, value in names.items():
        setattr(children, name, value)


def forked_off(by: Callable[[], Loaded]) -> None:
    """From now on parsing processes of this one are children of `by()`, and end with it."""

    def start(command: Sequence[str], **how: Any) -> Warm:
        return Warm(command[:-1], command[-1], by(), **how)

    def beginning(*told: Any) -> Beginning:
        return Beginning(*told[:-1], parent=by().number)

    _put({"subprocess": SimpleNamespace(Popen=start, DEVNULL=subprocess.DEVNULL), "Beginning": beginning})


@contextmanager
def loaded_anew() -> Iterator[None]:
    """Meanwhile they are started as the program starts them."""
    before = {name: getattr(children, name) for name in _STARTED}
    _put(_STARTED)
    yield
    _put(before)
