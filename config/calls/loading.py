"""A call file to an `intake.call.Call`. A call that names no fields gets the wordbook's."""

import io
import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zipfile import BadZipFile, ZipFile

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.reading import CALL_NAME, KEY, explain, home_expanded, read_toml
from intake.call import Call, Classification, ColumnChoice, Contact, ReminderPlan, Stage
from intake.errors import ConfigurationError, reason
from intake.scoring import Award, Criterion, Mean, Ranked
from parsers.facts import FieldKind, FieldSpec, FormSpec
from review_export.roster_file import load_roster

_FOLDER = Path(__file__).parent
_WORDBOOK = _FOLDER / "wordbook.toml"
_GENERAL = frozenset(("活动", "材料"))  # what any stage's documents are called


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Contact(_Section):
    office: str = ""
    phone: str = ""
    email: str = ""
    postal: str = ""


class _Field(_Section):
    key: str
    label: str | tuple[str, ...]
    kind: FieldKind = FieldKind.TEXT


class _Stage(_Section):
    key: Annotated[str, Field(pattern=KEY)]
    name: str
    deadline: date
    wants: tuple[Literal["pdf", "word"], ...] = ("pdf", "word")
    seal: bool = True
    template: str = ""
    max_activities: Annotated[int, Field(ge=1)] | None = None
    text_limit: Annotated[int, Field(ge=1)] | None = None
    text_tolerance: Annotated[float, Field(ge=0)] = 0.0
    text_field: str = ""
    correction_days: Annotated[int, Field(ge=0)] = 7
    words: tuple[str, ...] = ()
    follows: str = ""
    required: tuple[str, ...] = ()
    field: tuple[_Field, ...] = ()


class _Column(_Section):
    key: str
    title: str = ""
    width: Annotated[int, Field(ge=0, le=255)] = 0


class _Criterion(_Section):
    key: Annotated[str, Field(pattern=KEY)]
    name: Annotated[str, Field(min_length=1)]
    weight: Annotated[float, Field(gt=0)] = 1.0
    least: float = 0.0
    most: float = 100.0
    meaning: str = ""


class _Award(_Section):
    key: Annotated[str, Field(pattern=KEY)]
    name: Annotated[str, Field(min_length=1)]
    to: Ranked
    mean: Mean = Mean.MEAN
    places: Annotated[int, Field(ge=1)] | None = None
    quota: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)


class _Reminder(_Section):
    days: Annotated[int, Field(ge=0)] | Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)]
    stage: str = ""
    send: bool = False


class _Archive(_Section):
    fonds: str = ""
    fonds_name: str = ""
    category: str = ""
    year: Annotated[int, Field(ge=1900, le=2999)] | None = None
    unit: str = ""
    unit_code: str = ""
    retention: Literal["", "永久", "30年", "10年"] = ""
    security: str = ""
    notice: tuple[str, ...] = ()


class _CallFile(_Section):
    name: Annotated[str, Field(pattern=CALL_NAME)]
    title: str
    number: str = ""
    address: str = ""
    opened: date
    contact: str | _Contact = ""
    options: tuple[str, ...] = ()
    roster: str = ""
    stage: Annotated[tuple[_Stage, ...], Field(min_length=1)]
    column: tuple[_Column, ...] = ()
    criterion: tuple[_Criterion, ...] = ()
    award: tuple[_Award, ...] = ()
    reminder: tuple[_Reminder, ...] = ()
    archive: _Archive = _Archive()


def shipped() -> tuple[str, ...]:
    """The names of the calls that come with the program."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml") if path != _WORDBOOK))


def wordbook() -> dict[str, Any]:
    """How fields (`field`) and a roster's columns (`roster`) are usually called."""
    return tomllib.loads(_WORDBOOK.read_text("utf-8"))


def path_of_call(name_or_file: str, base: Path = Path()) -> Path:
    """Where a shipped call's file lies by its name, or a call file, relative to `base`."""
    return _FOLDER / f"{name_or_file}.toml" if name_or_file in shipped() else base / home_expanded(name_or_file)


