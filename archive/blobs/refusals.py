"""What a store's refusals mean: one clear line each."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from obstore.exceptions import BaseError

from intake.errors import BlobMissing, StoreError, reason

_SYSTEM = re.compile(r"\(os error (\d+)\)")
_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_WORDS = {  # S3's error codes, and HTTP's where a store gives no other
    "NoSuchBucket": "没有这个存储桶",
    "AccessDenied": "没有权限",
    "InvalidAccessKeyId": "密钥不对",
    "SignatureDoesNotMatch": "密钥不对",
    "RequestTimeTooSkewed": "本机时钟与存储的相差太多",
    "SlowDown": "存储忙",
    "ServiceUnavailable": "存储忙",
    "QuotaExceeded": "存储已满",
    "401": "密钥不对",
    "403": "没有权限，或密钥不对",
    "503": "存储忙",
    "507": "存储已满",
}
_SILENT = ("error sending request", "timed out", "timeout", "operation timed out", "error decoding response body")


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Turns what the store refuses into StoreError."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise StoreError(f"写入存档失败（{why(error)}）：{name}，{_advice(error)}") from error


@contextmanager
def reading(name: str, digest: str = "") -> Iterator[None]:
    """Turns what the store refuses into StoreError, and what it doesn't have into BlobMissing."""
    try:
        yield
    except FileNotFoundError as error:
        if "NoSuchBucket" in str(error):
            raise StoreError(f"读取存档失败（{why(error)}）：{name}") from error
        raise BlobMissing(f"存档里没有{digest}，请运行verify") from error
    except (BaseError, OSError) as error:
        raise StoreError(f"读取存档失败（{why(error)}）：{name} {digest}".rstrip()) from error


def is_unknown(error: BaseException) -> bool:
    """Whether the store says that it doesn't know how to do that."""
    return isinstance(error, NotImplementedError) or "<Code>NotImplemented</Code>" in str(error)


def why(error: BaseException) -> str:
    """The reason in a few words."""
    if isinstance(error, OSError) and error.errno:
        return reason(error)
    said = str(error)
    if system := _SYSTEM.search(said):
        number = int(system[1])
        return reason(OSError(number, os.strerror(number)))
    for pattern in (_CODE, _STATUS):
        found = pattern.search(said)
        if found and found[1] in _WORDS:
            return _WORDS[found[1]]
    if any(words in said for words in _SILENT):
        return "存储没有应答"
    return " ".join(said.partition("\n")[0].split())[:200]


def _advice(error: BaseException) -> str:
    if isinstance(error, OSError) or _SYSTEM.search(str(error)):
        return "请检查磁盘空间和权限"
    return "请检查存储的地址、密钥和容量，稍后自动重试"
