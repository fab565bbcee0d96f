"""E-mail addresses as people write them."""

import re
from collections.abc import Sequence

from parsers.form.normal import Normal, half_width

# addr-spec of RFC 5322 §3.4.1 without quoting and comments, domain after RFC 1035 §2.3.1
_ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}",
    re.IGNORECASE | re.ASCII,
)
_LABEL = re.compile(r"^(?:mailto:|(?:备用|常用|单位|个人)?(?:电子)?邮[箱件](?:地址)?:?|e-?mail:?)", re.IGNORECASE)
_NOTE = re.compile(r"\([^()@]*+\)|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]++$|^[\u4e00-\u9fff]+:?")
_SEPARATOR = re.compile(
    r"[、,;|]+|(?:(?<!\s)\s++)?(?:/|或者?|和|及)\s*+(?=[^\s/@]{1,64}@)|\([^()@]*+\)(?=[^\s@]{1,64}@)"
)
_USUAL = frozenset("com cn net org edu gov info cc top vip me io asia mobi biz name tv xyz".split())


def read_email(written: str) -> Normal:
    """Half-width, the domain in lower case, inner blanks out; several are joined by 、."""
    text = half_width(written).replace("。", ".").replace("．", ".")
    text = re.sub(r"(?:(?<!\s)\s++)?([@.])\s*+", r"\1", text)
    values: list[str] = []
    for piece in _pieces(text):
        plain = _NOTE.sub("", _LABEL.sub("", piece)).strip("<>.\"' ")
        if not plain:
            continue
        if not _ADDRESS.fullmatch(plain) or len(plain) > 254:  # RFC 5321 §4.5.3.1.3
            return Normal(half_width(written), f"为{half_width(written)}，{_fault(plain)}")
        local, _, domain = plain.rpartition("@")
        values.append(f"{local}@{domain.lower()}")
    if not values:
        return Normal(half_width(written), f"为{half_width(written)}，不是电子邮箱地址")
    return Normal("、".join(dict.fromkeys(values)))


def _pieces(text: str) -> list[str]:
    """Blanks separate addresses only where each side is one; else they are slips within it."""
    pieces: list[str] = []
    for piece in _SEPARATOR.split(text):
        words = piece.split()
        pieces.extend(words if sum("@" in word for word in words) > 1 else [_joined(words)])
    return [piece for piece in pieces if piece]


def _joined(words: Sequence[str]) -> str:
    """An address with blanks in it, as one word; a whole one with something behind it without that."""
    text = "".join(words)
    first = next((at for at, word in enumerate(words) if "@" in word), len(words))
    ends = text.rpartition(".")[2].lower()
    if ends not in _USUAL and first < len(words) - 1 and _ADDRESS.fullmatch(words[first]):
        return "".join(words[: first + 1])
    return text


def _fault(plain: str) -> str:
    if "@" not in plain:
        return "缺少“@”，不是完整的电子邮箱地址"
    domain = plain.rpartition("@")[2]
    if "." not in domain:
        return "“@”后的域名不完整"
    return "不是有效的电子邮箱地址"
