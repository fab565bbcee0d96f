"""What a parsing process says, taken as facts and never as code.

Pickle runs what it is told to. A process that has read hostile bytes may have been taken over, so of its replies only
the types of `parsers.facts`, moments and plain containers are built; anything else is refused.
"""

import dataclasses
import enum
import io
import pickle
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

_PLAIN = frozenset(
    (
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("zoneinfo", "ZoneInfo"),
    )
)


class ReplyRefused(Exception):
    """A reply that is no facts."""


def _zone_maker(owner: type, name: str) -> Callable[..., ZoneInfo]:
    """The one attribute that is asked for in facts: by it `ZoneInfo` is pickled."""
    if owner is ZoneInfo and name == "_unpickle":
        return ZoneInfo._unpickle  # type: ignore[attr-defined, no-any-return]
    raise ReplyRefused(f"builtins.getattr({owner!r:.60}, {name!r:.60})")


class _Facts(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Only what can do nothing when it is made."""
        if (module, name) == ("builtins", "getattr"):
            return _zone_maker
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.split(".")[:2] == ["parsers", "facts"] and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, enum.Enum)):
                return found
        raise ReplyRefused(f"{module}.{name}")


def facts_of(reply: bytes) -> Any:
    """The value that a parsing process sent. Raises ReplyRefused."""
    try:
        return _Facts(io.BytesIO(reply)).load()
    except ReplyRefused:
        raise
    except Exception as error:  # a broken pickle raises whatever its bytes lead to
        raise ReplyRefused(f"{type(error).__name__}: {error}") from error
