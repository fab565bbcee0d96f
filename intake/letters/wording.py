"""The letters' templates: those that are shipped, and in their place those that the office has edited."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

KINDS: Mapping[str, str] = {
    "acknowledgement": "材料齐全的回执",
    "awaited": "还差一半（Word版或PDF版）的回信",
    "correction": "补正通知",
    "duplicate": "重复报送的简短回执",
    "receipt": "有待人工核对时的收件回执",
    "late": "逾期收到的回信（由人放行）",
    "declined": "逾期不予受理的答复（由人决定）",
    "reminder": "催报、催补正的提醒",
    "extension": "延期通知",
    "result": "评审结果通知",
}
FORMS = ("txt", "html")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_PLAIN = "plain.html.j2"  # HTML around the text, for a kind whose text alone the office has edited


class _Environment(ImmutableSandboxedEnvironment):
    """Templates may be edited in the browser: they reach no more than what a letter says, and compute nothing large."""

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Raises SecurityError."""
        del context, left, right
        raise SecurityError(f"模板里不能用{operator}运算")


@dataclass(frozen=True)
class Wording:
    """What letters are worded by. `edited`: the office's own templates by file name (`correction.txt.j2`)."""

    edited: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def environment(self) -> Environment:
        """HTML is escaped, and what a template asks for must be there."""
        loaders: list[BaseLoader] = [DictLoader(dict(self.edited)), PackageLoader("intake.letters")]
        return _Environment(
            loader=ChoiceLoader(loaders),
            undefined=StrictUndefined,
            autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def worded(self, kind: str, view: Any) -> tuple[str, str]:
        """Text and HTML of a letter. Raises jinja2.TemplateError for a template that can't be used."""
        text = _BLANK_LINES.sub("\n\n", self._rendered(f"{kind}.txt.j2", letter=view))
        if self.is_plain(kind):
            return text, self.page(text)
        return text, self._rendered(f"{kind}.html.j2", letter=view)

    def page(self, text: str) -> str:
        """HTML that says what a text says."""
        return self._rendered(_PLAIN, paragraphs=[each for each in text.split("\n\n") if each.strip()])

    def is_plain(self, kind: str) -> bool:
        """Whether the office has edited the text and not the HTML, which then follows the text."""
        return f"{kind}.txt.j2" in self.edited and f"{kind}.html.j2" not in self.edited

    def _rendered(self, name: str, **values: Any) -> str:
        return self.environment.get_template(name).render(**values).strip() + "\n"


SHIPPED = Wording()


def shipped_source(name: str) -> str:
    """A shipped template as it is written, to be edited."""
    assert SHIPPED.environment.loader is not None  # noqa: S101
    return SHIPPED.environment.loader.get_source(SHIPPED.environment, name)[0]
