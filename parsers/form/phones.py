"""Telephone numbers of mainland China as people write them (numbering plan: 《电信网编号计划》)."""

import re

from parsers.form.normal import Normal, half_width

_MOBILE = re.compile(r"1[3-9]\d{9}")
_MOBILE_LENGTH = 11
_BETWEEN = re.compile(r"[、,;/|\n]+|(?:或|和|及)|(?<=\d{7})~(?=\d{1,4}$)")
_NOTE = re.compile(r"\([^()\d]*\)")  # （微信同号）, not （010） or （分机801）
_WORDS = re.compile(
    r"办公室?|办(?=:)|总机|区号|联系|固定|移动|电话|座机|手机号?码?|传真|号码|微信同号|同微信|tel|fax|mobile|phone",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"-?\(?(?:转(?:分机号?|内线)?|分机号?|内线|ext\.?|x|×|\*|#)[:.]?-?(\d{1,6})(?:分机)?\)?$", re.IGNORECASE
)
_BEFORE_EXTENSION = re.compile(r"[,;、](?=转|分机|内线|ext)", re.IGNORECASE)
_SHORT = re.compile(r"[(,;、/]?(?:集团|亲情|虚拟网)?短号:?\d{3,6}\)?")
_ROUND = str.maketrans("[]【】〔〕{}", "()()()()")
_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_LANDLINE = re.compile(rf"({_AREA})-?(\d{{3,4}}-?\d{{3,5}})(?:-(\d{{1,6}}))?")
_LOCAL = re.compile(r"([2-9]\d{2,3}-?\d{4})(?:-(\d{1,6}))?")
_WITHOUT_EXTENSION = re.compile(r"(?<=\d{7})-\d{1,6}$")
_SHORT_EXTENSION = re.compile(r"\d{3,4}")
_SERVICE = re.compile(r"[48]00\d{7}|9\d{4}|1[02]\d{3}")
_AREA_BEHIND = re.compile(rf"(?<!\d)([2-9]\d{{6,7}})\(({_AREA})\)")
_NAMED = re.compile(r"^[\u4e00-\u9fff]{2,4}[:：]?|[\u4e00-\u9fff]{2,4}$")  # whose number it is
_AREA_CUT_OFF = re.compile(
    rf"(^|[、,;/|\n])[^\S\n]*+\(?({_AREA})\)?(?:[^\S\n]*+[/\n]\s*+|\s*+/\s*+)(?=\d)"
)  # 0571/88001234, or broken over two lines
_LONG_CITIES = re.compile(r"0(?:10|2\d)$")  # three-digit area codes have eight-digit numbers


def read_mobile(written: str) -> Normal:
    """Eleven digits, beginning 13 to 19; several are joined by 、, and a landline beside one is left out."""
    text = _WORDS.sub("", _NOTE.sub("", _SHORT.sub("", half_width(written))))
    pieces = [piece for piece in _BETWEEN.split(_unbroken(text)) if re.search(r"\d", piece)]
    good = [number for piece in pieces for number in _mobiles(piece)]
    rest = [piece for piece in pieces if not _mobiles(piece) and _phone(piece.strip(), []) is None]
    if good and not rest:
        return Normal("、".join(dict.fromkeys(good)))
    return _not_mobile(half_width(written), rest or pieces)


def _unbroken(text: str) -> str:
    """One number that was broken over two lines, as one."""
    return text.replace("\n", "") if len(_without_country(re.sub(r"\D", "", text))) == _MOBILE_LENGTH else text


def _mobiles(piece: str) -> list[str]:
    """The mobile numbers that a piece consists of, written with or without blanks between and inside them."""
    digits = _without_country(re.sub(r"\D", "", piece))
    if re.search(r"[^\W\d_]", piece) and len(digits) != _MOBILE_LENGTH:
        return []
    return _MOBILE.findall(digits) if re.fullmatch(rf"(?:{_MOBILE.pattern})+", digits) else []


def _not_mobile(written: str, pieces: list[str]) -> Normal:
    digits = _without_country(re.sub(r"\D", "", pieces[0])) if pieces else ""
    value = digits if digits and len(pieces) == 1 and not re.search(r"[^\W\d_]", written) else written
    if not digits:
        return Normal(written, f"为{written}，不是手机号码")
    if len(digits) != _MOBILE_LENGTH:
        return Normal(value, f"为{pieces[0].strip()}，共{len(digits)}位，应为11位")
    return Normal(value, f"为{pieces[0].strip()}，手机号码应以13至19开头")


def _without_country(digits: str) -> str:
    """Without 86, and without the 0 that was once dialled before a mobile in another city."""
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) >= _MOBILE_LENGTH + len(prefix):
            return digits[len(prefix) :]
    return digits[1:] if re.fullmatch(rf"0{_MOBILE.pattern}", digits) else digits


