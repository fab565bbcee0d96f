"""A form learnt from its blank docx: its labels and hints, and which label each field stands under."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from parsers.facts import FieldSpec, FormSpec, Kind, Paragraph, WordDocument
from parsers.form.labels import bare, compact
from parsers.word import read_word

_INLINE = re.compile(r"([^\s：:；;，。]{2,12})\s*[：:]")
_FUZZY_FROM = 4  # characters: shorter labels must be exact, or 姓名 would be 校名
_FUZZY = 85  # of 100, rapidfuzz.fuzz.ratio: one wrong character in seven


@dataclass(frozen=True, slots=True)
class Blank:
    """What the blank says.

    `fields` are the call's fields that the form has, by the label it uses; `labels` all labels, those of no field
    too, so that none is taken for an answer; `hints` the instructions that stand where answers go, compacted.
    """

    spec: FormSpec
    fields: tuple[tuple[str, FieldSpec], ...]
    labels: frozenset[str]
    hints: tuple[str, ...]

    def field_of(self, text: str) -> FieldSpec | None:
        """The field whose label this text is, however it is written; None for any other text."""
        name = bare(text)
        if not name:
            return None
        for label, field in self.fields:
            if name == label:
                return field
        if len(name) < _FUZZY_FROM:
            return None
        near = [(fuzz.ratio(name, label), field) for label, field in self.fields if abs(len(label) - len(name)) <= 1]
        best = max(near, default=None, key=lambda pair: pair[0])
        return best[1] if best and best[0] >= _FUZZY else None

    def is_label(self, text: str) -> bool:
        """Whether this text is one of the form's labels or options, filled or not."""
        return bare(text) in self.labels or self.field_of(text) is not None

    def order(self, key: str) -> int:
        """The place of a field in the form's reading order."""
        return next(index for index, (_, field) in enumerate(self.fields) if field.key == key)


@lru_cache(maxsize=32)
def learn(spec: FormSpec) -> Blank:
    """Learn a form. Raises DocumentTrouble where the template can't be read."""
    blank = read_word(spec.template or b"", Kind.DOCX)
    texts = list(_texts(blank))
    labels = [bare(text) for text in texts if text.strip() and not _is_hint(text)]
    labels += [bare(found) for text in texts for found in _INLINE.findall(text)]
    fields: list[tuple[str, FieldSpec]] = []
    for label in labels:
        for field in spec.fields:
            if label in {bare(name) for name in field.labels} and field not in [known for _, known in fields]:
                fields.append((label, field))
    for option in spec.options:
        labels.append(bare(option))
    hints = tuple(compact(text) for text in texts if _is_hint(text))
    return Blank(spec, tuple(fields), frozenset(label for label in labels if len(label) <= 16), hints)


def _texts(document: WordDocument) -> list[str]:
    texts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts.extend(
                paragraph
                for cell in block.cells
                for paragraph in (cell.paragraphs if len(cell.paragraphs) > 1 else (cell.text,))
            )
    return texts


def _is_hint(text: str) -> bool:
    """Instructions where an answer goes stand in brackets, and are longer than a label."""
    plain = compact(text)
    return len(plain) > 20 and plain[0] in "(（【[" and plain[-1] in ")）】]"


def without_hints(text: str, hints: tuple[str, ...]) -> str:
    """A paragraph without the blank's instructions, left in or typed behind."""
    plain = compact(text)
    for hint in hints:
        if plain.startswith(hint):
            return _after(text, len(hint))
        if len(plain) <= len(hint) * 1.2 and len(plain) > len(hint) * 0.5 and fuzz.ratio(plain, hint) >= _FUZZY:
            return ""
    return text


def _after(text: str, count: int) -> str:
    """The rest of a text behind its first `count` compacted characters."""
    position = 0
    while count > 0 and position < len(text):
        count -= len(compact(text[position]))
        position += 1
    return text[position:].strip()
