"""`baosong run`: the service."""

import signal
import threading
from typing import Annotated

import structlog
import typer

from config.build import house
from config.cli.app import ConfigOption, DataOption, app, err, settings_of

log = structlog.get_logger()


@app.command()
def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="收完、核对完、发完就结束")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """运行服务：收信、核对、登记、回信。"""
    settings = settings_of(context, config, data)
    with house(settings) as built:
        if once:
            return 0 if built.service.run_once() else 1
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        err.print("服务已启动，按Ctrl-C结束")
        built.service.run(stop)
        err.print("服务已结束")
        return 0
