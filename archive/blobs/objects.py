"""Blobs in any store that obstore speaks to: `ab/cd/abcd…`, put if absent, read and written as streams.

On `obstore.store.MemoryStore` this is the fake that tests may use.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import obstore
from obstore.exceptions import AlreadyExistsError, GenericError
from obstore.store import ObjectStore

from archive.blobs.refusals import is_unknown, reading, writing
from intake.errors import BlobDamaged, BlobMissing, StoreError, reason

RECORDS = "records/"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_PART = 8 << 20  # what is larger is sent in parts of this size, so many at once
_PARTS_AT_ONCE = 2


def key_of(digest: str) -> str:
    """Where a blob lies in the store, or would."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def is_blob(key: str) -> bool:
    """Whether what lies there is a blob, by its place."""
    name = key.rpartition("/")[2]
    return _DIGEST.fullmatch(name) is not None and key == key_of(name)


def is_record(key: str) -> bool:
    """Whether what lies there is a record (`archive.recorded`), by its place."""
    return key.startswith(RECORDS) and key.endswith(".json")


class ObjectBlobs:
    """A blob store; stands behind `intake.ports.Blobs`. `name` is what people know it by."""

    answers_at_once = 8  # requests that are worth making side by side

    def __init__(self, store: ObjectStore, name: str) -> None:
        self.store = store
        self.name = name
        self._conditional = True

    def put(self, data: bytes) -> str:
        """Store and return the SHA-256 as hex; a damaged copy is replaced. Raises StoreError where it isn't kept."""
        return self._put(data, hashlib.sha256(data).hexdigest(), len(data))

    def put_file(self, path: Path) -> str:
        """The same with a file's content, which need not fit into memory. Raises OSError where that can't be read."""
        return self._put(path, hash_of(_pieces(path)), path.stat().st_size)

    def get(self, digest: str) -> bytes:
        """The bytes, whatever they are by now. Raises BlobMissing, StoreError."""
        return b"".join(self.chunks(digest))

    def fetch(self, digest: str, path: Path) -> None:
        """The bytes into a new file, piece by piece. Raises BlobMissing, StoreError: also where they are damaged."""
        found = hashlib.sha256()
        try:
            with path.open("xb") as stream:
                for chunk in self.chunks(digest):
                    found.update(chunk)
                    stream.write(chunk)
        except OSError as error:
            raise StoreError(f"临时文件{path}不能写入（{reason(error)}），请检查磁盘空间和权限") from error
        if found.hexdigest() != digest:
            raise BlobDamaged(f"存档里的{digest}已损坏，请运行verify")

    def chunks(self, digest: str) -> Iterator[bytes]:
        """The bytes, whatever they are by now, in pieces of about a mebibyte. Raises BlobMissing, StoreError."""
        with reading(self.name, digest):
            for chunk in obstore.get(self.store, key_of(digest)).stream(min_chunk_size=_CHUNK):
                yield bytes(chunk)

    def measured(self, digest: str) -> tuple[int, str]:
        """Size and SHA-256 of what lies there now. Raises BlobMissing, StoreError."""
        size, found = 0, hashlib.sha256()
        for chunk in self.chunks(digest):
            size += len(chunk)
            found.update(chunk)
        return size, found.hexdigest()

    def sizes(self) -> dict[str, int]:
        """Everything in the store by its place, in order, with its size in bytes. Raises StoreError."""
        with reading(self.name):
            listed = [(str(meta["path"]), int(meta["size"])) for batch in obstore.list(self.store) for meta in batch]
        return dict(sorted(listed))

    def written_since(self, moment: datetime) -> set[str]:
        """Blobs that were written or changed since then, as far as the store tells. Raises StoreError."""
        with reading(self.name):
            listed = [meta for batch in obstore.list(self.store) for meta in batch]
        return {str(each["path"]).rpartition("/")[2] for each in listed if each["last_modified"] >= moment}

    def exists(self, digest: str) -> bool:
        """Whether it is stored. Raises StoreError."""
        return self._size(digest) is not None

    def digests(self) -> Iterator[str]:
        """Every blob in the store by its name, in order. Raises StoreError."""
        return (key.rpartition("/")[2] for key in self.places() if is_blob(key))

    def strays(self) -> Iterator[str]:
        """Everything that is neither blob nor record, by its place in the store, in order. Raises StoreError."""
        return (key for key in self.places() if not is_blob(key) and not is_record(key))

    def put_record(self, key: str, data: bytes) -> None:
        """Store under a name of its own, in the place of what lay there. Durable when it returns. Raises StoreError."""
        with writing(self.name):
            self._place(data, key)

    def get_at(self, key: str) -> bytes:
        """What lies at a place. Raises BlobMissing, StoreError."""
        with reading(self.name, key):
            return bytes(obstore.get(self.store, key).bytes())

    def remove(self, key: str) -> None:
        """Take away what lies at a place, if anything does. Raises StoreError."""
        with writing(self.name), suppress(FileNotFoundError):
            obstore.delete(self.store, key)

    def places(self) -> list[str]:
        """Every place in the store at which something lies, in order. Raises StoreError."""
        with reading(self.name):
            return sorted(str(meta["path"]) for batch in obstore.list(self.store) for meta in batch)

    def _size(self, digest: str) -> int | None:
        try:
            with reading(self.name, digest):
                return int(obstore.head(self.store, key_of(digest))["size"])
        except BlobMissing:
            return None

    def _put(self, content: bytes | Path, digest: str, size: int) -> str:
        with writing(self.name):
            if not self._create(content, digest, size) and not self._is_whole(digest, size):
                self._replace(content, digest)
        self._confirm(digest, size)
        return digest

    def _create(self, content: bytes | Path, digest: str, size: int) -> bool:
        """Store unless something lies there. What goes in parts can't be put on that condition: there it is looked first."""
        if size > _PART or not self._conditional:
            if self._size(digest) is not None:
                return False
            self._replace(content, digest)
            return True
        try:
            obstore.put(self.store, key_of(digest), content, mode="create")
        except AlreadyExistsError:
            return False
        except (NotImplementedError, GenericError) as error:
            if not is_unknown(error):
                raise
            self._conditional = False  # not every S3-compatible store knows If-None-Match
            return self._create(content, digest, size)
        return True

    def _replace(self, content: bytes | Path, digest: str) -> None:
        self._place(content, key_of(digest))

    def _place(self, content: bytes | Path, key: str) -> None:
        obstore.put(self.store, key, content, chunk_size=_PART, max_concurrency=_PARTS_AT_ONCE)

    def _is_whole(self, digest: str, size: int) -> bool:
        return self._size(digest) == size and hash_of(self.chunks(digest)) == digest

    def _confirm(self, digest: str, size: int) -> None:
        """Look whether it was kept: what a store loses is put again while the mail is still in its mailbox."""
        found = self._size(digest)
        if found != size:
            raise StoreError(
                f"写入存档失败（写入后{'不见了' if found is None else '大小不符'}）：{self.name}，稍后自动重试"
            )


def hash_of(chunks: Iterable[bytes]) -> str:
    """SHA-256 as hex."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            yield piece
