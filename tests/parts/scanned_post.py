"""Mails with a form in Word and its print, sealed and scanned, as most plans come."""

import random
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from config.demo.generator.scans import Scanner, image_pdf, pages, press, scan
from config.demo.generator.seals import Seal, draw
from tests.parts.post import mail, plan, unit

_DPI = 150


def with_scans(numbers: Sequence[int]) -> list[bytes]:
    """One for each of these units. Raises FileNotFoundError where LibreOffice isn't installed."""
    mails = []
    with tempfile.TemporaryDirectory(prefix="post-") as folder:
        for number in numbers:
            Path(folder, f"{number}.docx").write_bytes(plan(number))
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        forms = [f"{folder}/{number}.docx" for number in numbers]
        subprocess.run([*command, "--outdir", folder, *forms], check=True, capture_output=True, timeout=900)
        for number in numbers:
            message = mail(number)
            printed = Path(folder, f"{number}.pdf").read_bytes()
            message.add_attachment(
                _scanned(number, printed), maintype="application", subtype="pdf", filename="筹备方案盖章扫描件.pdf"
            )
            mails.append(message.as_bytes())
    return mails


def _scanned(number: int, printed: bytes) -> bytes:
    first, *rest = pages(printed, _DPI)
    sealed = press(first, draw(Seal(unit(number)), _DPI), 0.3, 0.9)
    return image_pdf([scan(page, Scanner(), random.Random(number)) for page in (sealed, *rest)], _DPI)
