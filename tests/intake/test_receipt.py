import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.receipt import as_typed, find_receipts, format_receipt, receipts_by_place

PLAIN = ["2020-29", "2021-7", "spruce", "A.1-b"]
CALLS = st.sampled_from([*PLAIN, "spring_2021"])
WITHOUT_UNDERSCORE = st.sampled_from(PLAIN)  # what is behind one may be another call's number, as in plan_2020-29-0017K
NUMBERS = st.integers(1, 9_999_999)


@given(CALLS, NUMBERS)
def test_what_is_printed_is_found(call: str, number: int) -> None:
    receipt = format_receipt(call, number)
    assert find_receipts(f"回复：〔{receipt}〕材料")[0] == receipt


@given(WITHOUT_UNDERSCORE, NUMBERS, st.data())
def test_every_wrong_digit_tells(call: str, number: int, data: st.DataObject) -> None:
    receipt = format_receipt(call, number)
    digits = receipt[len(call) + 1 : -1]
    at = data.draw(st.integers(0, len(digits) - 1))
    digit = data.draw(st.sampled_from([each for each in "0123456789" if each != digits[at]]))
    assert find_receipts(f"{call}-{digits[:at]}{digit}{digits[at + 1 :]}{receipt[-1]}") == ()


@given(WITHOUT_UNDERSCORE, NUMBERS, st.data())
def test_every_exchange_of_neighbours_tells(call: str, number: int, data: st.DataObject) -> None:
    receipt = format_receipt(call, number)
    digits = receipt[len(call) + 1 : -1]
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    assert swapped == digits or find_receipts(f"{call}-{swapped}{receipt[-1]}") == ()


def test_four_digits_at_least() -> None:
    assert format_receipt("2020-29", 17)[:-1] == "2020-29-0017"


RECEIPT = format_receipt("2020-29", 17)


@pytest.mark.parametrize(
    "written",
    [
        RECEIPT.lower(),
        RECEIPT.replace("-", "－"),
        RECEIPT.replace("-", "—"),
        RECEIPT.replace("-", " - "),
        f"{RECEIPT[:-1]} {RECEIPT[-1]}",
        "".join(chr(ord(character) + 0xFEE0) for character in RECEIPT),
        f"收件编号：{RECEIPT}。请更正",
        f"筹备方案{RECEIPT}.docx",
        f"plan_{RECEIPT}.docx",
    ],
)
def test_as_people_write_it(written: str) -> None:
    assert find_receipts(written) == (RECEIPT,)


@pytest.mark.parametrize(
    "text", ["", "2020-29", "2020-29-0017", "13900001234", "010-60008299A", f"{RECEIPT}X", "2020-04-16 2020A"]
)
def test_what_is_none(text: str) -> None:
    assert find_receipts(text) == ()


@pytest.mark.parametrize("before", ["plan_", "final_", "Re_", "V2_", "a__b_", "_", "终稿_", "1_2_3_4_5_6_"])
def test_whatever_stands_before_an_underscore_hides_no_number(before: str) -> None:
    for number in range(1, 200):
        receipt = format_receipt("2020-29", number)
        assert receipt in find_receipts(f"{before}{receipt}.docx")
        assert len(receipts_by_place(f"{before}{receipt}.docx")) == 1


def test_each_once_in_order() -> None:
    other = format_receipt("2020-29", 3)
    assert find_receipts(f"{RECEIPT} {other} {RECEIPT}") == (RECEIPT, other)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(find_receipts(receipt)[0] == receipt for receipt in find_receipts(text))


@given(CALLS, NUMBERS)
def test_a_number_as_a_person_types_it(call: str, number: int) -> None:
    receipt = format_receipt(call, number)
    full_width = "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in receipt)
    typed = (receipt, f"{receipt[:-1]}{receipt[-1].lower()}", receipt[:-1], f" {receipt} ", full_width)
    assert {as_typed(each) for each in typed} == {receipt}


@pytest.mark.parametrize("text", ["", "new", "9a4421ea", "12345678", "2020-29-12", "没有"])
def test_what_is_no_number_stays_what_it_is(text: str) -> None:
    assert as_typed(text) == text
