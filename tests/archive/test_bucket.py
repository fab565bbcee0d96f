"""An S3 store that refuses, is slow, or loses what it was given: each a clear condition, nothing lost, well again after."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive.blobs import Bucket, BucketBlobs
from intake.errors import BlobMissing, ConfigurationError, StoreError
from tests.parts.s3 import S3, Misbehaving, misbehaving, nothing

pytestmark = pytest.mark.parts
HELLO = "收到".encode()
DIGEST = hashlib.sha256(HELLO).hexdigest()


@pytest.fixture
def front(s3_server: S3) -> Iterator[Misbehaving]:
    with misbehaving(s3_server) as opened:
        yield opened


@pytest.fixture
def bucket(s3_server: S3, front: Misbehaving) -> Bucket:
    return s3_server.bucket(endpoint=front.endpoint, seconds=1)


def coded(code: str, status: int) -> tuple[int, bytes]:
    return status, f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (coded("AccessDenied", 403), "没有权限"),
        (coded("SignatureDoesNotMatch", 403), "密钥不对"),
        (coded("RequestTimeTooSkewed", 403), "本机时钟与存储的相差太多"),
        (coded("SlowDown", 503), "存储忙"),
        (coded("QuotaExceeded", 400), "存储已满"),
        ((507, b""), "存储已满"),
        ((500, b"a proxy's page"), ".+"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_refusing_store_is_a_store_error_and_a_later_put_succeeds(
    bucket: Bucket, front: Misbehaving, answer: tuple[int, bytes], words: str
) -> None:
    blobs = BucketBlobs(bucket)
    front.fault = lambda method, _: answer if method == "PUT" else None
    with pytest.raises(
        StoreError, match=rf"^写入存档失败（{words}）：s3://.+/office，请检查存储的地址、密钥和容量，稍后自动重试$"
    ) as told:
        blobs.put(HELLO)
    assert "\n" not in str(told.value)
    assert front.struck
    front.fault = nothing
    assert blobs.put(HELLO) == DIGEST
    assert blobs.get(DIGEST) == HELLO


def test_a_slow_store_is_given_up_and_tried_again_later(bucket: Bucket, front: Misbehaving) -> None:
    blobs = BucketBlobs(bucket)

    def slow(method: str, path: str) -> None:
        if method == "PUT":
            front.struck += 1
            time.sleep(1.5)

    front.fault = slow
    began = time.monotonic()
    with pytest.raises(StoreError, match=r"^写入存档失败（存储没有应答）："):
        blobs.put(HELLO)
    assert front.struck
    assert time.monotonic() - began < 10
    front.fault = nothing
    assert blobs.put(HELLO) == DIGEST


@pytest.mark.parametrize("size", [6, 10 << 20], ids=["whole", "in parts"])
def test_a_put_that_the_store_loses_is_noticed_before_anything_is_promised(
    bucket: Bucket, front: Misbehaving, size: int
) -> None:
    blobs = BucketBlobs(replace(bucket, seconds=20))
    answer = b"<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>"

    def lose(method: str, path: str) -> tuple[int, bytes] | None:
        """It says that it has it."""
        if method == "PUT" and "uploadId" not in path:
            return 200, b""
        return (200, answer) if method == "POST" and "uploadId" in path else None

    front.fault = lose
    with pytest.raises(StoreError, match=r"^写入存档失败（"):
        blobs.put(b"x" * size)
    assert front.struck
    front.fault = nothing
    assert blobs.put(b"x" * size) in set(blobs.digests())


def test_a_store_without_conditional_puts_is_looked_into_first(bucket: Bucket, front: Misbehaving) -> None:
    blobs = BucketBlobs(bucket)
    passed: list[str] = []

    def not_implemented(method: str, path: str) -> tuple[int, bytes] | None:
        passed.append(method)
        return coded("NotImplemented", 501) if passed.count("PUT") <= 4 and method == "PUT" else None

    front.fault = not_implemented
    assert [blobs.put(HELLO) for _ in range(2)] == [DIGEST, DIGEST]
    assert front.struck == 4  # 501 is tried again, as every 5xx
    assert passed == [*["PUT"] * 4, "HEAD", "PUT", "HEAD", "HEAD", "HEAD", "GET", "HEAD"]
    assert blobs.get(DIGEST) == HELLO


def test_a_store_that_is_away_while_reading_is_a_store_error_and_nothing_is_missing(
    bucket: Bucket, front: Misbehaving
) -> None:
    blobs = BucketBlobs(bucket)
    blobs.put(HELLO)
    front.fault = lambda *_: (503, b"")
    for read in (lambda: blobs.get(DIGEST), lambda: blobs.exists(DIGEST), lambda: list(blobs.digests())):
        with pytest.raises(StoreError, match=r"^读取存档失败（存储忙）：s3://"):
            read()
    front.fault = nothing
    assert blobs.get(DIGEST) == HELLO


def test_a_bucket_that_is_gone_is_no_missing_blob(bucket: Bucket, front: Misbehaving) -> None:
    blobs = BucketBlobs(bucket)
    front.fault = lambda *_: coded("NoSuchBucket", 404)
    with pytest.raises(StoreError, match=r"^读取存档失败（没有这个存储桶）") as told:
        blobs.get(DIGEST)
    assert not isinstance(told.value, BlobMissing)
    with pytest.raises(StoreError, match=r"^写入存档失败（没有这个存储桶）"):
        blobs.put(HELLO)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "nosuch"}, "没有这个存储桶"),
        ({"endpoint": "http://127.0.0.1:1"}, "存储没有应答"),
        ({"endpoint": "no address"}, "“no address”不是http或https地址"),
        ({"ca_file": "/nowhere/ca.pem"}, ""),
    ],
    ids=["no such bucket", "nobody there", "no address", "no certificate"],
)
def test_what_cannot_be_opened_is_one_clear_line(
    s3_server: S3, bucket: Bucket, change: dict[str, str], words: str
) -> None:
    wrong = replace(bucket, endpoint=s3_server.endpoint, seconds=1)
    wrong = replace(wrong, **change)  # type: ignore[arg-type]  # by name
    line = rf"^存档s3://.+不能使用（{words}），请检查\[blobs\]的地址、密钥和权限$" if words else "^blobs.ca_file所指的"
    with pytest.raises(ConfigurationError, match=line) as told:
        BucketBlobs(wrong)
    assert "\n" not in str(told.value)
    assert bucket.secret_key not in str(told.value)
    assert bucket.secret_key not in repr(bucket)
