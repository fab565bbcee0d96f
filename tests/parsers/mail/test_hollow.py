"""Large mails are read in little memory, and what is read of them is the same."""

import re
from pathlib import Path

import pytest

from parsers.mail import read_mail
from parsers.mail.hollow import hollowed

SAMPLES = sorted((Path(__file__).parents[3] / "config/demo/samples").glob("*.eml"))
HEAD = b"From: a@b.example.org\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"


@pytest.fixture
def cuts_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if these mails were a thousand times as large."""
    monkeypatch.setattr("parsers.mail.hollow._RUN", re.compile(rb"(?<![A-Za-z0-9+/\r\n])[A-Za-z0-9+/\r\n]{400,}+"))
    monkeypatch.setattr("parsers.mail.hollow._KEPT", 160)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_mail_says_the_same_when_it_is_cut(sample: Path, request: pytest.FixtureRequest) -> None:
    raw = sample.read_bytes()
    before = read_mail(raw)
    request.getfixturevalue("cuts_much")
    assert hollowed(raw).cuts or b"base64" not in raw or len(raw) < 5000
    assert read_mail(raw) == before


def part(encoding: bytes, content: bytes) -> bytes:
    head = b"Content-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: " + encoding
    return HEAD + head + b"\r\n\r\n" + content + b"\r\n--x--\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        part(b"base64", b"QUJD\r\n" * 400 + b"QQ=="),
        part(b"base64", b"QUJD\r\n" * 200 + b"QQ==\r\n" + b"QUJD\r\n" * 200),
        part(b"base64", b"QUJD\r\n" * 200 + b"!!??\r\n" + b"QUJD\r\n" * 200),
        part(b"base64", b"QUJDRA\r\n" * 400 + b"Q"),
        part(b"7bit", b"a plain word and then\r\n" + b"wordsWithoutABlank\r\n" * 400),
        part(b"base64", b"QUJD\n" * 400),
        b"Subject: s\r\n\r\n" + b"abcdefgh\r\n" * 400,
        HEAD + b"Content-Type: message/rfc822\r\n\r\n" + part(b"base64", b"QUJD\r\n" * 400) + b"\r\n--x--\r\n",
    ],
)
def test_odd_contents_too(raw: bytes, request: pytest.FixtureRequest) -> None:
    before = read_mail(raw)
    request.getfixturevalue("cuts_much")
    assert hollowed(raw).cuts
    assert read_mail(raw) == before
