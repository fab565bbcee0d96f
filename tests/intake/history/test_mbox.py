"""Mails out of an mbox are the bytes that came over the network."""

import mailbox
from email import message_from_bytes
from pathlib import Path

import pytest

from config.demo.prepared import SAMPLES
from intake.history.mbox import is_mbox, message, spans, with_network_lines

FIRST = "From zhang@example.org Mon Apr 20 10:11:12 2020\n"


def mails(path: Path) -> list[bytes]:
    return [message(path, span) for span in spans(path)]


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "mbox"


def test_what_pythons_own_mailbox_wrote_comes_out_as_it_was(box: Path) -> None:
    originals = [path.read_bytes() for path in sorted(SAMPLES.glob("*.eml"))]
    written = mailbox.mbox(box)
    for raw in originals:
        written.add(raw)
    written.close()
    assert is_mbox(box)
    assert [each.rstrip(b"\r\n") for each in mails(box)] == [each.rstrip(b"\r\n") for each in originals]


def test_a_line_that_begins_with_from_stays_in_its_mail(box: Path) -> None:
    body = "From there on we went.\n\nFrom Monday, all is open.\n>From what was quoted\n>>From twice\n"
    box.write_text(f"{FIRST}Subject: a\n\n{body}\n{FIRST}Subject: b\n\nend\n")
    first, second = mails(box)
    assert first.endswith(
        b"From there on we went.\r\n\r\nFrom Monday, all is open.\r\nFrom what was quoted\r\n>From twice\r\n"
    )
    assert second == b"Subject: b\r\n\r\nend\r\n"


def test_thunderbirds_first_lines_and_windows_line_ends(box: Path) -> None:
    box.write_bytes(
        b"From - Mon Apr 20 10:11:12 2020\r\nSubject: a\r\n\r\none\r\n\r\nFrom - Tue Apr 21 10:11:12 2020\r\nSubject: b\r\n\r\n"
    )
    assert [message_from_bytes(each)["Subject"] for each in mails(box)] == ["a", "b"]


@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        (b"A: b\n\nc\n", b"A: b\r\n\r\nc\r\n"),
        (b"A: b\r\n\r\nc\n", b"A: b\r\n\r\nc\n"),
        (b"no line end", b"no line end"),
        (b"", b""),
    ],
)
def test_line_ends_as_over_the_network(stored: bytes, sent: bytes) -> None:
    assert with_network_lines(stored) == sent
