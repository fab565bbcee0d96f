"""`baosong demo --serve`: the web application on what the demo left, on the evening before the deadline.

Nothing is received or sent meanwhile. The roster is the demo's own: the senders of its mails, and some that are silent.
"""

import socket
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from archive.accounts import Grant, Role
from archive.accounts.passwords import drawn
from archive.accounts.people import People
from config.build import DEFAULT_CALL, calls_of, open_archive
from config.clock import SHANGHAI, now
from config.serving import Site, site
from config.settings import Settings, WebSettings
from intake.call import Call, Organisation
from intake.ports import Clock

_EVENING = datetime(2020, 4, 21, 18, 0, tzinfo=SHANGHAI)
_ROSTER = {
    "全国学会": (
        "中国云杉工程学会 中国莲科学研究会 中国花岗岩学会 彗星观测学会 中国松果学会 垂柳生态研究会 中国悬索桥学会 "
        "蜜源植物学会 石英钟表学会 中国苔藓学会 中国灯塔学会 极光物理学会"
    ),
    "省级科协": "青岭省科学技术协会 白石省科学技术协会 双溪省科学技术协会",
    "高校科协": "澜湾大学科学技术协会 青岭大学科学技术协会",
    "企业科协": "琥珀材料企业科学技术协会 晨光仪表企业科学技术协会",
}
_OFFICE = (Role.OFFICE, Role.ARCHIVIST, Role.ADMINISTRATOR)


def serve_demo(folder: Path, console: Console) -> int:
    """Until Ctrl-C. Raises ConfigurationError."""
    settings = Settings(call=(DEFAULT_CALL,), data=folder, base=folder, web=WebSettings(port=_port()))
    records, blobs = open_archive(settings)
    clock = _from(_EVENING)
    people = People(records)
    accounts = [_account(people, "office", _OFFICE, clock()), _account(people, "reviewer", (Role.REVIEWER,), clock())]
    calls = tuple(_with_roster(call) for call in calls_of(settings, fallback=True))
    with site(settings, records, blobs, calls, clock) as built:
        _tell(console, built, accounts)
        built.serve()
    records.engine.dispose()
    return 0


def _account(people: People, name: str, roles: tuple[Role, ...], moment: datetime) -> tuple[str, str, str]:
    password = drawn(2)
    people.add(name, name, password, [Grant(role) for role in roles], "demo", moment, must_change=False)
    return name, password, "、".join(role.wording for role in roles)


def _with_roster(call: Call) -> Call:
    roster = tuple(Organisation((name,), category) for category, names in _ROSTER.items() for name in names.split())
    return replace(call, roster=roster)


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


def _tell(console: Console, built: Site, accounts: list[tuple[str, str, str]]) -> None:
    console.print(
        f"\n[bold]网页[/]  {built.address}  [dim]2020年4月21日傍晚；不收信，放行的信也不发出。按Ctrl-C结束[/]",
        soft_wrap=True,
    )
    for name, password, roles in accounts:
        console.print(f"  用户名 [bold]{name}[/]  密码 [bold]{password}[/]  [dim]{roles}[/]", soft_wrap=True)
