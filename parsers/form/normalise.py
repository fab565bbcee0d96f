"""What a field's text comes down to, and what of it can't be (CONTRACT, `fields`)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from parsers.facts import FieldKind

_NOTHING = frozenset(
    ("", "无", "没有", "—", "——", "-", "--", "/", "\\", "、", "*", "暂无", "略", "n/a", "na", "none", "nil")
)
_DIGITS = dict(zip("〇○零一二三四五六七八九", "00" + "0123456789", strict=True))
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_EMAIL = re.compile(
    r"^[\w.!#$%&'*+/=?^`{|}~-]+@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$", re.IGNORECASE | re.ASCII
)
_EXTENSION = re.compile(r"(?:转|分机号?|ext\.?|x|\*)[:：]?(\d{1,6})$", re.IGNORECASE)
_SEPARATOR = re.compile(r"[、，,；;/|]+|(?<=\d)\s{1,}(?=0\d{2,3}[-\s)）]?\d{7,8})|\n")
_YEAR_FIRST = re.compile(r"(\d{4})[年./\-\s]*(\d{1,2})[月./\-\s]*(\d{1,2})日?")
_COMPACT_DATE = re.compile(r"^(20\d{2})(\d{2})(\d{2})$")
_MONTH_DAY = re.compile(r"(\d{1,2})[月./\-](\d{1,2})日?")
_SEAL_NOTE = re.compile(r"[（(](?:盖章|公章|加盖公章|章|单位盖章)[）)]")


@dataclass(frozen=True, slots=True)
class Normal:
    """A value, None where nothing is written, and a Chinese phrase where what is written can't be."""

    value: str | None
    problem: str = ""


def normalise(kind: FieldKind, written: str, year: int) -> Normal:
    """The written text by its field's kind. Options are read by `parsers.form.options`."""
    if unicodedata.normalize("NFKC", written).strip().lower() in _NOTHING:
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


def read_line(written: str) -> Normal:
    """One line: line breaks closed up, blanks inside Chinese words out (张　三), a note to seal out."""
    text = re.sub(r"\s*\n\s*", "", _SEAL_NOTE.sub("", written))
    text = re.sub(r"[\s\u3000]+", " ", text).strip()
    text = re.sub(r"(?<=[\u4e00-\u9fff，。、；：（）“”]) (?=[\u4e00-\u9fff，。、；：（）“”])", "", text)
    return Normal(text or None)


def read_mobile(written: str) -> Normal:
    """An eleven-digit mobile number (工信部 numbering: 1, then 3–9); several are kept, joined by 、."""
    text = _half(written)
    numbers = [_without_country(piece) for piece in re.split(r"[、，,；;/|\n]+", text) if re.search(r"\d", piece)]
    good = [number for number in numbers if _MOBILE.fullmatch(number)]
    if numbers and len(good) == len(numbers):
        return Normal("、".join(good))
    digits = _without_country(text)
    if not digits:
        return Normal(written.strip(), "不是手机号码")
    if len(digits) != 11:
        return Normal(written.strip(), f"共{len(digits)}位，应为11位")
    return Normal(written.strip(), "不是手机号码（手机号以13至19开头）")


def _without_country(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) == 11 + len(prefix):
            return digits[len(prefix) :]
    return digits


def read_phones(written: str) -> Normal:
    """Landlines as `010-62168293`, extension `-801`, several joined by 、; a mobile is kept as such."""
    pieces = [piece.strip() for piece in _SEPARATOR.split(_half(written)) if piece and piece.strip()]
    numbers: list[str] = []
    for piece in pieces:
        number = _phone(piece, numbers)
        if number is None:
            return Normal(written.strip(), "不是电话号码")
        numbers.append(number)
    return Normal("、".join(numbers) or None)


