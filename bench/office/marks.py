"""Ticks of every make. Each gives the runs of one option, ticked or not."""

from collections.abc import Callable
from random import Random

from bench.office.wordml import control, drawn_tick, picture, text

Option = Callable[[str, bool], str]
_FFDATA = '<w:ffData><w:name w:val="c1"/><w:enabled/><w:checkBox><w:sizeAuto/><w:default w:val="0"/>{}</w:checkBox></w:ffData>'


def _behind(mark: str, empty: str = "", brackets: str = "（）") -> Option:
    return lambda name, on: text(f"{name}{brackets[0]}{mark if on else empty}{brackets[1]}")


def _before(mark: str, empty: str) -> Option:
    return lambda name, on: text(f"{mark if on else empty}{name}")


def _symbol(font: str, on_code: str, off_code: str) -> Option:
    def option(name: str, on: bool) -> str:
        code = on_code if on else off_code
        return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>{text(name)}' if code else text(name)

    return option


def _symbol_in_brackets(name: str, on: bool) -> str:
    return text(f"{name}（") + ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' if on else "") + text("）")


def _font_letter(name: str, on: bool) -> str:
    fonts = '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'
    return text("R" if on else "\u00a3", fonts) + text(name)


def _legacy(name: str, on: bool) -> str:
    data = _FFDATA.format('<w:checked w:val="1"/>' if on else "")
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{text(name)}'
    )


def _content_control(name: str, on: bool) -> str:
    properties = f'<w14:checkbox><w14:checked w14:val="{int(on)}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/></w14:checkbox>'
    return control(text("☒" if on else "☐"), properties) + text(name)


def _equation(name: str, on: bool) -> str:
    if not on:
        return text(f"□{name}")
    field = "eq \\o\\ac(□,√)"
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {field} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>{text(name)}'


def _drawn(name: str, on: bool) -> str:
    return text(f"{name}（  ）") + (drawn_tick() if on else "")


def _pictured(name: str, on: bool) -> str:
    return text(f"{name}（") + (picture(4, 4) if on else "") + text("）")


def _floating_picture(name: str, on: bool) -> str:
    return text(f"{name}（   ）") + (picture(5, 4, inline=False) if on else "")


def _split(name: str, on: bool) -> str:
    half = len(name) // 2
    return text(name[:half], "<w:b/>") + text(name[half:] + "（") + text("√" if on else " ") + text("）")


def _inserted(name: str, on: bool) -> str:
    """Ticked with changes tracked: the empty brackets deleted, the full ones inserted."""
    if not on:
        return text(f"{name}（）")
    gone = '<w:del w:id="1" w:author="a"><w:r><w:delText>（）</w:delText></w:r></w:del>'
    return text(name) + gone + f'<w:ins w:id="2" w:author="a">{text("（√）")}</w:ins>'


MARKS: dict[str, Option] = {
    "√ in brackets": _behind("√"),
    "√ in spaced brackets": _behind(" √ ", "  "),
    "✓ in brackets": _behind("✓"),
    "✔ in half-width brackets": _behind("✔", " ", "()"),
    "√ in square brackets": _behind("√", " ", "[]"),
    "√ and × in brackets": _behind("√", "×"),
    "√ and X behind": lambda name, on: text(f"{name}{'√' if on else 'X'}"),
    "tick on the next line": lambda name, on: text(f"{name}\n{'√' if on else ''}"),
    "numbered and ticked": lambda name, on: text(f"（{'√' if on else ' '}）{name}"),
    "√ before": _before("√", ""),
    "√ behind": lambda name, on: text(f"{name}{'√' if on else ''}"),
    "☑": _before("☑", "□"),
    "☒": _before("☒", "☐"),
    "■": _before("■", "□"),
    "●": _before("●", "○"),
    "●in brackets": _behind("●"),
    "✅": _before("✅", ""),
    "V in brackets": _behind("V"),
    "是 in brackets": _behind("是", "否"),
    "box ticked behind": lambda name, on: text(f"{name}{'☑' if on else '□'}"),
    "√ written into the box": lambda name, on: text(f"{'√□' if on else '□'}{name}"),
    "Wingdings FE": _symbol("Wingdings", "F0FE", "F0A8"),
    "Wingdings FC": _symbol("Wingdings", "F0FC", ""),
    "Wingdings 2 52": _symbol("Wingdings 2", "F052", "F0A3"),
    "Wingdings 2 plain code": _symbol("Wingdings 2", "0052", "00A3"),
    "w:sym in brackets": _symbol_in_brackets,
    "R in Wingdings 2": _font_letter,
    "legacy form field": _legacy,
    "w14:checkbox": _content_control,
    "EQ field": _equation,
    "drawn": _drawn,
    "inline picture": _pictured,
    "floating picture": _floating_picture,
    "runs split": _split,
    "tracked": _inserted,
}

# those that LibreOffice keeps when it saves a docx in another format
PLAIN = tuple(
    mark
    for mark in MARKS
    if mark not in ("legacy form field", "w14:checkbox", "EQ field", "drawn", "floating picture", "tracked")
)


def draw(rng: Random) -> str:
    return rng.choice(tuple(MARKS))
