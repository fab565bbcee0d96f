"""The configuration: read once, checked once, handed over as typed values. The only module that reads the environment.

Paths in a file are relative to that file; `--data` moves the defaults only.
"""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from config.reading import WEB_ADDRESS, explain, home_expanded, read_toml
from intake.errors import ConfigurationError, reason
from intake.message import sender_of
from intake.quiet import quiet_hours

DEFAULT_DATA = Path("baosong-data")
_PLACES = frozenset(("base", "data"))  # ours to fill in, not the file's
_Filled = Annotated[str, Field(min_length=1)]
_Port = Annotated[int, Field(ge=1, le=65535)]
_Security = Literal["tls", "starttls", "none"]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Secrets(_Section):
    """A password in a file of its own or in an environment variable; never in the configuration itself."""

    password_file: str = ""
    password_env: str = ""


class MailboxSettings(Secrets):
    """One IMAP mailbox."""

    host: _Filled
    port: _Port = 993
    security: _Security = "tls"
    username: _Filled
    folders: Annotated[tuple[_Filled, ...], Field(min_length=1)] = ("INBOX",)
    since: date | None = None  # older mail is history: kept, never answered. Default: the call's opening
    done: _Filled = "flag"  # "flag", "none", or a folder's name to move mails of the call to
    poll_seconds: Annotated[float, Field(gt=0)] = 30
    ca_file: str = ""


class SmtpSettings(Secrets):
    """The server that letters leave by."""

    host: _Filled
    port: _Port = 465
    security: _Security = "tls"
    username: str = ""
    ca_file: str = ""
    sent_folder: str = ""  # an IMAP folder of the first mailbox that gets a copy of each letter
    sender: str = Field(alias="from")

    @field_validator("sender")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        """Raises ValueError, which pydantic makes a fault of."""
        try:
            sender_of(value)
        except ConfigurationError as error:
            raise ValueError("应为“名称 <地址>”") from error
        return value


class RecordsSettings(Secrets):
    """The database; a password, where it asks for one, as for mailboxes."""

    url: str = ""


class BlobSettings(_Section):
    """The store of originals: `file:` a folder, or `s3://bucket/prefix` with what leads there.

    Keys in files of their own or in environment variables, by default those that other S3 tools use; without any, the
    machine's own role is asked for.
    """

    url: str = ""
    endpoint: str = ""  # http(s)://host:port; "": Amazon's own
    region: _Filled = "us-east-1"
    virtual_hosted: bool = False  # the endpoint is the bucket's own, as some stores want it
    ca_file: str = ""
    access_key_file: str = ""
    access_key_env: str = "AWS_ACCESS_KEY_ID"
    secret_key_file: str = ""
    secret_key_env: str = "AWS_SECRET_ACCESS_KEY"  # noqa: S105  a variable's name
    seconds: Annotated[float, Field(gt=0)] = 60  # one request may take
    second: str = ""  # another store of the same kind of address, that `verify --repair` takes whole copies from


class QueueSettings(_Section):
    """Who works when."""

    kind: Literal["embedded", "procrastinate"] = "embedded"
    workers: Annotated[int, Field(ge=1, le=64)] = 2  # of one process
    heartbeat_seconds: Annotated[float, Field(ge=1)] = 10  # three without a sign of life, and a process counts as gone


class ReplySettings(_Section):
    """What may leave on its own."""

    mode: Literal["send", "hold"] = "send"
    wait_seconds: Annotated[float, Field(ge=0)] = 180
    max_per_address_day: Annotated[int, Field(ge=1)] = 20
    max_per_submission_day: Annotated[int, Field(ge=1)] = 10
    max_per_hour: Annotated[int, Field(ge=1)] = 600
    max_per_domain_minute: Annotated[int, Field(ge=1)] = 300  # to one provider; what is beyond it waits some seconds
    quiet: str = ""  # no letters then: "22:00-07:30"
    templates: str = ""  # a folder of edited templates, each in the place of the shipped one of its name

    @field_validator("quiet")
    @classmethod
    def _is_a_span(cls, value: str) -> str:
        """Raises ValueError, which pydantic makes a fault of."""
        if value and quiet_hours(value) is None:
            raise ValueError("应为两个时刻，如22:00-07:30，或留空")
        return value


class WatchSettings(_Section):
    """A watched folder."""

    folder: str = ""


class WebSettings(_Section):
    """Where the web application listens, and where browsers find it: by https a proxy stands before it."""

    host: _Filled = "127.0.0.1"
    port: _Port = 8029
    address: Annotated[str, Field(pattern=WEB_ADDRESS)] = ""  # as browsers write it
    proxies: tuple[_Filled, ...] = ()  # addresses of proxies whose X-Forwarded-For is believed
    session_hours: Annotated[float, Field(gt=0, le=24 * 30)] = 12
    processes: Annotated[int, Field(ge=0, le=64)] = 0  # 0: as many as `config.workers` finds right


