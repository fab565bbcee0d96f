"""E-mail addresses as people write them."""

import re

from parsers.form.normal import Normal, half_width

# addr-spec of RFC 5322 §3.4.1 without quoting and comments, domain after RFC 1035 §2.3.1
_ADDRESS = re.compile(
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}",
    re.IGNORECASE | re.ASCII,
)
_LABEL = re.compile(r"^(?:mailto:|(?:电子)?邮[箱件](?:地址)?:?|e-?mail:?)", re.IGNORECASE)
_NOTE = re.compile(r"\([^()@]*+\)|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]++$|^[\u4e00-\u9fff]+:?")
_SEPARATOR = re.compile(r"[、,;|]+|(?:(?<!\s)\s++)?/\s*+(?=[^\s/]+@)")


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
        pieces.extend(words if sum("@" in word for word in words) > 1 else ["".join(words)])
    return [piece for piece in pieces if piece]


def _fault(plain: str) -> str:
    if "@" not in plain:
        return "缺少“@”，不是完整的电子邮箱地址"
    domain = plain.rpartition("@")[2]
    if "." not in domain:
        return "“@”后的域名不完整"
    return "不是有效的电子邮箱地址"
