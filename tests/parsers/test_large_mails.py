"""A mail of 60 MB is never more than three times in memory: measured as the peak of what the processes hold."""

import base64
import os
import re
from pathlib import Path

import pytest

from parsers.facts import Kind, TroubleKind
from parsers.limits import MIB, Limits
from parsers.sandbox import ProcessSandbox
from tests.parsers import hostile

pytestmark = pytest.mark.parts
ROOT = Path(__file__).parents[2]
SIZE = 60 * MIB
LINE = 57  # bytes that a line of base64 holds


def write_mail(path: Path, size: int) -> None:
    """A text and one attachment of base64, about `size` bytes, written without being held."""
    head = b"From: a@b.example.org\r\nSubject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    head += (
        b"--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x\r\nContent-Type: application/octet-stream; name=a.bin\r\n"
    )
    block = base64.encodebytes(os.urandom(LINE * 10_000)).replace(b"\n", b"\r\n")
    with path.open("wb") as file:
        file.write(head + b"Content-Transfer-Encoding: base64\r\n\r\n")
        while file.tell() < size:
            file.write(block)
        file.write(b"--x--\r\n")


def peak(pid: int) -> int:
    """Bytes (proc(5), VmHWM)."""
    found = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


def forget_peak(pid: int) -> int:
    """From here on the peak counts anew (proc(5), clear_refs); returns what is held now."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return peak(pid)


def test_never_more_than_three_times_in_memory(tmp_path: Path) -> None:
    mail = tmp_path / "large.eml"
    write_mail(mail, SIZE)
    with ProcessSandbox(1, readable=(ROOT,)) as pool:
        child = pool._run(hostile.own_pid)
        before, ours = forget_peak(child), forget_peak(os.getpid())
        found = pool.examine(mail, [], tmp_path)
        assert pool._run(hostile.own_pid) == child
        assert peak(child) - before < 3 * SIZE
        assert peak(child) - before > SIZE / 2  # the mail was read there
        assert peak(os.getpid()) - ours < SIZE / 4  # and not here
    (document,) = found.documents
    assert found.size == mail.stat().st_size > SIZE
    assert (document.kind, document.troubles) == (Kind.OTHER, ())
    assert document.size == (tmp_path / document.sha256).stat().st_size > SIZE * 0.7


def test_a_mail_beyond_the_limit_is_read_at_its_head_and_kept(tmp_path: Path) -> None:
    mail = tmp_path / "large.eml"
    write_mail(mail, 3 * MIB)
    with ProcessSandbox(1, Limits(mail_bytes=2 * MIB)) as pool:
        found = pool.examine(mail, [], tmp_path)
    assert (found.mail.subject, found.mail.text) == ("large", "hello")
    (whole,) = found.documents
    assert (tmp_path / whole.sha256).read_bytes() == mail.read_bytes()
    assert [(trouble.kind, trouble.found) for trouble in whole.troubles] == [
        (TroubleKind.TOO_LARGE, f"有{len(mail.read_bytes()) / MIB:.1f}MB，超过2MB的限度")
    ]
