"""A blank form's fields under keys: the wordbook's where it knows the label, else the label's pinyin."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pypinyin import lazy_pinyin

from parsers.facts import BlankField, FieldKind

_CONTACT = re.compile(r"联系|经办|填表|填报")  # groups whose names, telephones and addresses are the contact's
_ORGANISATION = re.compile(r"(?:单位|学会|机构|学校|实验室|协会|全称)(?:名称|全称)?$")
_ACTIVITY = re.compile(r"(?:名称|题目|主题)$")
_LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class DraftField:
    """A field of the call file. `required`: a submission without it is useless, so far as its kind tells."""

    key: str
    label: str
    kind: FieldKind
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


def draft_fields(fields: Sequence[BlankField], book: Mapping[str, Any]) -> tuple[DraftField, ...]:
    """The form's fields in their order, each key once. `book` is the wordbook's table of fields."""
    keys = _known(fields, book)
    for key, pattern in (("host_organisation", _ORGANISATION), ("activity_name", _ACTIVITY)):
        if key not in keys.values():
            fitting = (at for at, each in enumerate(fields) if at not in keys and _is_called(each, pattern))
            if (first := next(fitting, None)) is not None:
                keys[first] = key
    drafted: list[DraftField] = []
    for at, each in enumerate(fields):
        entry = book.get(keys.get(at, ""), {})
        kind = FieldKind(entry["kind"]) if entry and each.kind is FieldKind.TEXT else each.kind
        key = keys.get(at) or _new_key(each.label, {other.key for other in drafted} | set(keys.values()))
        drafted.append(DraftField(key, each.label, kind, bool(entry.get("required")), each.choices, each.hint))
    return tuple(drafted)


def _known(fields: Sequence[BlankField], book: Mapping[str, Any]) -> dict[int, str]:
    """The wordbook's key of each field that it knows: its labels in the order of preference, each key once."""
    keys: dict[int, str] = {}
    for key, entry in book.items():
        for label in entry["labels"]:
            fitting = (at for at, each in enumerate(fields) if at not in keys and _fits(each, label, key, entry))
            if (first := next(fitting, None)) is not None:
                keys[first] = key
                break
    return keys


def _fits(field: BlankField, label: str, key: str, entry: Mapping[str, Any]) -> bool:
    """Whether a field is what the wordbook calls by this label; another person's telephone isn't the contact's."""
    alone = field.label.removeprefix(field.group) if field.group else field.label
    if alone.lower() != label.lower() or (field.kind is FieldKind.OPTIONS) != (entry["kind"] == FieldKind.OPTIONS):
        return False
    return not key.startswith("contact_") or not field.group or bool(_CONTACT.search(field.group))


def _is_called(field: BlankField, pattern: re.Pattern[str]) -> bool:
    return field.kind is FieldKind.TEXT and bool(pattern.search(field.label))


def _new_key(label: str, taken: set[str]) -> str:
    key = re.sub(r"[^a-z0-9]+", "_", "_".join(lazy_pinyin(label)).lower()).strip("_")[:_LONGEST_KEY] or "field"
    key = key if key[0].isalpha() else f"field_{key}"
    number, name = 1, key
    while name in taken:
        number += 1
        name = f"{key}_{number}"
    return name
