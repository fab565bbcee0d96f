"""The simulation's store keeps what the pipeline relies on of the real one: one test, run on all three."""

import hashlib
from pathlib import Path

import pytest

from archive.blobs import BucketBlobs, FolderBlobs
from intake.errors import BlobMissing, StoreError
from intake.ports import Blobs
from tests.simulation.memory import MemoryBlobs
from tests.simulation.schedule import Schedule

HELLO = "收到".encode()
DIGEST = hashlib.sha256(HELLO).hexdigest()


@pytest.fixture(params=["memory", "folder", pytest.param("s3", marks=pytest.mark.parts)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    if request.param == "s3":
        return BucketBlobs(request.getfixturevalue("s3_server").bucket())
    return MemoryBlobs(Schedule(0)) if request.param == "memory" else FolderBlobs(tmp_path / "blobs")


def test_what_is_put_is_got_by_its_digest_however_often(store: Blobs, tmp_path: Path) -> None:
    assert not store.exists(DIGEST)
    assert store.put(HELLO) == store.put(HELLO) == DIGEST
    assert (store.exists(DIGEST), store.get(DIGEST)) == (True, HELLO)
    store.fetch(DIGEST, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == HELLO


def test_a_file_goes_in_as_its_bytes_would(store: Blobs, tmp_path: Path) -> None:
    (tmp_path / "document").write_bytes(HELLO)
    assert store.put_file(tmp_path / "document") == DIGEST
    assert store.get(DIGEST) == HELLO
    with pytest.raises(FileNotFoundError):
        store.put_file(tmp_path / "nowhere")


def test_what_is_missing_is_named(store: Blobs, tmp_path: Path) -> None:
    with pytest.raises(BlobMissing, match=DIGEST):
        store.get(DIGEST)
    with pytest.raises(BlobMissing, match=DIGEST):
        store.fetch(DIGEST, tmp_path / "again")


def test_the_fakes_faults_are_those_that_a_store_has() -> None:
    with pytest.raises(StoreError):
        MemoryBlobs(Schedule(0), refusing=1.0).put(HELLO)
    losing = MemoryBlobs(Schedule(0), losing=1.0)
    assert (losing.put(HELLO), losing.exists(DIGEST)) == (DIGEST, False)
