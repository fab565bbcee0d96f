"""`baosong demo --serve`: the web application on a call in full swing, on the evening before the deadline.

Nothing is received or sent meanwhile but test mails, to a server of the demo's own. The records are the service's own,
prepared beforehand; so is the roster.
"""

import socket
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from archive.accounts import Grant, Role
from archive.accounts.passwords import drawn
from archive.accounts.people import People
from config.build import calls_of, open_archive
from config.calls import wordbook
from config.clock import SHANGHAI, now
from config.current import CurrentCalls
from config.demo.mailbox import embedded_mailbox
from config.demo.prepared import ROSTER, unpack
from config.demo.run import SECRET_FILE, make_anew, settings_of_demo
from config.demo.sink import inboxes
from config.logs import errors_only
from config.serving import Place, listening, site
from config.settings import Settings, WebSettings
from intake.call import Call
from intake.ports import Clock
from review_export.roster_file import load_roster

_EVENING = datetime(2020, 4, 21, 18, 0, tzinfo=SHANGHAI)
_OFFICE = (Role.OFFICE, Role.ARCHIVIST, Role.ADMINISTRATOR)


def serve_demo(folder: Path, console: Console) -> int:
    """Put the call there and serve it until Ctrl-C. Raises ConfigurationError where the folder isn't a demo's."""
    errors_only()
    make_anew(folder)
    console.print(f"正在把演示的数据放进{folder}，要十几秒……", soft_wrap=True, markup=False)
    unpack(folder)
    with embedded_mailbox() as mailbox, inboxes() as sink:
        settings = settings_of_demo(folder, mailbox, sink)
        settings = settings.model_copy(update={"web": WebSettings(port=_port())})
        try:
            _serve(settings, console)
        finally:
            (folder / SECRET_FILE).unlink(missing_ok=True)
    return 0


def _serve(settings: Settings, console: Console) -> None:
    records, blobs = open_archive(settings)
    clock = _from(_EVENING)
    people = People(records)
    accounts = [_account(people, "office", _OFFICE, clock()), _account(people, "reviewer", (Role.REVIEWER,), clock())]
    calls = CurrentCalls(records, [_with_roster(call) for call in calls_of(settings, fallback=True)])
    with listening(settings) as place, site(place, records, blobs, calls, clock) as built:
        _tell(console, place, accounts)
        built.serve()
    records.engine.dispose()


def _account(people: People, name: str, roles: tuple[Role, ...], moment: datetime) -> tuple[str, str, str]:
    password = drawn(2)
    people.add(name, name, password, [Grant(role) for role in roles], "demo", moment, must_change=False)
    return name, password, "、".join(role.wording for role in roles)


def _with_roster(call: Call) -> Call:
    return replace(call, roster=load_roster(ROSTER, wordbook()["roster"]))


def _from(moment: datetime) -> Clock:
    """A clock that goes on from then."""
    back: timedelta = now() - moment
    return lambda: now() - back


def _port() -> int:
    """The usual one, or any that is free."""
    usual = WebSettings().port
    for port in (usual, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as free:
                return int(free.getsockname()[1])
        except OSError:
            continue
    return usual


def _tell(console: Console, place: Place, accounts: list[tuple[str, str, str]]) -> None:
    console.print(
        f"\n[bold]网页[/]  {place.address}  [dim]2020年4月21日傍晚；不收信，放行的信也不发出。按Ctrl-C结束[/]",
        soft_wrap=True,
    )
    for name, password, roles in accounts:
        console.print(f"  用户名 [bold]{name}[/]  密码 [bold]{password}[/]  [dim]{roles}[/]", soft_wrap=True)
