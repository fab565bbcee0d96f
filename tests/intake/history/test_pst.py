"""Outlook's .pst: its mails whole, the same bytes each time; without readpst, and of a broken one, what to do."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from intake.history import Offer, Unread, find

PST = Path(__file__).parents[2] / "corpus" / "outlook" / "various.pst"


def offers(path: Path, room: Path) -> list[Offer]:
    return [each for each in find(path, room) if isinstance(each, Offer)]


def test_its_mails_are_whole(tmp_path: Path) -> None:
    found = offers(PST, tmp_path / "room")
    assert [each.source.rpartition("/")[2] for each in found] == ["1.eml", "2.eml", "3.eml", "4.eml"]
    mails = [message_from_bytes(each.read(), policy=default) for each in found]
    assert {mail["Subject"].removeprefix("FW: ") for mail in mails} == {"original email"}
    assert all(mail["Message-ID"] for mail in mails)
    kinds = {part.get_content_type() for mail in mails for part in mail.walk() if not part.is_multipart()}
    assert {"text/plain", "text/html"} <= kinds
    assert {each.place for each in found} == {PST}
    assert {each.changed_at() for each in found} == {PST.stat().st_mtime}


def test_a_second_time_they_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = (offers(PST, tmp_path / name) for name in ("a", "b"))
    assert [each.read() for each in first] == [each.read() for each in second]
    assert all(b"iamunique-1_-_-" in each.read() for each in first)
    assert all(b"\n" not in each.read().replace(b"\r\n", b"") for each in first)


@pytest.mark.parts
def test_none_of_its_mails_is_lost_however_often_it_is_read(tmp_path: Path) -> None:
    read = [
        len(offers(PST, tmp_path / str(number))) for number in range(40)
    ]  # with its own processes: one in seven fails
    assert read == [4] * 40


@pytest.mark.parametrize("content", [b"", b"!BDN", b"From here on"], ids=["empty", "its first bytes", "no pst"])
def test_a_broken_one_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "坏.pst").write_bytes(content)
    (found,) = find(tmp_path / "坏.pst", tmp_path / "room")
    assert isinstance(found, Unread)
    assert "readpst读不了" in found.why or found.why == "里面没有来信"


def test_without_the_program_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = find(PST, tmp_path / "room")
    assert isinstance(found, Unread)
    assert "apt-get install pst-utils" in found.why
