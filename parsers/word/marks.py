"""Check marks of every make, as one character: `√` ticked, `□` an empty box."""

TICK = "√"
BOX = "□"

# w:sym (ISO/IEC 29500-1 §17.3.3.30): font → code point (low byte) → what a reader sees
_SYMBOLS: dict[str, dict[int, str]] = {
    "wingdings": {
        0xFC: TICK,
        0xFE: TICK,
        0x52: TICK,
        0xFB: "×",
        0xFD: "×",
        0xA8: BOX,
        0x6F: BOX,
        0x71: BOX,
        0x6E: "■",
        0x6C: "●",
    },
    "wingdings 2": {0x50: TICK, 0x52: TICK, 0x4F: "×", 0x51: "×", 0xA3: BOX, 0x2A: BOX},
    "wingdings 3": {},
    "symbol": {0xD6: TICK, 0xB7: "·"},
    "webdings": {0x61: TICK, 0x63: BOX},
}
TICKS = frozenset("√✓✔☑☒■●✅🗹🗸▣◉⊙")
EMPTY = frozenset("□☐○◯〇▢")


def symbol(font: str, code: str) -> str:
    """The character for a `w:sym`; "" for one that no reader of text would miss."""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    low = value & 0xFF if 0xF000 <= value <= 0xF0FF else value
    table = _SYMBOLS.get(font.strip().lower())
    if table is not None:
        return table.get(low, "")
    return chr(value) if value and not 0xE000 <= value <= 0xF8FF else ""
