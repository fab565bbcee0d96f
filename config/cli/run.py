"""`baosong run`: the service."""

import signal
import threading
from typing import Annotated

import structlog
import typer

from config.build import house
from config.cli.app import ConfigOption, DataOption, app, err, settings_of
from intake.errors import ConfigurationError
from intake.service import Role

log = structlog.get_logger()


@app.command()
def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="收完、核对完、发完就结束")] = False,
    role: Annotated[Role, typer.Option("--role", help="这个进程做什么：收信、核对、发信、网页，或全部")] = Role.ALL,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """运行服务：收信、核对、登记、回信。"""
    settings = settings_of(context, config, data)
    if role is Role.WEB:
        raise ConfigurationError("网页还没有做好，目前请用poller、worker、sender或all")
    if once and role is not Role.ALL:
        raise ConfigurationError("--once收信、核对、发信都做，不能与--role同用，请去掉其中一个")
    stopping = threading.Event()
    with house(settings, stopping=stopping, role=role) as built:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        if once:
            done = built.service.run_once()
            if stopping.is_set():
                err.print("已按要求结束，没做完的下次继续")
            return 0 if done else 1
        err.print("服务已启动，按Ctrl-C结束")
        built.service.run()
        err.print("服务已结束")
        return 0
