"""`baosong serve`: the web application alone."""

import signal
import threading
from typing import Annotated

import typer

from archive.accounts.people import People
from archive.blobs import ObjectBlobs
from archive.records import SqlRecords
from config.build import calls_of, decider, open_archive
from config.cli.app import ConfigOption, DataOption, app, err, say, settings_of
from config.clock import now
from config.current import CurrentCalls
from config.serving import Place, is_exposed, listening, site
from config.settings import Settings
from config.workers import running_of, usual_number, working

_EXPOSED = "网页没有用https：用户的密码会以明文经过网络，请在前面放一个https代理，并设置[web] address"
ProcessesOption = Annotated[
    int | None, typer.Option("--processes", min=1, max=64, help="网页由几个进程提供，默认见[web] processes")
]


@app.command()
def serve(
    context: typer.Context,
    invite: Annotated[bool, typer.Option("--invite", help="再印一个一次性代码，用来设立一位管理员")] = False,
    processes: ProcessesOption = None,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """只提供网页：办公室、档案员、评审人在浏览器里工作。"""
    return serve_alone(settings_of(context, config, data), invite, processes)


def serve_alone(settings: Settings, invite: bool = False, processes: int | None = None) -> int:
    """The web application in processes of its own, until a signal ends it. Raises ConfigurationError."""
    of_files = calls_of(settings, fallback=False)
    records, blobs = open_archive(settings)
    decider(settings, records, now)  # what can't be is said here, and not by each of them
    number = processes or settings.web.processes or usual_number()
    with listening(settings) as place:
        announce(place, People(records), invite)
        say(place.address)
        if number == 1:
            _serve_here(place, records, blobs, CurrentCalls(records, of_files))
        else:
            _serve_by_several(place, number)
    return 0


def _serve_here(place: Place, records: SqlRecords, blobs: ObjectBlobs, calls: CurrentCalls) -> None:
    with site(place, records, blobs, calls, now, running_of(place.settings, records)) as built:
        built.serve()


def _serve_by_several(place: Place, number: int) -> None:
    stopping = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopping.set())
    with working(place, number, None) as workers:
        workers.look_after(stopping)


def announce(place: Place, people: People, invite: bool = False) -> None:
    """Where to begin, for whoever sees the terminal, while nobody has an account or on request."""
    if is_exposed(place.settings):
        err.print(_EXPOSED, soft_wrap=True)
    if invite or not people.any():
        err.print(place.invite(), soft_wrap=True)
