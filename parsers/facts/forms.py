"""A call's form as it is asked for and as it was filled, and what a text without a form says of itself."""

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """How a field's text is normalised and what makes it invalid."""

    TEXT = "text"  # one line
    PROSE = "prose"  # paragraphs
    OPTIONS = "options"  # ticked ones of a list
    PHONE = "phone"  # landlines
    MOBILE = "mobile"
    EMAIL = "email"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field that a call's form asks for: its key, the labels it may stand under, how it is read."""

    key: str
    labels: tuple[str, ...]
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class FormSpec:
    """What the sandbox needs in order to read a stage's form: the blank and its fields.

    `template` is the blank docx, None at a stage without a form; `options` the call's option labels; `year` the one
    taken where a date is written without.
    """

    stage: str
    template: bytes | None
    fields: tuple[FieldSpec, ...]
    options: tuple[str, ...]
    year: int


@dataclass(frozen=True, slots=True)
class BlankField:
    """A field that a blank form asks for: its label, and the caption of the group that it stands in, "" where in none.

    `choices` are an option group's, `hint` the instruction where its answer goes.
    """

    label: str
    group: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class BlankForm:
    """What a blank form asks for, its fields in reading order; `text` is all that is printed on it."""

    title: str
    fields: tuple[BlankField, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class FieldReading:
    """One field of a form as one filled copy has it.

    `written` is the text as it stands there; `value` what it normalises to (a tuple for options), None where empty;
    `problem` a Chinese phrase where what is written can't be what the field asks for; `place` says where it stood
    ("表1第2行", "“报送时间：”之后").
    """

    key: str
    label: str
    written: str
    value: str | tuple[str, ...] | None
    problem: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One copy of a call's form found in a document (a document can hold several, one an activity)."""

    stage: str
    fields: tuple[FieldReading, ...]
    labels_found: int
    labels_expected: int
    characters: int  # of the free text, counted as Word's 字数 does
    blank: bool  # the form is there and nobody filled it
    hints: tuple[str, ...] = ()  # the blank's own instructions, which a copy may have kept

    def field(self, key: str) -> FieldReading | None:
        """The reading of one field, None where the form has no such field."""
        return next((reading for reading in self.fields if reading.key == key), None)


@dataclass(frozen=True, slots=True)
class Prose:
    """What a document without a form says of itself (a report): each "" where it isn't clearly said."""

    title: str = ""
    organisation: str = ""
    activity: str = ""
    text: str = ""  # without title and signature, paragraphs joined by line feeds
    characters: int = 0  # of `text`
