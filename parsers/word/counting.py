"""A document of the Word family with its 字数."""

from dataclasses import replace

from parsers.facts import WordDocument
from parsers.facts.counting import characters


def counted(document: WordDocument) -> WordDocument:
    """The document with the 字数 of its whole visible text."""
    return replace(document, characters=characters(document.text))
