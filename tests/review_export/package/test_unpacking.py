"""A package of 300 submissions, unpacked below a path of 200 characters on a file system that tells no case.

The file system is VFAT, as on a memory stick, written by mtools: it takes no name twice whatever its case, and none that
Windows doesn't take.
"""

import os
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.views import ActivityView, DocumentView
from intake.receipt import format_receipt
from review_export.package.writing import Source, write_package
from review_export.rows import Readers
from tests.review_export.activities import CALL, activity

NUMBER = 300
UNITS = (
    "中国云杉工程学会",
    "CON",
    "con.",
    "Aux",
    "ABC 学会",
    "abc 学会",
    "Abc　学会",
    "学会. . .",
    "甲/乙:丙?学会",
    "学会\u200b",
    "",
)
ACTIVITIES = (
    "节日",
    "节日 ",
    "NUL",
    "活动...",
    "Day",
    "DAY",
    "day",
    "é" * 30,
    "e\u0301" * 30,
    "很长" * 60,
    "☆活动★",
    "a|b*c<d>",
)
NAMES = ("图.JPG", "图.jpg", "com1.txt", ".hidden", "无后缀", "长" * 90 + ".pdf", "a:b.docx", "图 .jpg", "ＣＯＮ.txt")
PREFIX = "/".join(("评审材料" * 12)[:49] for _ in range(4))  # 4 × 49 and 3 strokes, so 199
IMAGE_MIB = 64


class Nobody:
    """No page is drawn and no book bound: names are looked at."""

    def preview(self, pdf: bytes, masks: object, width: int) -> bytes:
        raise AssertionError

    def bind(self, documents: object) -> tuple[bytes, tuple[tuple[int, int], ...]]:
        raise AssertionError


def rows(blobs: FolderBlobs) -> list[ActivityView]:
    others = tuple(DocumentView(name, blobs.put(name.encode()), len(name.encode()), "supporting") for name in NAMES)
    made = []
    for number in range(1, NUMBER + 1):
        plan = blobs.put(f"{number}".encode())
        documents = (
            DocumentView("方案.docx", plan, 3, "plan_word"),
            DocumentView("方案.pdf", plan, 3, "plan_pdf"),
            *others,
        )
        row = activity(1, UNITS[number % len(UNITS)], activity=ACTIVITIES[number // 3 % len(ACTIVITIES)])
        made.append(replace(row, receipt=format_receipt("2020-29", number), documents=documents))
    return made


def mtools(command: str, image: Path, *arguments: str) -> str:
    done = subprocess.run(
        [command, "-i", str(image), *arguments],
        env={**os.environ, "LC_ALL": "C.UTF-8", "MTOOLS_SKIP_CHECK": "1"},
        stdin=subprocess.DEVNULL,  # asked what to do with a clash, it gets no answer and fails
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parts
def test_unpacked_whole_on_a_memory_stick_below_200_characters(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    source = Source(blobs, lambda _receipt, _sha256: None, Nobody(), books=False)
    told = write_package(tmp_path / "a.zip", rows(blobs), (CALL,), Readers.REVIEWERS, source)
    assert (told.activities, told.documents, told.problems) == (NUMBER, NUMBER * (2 + len(NAMES)), [])

    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "unpacked")
    longest = max(len(f"C:/{PREFIX}/{name}".encode("utf-16-le")) // 2 for name in names)
    assert longest <= 259  # what Windows takes

    image = tmp_path / "stick.img"
    with image.open("wb") as stream:
        stream.truncate(IMAGE_MIB * 1024 * 1024)
    mtools("mformat", image, "-F", "::")
    folder = ""
    for part in PREFIX.split("/"):
        folder += f"/{part}"
        mtools("mmd", image, f"::{folder}")
    mtools("mcopy", image, "-s", *(str(path) for path in sorted((tmp_path / "unpacked").iterdir())), f"::{folder}/")
    (tmp_path / "back").mkdir()
    mtools("mcopy", image, "-s", "-n", f"::{folder}/*", str(tmp_path / "back"))
    assert content(tmp_path / "back") == content(tmp_path / "unpacked")
    assert len(content(tmp_path / "back")) == len(names)
