"""Whether two titles name one activity."""

import re

from rapidfuzz import fuzz

from intake.naming import activity_key

_EXTENDED = 80  # of 100, where one title holds the other whole
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十]+")
_SAME_ACTIVITY = 88  # of 100, rapidfuzz.fuzz.ratio over keys


def same(one: str, other: str) -> bool:
    """Whether they are the same, width, blanks and brackets aside."""
    return activity_key(one) == activity_key(other)


def alike(one: str, other: str) -> bool:
    """Whether two titles name one activity: a slip or an addition (a year) don't matter, another number does."""
    first, second = activity_key(one), activity_key(other)
    numbers = [set(_NUMBERS.findall(key)) for key in (first, second)]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    nearness = fuzz.ratio(first, second)
    return nearness >= _SAME_ACTIVITY or (nearness >= _EXTENDED and (first in second or second in first))
