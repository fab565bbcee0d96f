"""Mails with a form in Word and its print, sealed and scanned, as most plans come."""

import random
from collections.abc import Sequence

from config.demo.generator.scans import Scanner, image_pdf, pages, press, scan, to_pdfs
from config.demo.generator.seals import Seal, draw
from tests.parts.post import mail, plan, unit

_DPI = 150


def with_scans(numbers: Sequence[int]) -> list[bytes]:
    """One for each of these units. Raises FileNotFoundError where LibreOffice isn't installed."""
    mails = []
    for number, printed in zip(numbers, to_pdfs([plan(number) for number in numbers]), strict=True):
        message = mail(number)
        message.add_attachment(
            _scanned(number, printed), maintype="application", subtype="pdf", filename="筹备方案盖章扫描件.pdf"
        )
        mails.append(message.as_bytes())
    return mails


def _scanned(number: int, printed: bytes) -> bytes:
    first, *rest = pages(printed, _DPI)
    sealed = press(first, draw(Seal(unit(number)), _DPI), 0.3, 0.9)
    return image_pdf([scan(page, Scanner(), random.Random(number)) for page in (sealed, *rest)], _DPI)