def load_call(name_or_file: str, base: Path = Path()) -> Call:
    """A shipped call by its name, or a call file, relative to `base`. Raises ConfigurationError with one clear line."""
    path = path_of_call(name_or_file, base)
    content = _toml(path, name_or_file)
    try:
        file = _CallFile.model_validate(content)
    except ValidationError as error:
        raise ConfigurationError(f"通知文件{path}：{explain(error, _CallFile)}") from error
    return _call(file, path)


def _toml(path: Path, asked: str) -> dict[str, Any]:
    if not path.exists():
        known = "、".join(shipped())
        raise ConfigurationError(f"没有通知“{asked}”：既不是自带的通知（{known}），也没有{path}这个文件")
    return read_toml(path, "通知文件")


def _call(file: _CallFile, path: Path) -> Call:
    book = wordbook()
    contact = file.contact
    _check_sections(file, path)
    return Call(
        name=file.name,
        title=file.title,
        number=file.number,
        address=file.address,
        opened=file.opened,
        contact=Contact(office=contact) if isinstance(contact, str) else Contact(**contact.model_dump()),
        options=file.options,
        stages=tuple(_stage(stage, file, path, book["field"]) for stage in file.stage),
        roster=load_roster(path.parent / file.roster, book["roster"]) if file.roster else None,
        criteria=tuple(Criterion(**each.model_dump()) for each in file.criterion),
        awards=tuple(Award(**each.model_dump()) for each in file.award),
        columns=tuple(ColumnChoice(each.key, each.title, each.width) for each in file.column),
        reminders=_reminders(file, path),
        classification=_classification(file),
        papers=_papers(file, path),
    )


def _classification(file: _CallFile) -> Classification:
    known = file.archive.model_dump(exclude={"notice", "year"})
    return Classification(year=str(file.archive.year or file.opened.year), **known)


def _papers(file: _CallFile, path: Path) -> tuple[Path, ...]:
    notices = [path.parent / home_expanded(each) for each in file.archive.notice]
    for each in notices:
        if not each.is_file():
            raise ConfigurationError(f"通知文件{path}：[archive] notice所写的{each}不存在，请改正或删去")
    return (*notices, path, *([path.parent / file.roster] if file.roster else []))


def _check_sections(file: _CallFile, path: Path) -> None:
    for sections, what in (
        (file.stage, "阶段"),
        (file.criterion, "评分指标"),
        (file.award, "评选项目"),
        (file.column, "表格列"),
    ):
        twice = [key for key, count in Counter(each.key for each in sections).items() if count > 1]
        if twice:
            raise ConfigurationError(f"通知文件{path}：有两个{what}的key都是{twice[0]}，请各用各的key")
    for each in file.criterion:
        if each.least >= each.most:
            raise ConfigurationError(f"通知文件{path}：评分指标“{each.name}”的least应小于most")


def _reminders(file: _CallFile, path: Path) -> tuple[ReminderPlan, ...]:
    keys = [stage.key for stage in file.stage]
    for each in file.reminder:
        if each.stage and each.stage not in keys:
            raise ConfigurationError(f"通知文件{path}：reminder的stage是“{each.stage}”，应为{'、'.join(keys)}之一")
    if file.reminder and not file.roster:
        raise ConfigurationError(f'通知文件{path}：有reminder而没有名册，不知道该提醒谁，请写roster = "名册.xlsx"')
    return tuple(
        ReminderPlan(days, each.stage, each.send)
        for each in file.reminder
        for days in ((each.days,) if isinstance(each.days, int) else each.days)
    )


