"""A notice's text to what it says."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from intake.notice.askings import askings_in
from intake.notice.dates import dates_in
from intake.notice.model import Notice
from intake.notice.text import compact, paragraphs_of

_TITLE = re.compile(r"关于[^。；]{2,100}?的(?:通知|通告|公告|函|邀请函)")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,20}[〔\[（(【﹝]((?:19|20)\d\d)[〕\]）)】﹞]第?\d{1,5}号")
_EMAIL = re.compile(
    r"(?<![\w.%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}[@＠][A-Za-z0-9.\-]{1,200}\.[A-Za-z]{2,24}", re.ASCII
)
_SENT_TO = re.compile(r"(?:发送|报送|发至|报至|投稿|提交|邮箱|邮件|信箱|e-?mail)[^@＠]{0,24}$", re.IGNORECASE)
_PHONE = re.compile(r"(?:电\s{0,4}话|热\s{0,4}线)\s{0,4}[:：]?\s{0,4}([（(]?\d[\d（）()\-—–－转 ]{5,24}\d)")
_POSTAL = re.compile(
    r"(?:通信|通讯|邮寄|寄送|联系|办公)?地\s*址\s*[:：]\s*(.{6,60}(?:\n[^\n：:，。@]{1,12}[室楼层座号]$)?)",
    re.MULTILINE,
)
_OFFICE = re.compile(r"^[^，。：:；]{2,40}(?:办公室|秘书处|组委会|组织委员会|工作部|联络部|执委会)$")
_DEPARTMENT = re.compile(r"联\s*系\s*(?:单\s*位|部\s*门|处\s*室)\s*[:：]\s*([^\s，。；]{2,30})")
_ENCLOSED = re.compile(r"^附\s{0,4}件\s{0,4}\d{0,2}\s{0,4}[:：]?$")
_SIGNATURE = 30  # characters
_NEAR = 6  # paragraphs before an address or telephone in which the office names itself


def read_notice(text: str) -> Notice:
    """All that the text says; what stands in its enclosures (附件) is read as well."""
    paragraphs = paragraphs_of(text)
    whole = compact("".join(paragraphs))
    issued = _issued(paragraphs)
    title = _TITLE.search(whole)
    number = next((found[0] for each in paragraphs if (found := _NUMBER.search(compact(each)))), "")
    phone, postal = _PHONE.search("\n".join(paragraphs)), _POSTAL.search("\n".join(paragraphs))
    return Notice(
        title=title[0] if title else "",
        number=number,
        issued=issued,
        askings=askings_in(whole, issued),
        addresses=_addresses("\n".join(paragraphs)),
        office=_office(paragraphs),
        phone=phone[1].strip() if phone else "",
        postal=compact(postal[1]) if postal else "",
    )


def call_name(notice: Notice) -> str:
    """2020-29 from 〔2020〕29号; else the day of issue; "" where neither is known."""
    if match := re.search(r"((?:19|20)\d\d)\D+(\d+)号$", notice.number):
        return f"{match[1]}-{match[2]}"
    return f"{notice.issued:%Y-%m%d}" if notice.issued else ""


def _issued(paragraphs: Sequence[str]) -> date | None:
    """The day that stands alone in its line, before the enclosures; else the earliest with its year."""
    body = [each for each in paragraphs if each]
    end = next((at for at, each in enumerate(body) if at and _ENCLOSED.match(each)), len(body))
    for each in reversed(body[:end]):
        if day := _lone_day(each):
            return day
    return min(
        (found.day for each in body[:end] for found in dates_in(compact(each), None) if found.whole), default=None
    )


def _lone_day(paragraph: str) -> date | None:
    line = compact(paragraph)
    dates = [found for found in dates_in(line, None) if found.whole]
    return dates[0].day if dates and dates[0].start <= 2 and len(line) - dates[0].end <= 2 else None


def _addresses(text: str) -> tuple[str, ...]:
    """E-mail addresses, those that material is to be sent to before the others."""
    found = [
        (not _SENT_TO.search(text[: match.start()]), match[0].replace("＠", "@")) for match in _EMAIL.finditer(text)
    ]
    return tuple(dict.fromkeys(address for _, address in sorted(found, key=lambda each: each[0])))


def _office(paragraphs: Sequence[str]) -> str:
    """How the office calls itself, near where it can be reached."""
    for at, paragraph in enumerate(paragraphs):
        if match := _DEPARTMENT.search(paragraph):
            return match[1]
        if _EMAIL.search(paragraph) or _PHONE.search(paragraph):
            for before in reversed(paragraphs[max(0, at - _NEAR) : at]):
                if _OFFICE.match(compact(before)):
                    return compact(before)
    return _signed(paragraphs)


def _signed(paragraphs: Sequence[str]) -> str:
    """Who signed: the line above the day of issue."""
    for before, after in pairwise(paragraphs):
        if _lone_day(after) and len(compact(before)) <= _SIGNATURE:
            return compact(before)
    return ""
