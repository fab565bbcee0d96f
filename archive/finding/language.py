"""The query language.

    either  = both { OR both }
    both    = one { [AND] one }
    one     = NOT one | "(" either ")" | field ":" one | word | "phrase"

`OR` is also `|`, `AND` also `&` between blanks, `NOT` also `-` or `!` before a word. Full-width signs are the same. A word
before a colon that is no field's name is a word. What holds no letter, digit or character asks for nothing and is left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from archive.finding.errors import QueryRefused
from archive.finding.fields import FIELDS, phrase, word
from archive.finding.folding import folded
from archive.finding.tree import And, Node, Not, Or
from intake.call import Call

LONGEST = 2000  # characters of a query
_CLOSE = 0.8  # of difflib's ratio: so like is a name that was mistyped
_MOST, _DEEPEST = 100, 30  # words and phrases of a query; brackets in brackets
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_QUOTES = {ord(each): ord('"') for each in "“”„‟«»「」『』〝〞"}
_ONE_FOR_ONE = _FULL_WIDTH | _QUOTES  # places stay the same
_WORD = re.compile(r'(?P<word>[^\s"()|]+)')
_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    | "(?P<phrase>[^"]*)"
    | (?P<open>\() | (?P<shut>\))
    | (?P<either>\|\|? | OR(?=[\s()"]|\Z)) | (?P<both>&&?(?=\s|\Z) | AND(?=[\s()"]|\Z))
    | (?P<not>[-!](?=[^\s)]) | NOT(?=[\s()"]|\Z))
    | (?P<field>[^\W\d_]+)\s*:\s*(?=[^\s)])(?!//)
    | (?P<word>[^\s"()|]+)""",
    re.VERBOSE,
)


Stages = Mapping[str, Sequence[str]]
"""By a stage's folded name, its keys: calls may name stages alike."""
NO_STAGES: Stages = MappingProxyType({})


def stage_names(calls: Iterable[Call]) -> Stages:
    """Of these calls."""
    found: dict[str, list[str]] = {}
    for stage in (stage for call in calls for stage in call.stages):
        keys = found.setdefault(folded(stage.name.strip()), [])
        keys += [stage.key] if stage.key not in keys else []
    return found


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int  # from 1


def parse(query: str, stages: Stages = NO_STAGES) -> Node:
    """What the query asks for; `stages` so that one may be asked for by its name. Raises QueryRefused."""
    if len(query) > LONGEST:
        raise QueryRefused(f"检索式有{len(query)}个字符，最多{LONGEST}个")
    tokens = _tokens(query.translate(_ONE_FOR_ONE))
    if sum(token.kind in {"word", "phrase"} for token in tokens) > _MOST:
        raise QueryRefused(f"检索式里的词超过{_MOST}个，请减少一些")
    found = _Parser(tokens, stages).whole()
    if found is None:
        raise QueryRefused("检索式里没有要找的字词")
    return found


def _tokens(query: str) -> list[_Token]:
    found, place = [], 0
    while place < len(query):
        match = _TOKEN.match(query, place)
        if match is not None and match["field"] and match["field"].lower() not in FIELDS:
            _mistyped(match["field"].lower(), place + 1)
            match = _WORD.match(query, place)  # 10:30, or a word before a colon
        if match is None:
            raise QueryRefused(f"第{place + 1}个字符处的引号没有配对")
        kind = match.lastgroup or ""
        if kind != "blank":
            found.append(_Token(kind, match[kind], place + 1))
            _empty(found[-1])
        place = match.end()
    return found


def _mistyped(name: str, place: int) -> None:
    """Raises QueryRefused where a field's English name was meant: nothing would be found, and nobody would know why."""
    for meant in get_close_matches(name, filter(str.isascii, FIELDS), 1, _CLOSE):
        raise QueryRefused(f"第{place}个字符处：没有名为{name}的栏目，是否指{meant}？（要找这个字词，请加引号）")


def _empty(token: _Token) -> None:
    """Raises QueryRefused for a field without a value."""
    name, colon, value = token.text.partition(":")
    if token.kind == "word" and colon and not value and name.lower() in FIELDS:
        raise QueryRefused(f"第{token.place}个字符处的{token.text}后面没有要找的字词")


class _Parser:
    """Goes through the tokens once. A node is None where it asks for nothing."""

    def __init__(self, tokens: list[_Token], stages: Stages) -> None:
        self._tokens, self._stages = tokens, stages
        self._next = 0
        self._depth = 0
        self._field = ""  # whose value is being read

    def whole(self) -> Node | None:
        found = self._either()
        if self._next < len(self._tokens):
            raise QueryRefused(f"第{self._tokens[self._next].place}个字符处的右括号没有配对")
        return found

    def _peek(self) -> str:
        return self._tokens[self._next].kind if self._next < len(self._tokens) else ""

    def _take(self) -> _Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _either(self) -> Node | None:
        parts = [self._both()]
        while self._peek() == "either":
            self._take()
            parts.append(self._both())
        return _joined(Or, parts)

    def _both(self) -> Node | None:
        parts = [self._one()]
        while self._peek() not in {"", "either", "shut"}:
            if self._peek() == "both":
                self._take()
            parts.append(self._one())
        return _joined(And, parts)

    def _one(self) -> Node | None:
        if self._next == len(self._tokens):
            before = f"“{self._tokens[-1].text}”之后" if self._tokens else ""
            raise QueryRefused(f"检索式里{before}没有要找的字词")
        token = self._take()
        if token.kind in {"word", "phrase"}:
            return self._read(token)
        if token.kind not in {"not", "open", "field"}:
            raise QueryRefused(f"第{token.place}个字符处的“{token.text}”前面没有要找的字词")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryRefused(f"第{token.place}个字符处括号或NOT套了{_DEEPEST}层以上")
        found = {"not": self._negated, "open": self._group, "field": self._in_field}[token.kind](token)
        self._depth -= 1
        return found

    def _negated(self, token: _Token) -> Node | None:
        del token
        part = self._one()
        if isinstance(part, Not):
            return part.part
        return Not(part) if part is not None else None

    def _group(self, token: _Token) -> Node | None:
        found = self._either()
        if self._peek() != "shut":
            raise QueryRefused(f"第{token.place}个字符处的左括号没有配对")
        self._take()
        return found

    def _in_field(self, token: _Token) -> Node | None:
        outer, self._field = self._field, token.text.lower()
        found = self._one()
        self._field = outer
        return found

    def _read(self, token: _Token) -> Node | None:
        if not self._field:
            return word(token.text) if token.kind == "word" else phrase(token.text)
        read = FIELDS[self._field]
        try:
            if read is FIELDS["stage"] and (keys := self._stages.get(folded(token.text.strip()))):
                return _joined(Or, [read(key) for key in keys])
            return read(token.text)
        except ValueError as error:
            raise QueryRefused(f"第{token.place}个字符处的{self._field}:{token.text}不能用：{error}") from error


def _joined(kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
    """One node of those that ask for something; like in like is the same level."""
    found: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            found += part.parts
        elif part is not None:
            found.append(part)
    return kind(tuple(found)) if len(found) > 1 else next(iter(found), None)
