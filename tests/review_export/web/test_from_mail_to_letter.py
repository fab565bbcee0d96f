"""The whole way in a real browser: a mail through the real service, onto the pages, and a letter that leaves."""

import io
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Route
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from archive.accounts import Grant, Role
from archive.views import activities
from config.build import House, house
from config.demo.prepared import SAMPLES
from config.serving import Site, listening, site
from config.settings import ReplySettings, Settings, SmtpSettings, WatchSettings, WebSettings
from intake.entering import EnteredFile, Entry, message_of, take_in
from intake.ports import Sighting
from tests.archive.filings import NOON
from tests.parts.browser import Watched
from tests.parts.sink import Sink, sink
from tests.review_export.web.browsing import Hands
from tests.review_export.web.test_pages import HOSTILE

pytestmark = pytest.mark.parts
BASE = "/calls/2020-29"
SCRIPT = "<script>alert('it runs')</script>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)">{SCRIPT}<image href="http://tracker.example/p.png"/></svg>'
PAGE = f'<html><body onload="alert(4)">{SCRIPT}<img src="http://tracker.example/p.png"><b>材料见附件</b></body></html>'


@dataclass
class Whole:
    service: House
    shown: Site
    sink: Sink
    token: str

    def arrive(self, raw: bytes) -> None:
        self.service.intake.take_in(raw, NOON, Sighting("test", "INBOX", 1, len(raw)))
        self.service.service.run_once()


@pytest.fixture
def whole(quick_passwords: None, tmp_path: Path) -> Iterator[Whole]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with ExitStack() as parts:
        post = parts.enter_context(sink())
        smtp = {
            "host": "127.0.0.1",
            "port": post.port,
            "security": "none",
            "from": "办公室 <submit@office.example.org>",
        }
        settings = Settings(
            call=("2020-29",),
            data=tmp_path,
            base=tmp_path,
            web=WebSettings(port=port),
            watch=WatchSettings(folder="watched"),
            smtp=SmtpSettings.model_validate(smtp),
            replies=ReplySettings(mode="hold", wait_seconds=0),
        )
        clock = Hands(NOON + timedelta(hours=1))
        service = parts.enter_context(house(settings, clock))
        place = parts.enter_context(listening(settings))
        shown = parts.enter_context(site(place, service.records, service.blobs, service.calls, clock))
        grants = [Grant(role) for role in Role]
        person = shown.parts.people.add(
            "everything", "林知秋", "云杉-correct-horse", grants, "test", NOON, must_change=False
        )
        now = clock()
        token = shown.parts.sessions.begin(person, now, now + timedelta(hours=1), "127.0.0.1", "test")
        parts.enter_context(shown.beside())
        yield Whole(service, shown, post, token)
        service.records.engine.dispose()


def looking(whole: Whole, browser: Browser) -> tuple[Watched, list[str]]:
    """A page that is signed in, and the addresses elsewhere that it asks for."""
    context = browser.new_context(locale="zh-CN", base_url=whole.shown.place.address)
    context.add_cookies([{"name": "baosong", "value": whole.token, "url": whole.shown.place.address}])
    elsewhere: list[str] = []

    def asked(route: Route) -> None:
        if route.request.url.startswith(whole.shown.place.address):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", asked)
    return Watched(context.new_page()), elsewhere


def pdf_with_script() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('it runs')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def hostile() -> bytes:
    """Everything at once: subject, sender, file names, HTML, SVG, a PDF's script, a formula."""
    message = EmailMessage()
    message["From"] = "\"=cmd|' /C calc'!A0\" <x@example.org>"
    message["To"] = "rczx@cast.org.cn"
    message["Subject"] = f"报送{HOSTILE}"
    message["Date"] = "Thu, 16 Apr 2020 10:00:00 +0800"
    message.set_content(f"材料见附件{SCRIPT}")
    message.add_alternative(PAGE, subtype="html")
    for name, data in (
        (f"{HOSTILE.replace('/', '')}.svg", SVG.encode()),
        ("方案<script>alert(5)<script>.html", PAGE.encode()),
        ('=HYPERLINK("http:x").csv', b"=cmd|' /C calc'!A0,<script>alert(6)</script>"),
        ("盖章.pdf", pdf_with_script()),
    ):
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_a_hostile_mail_does_nothing_on_any_page(whole: Whole, browser: Browser) -> None:
    whole.arrive(hostile())
    whole.arrive(
        (SAMPLES / "14-versions-differ.eml").read_bytes().replace(b"<demo.0014@", b'<"><script>alert(7)</script>@')
    )
    watched, elsewhere = looking(whole, browser)
    page, todo, seen = watched.page, [f"{BASE}/{name}" for name in ("today", "waiting", "search?q=报送")], set()
    while todo:
        path = todo.pop()
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator("script:not([src])").count() == 0, path
        seen.add(path)
        links = page.locator("main a[href^='/']:not([download])").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        todo += [link for link in dict.fromkeys(links) if link not in seen and link not in todo]
    assert any("/waiting/mails/" in path for path in seen) or any("/waiting/" in path for path in seen)
    assert any(path.endswith("/view") for path in seen)
    assert (watched.said, elsewhere) == ([], [])
    page.context.close()


def test_a_held_letter_is_edited_released_and_found_in_its_inbox(whole: Whole, browser: Browser) -> None:
    whole.arrive((SAMPLES / "05-no-mobile.eml").read_bytes())
    watched, _ = looking(whole, browser)
    page = watched.page
    page.goto(f"{BASE}/letters")
    page.click("summary:text('改信')")
    page.fill("article [name=text]", "宋老师：\n手机号漏填了，请补。")
    page.click("article button:text('保存')")
    page.click("button:text('放行')")
    page.wait_for_selector("text=信件已放行")
    whole.service.service.run_once()
    (sent,) = whole.sink.messages
    assert sent["To"] == "song@comet.example.org"
    assert "宋老师：\n手机号漏填了，请补。" in sent.get_body().get_content().replace("\r\n", "\n")  # type: ignore[union-attr]
    page.goto(f"{BASE}/search?q=彗")  # one character
    assert page.locator("article.hit mark:text('彗')").count() > 0
    assert watched.said == []
    page.context.close()


def test_what_came_by_post_is_examined_and_filed_as_a_mail_is(whole: Whole) -> None:
    parts, call = whole.shown.parts, whole.shown.parts.calls[0]
    files = [EnteredFile(name, data) for name, data in attachments("01-complete-scan.eml")]
    entry = Entry("中国云杉工程学会", "邮寄", NOON, "林知秋", files)
    raw = message_of(entry, call.address)
    assert take_in(parts.blobs, parts.records, call, entry, raw, NOON)
    assert not take_in(parts.blobs, parts.records, call, entry, raw, NOON)
    whole.service.service.run_once()
    (filed,) = activities(parts.records)
    assert (filed.organisation, filed.activity, filed.verdict) == (
        "中国云杉工程学会",
        "云杉林下的科技工作者节",
        "accepted",
    )
    assert parts.outbox.waiting() == ()


def attachments(sample: str) -> Iterator[tuple[str, bytes]]:
    from config.demo.sink import parsed

    for each in parsed((SAMPLES / sample).read_bytes()).iter_attachments():
        yield str(each.get_filename()), each.get_payload(decode=True)  # type: ignore[misc]  # of one part
