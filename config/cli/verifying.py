"""`baosong verify`: every byte read again, and what can be mended mended."""

import signal
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from archive.blobs import ObjectBlobs
from archive.fixity.qualities import items
from archive.fixity.repairing import repair
from archive.records import SqlRecords
from archive.verify import Verification, Wishes
from archive.verify import verify as verify_all
from config.build import open_archive, second_store
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say, say_json, settings_of
from config.cli.progress import progress
from config.clock import now
from config.settings import Settings
from intake.errors import ConfigurationError
from review_export.qualities import KINDS, About, write_report

_LISTS = (("缺失", "missing"), ("损坏", "corrupt"), ("多余", "unknown"), ("数据库", "database"))


@app.command()
def verify(
    context: typer.Context,
    mend: Annotated[
        bool, typer.Option("--repair", help="坏了、缺了的从第二存档（[blobs] second）补回，记录由数据库补写")
    ] = False,
    anew: Annotated[bool, typer.Option("--anew", help="从头读起，不接着上次中断的地方")] = False,
    workers: Annotated[int, typer.Option("--workers", min=0, max=64, help="几个线程同时读，默认按机器定")] = 0,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html|.xlsx", help="另写一份四性检测报告（DA/T 70）")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """重新读取存档的每一个文件，与登记的摘要、存档里的记录和数据库核对。"""
    if report is not None and report.suffix.lower() not in KINDS:
        raise ConfigurationError(f"检测报告不能写成“{report.name}”，文件名应以{'或'.join(KINDS)}结尾")
    settings = settings_of(context, config, data)
    records, blobs = open_archive(settings)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with progress("校验", "个") as told:
        found = verify_all(records, blobs, told, Wishes(workers, anew, stopping, now))
    mended: tuple[str, ...] = ()
    if mend and found.complete and not found.sound:
        found, mended = _mend(settings, records, blobs, found)
    if report is not None and found.complete:
        _report(report, records, blobs, found)
    if as_json:
        say_json({**found.as_json(), **({"repaired": list(mended)} if mend else {})})
    else:
        _say(found, mended)
    if not found.complete:
        err.print("已按要求停下，再运行一次就接着读", soft_wrap=True)
    return 0 if found.sound and found.complete else 1


def _report(path: Path, records: SqlRecords, blobs: ObjectBlobs, found: Verification) -> None:
    database = records.engine.url.render_as_string(hide_password=True)
    about = About(blobs.name, database, now(), found.blobs, found.bytes, version("baosong"))
    write_report(path, about, items(records, found))
    err.print(f"四性检测报告已写到{path}", soft_wrap=True, markup=False)


def _mend(
    settings: Settings, records: SqlRecords, blobs: ObjectBlobs, found: Verification
) -> tuple[Verification, tuple[str, ...]]:
    second = second_store(settings)
    if second is None and (found.missing or found.corrupt):
        err.print("没有设置第二存档（[blobs] second），只能由数据库补写记录", soft_wrap=True, markup=False)
    mended = repair(records, blobs, second, found)
    with progress("再校验", "个") as told:
        return verify_all(records, blobs, told, Wishes(anew=True, clock=now)), mended


def _say(found: Verification, mended: tuple[str, ...]) -> None:
    for name in mended:
        say(f"  已补回：{escape(name)}")
    say(f"共{found.blobs}个文件，{found.bytes}字节：" + ("完好" if found.sound else "[red]有损坏[/]"))
    for words, name in _LISTS:
        for each in getattr(found, name):
            say(f"  {words}：{escape(each)}")
