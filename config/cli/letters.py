"""`baosong letters`: the letters' templates, to look at, to edit, and to preview with what is on record."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from archive.coverage import handed
from archive.records import SqlRecords
from config.build import calls_of, decider, open_archive
from config.cli.app import ConfigOption, DataOption, app, say, say_table, settings_of
from config.clock import now
from config.settings import Settings
from config.wording import edited_wording, export_templates, wording_of
from intake.call import Call
from intake.codes import Verdict
from intake.coverage import cover, stage_to_remind_of
from intake.errors import ConfigurationError, reason
from intake.letters.reminding import reminder_view
from intake.letters.trial import samples
from intake.letters.view import view_of, without_dates
from intake.letters.wording import KINDS
from intake.receipt import as_typed

_ANSWERS = frozenset(("acknowledgement", "awaited", "correction", "duplicate", "receipt", "late", "declined"))


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
    text, page = wording_of(settings).worded(preview, _view(settings, preview, as_typed(receipt)))
    say(escape(text.rstrip("\n")))
    if html is not None:
        _save(html, page)
    return 0


def _list(settings: Settings) -> int:
    wording = edited_wording(settings)
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


def _view(settings: Settings, kind: str, receipt: str) -> Any:
    """What the letter would say: of that submission, of the roster, or made up where there is neither."""
    calls = calls_of(settings, fallback=True)
    if receipt and kind not in _ANSWERS:
        raise ConfigurationError(f"{kind}不是对来信的回复，不能用--receipt试填")
    if receipt or kind == "reminder":
        records, _ = open_archive(settings)
        return _answer(settings, calls, records, kind, receipt) if receipt else _reminder(calls, records)
    return samples(kind)[0]


def _answer(settings: Settings, calls: tuple[Call, ...], records: SqlRecords, kind: str, receipt: str) -> Any:
    mail = records.newest_mail(receipt)
    if mail is None:
        raise ConfigurationError(f"没有收件编号{receipt}，请核对")
    recorded = records.recorded(mail, calls)
    view = view_of(
        decider(settings, records).judged(recorded, recorded.decisions), recorded.receipts, recorded.case.call, now()
    )
    return without_dates(view) if kind == "late" else view


def _reminder(calls: tuple[Call, ...], records: SqlRecords) -> Any:
    """The first of the roster's that is to be reminded."""
    moment = now()
    for call in calls:
        stage = stage_to_remind_of(call, moment.date()) or call.stages[-1]
        for row in cover(call, stage, handed(records, call.name)):
            if not row.handed or any(each.verdict is Verdict.CORRECTION for each in row.handed):
                return reminder_view(call, row, moment)
    return samples("reminder")[0]
