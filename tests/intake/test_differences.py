"""What changed between two revisions, in pieces that a person can read."""

import time

import pytest

from intake.codes import Code, Severity
from intake.differences import ChangedField, Kind, Piece, changed_fields, lacking, passages, pieces
from intake.model import Finding


def told(before: str, after: str) -> str:
    """`-gone-` and `+new+` among what stayed."""
    signs = {Kind.SAME: "", Kind.GONE: "-", Kind.NEW: "+"}
    return "".join(f"{signs[each.kind]}{each.text}{signs[each.kind]}" for each in pieces(before, after))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("5月20日在植物园", "5月30日在植物园", "5月-20-+30+日在植物园"),
        ("组织青年300人参加", "组织青年科研人员300人参加", "组织青年+科研人员+300人参加"),
        ("一样", "一样", "一样"),
        ("", "13900001234", "+13900001234+"),
        ("13900001234", "", "-13900001234-"),
        ("在甲地办乙会", "在丙地办丁会", "在-甲地办乙-+丙地办丁+会"),  # two kept characters don't part a change
    ],
)
def test_a_text_with_its_changes(before: str, after: str, said: str) -> None:
    assert told(before, after) == said


def test_paragraphs_that_stayed_are_left_out() -> None:
    found = passages("一、目的\n二、五月办\n三、经费", "一、目的\n二、六月办\n三、经费\n四、安全")
    assert found == (
        (Piece(Kind.SAME, "二、"), Piece(Kind.GONE, "五"), Piece(Kind.NEW, "六"), Piece(Kind.SAME, "月办")),
        (Piece(Kind.NEW, "四、安全"),),
    )
    assert passages("一样\n的", "一样\n的") == ()


def test_fields_that_say_something_else() -> None:
    before = {"contact_mobile": "1390000123", "modules": ("甲",), "contact_fax": None}
    after = {"contact_mobile": "13900001234", "modules": ("甲",), "activity_name": "节"}
    found = changed_fields(before, after, lambda key: key.upper())
    assert [(each.key, each.label, each.before, each.after) for each in found] == [
        ("contact_mobile", "CONTACT_MOBILE", "1390000123", "13900001234"),
        ("activity_name", "ACTIVITY_NAME", "", "节"),
    ]
    assert found[0] == ChangedField(
        "contact_mobile",
        "CONTACT_MOBILE",
        "1390000123",
        "13900001234",
        (Piece(Kind.GONE, "1390000123"), Piece(Kind.NEW, "13900001234")),
    )


def test_a_text_as_long_as_a_book_is_told_whole() -> None:
    begun = time.process_time()
    one, other = (
        "".join(chr(0x4E00 + n % 20000) for n in range(60_000)),
        "".join(chr(0x4E00 + n * 7 % 20000) for n in range(60_000)),
    )
    assert [piece.kind for piece in pieces(one, other)] == [Kind.GONE, Kind.NEW]
    assert passages("\n".join(one), "\n".join(other))
    assert time.process_time() - begun < 5


def test_findings_that_only_one_has_whatever_was_decided() -> None:
    missing = Finding(Code.FIELD_MISSING, Severity.ERROR, "“手机”一栏未填写。", field="contact_mobile")
    waived = Finding(Code.LATE, Severity.INFO, "逾期。")
    assert lacking((missing, Finding(Code.LATE, Severity.REVIEW, "逾期。")), (waived,)) == (missing,)
