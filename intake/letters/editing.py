"""A letter in a person's words: the text as written, and HTML that says the same."""

from dataclasses import replace

from intake.errors import DecisionRefused
from intake.letters.lines import one_line
from intake.letters.wording import SHIPPED
from intake.model import Letter

_LONGEST = 50_000  # characters
_SUBJECT = "主题："


def edited(letter: Letter, written: str) -> Letter:
    """The letter with another text; a first line 主题：… is its subject. Raises DecisionRefused where nothing is left to say."""
    text = written.replace("\r\n", "\n").lstrip("\ufeff").strip()
    subject = letter.subject
    if text.startswith(_SUBJECT):
        first, _, text = text.partition("\n")
        subject = one_line(first.removeprefix(_SUBJECT)) or subject
    text = text.strip()
    if not text or len(text) > _LONGEST:
        raise DecisionRefused(f"信件正文应有1到{_LONGEST}字，现在有{len(text)}字")
    html = SHIPPED.page(text)
    return replace(letter, subject=subject, text=text + "\n", html=html, names=None, undated_text="", undated_html="")


def to_edit(letter: Letter) -> str:
    """The letter as a file to be changed and given back to `edited`."""
    return f"{_SUBJECT}{letter.subject}\n\n{letter.text}"
