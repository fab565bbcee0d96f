"""Check marks of every make, as one character: `√` ticked, `□` an empty box."""

import re

TICK = "√"
BOX = "□"
# a box ticked by a cross (☒) is how Word draws a checked content control, so it is a tick
TICKS = frozenset("√✓✔☑☒■●✅🗹🗸▣◉⊙∨ˇ˅")
EMPTY = frozenset("□☐○◯〇▢◻")

_DINGBATS = {0x33: TICK, 0x34: TICK, 0x38: TICK, 0x6F: BOX, 0x70: BOX, 0x71: BOX, 0x72: BOX, 0x6E: "■", 0x6C: "●"}
# Symbol fonts' code points and what a reader sees there
_SYMBOLS: dict[str, dict[int, str]] = {
    "wingdings": {
        **dict.fromkeys((0xFC, 0xFE, 0xFD, 0x78), TICK),
        **dict.fromkeys((0xA8, 0x6F, 0x71, 0x72), BOX),
        0xFB: "×",
        0x6E: "■",
        0x6C: "●",
        0xA1: "○",
    },
    "wingdings 2": {
        **dict.fromkeys((0x50, 0x51, 0x52, 0x53, 0x54), TICK),
        **dict.fromkeys((0xA3, 0x2A), BOX),
        0x4F: "×",
    },
    "wingdings 3": {},
    "symbol": {0xD6: TICK, 0xB7: "·", **{code: chr(code) for code in b" !#%&()+,./0123456789:;<=>?[]_{|}"}, 0x2D: "-"},
    "zapf dingbats": _DINGBATS,
    "zapfdingbats": _DINGBATS,
    "monotype sorts": _DINGBATS,
    "webdings": {0x61: TICK, 0x63: BOX},
    "marlett": {0x61: TICK, 0x62: TICK},
}
# a symbol font's code where the font got lost on the way: Wingdings, and what of Wingdings 2 nothing else means
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_UNNAMED = {
    **_SYMBOLS["wingdings"],
    **dict.fromkeys((0x50, 0x51, 0x52, 0x53, 0x54), TICK),
    **dict.fromkeys((0xA3, 0x2A), BOX),
}
_SYMBOL_FIELD = re.compile(r"^\s*SYMBOL\s+(0x[0-9a-f]{1,5}|\d{1,6})\b", re.IGNORECASE)
_FIELD_FONT = re.compile(r'\\f\s+"?([^"\\]+)', re.IGNORECASE)
_EQUATION = re.compile(r"^\s*eq\b", re.IGNORECASE)


def symbol(font: str, code: str) -> str:
    """The character for a `w:sym` (ISO/IEC 29500-1 §17.3.3.30); "" for one that no reader of text would miss."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if font.strip().lower() in _SYMBOLS:
        return _in_symbol_font(font, value)
    return chr(value) if 0x20 <= value < 0xD800 or 0xF900 <= value <= 0x10FFFF else ""


def in_font(font: str, text: str) -> str:
    """Text set in a font: an `R` in Wingdings 2 is a ticked box, and offices tick that way."""
    if font.strip().lower() not in _SYMBOLS:
        return _PRIVATE.sub(lambda found: _UNNAMED.get(ord(found[0]) & 0xFF, ""), text)
    return "".join(
        character if character.isspace() or "\u2e80" <= character <= "\u9fff" else _in_symbol_font(font, ord(character))
        for character in text
    )


def _in_symbol_font(font: str, value: int) -> str:
    low = value & 0xFF if 0xF000 <= value <= 0xF0FF else value
    known = _SYMBOLS[font.strip().lower()].get(low)
    if known is not None:
        return known
    return chr(value) if value > 0xFF and not 0xD800 <= value <= 0xF8FF and value <= 0x10FFFF else ""


def field_mark(instruction: str) -> str:
    """The mark that a field shows: an EQ's (§17.16.5), or a SYMBOL's (§17.16.5.57); "" for any other field."""
    if match := _SYMBOL_FIELD.match(instruction):
        font = _FIELD_FONT.search(instruction)
        number = int(match[1], 16 if match[1].lower().startswith("0x") else 10)
        return symbol(font[1] if font else "", f"{number:X}")
    return equation(instruction)


def equation(instruction: str) -> str:
    """What an EQ field (§17.16.5) shows: a tick over a box is a tick; of other overstrikes all but the ring.

    "" for any other field.
    """
    if not _EQUATION.match(instruction):
        return ""
    if any(character in TICKS for character in instruction):
        return TICK
    plain = re.sub(r"\\\w+|[\\(),;\s]", "", _EQUATION.sub("", instruction))
    shown = "".join(character for character in plain if character not in EMPTY)
    return shown or (BOX if plain else "")
