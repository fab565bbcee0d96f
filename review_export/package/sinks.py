"""Where a package goes: a folder, which goes on where an earlier run stopped, or a zip, which takes its place when whole."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from intake.errors import ConfigurationError, reason
from review_export.replacing import replacing

_MARKER = ".baosong-package.jsonl"  # a path a line
_DAY = (2020, 1, 1, 0, 0, 0)  # the same package gives the same bytes


class Sink(Protocol):
    """Takes a package's files, each by its path with slashes."""

    def put(self, path: str, data: bytes) -> None:
        """Write one file. Raises OSError."""

    def has(self, path: str, sha256: str) -> bool:
        """Whether an earlier run left just this file there."""


class FolderSink:
    """A folder of ours: what an earlier package left and this one hasn't is removed at the end."""

    def __init__(self, root: Path) -> None:
        """Raises ConfigurationError where the folder holds what isn't ours, OSError."""
        self.root = root
        self._written: set[str] = set()
        self._earlier = self._mine()

    def _mine(self) -> set[str]:
        marker = self.root / _MARKER
        if marker.exists():
            return {json.loads(line) for line in marker.read_text("utf-8").splitlines()}
        if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
            raise ConfigurationError(f"{self.root}里有别的文件，请换一个空目录存放材料包")
        self.root.mkdir(parents=True, exist_ok=True)
        return set()

    def put(self, path: str, data: bytes) -> None:
        """Write one file whole."""
        self._note(path)
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing(place) as partial:
            partial.write_bytes(data)

    def has(self, path: str, sha256: str) -> bool:
        """Whether it is there, by its bytes."""
        place = self.root / path
        if not place.is_file() or hashlib.sha256(place.read_bytes()).hexdigest() != sha256:
            return False
        self._note(path)
        return True

    def _note(self, path: str) -> None:
        """Remember what is ours before it is written, so that a run that is stopped can go on: a line more."""
        if path not in self._earlier and path not in self._written:
            with (self.root / _MARKER).open("a", encoding="utf-8") as marker:
                marker.write(json.dumps(path, ensure_ascii=False) + "\n")
        self._written.add(path)

    def finish(self) -> None:
        """Remove what an earlier package left."""
        for path in sorted(self._earlier - self._written):
            (self.root / path).unlink(missing_ok=True)
        folders = sorted({parent for path in self._earlier for parent in (self.root / path).parents}, reverse=True)
        for folder in folders:
            if self.root in folder.parents and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        lines = "".join(json.dumps(path, ensure_ascii=False) + "\n" for path in sorted(self._written))
        (self.root / _MARKER).write_text(lines, "utf-8")


class ZipSink:
    """One zip file; names are UTF-8, as its flag says."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def put(self, path: str, data: bytes) -> None:
        """Add one file; documents are compressed already or small."""
        self._archive.writestr(zipfile.ZipInfo(path, _DAY), data, zipfile.ZIP_DEFLATED)

    def has(self, path: str, sha256: str) -> bool:
        """A zip is made anew."""
        del path, sha256
        return False


@contextmanager
def sink(target: Path) -> Iterator[Sink]:
    """A sink for a folder, or for a zip where the name says so. Raises ConfigurationError with one clear line."""
    try:
        if target.suffix.lower() == ".zip":
            target.parent.mkdir(parents=True, exist_ok=True)
            with replacing(target) as partial, zipfile.ZipFile(partial, "w") as archive:
                yield ZipSink(archive)
        else:
            folder = FolderSink(target)
            yield folder
            folder.finish()
    except OSError as error:
        raise ConfigurationError(f"材料包{target}写不进去（{reason(error)}），请检查目录权限和磁盘") from error
