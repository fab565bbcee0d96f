"""`baosong run`: the service."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Annotated

import structlog
import typer

from archive.accounts.people import People
from config.build import House, house
from config.cli.app import ConfigOption, DataOption, app, err, settings_of
from config.cli.serve import ProcessesOption, announce, serve_alone
from config.clock import now
from config.serving import Place, listening, site
from config.settings import Settings
from config.workers import working
from intake.errors import ConfigurationError
from intake.queue import EmbeddedQueue
from intake.service import Role

log = structlog.get_logger()


@app.command()
def run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="收完、核对完、发完就结束")] = False,
    web: Annotated[bool, typer.Option("--web/--no-web", help="同时提供网页（--once和--role时不提供）")] = True,
    processes: ProcessesOption = None,
    role: Annotated[Role, typer.Option("--role", help="这个进程做什么：收信、核对、发信、网页，或全部")] = Role.ALL,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """运行服务：收信、核对、登记、回信，并提供网页。"""
    settings = settings_of(context, config, data)
    if role is Role.WEB and not once:
        return serve_alone(settings, processes=processes)
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
        shown = web and role is Role.ALL
        with _beside(settings, built, processes or settings.web.processes or 1) if shown else nullcontext():
            built.service.run()
        err.print("服务已结束")
        return 0


@contextmanager
def _beside(settings: Settings, built: House, processes: int) -> Iterator[None]:
    """The web application, where its address is free; mails are taken in whether it is or not."""
    with ExitStack() as parts:
        try:
            place = parts.enter_context(listening(settings))
        except ConfigurationError as error:
            log.error("网页没有启动，收信、核对、回信照常", error=str(error))
        else:
            announce(place, People(built.records))
            parts.enter_context(_in_a_thread(place, built) if processes == 1 else _by_several(place, built, processes))
        yield


@contextmanager
def _in_a_thread(place: Place, built: House) -> Iterator[None]:
    running = _running(built)
    with site(place, built.records, built.blobs, built.calls, now, running) as shown, shown.beside():
        yield


@contextmanager
def _by_several(place: Place, built: House, processes: int) -> Iterator[None]:
    ending = threading.Event()
    in_hand = built.queue.in_hand if isinstance(built.queue, EmbeddedQueue) else None
    with working(place, processes, in_hand) as workers:
        looking = threading.Thread(target=workers.look_after, args=(ending,), name="web", daemon=True)
        looking.start()
        try:
            yield
        finally:
            ending.set()
            looking.join()


def _running(built: House) -> Callable[[], int]:
    return lambda: built.queue.progress().running
