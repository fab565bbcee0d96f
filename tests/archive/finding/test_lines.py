"""PostgreSQL's lines: a phrase of words is a piece of a line where the words follow each other in it, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.finding.lines import Tokens, line, phrase, tokens
from archive.finding.marks import ALL, END, Scope, beginning, ending, fact, initial_words, scoped
from archive.finding.tree import Leaf

WORDS = ["莲", "花", "莲", "a", "ab", "b", "5", "𠮷", "ꀀ", "aꀀ", "\ue008ab", "ab\ue008"]
BETWEEN = [END, fact("verdict", "accepted"), fact("stage", "莲花"), *initial_words("ab")]


@given(
    st.lists(st.sampled_from(WORDS + BETWEEN), max_size=12), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
)
def test_a_phrase_is_a_piece_of_the_line_where_its_words_follow_each_other(words: list[str], phrase: list[str]) -> None:
    follows = any(words[start : start + len(phrase)] == phrase for start in range(len(words)))
    assert (line(phrase) in line(words)) == follows


def test_a_fields_words_and_initials_are_phrases_of_their_own() -> None:
    written = line(["莲", "花", END, *scoped(Scope.ORGANISATION, ["莲", "花", "ab"]), END, *initial_words("lhxh"), ALL])
    assert line(scoped(Scope.ORGANISATION, ["花", "ab"])) in written
    assert line(scoped(Scope.ACTIVITY, ["花"])) not in written
    assert line(["花", "ab"]) not in written
    assert line(beginning("lh")) in written
    assert line(beginning("hx")) not in written
    assert line(ending("xh")) in written


@pytest.mark.parametrize(
    ("words", "characters", "wholes", "exact"),
    [
        (("莲",), [ord("莲")], (), True),
        (("莲", "花"), [ord("莲") << 21 | ord("花")], (), True),
        (("莲", "花", "会"), [ord("莲") << 21 | ord("花"), ord("花") << 21 | ord("会")], (), False),
        (("𠮷",), [ord("𠮷")], (), True),
        (("abc",), [], ("abc",), True),
        (("5", "月"), [ord("月")], ("5",), False),
        (("a", "b"), [], ("a", "b"), False),
        (("ꀀ",), [ord("ꀀ")], (), False),
        ((fact("stage", "莲花"),), [], ("=stage:%E8%8E%B2%E8%8A%B1",), True),
        (scoped(Scope.ORGANISATION, ["莲"]), [0xE16F << 21 | ord("莲")], (), True),
    ],
)
def test_what_the_index_must_hold_of_a_phrase(
    words: tuple[str, ...], characters: list[int], wholes: tuple[str, ...], exact: bool
) -> None:
    found = tokens(Leaf(words))
    assert (list(found.characters), found.words, found.exact) == (characters, wholes, exact)


@pytest.mark.parametrize(
    ("words", "wholes", "exact"),
    [
        (("ab",), ("*ab",), True),
        (("abcd",), ("*abc",), False),
        (("5", "月", "ab"), ("5", "*ab"), False),
        (scoped(Scope.SENDER, ["ab"]), ("*ab",), False),
        (("ꀀ",), (), False),
        (("a", "ꀀ"), ("a",), False),
    ],
    ids=["short", "long", "phrase", "field", "beyond", "beyond a word"],
)
def test_what_the_index_must_hold_of_a_words_beginning(
    words: tuple[str, ...], wholes: tuple[str, ...], exact: bool
) -> None:
    assert tokens(Leaf(words, begins=True)) == Tokens((), wholes, exact)


def test_a_words_beginning_stands_in_the_lines_of_all_words_that_begin_so() -> None:
    leaf = Leaf(("5", "月", "ab"), begins=True)
    assert phrase(leaf) in line(["5", "月", "abc"])
    assert phrase(leaf) in line(["5", "月", "ab"])
    assert phrase(leaf) not in line(["5", "月", "b", "ab"])
