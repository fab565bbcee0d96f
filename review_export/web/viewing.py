"""A submission's two versions as they are looked at: what is lit on the PDF's pages, and the Word version for reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from intake.model import Material, Version
from parsers.facts import FieldReading, PagedDocument, WordDocument
from review_export.web.places import Place, of_the_seal, of_value
from review_export.web.readable import Grid, Text, readable

MOST_PAGES = 20  # that are shown of a document


@dataclass(frozen=True, slots=True)
class Marks:
    """What is lit on a document's pages: differences by number, fields by key, and where a seal belongs."""

    differences: tuple[tuple[int, Place], ...] = ()
    fields: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    sought: tuple[Place, ...] = ()


NOTHING = Marks()


@dataclass(frozen=True, slots=True)
class Viewed:
    """Both versions. `pdf` and `word` are the SHA-256 of what is shown, "" where there is none."""

    pdf: str = ""
    marks: Marks = NOTHING
    word: str = ""
    word_name: str = ""
    blocks: tuple[Text | Grid, ...] = ()
    readings: tuple[FieldReading, ...] = ()

    @property
    def found(self) -> frozenset[str]:
        """The keys of the fields that can be lit in either version."""
        in_word = (key for block in self.blocks for text in block.texts for key in text.fields)
        return frozenset((*self.marks.fields, *in_word))

    def place(self, key: str) -> str:
        """Where a field stood in the Word version's form, in words."""
        return next((each.place for each in self.readings if each.key == key), "")


def viewed(material: Material) -> Viewed:
    """The versions that a material stands on."""
    readings, content = _readings(material.word), material.word.document.content if material.word else None
    differences = material.comparison.differences if material.comparison else ()
    pages = material.pdf.document.content if material.pdf else None
    return Viewed(
        pdf=material.pdf.document.sha256 if material.pdf else "",
        marks=_marks(material, pages, readings) if isinstance(pages, PagedDocument) else NOTHING,
        word=material.word.document.sha256 if material.word else "",
        word_name=material.word.document.name if material.word else "",
        blocks=readable(content, differences, readings) if isinstance(content, WordDocument) else (),
        readings=tuple(readings),
    )


def _marks(material: Material, document: PagedDocument, readings: Sequence[FieldReading]) -> Marks:
    differences = material.comparison.differences if material.comparison else ()
    written = {each.key: each.value if isinstance(each.value, tuple) else each.written for each in readings}
    said = {key: written.get(key) or value for key, value in material.fields.items()}
    places = {key: of_value(document.pages, value) for key, value in said.items()}
    return Marks(
        differences=tuple(
            (number, Place(each.page, each.box)) for number, each in enumerate(differences, 1) if each.page and each.box
        ),
        fields={key: found for key, found in places.items() if found},
        sought=of_the_seal(document.pages, material.organisation) if material.stage.seal else (),
    )


def _readings(word: Version | None) -> Sequence[FieldReading]:
    content = word.document.content if word else None
    if word is None or word.form is None or not isinstance(content, WordDocument) or word.form >= len(content.forms):
        return ()
    return content.forms[word.form].fields
