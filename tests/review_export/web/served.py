"""The application on a socket, and people who have signed in at it with a real browser."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from archive.accounts import EVERY_CALL, Grant, Role
from archive.blobs import FolderBlobs
from archive.records import open_records
from config.serving import listening, site
from config.settings import Settings, WebSettings
from tests.archive.filings import CALL
from tests.parts.browser import Watched
from tests.review_export.web.browsing import PASSWORD, Drawn, Hands, House


@contextmanager
def serving(database: Path, folder: Path) -> Iterator[House]:
    """Draws real pages; its accounts are one of each role."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = Settings(data=folder, web=WebSettings(port=port))
    records, blobs = open_records(f"sqlite:///{database}", "example.org"), FolderBlobs(folder / "blobs")
    made = House(records, blobs, Drawn(), f"http://127.0.0.1:{port}", settings)
    for role in Role:
        made.person(role.value, Grant(role, EVERY_CALL if role is Role.ADMINISTRATOR else CALL.name))
    with (
        listening(settings) as place,
        site(place, records, blobs, made.parts.calls, Hands()) as built,
        built.beside(),
    ):
        yield made
    records.engine.dispose()


def signed_in(house: House, browser: Browser, name: str, **options: Any) -> tuple[BrowserContext, Watched]:
    context = browser.new_context(base_url=house.address, **{"locale": "zh-CN", **options})
    context.set_default_navigation_timeout(
        120_000
    )  # the first picture of a page waits for a process to begin: long on a busy machine
    watched = Watched(context.new_page())
    watched.page.goto("/login")
    watched.page.fill("[name=name]", name)
    watched.page.fill("[name=password]", PASSWORD)
    watched.page.click("button.primary")
    watched.page.wait_for_url(lambda url: "/login" not in url)
    return context, watched
