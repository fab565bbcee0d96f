"""Text in RTF: bytes in the code page of their font, Unicode escapes, symbol fonts."""

import codecs
from dataclasses import dataclass, field

from parsers.word.marks import in_font

# \fcharset (specification 1.9.1, "Font Table") to Python's codecs
_CHARSETS = {134: "gb18030", 136: "big5hkscs", 128: "cp932", 129: "cp949", 204: "cp1251", 161: "cp1253", 162: "cp1254"}
_SYMBOL = 2
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n\r")
_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8"}


def codec_of_page(page: int) -> str:
    """A code page's codec, Windows 1252 where it isn't known."""
    if page in _PAGES:
        return _PAGES[page]
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"


@dataclass
class Font:
    r"""A font's name and its \fcharset."""

    name: str = ""
    charset: int = 0


@dataclass
class Fonts:
    """The font table, and the code page of text whose font doesn't say."""

    page: str = "cp1252"
    known: dict[int, Font] = field(default_factory=dict)

    def text(self, data: bytes, number: int) -> str:
        """Bytes set in a font; a box in Wingdings becomes a mark."""
        font = self.known.get(number, Font())
        data = data.translate(None, _CONTROLS)  # LibreOffice leaves some where a content control was
        if font.charset == _SYMBOL:
            return in_font(font.name, data.decode("latin-1"))
        codec = _CHARSETS.get(font.charset, self.page)
        return in_font(font.name, data.decode(codec, "replace"))

    def character(self, code: int, number: int) -> str:
        r"""A `\u` escape; halves of a surrogate pair are put together when the paragraph ends."""
        return in_font(self.known.get(number, Font()).name, chr(code & 0xFFFF))


def whole(text: str) -> str:
    """Surrogate pairs as one character, lone halves as U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
