"""What a field's text comes down to, and what of it can't be (CONTRACT, `fields`)."""

import re
import unicodedata
from collections.abc import Sequence

from parsers.facts import FieldKind
from parsers.form.dates import read_date
from parsers.form.email import read_email
from parsers.form.names import ends_like_organisation, without_seal_note
from parsers.form.normal import Normal, seen
from parsers.form.phones import read_mobile, read_phones

_NOTHING = frozenset(("无", "没有", "暂无", "略", "空", "未定", "n/a", "na", "none", "nil", "无此项"))
_ONLY_SIGNS = re.compile(r"^[\W_]*$")
_CHINESE = "\u3400-\u9fff，。、；：！？（）“”《》"
_JOINT = "\x1f"  # a blank that may be closed up
_GAP = re.compile(rf"(?<=[{_CHINESE}]){_JOINT}(?=[{_CHINESE}])")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,3}")
_COMPOUND_SURNAMES = frozenset("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 长孙 司徒 令狐 夏侯 端木 宇文".split())


def normalise(kind: FieldKind, written: str, year: int) -> Normal:
    """The written text by its field's kind; `year` is the one taken where a date has none.

    Options are read by `parsers.form.options`. What only says that there is nothing (无, —, /) has no value.
    """
    written = _off_the_line(seen(written))
    if says_nothing(written):
        return Normal(None)
    match kind:
        case FieldKind.DATE:
            return read_date(written, year)
        case FieldKind.MOBILE:
            return read_mobile(written)
        case FieldKind.PHONE:
            return read_phones(written)
        case FieldKind.EMAIL:
            return read_email(written)
        case FieldKind.PROSE:
            return Normal("\n".join(line.strip() for line in written.split("\n") if line.strip()) or None)
        case _:
            return read_line(written)


def _off_the_line(written: str) -> str:
    """Without the line that it was written on: __张三__, ＿＿张三. One underscore before an address may be its own."""
    text = written.rstrip("_＿ ")
    return text.lstrip("_＿ ") if text != written.rstrip() or written.startswith(("__", "＿")) else written


def says_nothing(written: str) -> bool:
    """Empty, signs alone, or a word for nothing."""
    plain = unicodedata.normalize("NFKC", written).strip().strip("()。.;；,，").strip().lower()
    return bool(_ONLY_SIGNS.match(plain)) or plain in _NOTHING


def read_line(written: str) -> Normal:
    """One line: blanks inside Chinese words out (张　三), a note to seal out, line breaks closed up.

    A line break between two whole names is a list (、); anywhere else the name was only too long for its cell.
    """
    text = ""
    for line in written.split("\n"):
        plain = without_seal_note(closed_up(line))
        text += ("、" if _is_list(text, plain) else "") + plain
    return Normal(without_seal_note(closed_up(text)) or None)


def closed_up(line: str) -> str:
    """Blanks inside Chinese words out (张　三, 中 国); those between two persons or two organisations stay, one each."""
    words = re.sub(r"[\s\u3000]+", " ", line).strip().split(" ")
    if len(words) > 1 and _are_persons(words):
        return " ".join(words)
    text = words[0]
    for word in words[1:]:
        two_units = ends_like_organisation(text) and ends_like_organisation(word)
        text += (" " if two_units and min(len(text), len(word)) > 3 else _JOINT) + word
    return _GAP.sub("", text).replace(_JOINT, " ")


def _are_persons(words: Sequence[str]) -> bool:
    """张三 李四, not 欧阳 明月: each word could be a whole name."""
    return words[0] not in _COMPOUND_SURNAMES and all(_PERSON.fullmatch(word) for word in words)


def _is_list(before: str, line: str) -> bool:
    return len(line) > 3 and ends_like_organisation(before) and ends_like_organisation(line)
