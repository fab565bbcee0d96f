"""What a parsing process says, taken as facts and never as code.

Pickle runs what it is told to. A process that has read hostile bytes may have been taken over, so of its replies only
the types of `parsers.facts`, moments and plain containers are built; anything else is refused.
"""

import dataclasses
import enum
import io
import pickle
from typing import Any

_PLAIN = frozenset(
    (
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("zoneinfo", "ZoneInfo._unpickle"),
    )
)


class ReplyRefused(Exception):
    """A reply that is no facts."""


class _Facts(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Only what can do nothing when it is made."""
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
