"""`baosong import`: old material, kept and filed, never answered unless that is asked for."""

import os
import signal
import threading
import time
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.markup import escape

from config.build import House, house, mailboxes
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say_json, settings_of
from config.cli.progress import Told, progress
from config.settings import Settings
from intake.errors import ConfigurationError
from intake.history import Taken, Taking, find
from intake.imap import ImapSource, Mailbox
from intake.pipeline import Intake
from intake.ports import Sighting

_LOOK_SECONDS = 0.5


@app.command("import")
def take_in_history(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help=".eml、.msg、mbox、Maildir、.pst、文件夹")
    ] = None,
    reply: Annotated[bool, typer.Option("--reply", help="照常回信；不写就只入库，不回信")] = False,
    later: Annotated[bool, typer.Option("--later", help="只收下，由服务（run）去核对")] = False,
    mailbox: Annotated[
        str, typer.Option("--mailbox", metavar="NAME", help="配置文件里哪个邮箱（用户名），与--folder同用")
    ] = "",
    folder: Annotated[
        list[str] | None, typer.Option("--folder", metavar="FOLDER", help="邮箱里的哪个文件夹；可写多次")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """收下以前的材料：只入库、不回信；断了可以再来，收过的不重收。"""
    settings = settings_of(context, config, data)
    if not paths and not folder:
        raise ConfigurationError("没有说收什么，请写文件、文件夹，或用--mailbox和--folder指明邮箱里的文件夹")
    absent = next((path for path in paths or () if not os.path.lexists(path)), None)
    if absent is not None:
        raise ConfigurationError(f"没有{absent}这个文件或文件夹，什么也没有收")
    box = _mailbox(settings, mailbox, tuple(folder)) if folder else None
    stopping = threading.Event()
    with house(settings, stopping=stopping, history=not reply) as built:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        began = time.monotonic()
        since = date.min if reply else None
        taking = Taking(built.intake, built.records, since, stopping)
        with TemporaryDirectory(prefix="import-", dir=settings.data) as room:
            _take(taking, paths or [], Path(room))
        if box is not None:
            _take_from(box, built, taking.taken, since, stopping)
        took = time.monotonic() - began
        if not later and not stopping.is_set():
            _examine(built)
        return _tell(taking.taken, built.records.pending_count(), took, stopping.is_set(), as_json)


def _take(taking: Taking, paths: list[Path], room: Path) -> None:
    with progress("收信") as told:
        offers = [offer for number, path in enumerate(paths) for offer in find(path, room / f"{number}")]
        done = 0
        for more in taking.take(offers):
            done += more
            told(done, len(offers))


def _mailbox(settings: Settings, name: str, folders: tuple[str, ...]) -> Mailbox:
    known = {box.username: box for box in mailboxes(settings)}
    if not known:
        raise ConfigurationError("配置文件里没有[[mailbox]]，请先设置邮箱")
    if name not in known and (name or len(known) > 1):
        raise ConfigurationError(f"没有邮箱“{name}”，--mailbox应为{'、'.join(known)}之一")
    box = known[name] if name else next(iter(known.values()))
    return replace(box, folders=folders, done="none")


def _take_from(box: Mailbox, built: House, taken: Taken, since: date | None, stopping: threading.Event) -> None:
    """An IMAP folder, of which nothing is changed."""
    with progress(f"收信 {'、'.join(box.folders)}") as told:
        of_ours = built.intake
        counting = _Counting(
            of_ours.blobs, of_ours.records, of_ours.queue, of_ours.clock, of_ours.calls, of_ours.history, told
        )
        new = ImapSource(replace(box, since=since), built.records, counting, stopping).poll()
    taken.new += new
    taken.known += len(counting.seen) - new


@dataclass(frozen=True)
class _Counting(Intake):
    """An intake that tells of each mail."""

    told: Told = lambda _, __: None
    seen: list[Sighting] = field(default_factory=list)

    def take_in(self, raw: bytes, arrived_at: datetime, sighting: Sighting, since: date | None = None) -> bool:
        """As every intake does."""
        fresh = super().take_in(raw, arrived_at, sighting, since)
        self.seen.append(sighting)
        self.told(len(self.seen), None)
        return fresh


def _examine(built: House) -> None:
    """Examine and file all that waits, in the meantime telling how far it is."""
    total = built.records.pending_count()
    over = threading.Event()

    def look(told: Told) -> None:
        while not over.wait(_LOOK_SECONDS):
            told(max(total - built.records.pending_count(), 0), total)

    with progress("核对") as told:
        looking = threading.Thread(target=look, args=(told,), daemon=True)
        looking.start()
        try:
            built.queue.drain()
        finally:
            over.set()
            looking.join()


def _tell(taken: Taken, pending: int, took: float, stopped: bool, as_json: bool) -> int:
    for each in taken.unread:
        err.print(f"[red]✗[/] {escape(each.source)}：{escape(each.why)}", soft_wrap=True)
    rate = taken.found / took if took else 0.0
    if as_json:
        say_json(
            {
                "found": taken.found,
                "new": taken.new,
                "known": taken.known,
                "unread": [{"source": each.source, "reason": each.why} for each in taken.unread],
                "pending": pending,
                "stopped": stopped,
                "seconds": round(took, 3),
            }
        )
    said = f"共{taken.found}封，新收{taken.new}封，以前收过{taken.known}封，收信每秒{rate:.0f}封"
    said += f"；{len(taken.unread)}处没能读" if taken.unread else ""
    said += f"；{pending}封留待核对" if pending else ""
    err.print(said + ("；已按要求停下，再运行一次就接着收" if stopped else ""), soft_wrap=True, markup=False)
    return 1 if taken.unread or stopped else 0
