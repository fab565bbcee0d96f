"""`baosong serve`: the web application alone."""

from collections.abc import Callable
from typing import Annotated

import typer

from archive.records import SqlRecords
from config.build import calls_of, jobs_queue, open_archive
from config.cli.app import ConfigOption, DataOption, app, err, say, settings_of
from config.clock import now
from config.current import CurrentCalls
from config.serving import Site, is_exposed, site
from config.settings import Settings

_EXPOSED = "网页没有用https：用户的密码会以明文经过网络，请在前面放一个https代理，并设置[web] address"


@app.command()
def serve(
    context: typer.Context,
    invite: Annotated[bool, typer.Option("--invite", help="再印一个一次性代码，用来设立一位管理员")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """只提供网页：办公室、档案员、评审人在浏览器里工作。"""
    return serve_alone(settings_of(context, config, data), invite)


def serve_alone(settings: Settings, invite: bool = False) -> int:
    """The web application in this process, until a signal ends it. Raises ConfigurationError."""
    of_files = calls_of(settings, fallback=False)
    records, blobs = open_archive(settings)
    calls = CurrentCalls(records, of_files)
    with site(settings, records, blobs, calls, now, _running(settings, records)) as built:
        announce(built, invite)
        say(built.address)
        built.serve()
    return 0


def _running(settings: Settings, records: SqlRecords) -> Callable[[], int]:
    """How many mails are being read; what another process with the embedded queue reads can't be known."""
    if settings.queue.kind != "procrastinate":
        return lambda: 0
    progress = jobs_queue(settings, records).progress
    return lambda: progress().running


def announce(built: Site, invite: bool = False) -> None:
    """Where to begin, for whoever sees the terminal, while nobody has an account or on request."""
    if is_exposed(built.settings):
        err.print(_EXPOSED, soft_wrap=True)
    if invite or not built.parts.people.any():
        err.print(built.invite(), soft_wrap=True)
