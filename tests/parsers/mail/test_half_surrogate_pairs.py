"""Some charsets can spell half of a surrogate pair: no text that leaves parsing may hold one."""

import pytest

from parsers.mail.headers import decode_bytes, decode_header


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-7?q?a+2AA-b?=", "a\ufffdb"),
        (b"=?utf-7?q?+2DzfPA-?=", "\U0001f33c"),
        (b"=?unicode_escape?q?=5Cud800?=", "\ufffd"),
    ],
    ids=["half a pair", "a whole pair", "python's own"],
)
def test_a_header_never_holds_half_a_pair(raw: bytes, text: str) -> None:
    assert decode_header(raw) == text
    assert decode_header(raw).encode("utf-8")


def test_a_body_never_holds_half_a_pair() -> None:
    assert decode_bytes(b"+2AA-", "UTF-7") == "\ufffd"
