"""`baosong call`: call files, drafted from a notice and a blank form."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from config.build import sandbox
from config.calls import is_docx, load_call, wordbook
from config.calls.drafting import Draft, draft_call
from config.cli.app import ConfigOption, DataOption, app, err, settings_of
from intake.errors import ConfigurationError, reason
from intake.loose import message_of
from intake.notice import read_notice
from parsers.errors import ParsingFailed
from parsers.facts import BlankForm, FieldKind, FieldSpec, FormSpec
from parsers.sandbox import ProcessSandbox

calls = typer.Typer(help="征集通知文件：换一个通知，先拟出一份。")
app.add_typer(calls, name="call")


@calls.callback()
def call() -> None:
    """征集通知文件：换一个通知，先拟出一份。"""


@calls.command()
def new(
    context: typer.Context,
    notice: Annotated[Path, typer.Option("--notice", metavar="FILE", help="通知：txt、docx、doc、pdf等")],
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FORM.docx", help="空白样表；没有样表的通知不写")
    ] = None,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """由通知和空白样表拟出通知文件，打印到标准输出；请对照通知核对后使用。"""
    settings = settings_of(context, config, data)
    book = wordbook()
    with sandbox(settings, 1) as parsing:
        text = _text(parsing, notice)
        form = _form(parsing, template, book["field"]) if template is not None else None
    draft = draft_call(read_notice(text), form, template.resolve() if template is not None else None, book["field"])
    typer.echo(draft.text.encode("utf-8"), nl=False)
    return _said(draft)


def _said(draft: Draft) -> int:
    """What is to be looked at goes to standard error; a draft that seems whole is loaded, so that it is."""
    if draft.complete:
        with TemporaryDirectory(prefix="baosong-") as folder:
            file = Path(folder) / "call.toml"
            file.write_text(draft.text, "utf-8")
            load_call(str(file))
    for doubt in draft.doubts:
        err.print(f"待核对：{doubt}", markup=False, soft_wrap=True)
    err.print("请对照通知逐项核对，再存为通知文件，写进配置的call。", markup=False, soft_wrap=True)
    return 0 if draft.complete else 1


def _text(parsing: ProcessSandbox, notice: Path) -> str:
    """The notice's text, whatever kind of file it is. Raises ConfigurationError."""
    try:
        raw = message_of([notice], notice.name)
    except OSError as error:
        raise ConfigurationError(f"通知{notice}不能读取（{reason(error)}）") from error
    with TemporaryDirectory(prefix="baosong-") as folder:
        try:
            documents = parsing.examine(raw, (), Path(folder)).documents
        except ParsingFailed as failure:
            raise ConfigurationError(f"通知{notice}读不出来：{failure}") from failure
    document = documents[0]
    text = document.content.text if document.content is not None else document.text
    if not text.strip():
        why = "；".join(trouble.found for trouble in document.troubles)
        raise ConfigurationError(
            f"通知{notice}里没有读出文字{f'（{why}）' if why else ''}，请另存为txt、docx或有文字的pdf"
        )
    return text


def _form(parsing: ProcessSandbox, template: Path, fields: dict[str, Any]) -> BlankForm:
    """What the blank form asks for. Raises ConfigurationError."""
    try:
        data = template.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"空白样表{template}不能读取（{reason(error)}）") from error
    if not is_docx(data):
        raise ConfigurationError(f"空白样表{template}不是docx文件，请用Word或WPS另存为docx")
    known = tuple(FieldSpec(key, tuple(entry["labels"]), FieldKind(entry["kind"])) for key, entry in fields.items())
    try:
        return parsing.outline(FormSpec("plan", data, known, (), 2000))
    except ParsingFailed as failure:
        raise ConfigurationError(f"空白样表{template}读不出来：{failure}") from failure
