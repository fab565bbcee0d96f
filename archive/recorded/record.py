"""One record: rows of the tables as plain JSON, with what it is about, sealed by the SHA-256 of its own text.

The schema is published beside this file (`record.schema.json`), made by `archive.recorded.schema`.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, select, text
from sqlalchemy.orm import Session

from archive.blobs.objects import RECORDS
from archive.recorded.owners import KINDS, OWNERS
from archive.tables import SHANGHAI, Moment, Table
from intake.errors import StoreError

FORMAT = "baosong-record/1"
ABOUT = {
    "meta": "本系统的名称，信件编号（Message-ID）由它而来",
    "searches": "已保存的检索式",
    "mail": "一封来信：在哪里见过、有哪些文件、对来信本身的核对意见；原件以digest为名存放",
    "submission": "一个报送件：现状、每次来信带来了什么、核对意见",
    "text": "由来信和文件得来、供检索的文字（派生，可重新生成）",
    "letter": "一封信件及其发送情况",
    "audit": "日志一百行，每行的hash连着上一行",
    "decisions": "人的决定",
    "ballots": "评审人的评分",
    "assignments": "谁评哪一件",
    "held": "回避",
    "edits": "在网页上改过的信件模板和名册，各个版本",
}
DERIVED = frozenset(("text",))
_SEAL = re.compile(rb',\n "sha256": "([0-9a-f]{64})"\n}\n\Z')
_SHARDED = frozenset(("mail", "text"))

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class RecordDamaged(StoreError):
    """A record that isn't what was written."""


@dataclass(frozen=True, slots=True)
class Record:
    """What one record says: rows by table."""

    kind: str
    key: str
    rows: Rows


def place(kind: str, key: str) -> str:
    """Where a record lies in the store."""
    if kind in _SHARDED:
        return f"{RECORDS}{kind}/{key[:2]}/{key}.json"
    return f"{RECORDS}{kind}/{key.zfill(8) if key.isdigit() else key}.json"


def read_rows(session: Session, kind: str, key: str) -> Rows:
    """The rows of one record as they now are, by table, in the order of their keys; none where there is no such thing."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in KINDS[kind]:
        table = Table.metadata.tables[name]
        query = select(table).where(text(OWNERS[name].rows)).order_by(*table.primary_key)
        rows = session.execute(query, {"key": key}).mappings()
        found[name] = [{each.name: _plain(row[each.name]) for each in table.columns} for row in rows]
    return found if any(found.values()) else {}


def sealed(session: Session, kind: str, key: str, rows: Rows) -> bytes:
    """The record as it is stored."""
    content: dict[str, Any] = {"format": FORMAT, "kind": kind, "key": key, "about": ABOUT[kind]}
    if kind in DERIVED:
        content["derived"] = True
    if kind == "submission":
        content["files"] = _files(session, rows)
    content["rows"] = rows
    plain = json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(plain).hexdigest()
    return plain.removesuffix(b"\n}") + f',\n "sha256": "{digest}"\n}}\n'.encode()


def _files(session: Session, rows: Rows) -> list[dict[str, Any]]:
    """Where each revision's originals lie, so that the record alone leads to them."""
    table = Table.metadata.tables["documents"]
    shown = ("mail", "place", "name", "sha256", "size", "kind", "role")
    files: list[dict[str, Any]] = []
    for revision in rows["revisions"]:
        query = select(*(table.c[name] for name in shown)).where(table.c.mail == revision["mail"])
        found = session.execute(query.order_by(table.c.position)).mappings()
        files += [dict(row) for row in found if row["place"] in revision["documents"]]
    return files


def opened(data: bytes, at: str) -> Record:
    """A record as it was written. Raises RecordDamaged."""
    seal = _SEAL.search(data)
    if seal is None or hashlib.sha256(data[: seal.start()] + b"\n}").hexdigest().encode() != seal[1]:
        raise RecordDamaged(f"存档里的记录{at}已损坏")
    content = json.loads(data)
    if content["format"] != FORMAT or content["kind"] not in KINDS or place(content["kind"], content["key"]) != at:
        raise RecordDamaged(f"存档里的记录{at}不是本程序认识的，可能由更新的版本写成")
    return Record(content["kind"], content["key"], content["rows"])


def complete(rows: Rows) -> dict[str, list[dict[str, Any]]]:
    """With every column that there is now: those that an older version didn't know have their defaults."""
    return {name: [_complete(name, row) for row in rows.get(name, ())] for name in rows}


def _complete(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    columns = Table.metadata.tables[name].columns
    return {each.name: row[each.name] if each.name in row else _default(each) for each in columns}


def _default(column: Column[Any]) -> Any:
    return None if column.nullable else column.default.arg if column.default is not None else None  # type: ignore[attr-defined]


def values_of(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as the database takes them."""
    columns = Table.metadata.tables[name].columns
    return {each.name: _typed(each, row[each.name]) for each in columns}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value).astimezone(UTC)
    return date.fromisoformat(value) if column.type.python_type is date else value
