"""PostgreSQL: its connections, what it must be, and what its refusals mean.

Writers work side by side (`archive.locking` says what excludes what). A process that is frozen in a transaction holds
the others up for `_IDLE_SECONDS` at most: then the server ends its session, and its work is done anew.
"""

from typing import Any

import psycopg
from psycopg.types.string import StrDumper
from sqlalchemy import URL, Engine, create_engine, event

from intake.errors import ConfigurationError

OLDEST = 15
READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}  # one moment's view, as in SQLite
_LOCK_SECONDS = 30
_IDLE_SECONDS = 60
_SETTINGS = (f"lock_timeout = '{_LOCK_SECONDS}s'", f"idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s'")
_CONNECTING = {  # so that a server that fell silent is noticed; what the URL says goes before
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "baosong",
}
_REASONS = {
    "25006": "数据库是只读的",
    "40P01": "与另一进程互相等待",
    "53100": "数据库服务器的磁盘已满",
    "53300": "数据库服务器的连接数已用完",
    "55P03": f"另一进程占用了{_LOCK_SECONDS}秒以上",
    "57P01": "数据库服务器正在关闭",
    "57P03": "数据库服务器正在启动或关闭",
}


class _Storable(StrDumper):
    """Text without NUL, which PostgreSQL can't keep and senders can send."""

    def dump(self, obj: str) -> bytes:
        return bytes(super().dump(obj.replace("\0", "\ufffd")) or b"")


def postgres_engine(url: URL) -> Engine:
    """An engine whose connections are looked at before each use, and made anew when the server was away."""
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    options = {key: value for key, value in _CONNECTING.items() if key not in url.query}
    engine = create_engine(
        url,
        isolation_level="READ COMMITTED",  # who has waited for a lock must see what its holder wrote, whatever the server's default
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=15,
        pool_timeout=_LOCK_SECONDS,
        connect_args=options,
    )

    @event.listens_for(engine, "connect", insert=True)  # before SQLAlchemy asks it anything
    def prepare(connection: "psycopg.Connection[Any]", record: Any) -> None:
        del record
        try:
            _make_ready(connection)
        except BaseException:
            connection.close()
            raise

    return engine


def _make_ready(connection: "psycopg.Connection[Any]") -> None:
    _require_suitable(connection)
    connection.adapters.register_dumper(str, _Storable)
    for setting in _SETTINGS:
        connection.execute(f"SET {setting}".encode())
    connection.commit()


def _require_suitable(connection: "psycopg.Connection[Any]") -> None:
    """Raises ConfigurationError for an old server or another encoding than UTF-8."""
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        raise ConfigurationError(f"数据库服务器是PostgreSQL {version}，请升级到{OLDEST}或更新的版本")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ConfigurationError(f"数据库{connection.info.dbname}的编码是{encoding}，请用UTF8编码建立数据库")


def reason_of(error: psycopg.Error) -> str:
    """Why it refused, in one line."""
    return _REASONS.get(error.sqlstate or "") or " ".join(str(error).partition("\n")[0].split())