def _stage(stage: _Stage, file: _CallFile, path: Path, book: dict[str, Any]) -> Stage:
    fields = tuple(FieldSpec(each.key, _labels(each, book), each.kind) for each in stage.field)
    fields = fields or _usual_fields(stage, book)
    _check_keys(stage, {each.key for each in fields}, path)
    return Stage(
        key=stage.key,
        name=stage.name,
        deadline=stage.deadline,
        wants=stage.wants,
        seal=stage.seal,
        form=FormSpec(stage.key, _template(stage, path), fields, file.options, file.opened.year),
        required=stage.required,
        max_activities=stage.max_activities,
        text_limit=stage.text_limit,
        text_tolerance=stage.text_tolerance,
        text_field=stage.text_field or _prose_key(stage, fields),
        correction_days=stage.correction_days,
        words=stage.words or _own_pieces(stage.name, [each.name for each in file.stage if each is not stage]),
        follows=_followed(stage, file, path),
    )


def _labels(asked: _Field, book: dict[str, Any]) -> tuple[str, ...]:
    """The call's own, and behind them those that offices re-type the same field under (移动电话 for 手机)."""
    own = (asked.label,) if isinstance(asked.label, str) else asked.label
    usual = book.get(asked.key, {})
    also = usual["labels"] if usual and FieldKind(usual["kind"]) is asked.kind else ()
    return tuple(dict.fromkeys((*own, *also)))


def _followed(stage: _Stage, file: _CallFile, path: Path) -> str:
    before = [each.key for each in file.stage[: file.stage.index(stage)]]
    if stage.follows and stage.follows not in before:
        raise ConfigurationError(
            f"通知文件{path}：阶段{stage.key}的follows是“{stage.follows}”，应为写在它前面的阶段的key"
        )
    return stage.follows


def _check_keys(stage: _Stage, known: set[str], path: Path) -> None:
    for setting, keys in (
        ("required", stage.required),
        ("text_field", (stage.text_field,) if stage.text_field else ()),
    ):
        for key in keys:
            if key not in known:
                raise ConfigurationError(
                    f"通知文件{path}：阶段{stage.key}的{setting}里有不认识的栏目{key}，请在field里定义它"
                )


def _template(stage: _Stage, path: Path) -> bytes | None:
    if not stage.template:
        return None
    template = path.parent / home_expanded(stage.template)
    try:
        data = template.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"通知文件{path}：阶段{stage.key}的空白样表{template}不能读取（{reason(error)}）"
        ) from error
    if not is_docx(data):
        raise ConfigurationError(f"通知文件{path}：阶段{stage.key}的空白样表{template}不是docx文件，请另存为docx")
    return data


def is_docx(data: bytes) -> bool:
    """Whether the bytes are a Word document of the OOXML kind."""
    try:
        with ZipFile(io.BytesIO(data)) as package:
            return "word/document.xml" in package.namelist()
    except BadZipFile:
        return False


def _prose_key(stage: _Stage, fields: tuple[FieldSpec, ...]) -> str:
    keys = [each.key for each in fields if each.kind is FieldKind.PROSE]
    return next((key for key in keys if key.startswith(stage.key)), keys[0] if keys else "")


def _usual_fields(stage: _Stage, book: dict[str, Any]) -> tuple[FieldSpec, ...]:
    """The wordbook's: of a form without a report's own parts; of a text without a form, what can be read from one."""
    report = {key for key in book if key.startswith("report_")}
    own = f"{stage.key}_text"
    text = own if own in book else "report_text"
    if not stage.template:
        keys = {"host_organisation", "activity_name", "report_title", stage.text_field or text}
    else:
        keys = set(book) if own in report else set(book) - report
    keys |= {stage.text_field, *stage.required}
    return tuple(
        FieldSpec(key, tuple(entry["labels"]), FieldKind(entry["kind"])) for key, entry in book.items() if key in keys
    )


def _own_pieces(name: str, others: Sequence[str]) -> tuple[str, ...]:
    """The pieces that tell this stage from the others: of 活动方案 and 活动小结 not 活动."""
    general = _GENERAL if others else frozenset()
    pieces = [piece for piece in _pieces(name) if piece not in general and not any(piece in other for other in others)]
    return tuple(pieces) or (name,)


def _pieces(name: str) -> tuple[str, ...]:
    """筹备方案 → 筹备, 方案: what a document of this stage is called."""
    return tuple(name[index : index + 2] for index in range(0, len(name) - 1, 2)) or (name,)
