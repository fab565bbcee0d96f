"""The published JSON schema of records, made from the tables: `python -m archive.recorded.schema` writes it anew."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, Integer

import archive.finding.tables  # noqa: F401  whose rows are recorded, too
from archive.recorded.owners import KINDS
from archive.recorded.record import ABOUT, DERIVED, FORMAT
from archive.tables import Moment, Table

FILE = Path(__file__).with_name("record.schema.json")
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12: one kind of record after the other."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "baosong record",
        "description": "One record of an archive of baosong. It lies beside the originals, which lie under their SHA-256 "
        "(ab/cd/abcd…). From all records together `baosong rebuild` makes the database. `sha256` is that of the file's "
        "own text without its line `sha256` and the comma before it. Times have their zone, digests are hexadecimal.",
        "oneOf": [_kind(kind) for kind in KINDS],
        "$defs": {name: _row(name) for name in sorted({name for names in KINDS.values() for name in names})},
    }


def _kind(kind: str) -> dict[str, Any]:
    rows = {name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in KINDS[kind]}
    properties: dict[str, Any] = {
        "format": {"const": FORMAT},
        "kind": {"const": kind},
        "key": {"type": "string"},
        "about": {"type": "string"},
        "rows": {"type": "object", "properties": rows, "additionalProperties": False},
        "sha256": _DIGEST,
    }
    required = list(properties)
    if kind in DERIVED:
        properties["derived"] = {"const": True, "description": "made from the originals, and can be made again"}
        required.append("derived")
    if kind == "submission":
        properties["files"] = {"type": "array", "items": _FILE, "description": "the originals, by their SHA-256"}
        required.append("files")
    return {
        "description": ABOUT[kind],
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


_FILE = {
    "type": "object",
    "properties": {
        "mail": _DIGEST,
        "place": {"type": "string", "description": "the document's number within its mail"},
        "name": {"type": "string"},
        "sha256": _DIGEST,
        "size": {"type": "integer"},
        "kind": {"type": "string"},
        "role": {"type": "string"},
    },
    "required": ["mail", "place", "name", "sha256", "size", "kind", "role"],
    "additionalProperties": False,
}


def _row(name: str) -> dict[str, Any]:
    table = Table.metadata.tables[name]
    (mapper,) = (each for each in Table.registry.mappers if each.local_table is table)
    return {
        "description": " ".join((mapper.class_.__doc__ or "").split()),
        "type": "object",
        "properties": {column.name: _column(column) for column in table.columns},
        "additionalProperties": False,
    }


def _column(column: Any) -> dict[str, Any]:
    if isinstance(column.type, JSON):
        return {}
    if isinstance(column.type, Moment):
        kind: dict[str, Any] = {"type": "string", "format": "date-time"}
    elif isinstance(column.type, Date):
        kind = {"type": "string", "format": "date"}
    else:
        kinds = {Boolean: "boolean", BigInteger: "integer", Integer: "integer"}
        kind = {"type": next((word for each, word in kinds.items() if isinstance(column.type, each)), "string")}
    return {**kind, "type": [kind["type"], "null"]} if column.nullable else kind


def written() -> str:
    """The schema as the file has it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), "utf-8")
