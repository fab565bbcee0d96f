"""Where a package goes: a folder, which goes on where an earlier run stopped, or a zip, which takes its place when whole."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from intake.errors import ConfigurationError, reason
from review_export.replacing import replacing

PACKAGE, BAG = "材料包", "归档包"
_MARKERS = {  # a line a file: its path, and what it was made of
    PACKAGE: ".baosong-package.jsonl",
    BAG: ".baosong-bag.jsonl",
}
_DAY = (2020, 1, 1, 0, 0, 0)  # the same package gives the same bytes

Fill = Callable[[Path], None]
"""Writes a file's content to the path given."""


class Sink(Protocol):
    """Takes a package's files, each by its path with slashes."""

    def write(self, path: str, fill: Fill, of: str = "") -> None:
        """Write one file; `of` names what it was made of. Raises OSError, and what `fill` raises."""

    def has(self, path: str, sha256: str) -> bool:
        """Whether an earlier run left just this file there."""

    def made(self, path: str, of: str) -> bool:
        """Whether an earlier run made this file of the same."""

    def read(self, path: str) -> bytes:
        """A file that is there already. Raises OSError."""


class FolderSink:
    """A folder of ours: what an earlier package left and this one hasn't is removed at the end."""

    def __init__(self, root: Path, what: str = PACKAGE) -> None:
        """Raises ConfigurationError where the folder holds what isn't ours, OSError."""
        self.root = root
        self._what, self._marker = what, root / _MARKERS[what]
        self._written: dict[str, str] = {}
        self._earlier = self._mine()

    def _mine(self) -> dict[str, str]:
        if self._marker.exists():
            lines = self._marker.read_text("utf-8").splitlines()
            return dict(json.loads(line) for line in lines if line.endswith("]"))
        if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
            raise ConfigurationError(f"{self.root}里有别的文件，请换一个空目录存放{self._what}")
        self.root.mkdir(parents=True, exist_ok=True)
        return {}

    def write(self, path: str, fill: Fill, of: str = "") -> None:
        """Write one file whole."""
        self._note(path, "")  # before it is written, so that it is known as ours when the run is stopped
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing(place) as partial:
            fill(partial)
        if of:
            self._note(path, of)

    def has(self, path: str, sha256: str) -> bool:
        """Whether it is there, by its bytes."""
        place = self.root / path
        if not place.is_file():
            return False
        with place.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                return False
        self._note(path, "")
        return True

    def made(self, path: str, of: str) -> bool:
        """Whether it is there, by what was noted of it."""
        if self._earlier.get(path) != of or not (self.root / path).is_file():
            return False
        self._written[path] = of
        return True

    def read(self, path: str) -> bytes:
        """What was written there, by this run or an earlier one."""
        return (self.root / path).read_bytes()

    def _note(self, path: str, of: str) -> None:
        """Remember it: a line more."""
        if self._earlier.get(path) != of and self._written.get(path) != of:
            with self._marker.open("a", encoding="utf-8") as marker:
                marker.write(_line(path, of))
        self._written[path] = of

    def finish(self) -> None:
        """Remove what an earlier package left."""
        gone = sorted(self._earlier.keys() - self._written.keys())
        for path in gone:
            (self.root / path).unlink(missing_ok=True)
        folders = {parent for path in gone for parent in (self.root / path).parents if self.root in parent.parents}
        for folder in sorted(folders, reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        with replacing(self._marker) as marker:
            marker.write_text("".join(_line(*each) for each in sorted(self._written.items())), "utf-8")


def _line(path: str, of: str) -> str:
    return json.dumps([path, of], ensure_ascii=False) + "\n"


class ZipSink:
    """One zip file; names are UTF-8, as its flag says."""

    def __init__(self, archive: zipfile.ZipFile, room: Path) -> None:
        self._archive = archive
        self._room = room

    def write(self, path: str, fill: Fill, of: str = "") -> None:
        """Add one file, piece by piece; documents are compressed already or small."""
        del of
        aside = self._room / "file"
        fill(aside)
        entry = zipfile.ZipInfo(path, _DAY)
        entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, aside.stat().st_size
        with aside.open("rb") as source, self._archive.open(entry, "w") as target:
            while piece := source.read(1 << 20):
                target.write(piece)
        aside.unlink()

    def has(self, path: str, sha256: str) -> bool:
        """A zip is made anew."""
        del path, sha256
        return False

    def made(self, path: str, of: str) -> bool:
        """A zip is made anew."""
        del path, of
        return False

    def read(self, path: str) -> bytes:
        """What was added before."""
        return self._archive.read(path)


@contextmanager
def folder_sink(target: Path, what: str) -> Iterator[Sink]:
    """A sink for a folder that holds just this. Raises ConfigurationError where it holds anything else, OSError."""
    folder = FolderSink(target, what)
    yield folder
    folder.finish()


@contextmanager
def sink(target: Path) -> Iterator[Sink]:
    """A sink for a folder, or for a zip where the name says so. Raises ConfigurationError with one clear line."""
    try:
        if target.suffix.lower() == ".zip":
            target.parent.mkdir(parents=True, exist_ok=True)
            with (
                TemporaryDirectory(prefix="baosong-package-") as room,
                replacing(target) as partial,
                zipfile.ZipFile(partial, "w") as archive,
            ):
                yield ZipSink(archive, Path(room))
        else:
            with folder_sink(target, PACKAGE) as folder:
                yield folder
    except OSError as error:
        raise ConfigurationError(f"材料包{target}写不进去（{reason(error)}），请检查目录权限和磁盘") from error
