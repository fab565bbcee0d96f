"""What a parsing process sends is built only where it is facts."""

import os
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from parsers.facts import Comparison, Difference, Kind, Trouble, TroubleKind
from parsers.limits import Limits
from parsers.replies import ReplyRefused, facts_of


class Means:
    """A pickle that says: call this."""

    def __init__(self, call: Callable[..., Any], *arguments: Any) -> None:
        self.way = (call, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.way


@pytest.mark.parametrize(
    "value",
    [
        ("done", None),
        Trouble(TroubleKind.ENCRYPTED, "设有打开密码"),
        Comparison(0.5, (Difference("甲", "乙", 1, (0.0, 0.0, 1.0, 1.0)),)),
        {"kinds": frozenset((Kind.PDF,)), "of": {1, 2.5}, "raw": b"x"},
        datetime(2020, 4, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
        (datetime(2020, 4, 20, tzinfo=UTC), date(2020, 4, 20)),
    ],
)
def test_facts_come_over(value: object) -> None:
    assert facts_of(pickle.dumps(value)) == value


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (Means(os.system, "true"), "posix.system"),
        (Means(eval, "1"), "builtins.eval"),
        (Means(getattr, ZoneInfo, "__init__"), "getattr"),
        (Means(getattr, "".join, "__self__"), "getattr"),
        (Limits(), "parsers.limits.Limits"),
        (pickle.loads, "pickle"),
    ],
)
def test_anything_else_is_refused(value: object, named: str) -> None:
    with pytest.raises(ReplyRefused, match=named):
        facts_of(pickle.dumps(value))


@pytest.mark.parametrize(
    "reply",
    [
        b"cparsers.facts\ndataclass\n.",
        b"\x80\x04\x8c\x14parsers.facts.message\x8c\x09dataclass\x93.",
        b"\x80\x04\x8c\x0dparsers.facts\x8c\x10Kind.__init__.im\x93.",
        b"cparsers.facts.message\ndatetime\n.",
        b"",
        b"\x80\x04.",
        b"no pickle",
    ],
)
def test_nor_what_a_fact_module_merely_imported_nor_rubbish(reply: bytes) -> None:
    with pytest.raises(ReplyRefused):
        facts_of(reply)
