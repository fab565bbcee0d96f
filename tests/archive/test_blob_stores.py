"""One contract for every blob store: a local folder, an S3-compatible bucket, and the fake in memory."""

import hashlib
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore

from archive.blobs import BucketBlobs, FolderBlobs, ObjectBlobs
from archive.blobs.objects import key_of
from archive.records import SqlRecords
from archive.verify import verify
from intake.errors import BlobMissing, StoreError
from tests.archive.filings import file, simple
from tests.parts.s3 import S3

HELLO = "收到".encode()
DIGEST = hashlib.sha256(HELLO).hexdigest()
LARGE = os.urandom(1 << 16) * (20 << 4)  # 20 MiB: in parts


@pytest.fixture(params=["folder", "memory", pytest.param("s3", marks=pytest.mark.parts)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectBlobs:
    makers: dict[str, Callable[[], ObjectBlobs]] = {
        "folder": lambda: FolderBlobs(tmp_path / "blobs"),
        "memory": lambda: ObjectBlobs(MemoryStore(), "memory"),
        "s3": lambda: BucketBlobs(request.getfixturevalue("s3_server").bucket()),
    }
    return makers[request.param]()


def put_behind(store: ObjectBlobs, key: str, data: bytes) -> None:
    """Somebody with access to the store."""
    obstore.put(store.store, key, data)


def test_what_is_put_is_got_by_its_digest(store: ObjectBlobs) -> None:
    assert not store.exists(DIGEST)
    assert store.put(HELLO) == DIGEST
    assert store.exists(DIGEST)
    assert store.get(DIGEST) == HELLO
    assert store.put(b"") == hashlib.sha256(b"").hexdigest()
    assert store.get(hashlib.sha256(b"").hexdigest()) == b""


def test_it_lies_under_its_digest_in_two_levels(store: ObjectBlobs) -> None:
    store.put(HELLO)
    assert [meta["path"] for batch in obstore.list(store.store) for meta in batch] == [
        f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}"
    ]


@pytest.mark.parametrize("data", [HELLO, LARGE], ids=["small", "in parts"])
def test_putting_twice_writes_once(store: ObjectBlobs, data: bytes) -> None:
    digest = store.put(data)
    first = obstore.head(store.store, key_of(digest))
    assert store.put(data) == digest
    assert obstore.head(store.store, key_of(digest)) == first
    assert list(store.digests()) == [digest]


@pytest.mark.parametrize("damage", [b"", HELLO[:-1], b"\x00" * len(HELLO)])
def test_putting_the_bytes_again_heals_a_damaged_copy(store: ObjectBlobs, damage: bytes) -> None:
    store.put(HELLO)
    put_behind(store, key_of(DIGEST), damage)
    assert store.put(HELLO) == DIGEST
    assert store.get(DIGEST) == HELLO


def test_files_go_in_and_out_by_path(store: ObjectBlobs, tmp_path: Path) -> None:
    (tmp_path / "mail").write_bytes(LARGE)
    digest = store.put_file(tmp_path / "mail")
    assert digest == hashlib.sha256(LARGE).hexdigest()
    store.fetch(digest, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == LARGE
    assert b"".join(store.chunks(digest)) == LARGE
    with pytest.raises(FileNotFoundError):
        store.put_file(tmp_path / "nowhere")


def test_a_file_is_never_whole_in_this_process(tmp_path: Path) -> None:
    store = FolderBlobs(tmp_path / "blobs")
    (tmp_path / "mail").write_bytes(LARGE)
    tracemalloc.start()
    digest = store.put_file(tmp_path / "mail")
    store.fetch(digest, tmp_path / "again")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(LARGE) / 4


@pytest.mark.parametrize("read", ["get", "fetch"])
def test_a_missing_blob_is_named(store: ObjectBlobs, tmp_path: Path, read: str) -> None:
    with pytest.raises(BlobMissing, match=DIGEST):
        store.get(DIGEST) if read == "get" else store.fetch(DIGEST, tmp_path / "again")


def test_a_damaged_blob_is_not_handed_on(store: ObjectBlobs, tmp_path: Path) -> None:
    store.put(HELLO)
    put_behind(store, key_of(DIGEST), b"\x00" * len(HELLO))
    with pytest.raises(StoreError, match=f"^存档里的{DIGEST}已损坏，请运行verify$"):
        store.fetch(DIGEST, tmp_path / "again")


def test_digests_are_blobs_and_strays_are_all_else(store: ObjectBlobs) -> None:
    store.put(HELLO)
    put_behind(store, "notes.txt", b"left by a person")
    put_behind(store, f"00/11/{DIGEST}", HELLO)
    assert list(store.digests()) == [DIGEST]
    assert list(store.strays()) == [f"00/11/{DIGEST}", "notes.txt"]


def test_verify_reads_it_all(records: SqlRecords, store: ObjectBlobs) -> None:
    assessment = simple(b"a whole mail")
    file(records, assessment)
    contents = (b"a whole mail", "中国云杉工程学会云杉林下的节日直播".encode(), "第一页的字\f盖章页".encode())
    mail, word, pdf = (store.put(content) for content in contents)
    assert verify(records, store).sound
    put_behind(store, key_of(word), b"changed")
    obstore.delete(store.store, key_of(pdf))
    extra = store.put(b"nobody sent this")
    put_behind(store, "notes.txt", b"x")
    found = verify(records, store)
    assert (found.blobs, found.missing, found.corrupt) == (3, (pdf,), (word,))
    assert found.unknown == (extra, "notes.txt")
    assert found.bytes == sum(map(len, (contents[0], b"changed", b"nobody sent this")))
    assert mail in set(store.digests())


@pytest.mark.parts
def test_threads_putting_the_same_bytes_to_a_bucket_all_succeed(s3_server: S3) -> None:
    from concurrent.futures import ThreadPoolExecutor

    bucket = s3_server.bucket()
    with ThreadPoolExecutor(4) as pool:
        digests = set(pool.map(lambda _: BucketBlobs(bucket).put(HELLO), range(8)))
    assert digests == {DIGEST}
    assert list(BucketBlobs(bucket).digests()) == [DIGEST]
