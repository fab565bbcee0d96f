"""`baosong outbox`: letters on their way; a person reads, edits, releases or drops them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from archive.outbox import SqlOutbox
from archive.returned import dealt_with
from config.build import open_archive
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say, say_json, say_table, settings_of
from config.cli.person import BecauseOption, ByOption, who
from config.cli.returned import returned_json, show_returned
from config.clock import now
from intake.errors import ConfigurationError, reason
from intake.letters.editing import edited, to_edit
from intake.letters.lines import in_words
from intake.ports import OutboxRow, OutboxState

STATES = {
    "waiting": "待发",
    "held": "待放行",
    "in_doubt": "存疑",
    "sent": "已发",
    "failed": "失败",
    "superseded": "已被取代",
    "dropped": "已取消",
}
LetterArgument = Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help="outbox列出的编号")]
LettersArgument = Annotated[list[int], typer.Argument(metavar="ID...", min=1, max=2**63 - 1, help="outbox列出的编号")]

outbox_app = typer.Typer(help="信件：列出、查看、修改、放行、取消。", invoke_without_command=True)
app.add_typer(outbox_app, name="outbox")


@outbox_app.callback()
def letters(
    context: typer.Context, as_json: JsonOption = False, config: ConfigOption = None, data: DataOption = None
) -> int:
    """列出还没有发出的信件。"""
    before = context.parent.obj if context.parent else {}
    context.obj = {**(before or {}), **({"config": config} if config else {}), **({"data": data} if data else {})}
    if context.invoked_subcommand is not None:
        return 0
    settings = settings_of(context, config, data)
    records, _ = open_archive(settings)
    rows = SqlOutbox(records).listed(
        (OutboxState.WAITING, OutboxState.HELD, OutboxState.SENDING, OutboxState.IN_DOUBT, OutboxState.FAILED)
    )
    if as_json:
        for row in rows:
            say_json(_object(row))
        for found in returned_json(records):
            say_json(found)
        return 0
    table = Table("编号", "状态", "收件人", "主题", "原因", header_style="bold")
    for row in rows:
        table.add_row(
            str(row.id),
            _state(row),
            escape(row.letter.to),
            escape(row.letter.subject),
            escape(row.letter.held or row.last_error),
        )
    if rows:
        say_table(table)
        say("全文：baosong outbox show 编号；改、放行、取消：edit、release、drop")
    else:
        say("没有待处理的信件。")
    show_returned(settings, records)
    return 0


@outbox_app.command()
def show(
    context: typer.Context,
    letter: LetterArgument,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """一封信的全文；存成文件改好后可交给outbox edit。"""
    row = _row(_box(context, config, data), letter)
    if as_json:
        say_json({**_object(row), "text": row.letter.text, "html": row.letter.html})
        return 0
    err.print(f"收件人：{escape(row.letter.to)}  {_state(row)}  {escape(_why(row))}", soft_wrap=True)
    typer.echo(to_edit(row.letter).encode("utf-8", "replace"), nl=False)
    return 0


@outbox_app.command()
def edit(
    context: typer.Context,
    letter: LetterArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="新的信文；-为标准输入；首行可写“主题：…”")],
    by: ByOption = "",
    because: BecauseOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """换掉一封还没有发出的信的内容；待放行的仍待放行。"""
    box = _box(context, config, data)
    row = _row(box, letter)
    if not box.edit(letter, edited(row.letter, _text(file)), now(), who(by), because):
        err.print(f"信件{letter}{_state(row)}，不能再改", soft_wrap=True)
        return 1
    say(f"信件{letter}已修改")
    return 0


@outbox_app.command()
def release(
    context: typer.Context,
    letters: LettersArgument,
    by: ByOption = "",
    because: BecauseOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """放行待放行或存疑的信件，由正在运行的服务发出。"""
    box = _box(context, config, data)
    return _each(
        letters,
        lambda one: box.release(one, now(), who(by), because),
        "已放行，由运行中的服务发出",
        "不是待放行或存疑的",
    )


@outbox_app.command()
def drop(
    context: typer.Context,
    letters: LettersArgument,
    by: ByOption = "",
    because: BecauseOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """取消还没有发出的信件，不再发送。"""
    box = _box(context, config, data)
    return _each(letters, lambda one: box.drop(one, now(), who(by), because), "已取消", "已经发出或不存在")


@outbox_app.command()
def called(
    context: typer.Context,
    letters: LettersArgument,
    by: ByOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """勾销退回的信件：已经打过电话，或另有安排。"""
    records, _ = open_archive(settings_of(context, config, data))
    return _each(letters, lambda one: dealt_with(records, one, now(), who(by)), "已勾销", "不是退回的")


def _object(row: OutboxRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state.value,
        "kind": row.letter.kind,
        "to": row.letter.to,
        "subject": row.letter.subject,
        "receipts": list(row.letter.receipts),
        "due_at": row.letter.due_at.isoformat(),
        "held": row.letter.held,
        "last_error": row.last_error,
    }


def _each(letters: list[int], change: Callable[[int], bool], done: str, why_not: str) -> int:
    refused = [letter for letter in letters if not change(letter)]
    for letter in letters:
        if letter in refused:
            err.print(f"信件{letter}{why_not}，没有改动")
        else:
            say(f"信件{letter}{done}")
    return 1 if refused else 0


def _box(context: typer.Context, config: Path | None, data: Path | None) -> SqlOutbox:
    return SqlOutbox(open_archive(settings_of(context, config, data))[0])


def _row(box: SqlOutbox, letter: int) -> OutboxRow:
    row = box.letter(letter)
    if row is None:
        raise ConfigurationError(f"没有编号为{letter}的信件，可用baosong outbox查看")
    return row


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{file}不能读取（{reason(error)}）") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file}不是UTF-8文本，请另存为UTF-8后再试") from error


def _state(row: OutboxRow) -> str:
    return STATES.get(row.state.value, "发送中")


def _why(row: OutboxRow) -> str:
    return row.letter.held or row.last_error or f"{in_words(row.created_at)}写成"
