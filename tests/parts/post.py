"""Mails as people send them, made in a moment: each from another unit, with its form as a Word file."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from tests.forms import filled

ADDRESS = "rczx@cast.org.cn"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FIRST = datetime(2020, 4, 16, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_NUMERALS = "零一二三四五六七八九"


def sender(number: int) -> str:
    return f"unit{number}@unit{number}.example.org"


def unit(number: int) -> str:
    return f"青岭第{''.join(_NUMERALS[int(digit)] for digit in str(number))}植物学会"


def plan(number: int) -> bytes:
    """That unit's form, filled in."""
    return filled({"host_organisation": unit(number), "activity_name": f"第{number}号林间课堂"})


def word_only(number: int, year: int = 2020) -> bytes:
    """A plan handed in as Word alone: it is owed a correction letter, and nothing else is."""
    return mail(number, year).as_bytes()


def mail(number: int, year: int = 2020) -> EmailMessage:
    """The mail of that unit with its form."""
    message = EmailMessage()
    received = _FIRST.replace(year=year) + timedelta(minutes=number)
    message["Received"] = f"from mail.example.org by mx.example.cn with ESMTP id {number}; {format_datetime(received)}"
    message["From"] = f"{unit(number)} <{sender(number)}>"
    message["To"] = ADDRESS
    message["Subject"] = f"{unit(number)}筹备方案"
    message["Date"] = format_datetime(received)
    message["Message-ID"] = f"<plan.{number}@unit{number}.example.org>"
    message.set_content("附上筹备方案，请查收。\n")
    message.add_attachment(
        plan(number), maintype=DOCX.partition("/")[0], subtype=DOCX.partition("/")[2], filename="筹备方案.docx"
    )
    return message
