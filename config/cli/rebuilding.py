"""`baosong rebuild`: the database from the store alone."""

import typer
from rich.markup import escape

from archive.recorded.rebuilding import rebuild as rebuild_all
from config.build import open_archive
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say_json, settings_of
from config.cli.progress import progress
from config.clock import now

_KINDS = {"mail": "封来信", "submission": "个报送件", "letter": "封信件", "decisions": "份决定", "audit": "份日志"}


@app.command()
def rebuild(
    context: typer.Context, as_json: JsonOption = False, config: ConfigOption = None, data: DataOption = None
) -> int:
    """数据库没有了：只凭存档重建整个数据库（要写进去的数据库必须是空的）。"""
    records, blobs = open_archive(settings_of(context, config, data))
    with progress("重建", "份") as told:
        result = rebuild_all(records, blobs, now(), told)
    for problem in result.problems:
        err.print(f"[red]✗[/] {escape(problem)}", soft_wrap=True)
    if as_json:
        say_json({"records": result.counts, "problems": result.problems})
    said = "，".join(f"{result.counts.get(kind, 0)}{words}" for kind, words in _KINDS.items())
    err.print(f"数据库已重建：{said}", soft_wrap=True, markup=False)
    return 1 if result.problems else 0
