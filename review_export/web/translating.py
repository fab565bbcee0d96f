"""What a template says in constant words is translated once, when the template is compiled, and not on every page."""

from collections.abc import Callable, Iterator
from typing import cast

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_CALL = ("name", "lparen", "string", "rparen")


class Translated(Extension):
    """`_('…')` becomes the words themselves; `_(word)` stays a call."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's tokens."""
        say = cast(Callable[[str], str], self.environment.globals["gettext"])
        tokens, here = list(stream), 0
        while here < len(tokens):
            several = tokens[here : here + len(_CALL)]
            if several[0].value == "_" and tuple(each.type for each in several) == _CALL:
                yield Token(several[0].lineno, "string", say(several[2].value))
                here += len(_CALL)
            else:
                yield several[0]
                here += 1
