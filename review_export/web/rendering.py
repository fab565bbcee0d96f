"""Templates: everything is escaped, a name that nobody filled in is a fault."""

import re
from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from babel.dates import format_date, format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from archive.weighed import Weighed
from intake.codes import CODES, Code, Verdict
from review_export.web.language import CHINESE, LANGUAGES, translations
from review_export.web.static import address_of
from review_export.web.translating import Translated
from review_export.web.viewing import MOST_PAGES

UNREAD = "unread"  # in the place of a code: the mail couldn't be read
_LOCALES = {CHINESE: "zh_Hans_CN", "en": "en_GB"}
SHAPES = {"official": "公章", "contract": "合同专用章", "chop": "其他章", "other": "其他红色图形"}
_HIT = re.compile("【([^【】]*)】")
_BROWSERS = tuple(re.compile(rf"({name})/(\d+)") for name in ("MicroMessenger", "Edg", "Firefox", "Chrome", "Version"))
_SYSTEMS = tuple(map(re.compile, ("Windows", "Android", "iPhone", "iPad", "Macintosh", "Linux")))
_CALLED = {"MicroMessenger": "WeChat", "Edg": "Edge", "Version": "Safari", "Macintosh": "macOS"}
_PIECES, _BESIDE = 8_000_000, 1_000  # characters of rows that are kept, each some 1,700; what else one takes
_UNITS = ("B", "KB", "MB", "GB", "TB")


@cache
def environment(language: str) -> Environment:
    """Jinja2 for one language."""
    made = Environment(
        loader=PackageLoader("review_export.web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", Translated],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else each page asks the disk for each of its templates
    )
    words = translations(language)
    made.install_gettext_translations(words)  # type: ignore[attr-defined]  # the extension's own
    made.globals |= {
        "kept": _kept_of(made),
        "static": address_of,
        "languages": LANGUAGES,
        "shapes": SHAPES,
        "most_pages": MOST_PAGES,
    }
    filters: dict[str, Callable[..., Any]] = {
        "moment": lambda value: moment(value, language),
        "day": lru_cache(maxsize=1024)(lambda value: day(value, language)),
        "size": size,
        "browser": browser,
        "pieces": pieces,
        "urlencode": quoted,
        "code": lru_cache(maxsize=1024)(lambda value: words.gettext(wording_of(value))),
        "verdict": lru_cache(maxsize=1024)(lambda value: words.gettext(Verdict(value).wording)),
    }
    made.filters |= filters
    return made


def rendered(template: str, language: str, values: Mapping[str, Any]) -> str:
    """A page as text."""
    return environment(language).get_template(template).render(values)


def _kept_of(made: Environment) -> Callable[..., Markup]:
    """`kept(template, macro, …)`: what the macro makes of these values, made once while it is asked for again and again.

    A macro sees its values and nothing of the page: what it says is as new as they are, and meant for whoever may see them.
    """

    def make(asked: tuple[str, str, *tuple[Hashable, ...]]) -> Markup:
        template, macro, *values = asked
        said: Markup = getattr(made.get_template(template).module, macro)(*values)
        return said

    pieces = Weighed(make, _PIECES, lambda _, said: len(said) + _BESIDE)
    return lambda *asked: pieces(asked)


@lru_cache(maxsize=16_384)
def moment(value: datetime | None, language: str) -> str:
    """Day and minute, in Asia/Shanghai as the records have it; "—" for None."""
    if value is None:
        return "—"
    if language == CHINESE:
        return value.isoformat(" ", "minutes")[:16]
    return format_datetime(value, "d MMM y, HH:mm", tzinfo=value.tzinfo, locale=_LOCALES[language])


def day(value: date, language: str) -> str:
    """A day."""
    return format_date(value, "long" if language == CHINESE else "d MMM y", locale=_LOCALES[language])


def browser(agent: str) -> str:
    """A browser and its system as people call them, of what it says of itself; that, where it is none of the usual ones."""
    program, system = (
        next((found for found in (each.search(agent) for each in patterns) if found), None)
        for patterns in (_BROWSERS, _SYSTEMS)
    )
    if program is None:
        return agent[:60] or "—"
    name = _CALLED.get(program[1], program[1])
    return f"{name} {program[2]}" + (f", {_CALLED.get(system[0], system[0])}" if system else "")


@lru_cache(maxsize=16_384)
def quoted(value: str) -> str:
    """As a piece of a path or of a query; the same numbers come again and again."""
    return quote(value)


def size(value: int) -> str:
    """Bytes as people say them."""
    amount, unit = float(value), 0
    while amount >= 1024 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if unit == 0 or amount >= 10 else f"{amount:.1f} {_UNITS[unit]}"


def pieces(snippet: str) -> tuple[tuple[str, bool], ...]:
    """A snippet in pieces, each with whether it is a hit: those stand between 【 and 】."""
    return tuple((text, bool(number % 2)) for number, text in enumerate(_HIT.split(snippet)) if text)


def wording_of(code: str) -> str:
    """A finding code's words; the code itself where it isn't one of ours any more."""
    if code == UNREAD:
        return "来信读不了"
    return Code(code).wording if code in CODES else code
