"""The Word family to one fact model: docx, doc, wps, rtf, html, mhtml, odt."""

from parsers.facts.counting import characters
from parsers.word.reading import read_word

__all__ = ["characters", "read_word"]
