"""What is kept of long texts stays within its bound."""

from archive.weighed import Weighed


def test_what_was_asked_for_longest_ago_is_made_anew() -> None:
    asked: list[str] = []

    def make(text: str) -> list[str]:
        asked.append(text)
        return [text]

    short = Weighed(make, 8, lambda text, _: len(text))
    first = short("aa")
    assert short("aa") is first
    for each in ("bb", "cc", "dd"):
        short(each)
    assert short("aa") is first
    short("ee")  # one goes: not the one that was asked for again
    assert short("aa") is first
    short("bb")
    assert asked == ["aa", "bb", "cc", "dd", "ee", "bb"]


def test_a_text_that_takes_too_much_of_the_room_is_made_each_time() -> None:
    made = Weighed(lambda text: [text], 8, lambda text, _: len(text))
    assert made("aaa") == made("aaa") == ["aaa"]
    assert made("aaa") is not made("aaa")


def test_what_is_made_weighs_too() -> None:
    made = Weighed(lambda number: [number] * number, 16, lambda _, found: len(found))
    assert made(4) is made(4)
    assert made(5) is not made(5)
