"""A bag on disk, after RFC 8493 (BagIt 1.0): the payload, its manifest, and last of all what says that it is a bag.

The `bagit` library isn't what writes it: it writes version 0.97, and reads every file once more for hashes that the store
has already. It is what the tests validate by.

bagit.txt goes away     before anything changes: what is half done is no bag
the payload             by the sink that packages use: what an earlier run left whole is not written anew
bag-info, manifests     and then bagit.txt
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from intake.errors import ConfigurationError, reason
from review_export.package.sinks import BAG, Fill, Sink, folder_sink
from review_export.replacing import replacing

DATA = "data"
_DECLARATION = "bagit.txt"
_VERSION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_INFO, _MANIFEST, _TAGS = "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
_UNITS = ("B", "KB", "MB", "GB", "TB")


@dataclass
class Bag:
    """A bag being filled. `payload` says of each file, by its path from the bag, its SHA-256 and its size in bytes."""

    root: Path
    sink: Sink
    payload: dict[str, tuple[str, int]] = field(default_factory=dict)

    def copy(self, path: str, sha256: str, fill: Fill) -> None:
        """A file whose content is known by its hash; `fill` writes just that. Raises OSError, and what `fill` raises."""
        place = f"{DATA}/{path}"
        if not self.sink.has(place, sha256):
            self.sink.write(place, fill)
        self.payload[place] = (sha256, (self.root / place).stat().st_size)

    def make(self, path: str, fill: Fill) -> None:
        """A file made here. Raises OSError."""
        place = f"{DATA}/{path}"
        self.sink.write(place, fill)
        self.payload[place] = _measured(self.root / place)

    def text(self, path: str, words: str) -> None:
        """A text made here, in UTF-8. Raises OSError."""
        self.make(path, lambda place: _write(place, words.encode("utf-8", "replace")))

    @property
    def size(self) -> int:
        """Bytes in the payload."""
        return sum(size for _, size in self.payload.values())


@contextmanager
def bag_at(root: Path, info: Callable[[Bag], Sequence[tuple[str, str]]]) -> Iterator[Bag]:
    """A bag to fill; whole at the context's end, with what `info` says of it then. Raises ConfigurationError."""
    try:
        _require_folder(root)
        with folder_sink(root, BAG) as writing:  # refuses what isn't ours before anything is touched
            (root / _DECLARATION).unlink(missing_ok=True)
            bag = Bag(root, writing)
            yield bag
        _close(bag, info(bag))
    except OSError as error:
        raise ConfigurationError(f"归档包{root}写不进去（{reason(error)}），请检查目录权限和磁盘") from error


def _require_folder(root: Path) -> None:
    if root.suffix.lower() == ".zip":
        raise ConfigurationError(f"归档包是一个目录，不能写成{root.name}；需要时可以整个目录再压缩")


def _close(bag: Bag, info: Sequence[tuple[str, str]]) -> None:
    _sweep(bag)
    size, files = bag.size, len(bag.payload)
    described = [*info, ("Payload-Oxum", f"{size}.{files}"), ("Bag-Size", _readable(size))]
    _put(bag.root / _INFO, "".join(f"{name}: {' '.join(value.split())}\n" for name, value in described if value))
    _put(bag.root / _MANIFEST, _manifest((path, digest) for path, (digest, _) in sorted(bag.payload.items())))
    (bag.root / _TAGS).unlink(missing_ok=True)
    tags = {each.name: _measured(each)[0] for each in bag.root.iterdir() if each.is_file()}
    tags[_DECLARATION] = hashlib.sha256(_VERSION.encode()).hexdigest()
    _put(bag.root / _TAGS, _manifest(iter(sorted(tags.items()))))
    _put(bag.root / _DECLARATION, _VERSION)


def _sweep(bag: Bag) -> None:
    """Take away what a killed run was writing. Raises ConfigurationError where somebody put a file of theirs in."""
    for path in sorted((bag.root / DATA).rglob("*")):
        place = path.relative_to(bag.root).as_posix()
        if path.is_dir() or place in bag.payload:
            continue
        if not _is_left_over(path.name):
            raise ConfigurationError(f"归档包里有不是本程序放的文件{place}，请移走后再导出一次，现在还不是完整的归档包")
        path.unlink()


def _manifest(lines: Iterator[tuple[str, str]]) -> str:
    """Hash and path a line; paths without line breaks and %, which `package.names` sees to (RFC 8493 §2.1.3)."""
    return "".join(f"{digest}  {path}\n" for path, digest in lines)


def _measured(path: Path) -> tuple[str, int]:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size


def _put(path: Path, words: str) -> None:
    with replacing(path) as partial:
        _write(partial, words.encode())


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _readable(size: int) -> str:
    number, unit = float(size), 0
    while number >= 1000 and unit < len(_UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{number:.1f} {_UNITS[unit]}" if unit else f"{size} B"


def _is_left_over(name: str) -> bool:
    """Whether it is a file that a killed run was writing: .name.partial, or .name.partial.something."""
    return name.startswith(".") and (name.endswith(".partial") or ".partial." in name)
