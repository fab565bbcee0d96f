"""RTF (Microsoft's specification 1.9.1) as tokens: groups, control words, bytes of text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)",
    re.DOTALL,
)
_SKIPPED = re.compile(rb"[^\\{}]*")


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is a control word or symbol, "{" or "}", or "" for text, whose bytes are `text`."""

    word: str
    number: int | None = None
    text: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    r"""The tokens in order. What is no RTF is skipped; binary data (`\bin`) is stepped over."""
    position, end = 0, len(data)
    while position < end:
        match = _TOKEN.match(data, position)
        if match is None:  # a lone backslash at the very end
            return
        position = match.end()
        word, number, code, symbol, brace, text = match.groups()
        if word is not None:
            value = int(number) if number is not None else None
            if word == b"bin" and value:
                position += max(0, value)
            else:
                yield Token(word.decode("ascii"), value)
        elif code is not None:
            yield Token("", None, bytes((int(code, 16),)))
        elif symbol is not None:
            escaped = symbol in (b"{", b"}", b"\\")
            yield Token("", None, symbol) if escaped else Token(symbol.decode("latin-1"))
        elif brace is not None:
            yield Token(brace.decode("ascii"))
        elif text is not None:
            yield Token("", None, text)
