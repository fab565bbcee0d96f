"""Every regular expression that the code holds, and texts made to drive each of them astray.

An expression is dangerous where a run of what it repeats, met at every place and followed by what it doesn't want, makes
it begin anew each time: the work grows with the square of the length, or worse. The attacks are made from the parsed
expression itself, so that an expression added tomorrow is attacked too.
"""

import ast
import importlib
import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
_FUNCTIONS = ("compile", "sub", "search", "match", "findall", "split", "fullmatch", "finditer")
_STRANGERS = ("\x00", "\n", "é")


@dataclass(frozen=True)
class Expression:
    """One expression where it stands. `methods`: how it is used, as far as the module says."""

    place: str
    pattern: "re.Pattern[Any]"
    methods: frozenset[str]


def expressions(*rooms: str) -> Iterator[Expression]:
    """All in the modules of these rooms: compiled ones by their names, others where they are used."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "generator" in relative.parts or "versions" in relative.parts:
                continue
            name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
            source = path.read_text("utf-8")
            if "re." in source:
                yield from _in_module(importlib.import_module(name), source, str(relative))


def _in_module(module: ModuleType, source: str, place: str) -> Iterator[Expression]:
    compiled = {key: value for key, value in vars(module).items() if isinstance(value, re.Pattern)}
    for key, pattern in compiled.items():
        methods = re.findall(rf"\b{key}\.({'|'.join(_FUNCTIONS)})\(", source)
        yield Expression(f"{place}:{key}", pattern, frozenset(methods) or frozenset(("search",)))
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr in _FUNCTIONS[1:]:
            written = _value(node.args[0], module)
            if written is not None:
                flags = _value(next((k.value for k in node.keywords if k.arg == "flags"), ast.Constant(0)), module)
                pattern = re.compile(written, flags or 0)
                yield Expression(f"{place}:{node.lineno}", pattern, frozenset((node.func.attr,)))


def _value(node: ast.expr, module: ModuleType) -> Any:
    """What an expression of constants and the module's own names says; None for one that depends on more."""
    try:
        return eval(compile(ast.Expression(node), "", "eval"), dict(vars(module)))
    except (NameError, AttributeError, TypeError):
        return None


def attacks(pattern: "re.Pattern[Any]", length: int) -> Iterator[Any]:
    """Texts of about so many characters."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    as_given = (lambda text: text.encode("latin-1", "replace")) if isinstance(pattern.pattern, bytes) else str
    pumps = list(dict.fromkeys(_pumps(tree, "")))
    for before, pump in pumps:
        for stranger in _STRANGERS:
            yield as_given(before + pump * (length // len(pump)) + stranger)
            yield as_given("\x00" + before + pump * (length // len(pump)) + stranger)
            unit = before + pump
            yield as_given(unit * (length // len(unit)) + stranger)
            yield as_given(
                (before * (length // 2 // len(before)) if before else "") + pump * (length // 2 // len(pump)) + stranger
            )


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Each repeated piece with a text that leads to it."""
    for operation, argument in tree:
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            _, most, body = argument
            pump = _sample(body)
            if pump and most > 30:
                yield before, pump
                if pump == " ":
                    yield before, "\n"
            yield from _pumps(body, before)
        for inner in _inside(operation, argument):
            yield from _pumps(inner, before)
        before += _sample([(operation, argument)])


def _inside(operation: Any, argument: Any) -> list[Any]:
    if operation is sre.SUBPATTERN:
        return [argument[-1]]
    if operation is sre.BRANCH:
        return list(argument[1])
    if operation is sre.ATOMIC_GROUP:
        return [argument]
    if operation in (sre.ASSERT, sre.ASSERT_NOT):
        return [argument[1]]
    return []


def _sample(tree: Any) -> str:
    """A text that these operations match, as far as one can tell without trying."""
    return "".join(_one(operation, argument) for operation, argument in tree)


def _one(operation: Any, argument: Any) -> str:
    if operation is sre.LITERAL:
        return chr(argument)
    if operation is sre.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if operation is sre.ANY:
        return "a"
    if operation is sre.IN:
        return _member(argument)
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return _sample(argument[2]) * max(argument[0], 1 if argument[1] else 0)
    if operation is sre.SUBPATTERN:
        return _sample(argument[-1])
    if operation is sre.ATOMIC_GROUP:
        return _sample(argument)
    if operation is sre.BRANCH:
        return _sample(argument[1][0])
    return ""


_CATEGORIES = {
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_NOT_WORD: "-",
}


def _member(items: Any) -> str:
    """One character of a set."""
    if items[0][0] is sre.NEGATE:
        for candidate in "a1 -_中\t":
            if not any(_holds(item, candidate) for item in items[1:]):
                return candidate
        return "ß"
    operation, argument = items[0]
    if operation is sre.LITERAL:
        return chr(argument)
    if operation is sre.RANGE:
        return chr(argument[0])
    return _CATEGORIES.get(argument, "a")


def _holds(item: Any, candidate: str) -> bool:
    operation, argument = item
    if operation is sre.LITERAL:
        return chr(argument) == candidate
    if operation is sre.RANGE:
        return argument[0] <= ord(candidate) <= argument[1]
    tests = {
        sre.CATEGORY_SPACE: candidate.isspace(),
        sre.CATEGORY_DIGIT: candidate.isdigit(),
        sre.CATEGORY_WORD: candidate.isalnum() or candidate == "_",
    }
    negated = {
        sre.CATEGORY_NOT_SPACE: sre.CATEGORY_SPACE,
        sre.CATEGORY_NOT_DIGIT: sre.CATEGORY_DIGIT,
        sre.CATEGORY_NOT_WORD: sre.CATEGORY_WORD,
    }
    return not tests[negated[argument]] if argument in negated else tests.get(argument, False)
