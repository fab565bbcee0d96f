"""Lines in shorthand: nothing is lost, and a phrase is a piece of a line exactly where it was."""

from hypothesis import given
from hypothesis import strategies as st

from archive.finding.shorthand import long, short

TEXTS = st.text(
    st.one_of(
        st.sampled_from("莲花的是鑫éж߿𠮷\ue14f a="), st.characters(exclude_categories=["Cs"], max_codepoint=0xEFFFF)
    )
)


@given(TEXTS)
def test_what_is_kept_comes_back(line: str) -> None:
    assert long(short(line)) == line
    assert len(short(line)) == len(line)


@given(TEXTS, TEXTS, TEXTS)
def test_a_piece_stays_a_piece(before: str, piece: str, after: str) -> None:
    line = before + piece + after
    assert short(line).encode().find(short(piece).encode()) == len(short(line[: line.find(piece)]).encode())


def test_usual_characters_take_two_bytes_each_and_no_two_are_written_alike() -> None:
    assert len(short("的一是中国科协志愿服务").encode()) == 22
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000))))
    assert len(set(short(every))) == len(every)