class ParsingSettings(_Section):
    """Limits for one mail and for the process that reads it: seconds, MiB and numbers (`parsers.limits`)."""

    seconds: Annotated[float, Field(gt=0)] = 180
    document_seconds: Annotated[float, Field(gt=0)] = 120
    cpu_seconds: Annotated[int, Field(ge=1)] = 180
    memory_mib: Annotated[int, Field(ge=1024)] = 8192
    resident_mib: Annotated[int, Field(ge=512)] = 2048
    mail_mib: Annotated[int, Field(ge=1)] = 100
    parts: Annotated[int, Field(ge=1)] = 500
    attachments: Annotated[int, Field(ge=1)] = 200
    document_mib: Annotated[int, Field(ge=1)] = 100
    unpacked_mib: Annotated[int, Field(ge=1)] = 300
    files: Annotated[int, Field(ge=1)] = 500
    depth: Annotated[int, Field(ge=1, le=50)] = 8
    ratio: Annotated[int, Field(ge=10)] = 200
    pages: Annotated[int, Field(ge=1)] = 60


class KeepingSettings(_Section):
    """How long what is kept, and how often it is looked after; in days."""

    verify_days: Annotated[float, Field(ge=0)] = 30  # everything is read again; 0: never by itself
    unrelated_days: Annotated[int, Field(ge=1)] = 30  # mail that has nothing to do with the call


class SignatureSettings(_Section):
    """Whose digital signatures are believed: a folder of certificates of the issuing authorities, PEM or DER."""

    trust_folder: str = ""


class Settings(_Section):
    """Everything. `base` is the folder that paths are relative to, `data` where the defaults lie."""

    call: tuple[str, ...] = ()
    records: RecordsSettings = RecordsSettings()
    blobs: BlobSettings = BlobSettings()
    queue: QueueSettings = QueueSettings()
    mailbox: tuple[MailboxSettings, ...] = ()
    smtp: SmtpSettings | None = None
    replies: ReplySettings = ReplySettings()
    watch: WatchSettings = WatchSettings()
    web: WebSettings = WebSettings()
    parsing: ParsingSettings = ParsingSettings()
    signatures: SignatureSettings = SignatureSettings()
    keeping: KeepingSettings = KeepingSettings()
    base: Path = Field(default=Path(), exclude=True)
    data: Path = Field(default=DEFAULT_DATA, exclude=True)

    def path(self, written: str) -> Path:
        """A path as written in the file."""
        return self.base / home_expanded(written)

    @property
    def records_url(self) -> str:
        """The database's URL; a relative SQLite path is the file's."""
        if not self.records.url:
            return f"sqlite:///{self.data / 'records.db'}"
        scheme, separator, path = self.records.url.partition(":///")
        if scheme == "sqlite" and separator and path and not path.startswith(("/", ":memory:")):
            return f"sqlite:///{self.path(path)}"
        return self.records.url

    @property
    def blobs_folder(self) -> Path | None:
        """The store's folder; None where it is a bucket. Raises ConfigurationError for what is neither."""
        return self.store_folder(self.blobs.url, "blobs.url") if self.blobs.url else self.data / "blobs"

    def store_folder(self, url: str, key: str) -> Path | None:
        """The folder of a store's address; None where it is a bucket. Raises ConfigurationError for what is neither."""
        scheme, separator, path = url.partition(":")
        if url.startswith("s3://") and path[2:].partition("/")[0]:
            return None
        if scheme != "file" or not separator:
            raise ConfigurationError(f"{key}“{url}”不能用，请用file:目录或s3://存储桶/前缀")
        return self.path(path.removeprefix("//"))

    @property
    def bucket_keys(self) -> tuple[str, str]:
        """The bucket's access key and secret key, "" where there are none. Raises ConfigurationError."""
        blobs = self.blobs
        access = self._key(blobs.access_key_file, blobs.access_key_env, "access_key")
        secret = self._key(blobs.secret_key_file, blobs.secret_key_env, "secret_key")
        if bool(access) != bool(secret):
            missing = "secret_key" if access else "access_key"
            raise ConfigurationError(f"[blobs]缺少{missing}，请设置{missing}_file或{missing}_env")
        return access, secret

    def _key(self, file: str, variable: str, name: str) -> str:
        return self._read(file, f"blobs.{name}_file").strip() if file else os.environ.get(variable, "")

    def secret(self, section: Secrets, name: str) -> str:
        """A password, from its file or variable; "" where neither is named. Raises ConfigurationError."""
        if section.password_env:
            value = os.environ.get(section.password_env)
            if value is None:
                raise ConfigurationError(f"{name}.password_env所指的环境变量{section.password_env}没有设置")
            return SecretStr(value).get_secret_value()
        if not section.password_file:
            return ""
        return self._read(section.password_file, f"{name}.password_file")

    def _read(self, written: str, key: str) -> str:
        path = self.path(written)
        try:
            return path.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = reason(error) if isinstance(error, OSError) else "不是文本文件"
            raise ConfigurationError(f"{key}所指的{path}不能读取（{why}）") from error


def load_settings(file: Path | None, data: Path | None) -> Settings:
    """The settings of a file, or the defaults. Raises ConfigurationError with file, key, what was found, what to do."""
    placed = {"data": data or DEFAULT_DATA}
    if file is None:
        return Settings(**placed)
    content = read_toml(file, "配置文件")
    for name in _PLACES.intersection(content):
        raise ConfigurationError(f"配置文件{file}：不认识的设置{name}，请删去")
    base = file.resolve().parent
    try:
        return Settings.model_validate({**content, "base": base, "data": data or base / DEFAULT_DATA})
    except ValidationError as error:
        raise ConfigurationError(f"配置文件{file}：{explain(error, Settings)}") from error