def _phone(piece: str, before: list[str]) -> str | None:
    plain = re.sub(r"^(?:电话|座机|办公|手机|传真|tel|fax)[:：.]?", "", piece.replace(" ", ""), flags=re.IGNORECASE)
    plain = re.sub(r"^(?:\+|00)?86-?(?=\d|\()", "", plain) if re.match(r"^(?:\+|00)86", plain) else plain
    extension = _EXTENSION.search(plain)
    if extension:
        plain = plain[: extension.start()]
    digits = re.sub(r"[()（）\-—–]+", "-", plain).strip("-")
    if not re.fullmatch(r"[\d-]+", digits):
        return None
    return _landline(digits, extension[1] if extension else "", before)


def _landline(digits: str, extension: str, before: list[str]) -> str | None:
    joined = digits.replace("-", "")
    if _MOBILE.fullmatch(joined):
        return joined
    match = re.fullmatch(r"(0(?:10|2\d|[3-9]\d{2}))-?(\d{7,8})(?:-(\d{1,6}))?", digits) or re.fullmatch(
        r"(0(?:10|2\d|[3-9]\d{2}))-?(\d{3,4}-\d{4})()", digits
    )
    tail = f"-{extension}" if extension else ""
    if match:
        return f"{match[1]}-{match[2].replace('-', '')}" + (f"-{match[3]}" if match[3] else tail)
    if re.fullmatch(r"\d{7,8}", joined):
        return joined + tail
    if re.fullmatch(r"[48]00\d{7}", joined):
        return f"{joined[:3]}-{joined[3:]}{tail}"
    if before and re.fullmatch(r"\d{1,4}", joined):  # 62168293/4: the same line's last digits
        stem = before[-1]
        return stem[: len(stem) - len(joined)] + joined
    return None


def read_email(written: str) -> Normal:
    """An addr-spec (RFC 5322 §3.4.1, as people write it), half-width, the domain in lower case; several joined by 、."""
    text = _half(written).replace("。", ".").replace("．", ".")
    text = re.sub(r"\s*([@.])\s*", r"\1", text)
    pieces = [piece for piece in re.split(r"[、，,；;\s|]+", text) if piece]
    values: list[str] = []
    for piece in pieces:
        bare = re.sub(r"^(?:mailto:|邮箱[:：]?|e-?mail[:：]?)", "", piece, flags=re.IGNORECASE).strip("<>")
        if not _EMAIL.match(bare) or ".." in bare:
            return Normal(written.strip(), _email_problem(bare))
        local, _, domain = bare.rpartition("@")
        values.append(f"{local}@{domain.lower()}")
    return Normal("、".join(values) or None)


def _email_problem(text: str) -> str:
    if "@" not in text:
        return "缺少@，不是完整的电子邮箱地址"
    return "不是有效的电子邮箱地址"


def read_date(written: str, year: int) -> Normal:
    """A date in any Chinese writing as ISO 8601; the call's year where none is written."""
    text = re.sub(r"[\s\u3000]+", "", _half(written))
    if re.fullmatch(r"[年月日./\-]*", text):
        return Normal(None)
    text = _chinese_digits(text)
    for pattern in (_COMPACT_DATE, _YEAR_FIRST):
        if match := pattern.search(text):
            return _date(written, int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_DAY.search(text):
        return _date(written, year, int(match[1]), int(match[2]))
    return Normal(written.strip(), "不是日期")


def _date(written: str, year: int, month: int, day: int) -> Normal:
    try:
        return Normal(date(year, month, day).isoformat())
    except ValueError:
        return Normal(written.strip(), "不是日历上有的日期")


def _chinese_digits(text: str) -> str:
    """二〇二〇年四月十六日 → 2020年4月16日."""
    text = re.sub(r"[〇○零一二三四五六七八九]{4}(?=年)", lambda found: "".join(_DIGITS[c] for c in found[0]), text)
    return re.sub(
        r"[一二三四五六七八九十廿卅]{1,3}(?=[月日号])", lambda found: str(_small_number(found[0])), text
    ).replace("号", "日")


def _small_number(text: str) -> int:
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, has_ten, ones = text.rpartition("十")
    if not has_ten:
        return int("".join(_DIGITS[c] for c in text))
    return (int(_DIGITS[tens]) if tens in _DIGITS else 1) * 10 + (int(_DIGITS[ones]) if ones in _DIGITS else 0)


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
