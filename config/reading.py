"""Files that people write: read, and what is wrong in them said in one Chinese sentence."""

import tomllib
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from intake.errors import ConfigurationError, reason

KEY = r"^[a-z][a-z0-9_]*$"
CALL_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
WEB_ADDRESS = r"(https?://[^/\s]+/?)?"
PATTERNS = {
    KEY: "应为小写英文字母、数字和下划线，以字母开头，如plan",
    CALL_NAME: "应为英文字母、数字、点、下划线和短横，以字母或数字开头，如2020-29（收件编号里要用它）",
    WEB_ADDRESS: "应为浏览器里的网址，如https://baosong.example.cn",
}


def home_expanded(written: str) -> Path:
    """A path with `~` filled in; a `~name` of nobody stays as it is written."""
    try:
        return Path(written).expanduser()
    except RuntimeError:
        return Path(written)


def read_text(file: Path, what: str) -> str:
    """A file's text; a byte order mark, as Notepad writes it, is no fault. Raises ConfigurationError."""
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{what}{file}不能读取（{reason(error)}），请检查路径和权限") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{what}{file}不是UTF-8文本，请另存为UTF-8编码") from error


def read_toml(file: Path, what: str) -> dict[str, Any]:
    """A TOML file's content. Raises ConfigurationError."""
    try:
        return tomllib.loads(read_text(file, what))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{what}{file}不是有效的TOML，请改正（{error}）") from error


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """The first fault in one Chinese sentence: the key, what was found, what it should be."""
    fault = error.errors()[0]
    key = _key(fault["loc"])
    if fault["type"] == "extra_forbidden":
        near = get_close_matches(str(fault["loc"][-1]), sorted(_known_keys(model)), 1)
        return f"不认识的设置{key}" + (f"，是不是{near[0]}？" if near else "，请删去")
    if fault["type"] == "missing":
        return f"缺少设置{key}，请补上"
    found = fault.get("input")
    shown = "" if isinstance(found, dict) else f"是{_written(found)}，"
    return f"设置{key}{shown}{_expected(fault)}"


def _key(place: tuple[int | str, ...]) -> str:
    """As a person finds it in the file: mailbox[0].port."""
    return "".join(f"[{piece}]" if isinstance(piece, int) else f".{piece}" for piece in place).removeprefix(".")


def _written(value: Any) -> str:
    """A value as it may stand in the file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return f"“{value}”" if isinstance(value, str) else str(value)


def _expected(fault: Any) -> str:
    context = fault.get("ctx", {})
    words = {
        "literal_error": f"应为{context.get('expected', '')}".replace(" or ", "或"),
        "int_parsing": "应为整数",
        "int_type": "应为整数",
        "int_from_float": "应为整数",
        "float_type": "应为数字",
        "finite_number": "应为有限的数字",
        "bool_type": "应为true或false",
        "string_pattern_mismatch": PATTERNS.get(context.get("pattern", ""), f"应符合{context.get('pattern')}"),
        "too_short": "不能为空",
        "string_too_short": "不能为空",
        "value_error": str(context.get("error", "")),
        "model_type": "应为一节设置，如[名称]",
        "date_type": "应为日期，如2020-04-09",
        "date_from_datetime_inexact": "应为日期，不带时刻，如2020-04-09",
        "float_parsing": "应为数字",
        "string_type": "应为文字",
        "bool_parsing": "应为true或false",
        "tuple_type": "应为列表",
        "greater_than_equal": f"不应小于{context.get('ge')}",
        "less_than_equal": f"不应大于{context.get('le')}",
        "greater_than": f"应大于{context.get('gt')}",
        "date_from_datetime_parsing": "应为日期，如2020-04-09",
        "date_parsing": "应为日期，如2020-04-09",
    }
    return words.get(fault["type"], f"不符合要求（{fault['msg']}）")


def _known_keys(model: type[BaseModel]) -> set[str]:
    """The keys of a file's sections, those within sections among them."""
    keys: set[str] = set()
    for name, each in model.model_fields.items():
        keys.add(each.alias or name)
        for section in _sections(each.annotation):
            keys |= _known_keys(section)
    return keys


def _sections(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _sections(each)
