"""Outlook's .pst by readpst (Debian's pst-utils), a program beside us: no kept library gives whole messages of it.

libpff's binding gives their pieces and is to be compiled; pypstreader has one release, libratom stands still since 2022.
readpst divides a folder among as many processes as there are processors, and two of them then name a file alike: one
mail in it is lost (in 9 of 60 readings of one .pst with four mails). It is told to use none (`-j 0`).
Its boundaries are drawn by chance. They are numbered here, so that the same .pst gives the same mails again.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from intake.history.mbox import with_network_lines

_BOUNDARY = re.compile(rb"--boundary-LibPST-iamunique-(\d+)_-_-")
_COMMAND = "readpst"
_ASKED = ("-e", "-8", "-q", "-j", "0")  # a file a mail, in UTF-8 where it has that, no talk, one process
_SAID = 200  # characters


@dataclass(frozen=True, slots=True)
class Unopened:
    """Why a .pst gave nothing."""

    why: str


def mails_of(path: Path, room: Path) -> list[tuple[str, Path]] | Unopened:
    """Its mails by where they lie in it, each as a file below `room`, an empty folder; of the .pst's own day. Raises OSError."""
    command = shutil.which(_COMMAND)
    if command is None:
        return Unopened(
            "读.pst要用readpst，本机没有，请先安装（apt-get install pst-utils）再收一次，或用Outlook另存为.msg"
        )
    done = subprocess.run(  # noqa: S603  Debian's program, a path that the office names
        [command, *_ASKED, "-o", str(room), str(path.resolve())],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
    )
    found = sorted((each.relative_to(room) for each in room.rglob("*.eml")), key=_in_order)
    if done.returncode and not found:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:_SAID]
        return Unopened(f"readpst读不了（{said or '没有说原因'}），请用Outlook另存为.msg，或打开修复后再收")
    if not found:
        return Unopened("里面没有来信")
    changed = path.stat().st_mtime
    for each in found:
        _steady(room / each, changed)
    return [(each.as_posix(), room / each) for each in found]


def _in_order(path: Path) -> tuple[str, int, str]:
    number = path.stem
    return (path.parent.as_posix(), int(number) if number.isdigit() else 0, number)


def _steady(path: Path, changed: float) -> None:
    numbers: dict[bytes, int] = {}

    def numbered(match: re.Match[bytes]) -> bytes:
        return b"--boundary-LibPST-iamunique-%d_-_-" % numbers.setdefault(match[1], len(numbers) + 1)

    path.write_bytes(with_network_lines(_BOUNDARY.sub(numbered, path.read_bytes())))
    os.utime(path, (changed, changed))
