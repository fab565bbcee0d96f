"""`baosong export`: the clean spreadsheet."""

from pathlib import Path
from typing import Annotated

import typer

from archive.views import activities
from config.build import calls_of, open_archive
from config.cli.app import ConfigOption, DataOption, app, err, settings_of
from intake.codes import Verdict
from intake.errors import ConfigurationError
from review_export.exporting import export as write
from review_export.exporting import kind_of
from review_export.rows import Readers

_STATES = (Verdict.ACCEPTED.value, Verdict.CORRECTION.value, Verdict.REVIEW.value, "all")


@app.command()
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|.csv|.json", help="写到哪里")],
    readers: Annotated[
        Readers, typer.Option("--for", help="reviewers：不含联系方式；office：全部")
    ] = Readers.REVIEWERS,
    state: Annotated[
        str, typer.Option("--state", help="accepted、correction、review或all；评审默认accepted，办公室默认all")
    ] = "",
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """导出汇总表，一项活动一行。"""
    kind_of(file)  # a wrong name is told before anything is opened
    settings = settings_of(context, config, data)
    chosen = state or ("accepted" if readers is Readers.REVIEWERS else "all")
    if chosen not in _STATES:
        raise ConfigurationError(f"--state“{state}”应为{'、'.join(_STATES)}之一")
    calls = calls_of(settings, fallback=True)
    records, _ = open_archive(settings)
    rows = [row for call in calls for row in activities(records, call.name)]
    count = write(file, rows, calls, readers, chosen)
    err.print(f"已导出{count}项活动到{file}", soft_wrap=True, markup=False)
    others = len(activities(records)) - len(rows)
    if others:
        err.print(f"另有{others}项属于配置文件没有写的通知，没有导出", soft_wrap=True)
    return 0
