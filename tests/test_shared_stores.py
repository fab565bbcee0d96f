"""The whole way with records on PostgreSQL and originals in a bucket: no command knows the difference."""

import csv
import json
from collections.abc import Iterator

import obstore
import pytest

from archive.blobs import BucketBlobs, ObjectBlobs
from config.demo.prepared import SAMPLES
from tests.parts.dovecot import Dovecot
from tests.parts.postgres import Postgres
from tests.parts.s3 import S3
from tests.parts.service import Installed, installed
from tests.parts.sink import Sink, sink

pytestmark = pytest.mark.parts
TAKEN = ["03-only-word", "05-no-mobile", "11-enquiry", "14-versions-differ"]
_STORES = """
[records]
url = "{records}"
[blobs]
url = "s3://{bucket.name}/{bucket.prefix}"
endpoint = "{bucket.endpoint}"
access_key_file = "s3.key"
secret_key_file = "s3.secret"
"""


class Office:
    """The service after one run."""

    def __init__(self, service: Installed, blobs: ObjectBlobs, arrived: Sink) -> None:
        self.service, self.blobs, self.arrived = service, blobs, arrived

    def lines(self, *arguments: str) -> list[dict[str, object]]:
        said = self.service.run(*arguments, "--json")
        assert "Traceback" not in said.stderr
        return [json.loads(line) for line in said.stdout.splitlines()]


@pytest.fixture(scope="module")
def office(
    imap_server: Dovecot, postgres_server: Postgres, s3_server: S3, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    imap_server.deliver("shared", *((SAMPLES / f"{name}.eml").read_bytes() for name in TAKEN))
    bucket = s3_server.bucket()
    with sink() as arrived:
        service = installed(folder, imap_server, "shared", arrived)
        stores = _STORES.format(records=postgres_server.database(), bucket=bucket)
        service.config.write_text(service.config.read_text("utf-8") + stores, "utf-8")
        (folder / "s3.key").write_text(f"{bucket.access_key}\n")
        (folder / "s3.secret").write_text(f"{bucket.secret_key}\n")
        ended = service.run("run", "--once")
        assert ended.returncode == 0, ended.stderr
        assert {path.name for path in folder.rglob("*.db")} == set()
        assert not (folder / "baosong-data" / "blobs").exists()
        yield Office(service, BucketBlobs(bucket), arrived)


def test_mails_are_filed_and_answered(office: Office) -> None:
    status = office.service.status()
    assert (status["mails"], status["submissions"]) == (4, {"accepted": 0, "correction": 2, "review": 1})
    assert status["queue"] == {"waiting": 0, "running": 0, "dead": 0}
    assert status["last_error"] is None
    assert status["outbox"]["sent"] == len(office.arrived.received) == 3


def test_a_second_run_finds_nothing_new(office: Office) -> None:
    before = office.service.status()
    assert office.service.run("run", "--once").returncode == 0
    assert office.service.status() == before


def test_what_is_filed_is_found(office: Office) -> None:
    hits = office.lines("search", "学会")
    assert {str(hit["receipt"])[:8] for hit in hits} >= {"2020-29-"}
    assert office.lines("search", "没有这样的词") == []


def test_the_spreadsheet_and_the_outbox(office: Office) -> None:
    assert office.service.run("export", "all.csv", "--for", "office").returncode == 0
    with (office.service.folder / "all.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    receipts = {str(hit["receipt"]) for hit in office.lines("search", "2020")} - {""}
    assert receipts <= {cell for row in rows for cell in row}
    assert [line["state"] for line in office.lines("outbox")] == ["held"]


def test_verify_reads_the_bucket_and_names_what_is_wrong(office: Office) -> None:
    said = office.service.run("verify", "--json")
    (sound,) = [json.loads(said.stdout)]
    assert (said.returncode, sound["missing"], sound["corrupt"], sound["unknown"], sound["database"]) == (
        0,
        [],
        [],
        [],
        [],
    )
    lost, changed = list(office.blobs.digests())[:2]
    kept = {digest: office.blobs.get(digest) for digest in (lost, changed)}
    obstore.delete(office.blobs.store, f"{lost[:2]}/{lost[2:4]}/{lost}")
    obstore.put(office.blobs.store, f"{changed[:2]}/{changed[2:4]}/{changed}", b"flipped")
    said = office.service.run("verify", "--json")
    found = json.loads(said.stdout)
    assert (said.returncode, found["missing"], found["corrupt"]) == (1, [lost], [changed])
    for data in kept.values():
        office.blobs.put(data)
    assert office.service.run("verify").returncode == 0
