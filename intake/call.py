"""A call (征集通知) as data: what one notice asks for. Built by `config.calls` from a call file, never written here."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake.naming import organisation_key, units
from intake.scoring.model import Award, Criterion
from parsers.facts import FieldKind, FormSpec


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a sender may call or write to, as letters print it. Each may be ""."""

    office: str = ""
    phone: str = ""
    email: str = ""
    postal: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A roster's entry. `names` are its official name, then aliases; `seals` further names its seal may carry."""

    names: tuple[str, ...]
    category: str = ""
    addresses: tuple[str, ...] = ()
    telephone: str = ""
    seals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing to hand in by one deadline, which includes its whole day in Asia/Shanghai.

    `wants` holds "word" and "pdf" as the call asks; `text_field` is the field that `text_limit` counts, or the prose of
    a stage without a form; `words` are what such a document's name or title is called, to tell stages apart.
    """

    key: str
    name: str
    deadline: date
    wants: tuple[str, ...]
    seal: bool
    form: FormSpec
    required: tuple[str, ...]
    max_activities: int | None = None
    text_limit: int | None = None
    text_tolerance: float = 0.0
    text_field: str = ""
    correction_days: int = 7
    words: tuple[str, ...] = ()
    follows: str = ""  # the stage that its submissions carry on; "" where they stand by themselves

    @property
    def has_form(self) -> bool:
        """Whether this stage asks for a filled form."""
        return self.form.template is not None

    @property
    def blank_name(self) -> str:
        """The name under which its blank form goes with a letter."""
        return f"{self.name}（空白样表）.docx"

    @property
    def word_role(self) -> str:
        """The role of its Word version (CONTRACT, `role`)."""
        return f"{self.key}_word"

    @property
    def pdf_role(self) -> str:
        """The role of its PDF version."""
        return f"{self.key}_pdf"

    @property
    def title_field(self) -> str:
        """The field that the title of a text without a form goes into."""
        own = f"{self.key}_title"
        keys = [field.key for field in self.form.fields]
        known = (key for key in (own, "report_title") if key in keys)
        others = (key for key in keys if key.endswith("_title") and not self.has_form)  # a form may ask for a person's
        return next(known, next(others, own))

    def label(self, key: str) -> str:
        """The label a sender knows a field by; the key itself where the form has none."""
        return next((field.labels[0] for field in self.form.fields if field.key == key and field.labels), key)

    def kind(self, key: str) -> FieldKind:
        """How a field is read; text where the stage doesn't know it."""
        return next((field.kind for field in self.form.fields if field.key == key), FieldKind.TEXT)


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column of the clean spreadsheet as the call wants it; `title` "" and `width` 0 (characters) for the usual ones."""

    key: str
    title: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """Reminders are drafted so many days before a stage's deadline; `stage` "" for every stage; `send`: without a person."""

    days: int
    stage: str = ""
    send: bool = False


@dataclass(frozen=True, slots=True)
class Classification:
    """Where the call's papers belong in the archive, in the categories of DA/T 22-2015; each "" where nobody has said.

    `fonds` 全宗号, `category` 档案门类代码, `year` 年度, `unit` 机构（问题） and its code, `retention` 保管期限, `security` 密级.
    """

    fonds: str = ""
    fonds_name: str = ""
    category: str = ""
    year: str = ""
    unit: str = ""
    unit_code: str = ""
    retention: str = ""
    security: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One notice. `roster` is None where none is given, so that nobody is unknown then.

    `criteria` and `awards` are what reviewers score by and what comes of it; `columns` the spreadsheet's columns in
    order, () for all of them. `papers` are the files that make the call: the notice as it went out, where that is given,
    the call file itself, the roster.
    """

    name: str
    title: str
    number: str
    address: str
    opened: date
    contact: Contact
    options: tuple[str, ...]
    stages: tuple[Stage, ...]
    roster: tuple[Organisation, ...] | None = None
    criteria: tuple[Criterion, ...] = ()
    awards: tuple[Award, ...] = ()
    columns: tuple[ColumnChoice, ...] = ()
    reminders: tuple[ReminderPlan, ...] = ()
    classification: Classification = Classification()
    papers: tuple[Path, ...] = ()

    @property
    def roster_names(self) -> tuple[tuple[str, ...], ...]:
        """The roster's names, one tuple an organisation; () without a roster."""
        return tuple(organisation.names for organisation in self.roster or ())

    @property
    def categories(self) -> tuple[str, ...]:
        """The roster's categories in its order, each once."""
        return tuple(dict.fromkeys(each.category for each in self.roster or () if each.category))

    def category(self, organisation: str) -> str:
        """The roster's category of an organisation, "" where it isn't on the roster or has none."""
        asked = {organisation_key(name) for name in (organisation, *units(organisation))}
        return next(
            (each.category for each in self.roster or () if asked & {organisation_key(name) for name in each.names}), ""
        )

    def stage(self, key: str) -> Stage:
        """The stage of that key; raises KeyError where there is none."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def stage_or_first(self, key: str) -> Stage:
        """The stage of that key; where the call hasn't it any more, the first."""
        return next((stage for stage in self.stages if stage.key == key), self.stages[0])