def read_phones(written: str) -> Normal:
    """Landlines as `010-62168293`, extension `-801`, several joined by 、; a mobile is kept as such."""
    text = _WORDS.sub("", _NOTE.sub("", half_width(written).translate(_ROUND).replace("(0)", "0")))
    text = _unbroken(_AREA_BEHIND.sub(r"\2-\1", _BEFORE_EXTENSION.sub("", text)))
    numbers: list[str] = []
    for piece in _phone_pieces(_AREA_CUT_OFF.sub(r"\1\2-", text)):
        number = _phone(piece, numbers) or _phone(_NAMED.sub("", piece.strip()), numbers)
        if number is None:
            return Normal(half_width(written), f"为{half_width(written)}，{_fault(piece)}")
        numbers.append(number)
    if not numbers:
        return Normal(half_width(written), f"为{half_width(written)}，不是电话号码")
    return Normal("、".join(dict.fromkeys(numbers)))


def _phone_pieces(text: str) -> list[str]:
    """The numbers; blanks separate two of them only where a whole one stands at each side."""
    pieces: list[str] = []
    for piece in _BETWEEN.split(text):
        words = piece.split()
        if len(words) > 1 and all(_phone(word, []) for word in words) and not re.fullmatch(_AREA, words[0]):
            pieces.extend(words)
        elif len(words) > 1 and _SHORT_EXTENSION.fullmatch(words[-1]) and _LANDLINE.fullmatch(_whole(words[:-1])):
            pieces.append(f"{_whole(words[:-1])}-{words[-1]}")
        else:
            pieces.append("".join(words))
    return [plain for piece in pieces if (plain := piece.strip(" :.-。"))]


def _whole(words: list[str]) -> str:
    """The words as one number, where they are one whole landline; else ""."""
    return _phone("".join(words), []) or ""


def _phone(piece: str, before: list[str]) -> str | None:
    """One number in its usual form, None where it can't be one; `before` are those before it, for 62168293/4."""
    plain = _international(re.sub(r"\s", "", piece))
    extension = _EXTENSION.search(plain)
    if extension:
        plain = plain[: extension.start()]
    plain = re.sub(r"[()\-—–_·.~]+", "-", plain).strip("-")
    tail = f"-{extension[1]}" if extension else ""
    joined = plain.replace("-", "")
    if not joined.isdecimal():
        return None
    if _MOBILE.fullmatch(joined):
        return joined
    if match := _LANDLINE.fullmatch(plain):
        return _landline(match[1], match[2].replace("-", ""), f"-{match[3]}" if match[3] else tail)
    if match := _LOCAL.fullmatch(plain):
        number = match[1].replace("-", "")
        return _area_of(before, number) + number + (f"-{match[2]}" if match[2] else tail)
    if _SERVICE.fullmatch(joined):
        return re.sub(r"^([48]00)(\d{3})(\d{4})$", r"\1-\2-\3", joined) + tail
    if before and len(joined) in (1, 2, 4):  # the same line's last digits; three may as well be an extension
        line = _WITHOUT_EXTENSION.sub("", before[-1])
        return line[: len(line) - len(joined)] + joined
    return None


def _area_of(before: list[str], number: str) -> str:
    """The area that the number before was given, which a second of the same length shares: 010-62168293、62168294."""
    match = _LANDLINE.fullmatch(before[-1]) if before else None
    return f"{match[1]}-" if match and len(match[2]) == len(number) else ""


def _landline(area: str, number: str, tail: str) -> str | None:
    lengths = (8,) if _LONG_CITIES.match(area) else (7, 8)
    return f"{area}-{number}{tail}" if len(number) in lengths else None


def _international(plain: str) -> str:
    """Without +86, and with the area code's zero back."""
    match = re.match(r"^\(?(\+|00)?\(?86\)?-?", plain)
    if not match or not (match[1] or len(re.sub(r"\D", "", plain)) > _MOBILE_LENGTH):
        return plain
    rest = plain[match.end() :].lstrip("-")
    bare = re.sub(r"\D", "", rest)
    return rest if bare.startswith("0") or _MOBILE.fullmatch(bare) else re.sub(r"(\d)", r"0\1", rest, count=1)


def _fault(piece: str) -> str:
    digits = re.sub(r"\D", "", piece)
    if not digits:
        return "不是电话号码"
    if match := re.fullmatch(rf"({_AREA})[-()]*(\d+)", piece.strip("()")):
        return f"区号{match[1]}后共{len(match[2])}位，应为{'8' if _LONG_CITIES.match(match[1]) else '7或8'}位"
    if re.search(r"[^\W\d_]", piece) and (_MOBILE.fullmatch(digits) or len(digits) > _MOBILE_LENGTH):
        return "夹有其他文字"
    if digits.startswith("1") and len(digits) > 8:
        return f"共{len(digits)}位，手机号码应为11位"
    return f"共{len(digits)}位，不是完整的电话号码"
