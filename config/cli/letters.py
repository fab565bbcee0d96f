"""`baosong letters`: the letters' templates, to look at, to edit, and to preview with what is on record."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from archive.previewing import ANSWERS, of_roster, of_submission
from archive.records import SqlRecords
from config.build import calls_of, decider, kept_records, open_archive
from config.cli.app import ConfigOption, DataOption, app, say, say_table, settings_of
from config.clock import now
from config.current import current_wording, edited_over, rostered
from config.settings import Settings
from config.wording import edited_wording, export_templates, wording_of
from intake.errors import ConfigurationError, reason
from intake.letters.trial import samples
from intake.letters.wording import KINDS
from intake.receipt import as_typed


@app.command()
def letters(
    context: typer.Context,
    preview: Annotated[str, typer.Option("--preview", metavar="KIND", help="试填一种信件，打印出来")] = "",
    receipt: Annotated[str, typer.Option("--receipt", metavar="编号", help="用这个收件编号的材料试填")] = "",
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="把网页格式存为文件，用浏览器看")] = None,
    export: Annotated[Path | None, typer.Option("--export", metavar="DIR", help="取出自带的模板，供修改")] = None,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """信件模板：有哪几种、改过哪些；--export取出来改，--preview试填。"""
    settings = settings_of(context, config, data)
    if export is not None:
        return _export(export)
    if not preview:
        return _list(settings)
    if preview not in KINDS:
        raise ConfigurationError(f"没有“{preview}”这种信件，应为{'、'.join(KINDS)}之一")
    records, _ = open_archive(settings)
    view = _view(settings, records, preview, as_typed(receipt))
    text, page = current_wording(settings, records).worded(preview, view)
    say(escape(text.rstrip("\n")))
    if html is not None:
        _save(html, page)
    return 0


def _list(settings: Settings) -> int:
    wording, records = edited_wording(settings), kept_records(settings)
    if records is not None:
        wording = edited_over(wording, records)
    table = Table("种类", "用于", "模板", header_style="bold")
    for kind, what in KINDS.items():
        edited = [name for name in wording.edited if name.partition(".")[0] == kind]
        table.add_row(kind, what, "、".join(sorted(edited)) or "自带")
    say_table(table)
    wording_of(settings)  # what is wrong with one is said here, too
    return 0


def _export(folder: Path) -> int:
    written, kept = export_templates(folder)
    say(
        f"已把{len(written)}个模板放到{escape(str(folder))}，改好后在配置文件[replies]中写templates指向它；没改的可以删去"
    )
    if kept:
        say(f"原来就有的没有动：{'、'.join(kept)}")
    return 0


def _save(path: Path, page: str) -> None:
    try:
        path.write_text(page, "utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}不能写入（{reason(error)}）") from error


def _view(settings: Settings, records: SqlRecords, kind: str, receipt: str) -> Any:
    """What the letter would say: of that submission, of the roster, or made up where there is neither."""
    calls = rostered(calls_of(settings, fallback=True), records)
    if not receipt:
        return of_roster(records, calls, now()) if kind == "reminder" else samples(kind)[0]
    if kind not in ANSWERS:
        raise ConfigurationError(f"{kind}不是对来信的回复，不能用--receipt试填")
    view = of_submission(records, decider(settings, records), kind, receipt, now())
    if view is None:
        raise ConfigurationError(f"没有收件编号{receipt}，请核对")
    return view
