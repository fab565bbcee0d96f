"""Blobs in an S3-compatible bucket. Signed requests carry the content's hash: what arrives damaged is refused there."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from archive.blobs.objects import ObjectBlobs
from archive.blobs.refusals import why
from intake.errors import ConfigurationError, reason

if TYPE_CHECKING:  # there is no such thing at run time
    from obstore.store import ClientConfig

_RETRIES = 3
_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+(/[\w./%~-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where it is and who we are there; `seconds` for one request. Keys "": as the machine's own role says."""

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    virtual_hosted: bool = False
    ca_file: str = ""
    seconds: float = 60


class BucketBlobs(ObjectBlobs):
    """The blob store on another machine."""

    def __init__(self, bucket: Bucket) -> None:
        """Open it and look into it once. Raises ConfigurationError where that can't be done."""
        name = f"s3://{bucket.name}/{bucket.prefix}".rstrip("/")
        try:
            store = _opened(bucket)
            next(iter(obstore.list(store, chunk_size=1)), None)
        except (BaseError, OSError, ValueError) as error:
            raise ConfigurationError(f"存档{name}不能使用（{why(error)}），请检查[blobs]的地址、密钥和权限") from error
        super().__init__(store, name)


def _opened(bucket: Bucket) -> S3Store:
    """Raises ValueError for an address that is none; obstore would panic at it."""
    if bucket.endpoint and _ADDRESS.fullmatch(bucket.endpoint) is None:
        raise ValueError(f"“{bucket.endpoint}”不是http或https地址")
    client: ClientConfig = {
        "allow_http": bucket.endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=min(10.0, bucket.seconds)),
        "timeout": timedelta(seconds=bucket.seconds),
    }
    if bucket.ca_file:
        client["root_certificate"] = _certificate(bucket.ca_file)
    options: dict[str, Any] = {"virtual_hosted_style_request": bucket.virtual_hosted}
    if bucket.endpoint:
        options["endpoint"] = bucket.endpoint
    if bucket.access_key:
        options |= {"access_key_id": bucket.access_key, "secret_access_key": bucket.secret_key}
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        region=bucket.region,
        client_options=client,
        retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=bucket.seconds)},
        **options,
    )


def _certificate(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(f"blobs.ca_file所指的{path}不能读取（{reason(error)}）") from error
