"""A call file drafted: what the notice says, the form's fields, and in comments what a person should look at."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from config.calls.drafting.fields import DraftField, draft_fields
from intake.notice import Asking, Notice, call_name, is_final, most_pieces, named_in, sealed, text_limit
from parsers.facts import BlankForm, FieldKind

_GENERAL = frozenset(("材料", "作品", "案例", "论文"))  # what a form's title says better
_BOTH = ("pdf", "word")
_LOOSE, _STRICT = 0.2, 0.05  # tolerance of a limit in principle, and of any other


@dataclass(frozen=True, slots=True)
class DraftStage:
    """A stage with all that its table in the file says."""

    key: str
    asking: Asking
    template: str = ""
    fields: tuple[DraftField, ...] = ()
    text_field: str = ""
    follows: str = ""

    @property
    def required(self) -> list[str]:
        """The keys of the fields that can't be missing."""
        return [field.key for field in self.fields if field.required]

    @property
    def tolerance(self) -> float:
        """How far beyond the limit only costs a warning."""
        return _LOOSE if self.asking.in_principle else _STRICT

    @property
    def words(self) -> list[str]:
        """What a document of this stage is called: its name, and both halves of a name of four."""
        name = self.asking.name
        return list(dict.fromkeys((name, name[:2], name[2:]))) if len(name) == 4 else [name]


@dataclass(frozen=True, slots=True)
class Draft:
    """The file's text, and what wasn't found, each a Chinese line for a person; without `complete` it can't be used yet."""

    text: str
    doubts: tuple[str, ...]
    complete: bool


def draft_call(notice: Notice, form: BlankForm | None, template: Path | None, book: Mapping[str, Any]) -> Draft:
    """The call file for a notice and its blank form; `book` is the wordbook's table of fields."""
    stages = _stages(notice, form, template, book)
    title = _title(notice, form, stages)
    doubts = tuple(_doubts(notice, stages, title))
    options = next((f.choices for s in stages for f in s.fields if f.key == "modules"), ())
    environment = Environment(
        loader=PackageLoader("config.calls.drafting", "."),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=(), default=False),  # TOML: the filter below quotes every value
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["toml"] = _quoted
    text = environment.get_template("call.toml.j2").render(
        notice=notice, name=call_name(notice), title=title, options=options, stages=stages, doubts=doubts
    )
    complete = bool(notice.issued and title) and all(stage.asking.deadline for stage in stages)
    return Draft(text, doubts, complete)


def _quoted(value: Any) -> str:
    """A TOML value: JSON's strings, numbers, booleans and arrays of them are TOML's, too."""
    value = list(value) if isinstance(value, tuple) else value
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _title(notice: Notice, form: BlankForm | None, stages: Sequence[DraftStage]) -> str:
    """The form's title without what the form is called (筹备方案（样表）); else the notice's."""
    title = form.title.partition("(")[0].partition("（")[0] if form else ""
    name = named_in(title)
    bare = title.removesuffix(name) if name else title
    return bare or notice.title.removeprefix("关于").removesuffix("的通知") or (stages[0].asking.name if stages else "")


def _stages(
    notice: Notice, form: BlankForm | None, template: Path | None, book: Mapping[str, Any]
) -> tuple[DraftStage, ...]:
    called = named_in(form.title) if form else ""
    askings = list(notice.askings) or [Asking(called or "材料", final=is_final(called))]
    at = _with_form(askings, called) if form is not None else None
    stages: list[DraftStage] = []
    for index, asking in enumerate(askings):
        of_form = form if index == at else None
        name = called if of_form and called and asking.name in _GENERAL else asking.name
        fields = draft_fields(of_form.fields, book) if of_form else _of_prose(book)
        prose = _main_text(fields)
        stages.append(
            DraftStage(
                key=_key(asking, [stage.key for stage in stages]),
                asking=_completed(replace(asking, name=name), of_form, prose, stages),
                template=str(template) if of_form else "",
                fields=tuple(replace(f, required=f.required or f is prose) for f in fields),
                text_field=prose.key if prose else "",
                follows=stages[0].key if asking.final and stages else "",
            )
        )
    return tuple(stages)


def _with_form(askings: Sequence[Asking], called: str) -> int:
    """Which asking the form is for: the one it is named like, else the first that isn't about what has been done."""
    named = (at for at, each in enumerate(askings) if called and each.name == called)
    first = (at for at, each in enumerate(askings) if not each.final)
    return next(named, next(first, 0))


def _key(asking: Asking, taken: Sequence[str]) -> str:
    key = "report" if asking.final else "plan"
    often = sum(each.startswith(key) for each in taken)
    return f"{key}{often + 1}" if often else key


def _completed(
    asking: Asking, form: BlankForm | None, prose: DraftField | None, before: Sequence[DraftStage]
) -> Asking:
    """With what the form says, and with the earlier stage's number of activities for a report on them."""
    if form is not None and asking.text_limit is None:
        limit, loose = text_limit(prose.hint if prose else "")
        asking = replace(asking, text_limit=limit, in_principle=loose)
    if asking.most is None:
        said = most_pieces(form.text) if form is not None else None
        asking = replace(asking, most=said or (before[0].asking.most if asking.final and before else None))
    seal = asking.seal or (form is not None and sealed(form.text))
    return replace(asking, wants=asking.wants or _BOTH, seal=seal)


def _main_text(fields: Sequence[DraftField]) -> DraftField | None:
    """The text whose length counts: one with a limit in its hint, else one that the wordbook knows, else the first."""
    proses = [field for field in fields if field.kind is FieldKind.PROSE]
    limited = [field for field in proses if text_limit(field.hint)[0]]
    return next(iter((*limited, *(field for field in proses if field.required), *proses)), None)


def _of_prose(book: Mapping[str, Any]) -> tuple[DraftField, ...]:
    """What is looked for in a document without a form."""
    keys = {
        "host_organisation": "报送单位",
        "activity_name": "活动名称",
        "report_title": "报告标题",
        "report_text": "报告正文",
    }
    return tuple(
        DraftField(key, label, FieldKind(book[key]["kind"]), key != "report_title") for key, label in keys.items()
    )


def _doubts(notice: Notice, stages: Sequence[DraftStage], title: str) -> list[str]:
    """What a person has to add or to look at first."""
    missing = [
        *(["没有找到发文日期，请填写opened"] if notice.issued is None else []),
        *(["没有找到收件邮箱，请填写address"] if not notice.addresses else []),
        *(["没有看出标题，请填写title"] if not title else []),
        *(["没有找到咨询电话，请填写contact的phone"] if not notice.phone else []),
    ]
    if len(notice.addresses) > 1:
        missing.append(f"通知里有{len(notice.addresses)}个邮箱，取了{notice.addresses[0]}收材料，请核对address")
    for stage in stages:
        if stage.asking.deadline is None:
            missing.append(f"没有找到“{stage.asking.name}”的截止日期，请填写{stage.key}的deadline")
        if stage.template and not stage.fields:
            missing.append("空白样表里没有看出要填的栏目，请在field里逐栏写明")
        elif stage.template:
            have = {field.key for field in stage.fields}
            for key, what in (("host_organisation", "报送单位"), ("activity_name", "活动（项目）名称")):
                if key not in have:
                    missing.append(f"样表里没有看出哪一栏是{what}，请把那一栏的key改为{key}")
    return missing
