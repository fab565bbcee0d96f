"""The demo: an embedded mailbox, sample mails, the real service over them, and what became of it.

the folder is made anew (only where an earlier demo made it)
IMAP server and SMTP sink                    # in this process, on free ports of 127.0.0.1
the house, with a clock that is set to each day of April 2020 in turn
for each day: its mails arrive → the service runs once, as `baosong run --once` does
letters and spreadsheets are written; servers and processes end; the screen tells
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from functools import partial
from itertools import groupby
from pathlib import Path

from rich.console import Console

from archive.views import activities, counts, mails
from archive.writings import writings_of
from config.build import DEFAULT_CALL, House, house
from config.clock import SHANGHAI
from config.demo.mailbox import HOST, PASSWORD, USER, Arriving, EmbeddedMailbox, embedded_mailbox
from config.demo.prepared import SAMPLES
from config.demo.screen import Screen, Told
from config.demo.sink import Inboxes, inboxes, parsed
from config.logs import errors_only
from config.settings import MailboxSettings, QueueSettings, ReplySettings, Settings, SmtpSettings
from intake.errors import ConfigurationError, reason
from intake.ports import OutboxState
from intake.queue import EmbeddedQueue
from review_export.exporting import Wishes, export
from review_export.rows import Readers
from review_export.selection import Selection

REVIEWERS_SHEET, OFFICE_SHEET = "评审用汇总表.xlsx", "办公室台账.xlsx"
_MARKER = ".baosong-demo"
SECRET_FILE = "imap.secret"  # noqa: S105  a file's name; read once and gone
_EVENING = time(18, 0, tzinfo=SHANGHAI)


def run_demo(folder: Path, console: Console) -> int:
    """Run the demo into `folder`; the exit code. Raises ConfigurationError where the folder isn't the demo's."""
    errors_only()
    make_anew(folder)
    arriving = [_arriving(path) for path in sorted(SAMPLES.glob("*.eml"))]
    screen = Screen(console)
    screen.opening(len(arriving), folder)
    with embedded_mailbox() as mailbox, inboxes() as sink:
        clock = _Calendar(arriving[0].at)
        with house(settings_of_demo(folder, mailbox, sink), clock) as built:
            (folder / SECRET_FILE).unlink()
            _live_through(built, clock, mailbox, arriving, screen)
            told = _leave(built, sink, folder)
        (folder / "scratch").rmdir()
        (folder / "records.db-recording").unlink(missing_ok=True)  # by it processes take turns; there is none any more
    screen.outcome(told)
    return 0


def _live_through(
    built: House, clock: "_Calendar", mailbox: EmbeddedMailbox, arriving: Sequence[Arriving], screen: Screen
) -> None:
    """One evening after the other: the day's mails arrive, the service takes them in and answers."""
    with screen.progress(len(arriving)) as progress:
        if isinstance(built.queue, EmbeddedQueue):  # as the demo's settings say
            built.queue.done = lambda _: progress.advanced()
        for day, mails_of_day in groupby(arriving, key=lambda each: each.at.date()):
            progress.day(day)
            clock.moment = datetime.combine(day, _EVENING)
            mailbox.deliver(list(mails_of_day))
            built.service.run_once()


def _leave(built: House, sink: Inboxes, folder: Path) -> Told:
    """Write what stays, and gather what the screen tells."""
    rows = activities(built.records)
    wishes = Wishes(written=partial(writings_of, built.records))
    for name, readers, selection in (
        (REVIEWERS_SHEET, Readers.REVIEWERS, Selection("accepted")),
        (OFFICE_SHEET, Readers.OFFICE, Selection()),
    ):
        export(folder / name, rows, built.calls, readers, selection, wishes)
    (folder / "letters").mkdir()
    kinds = {row.message_id: row.letter.kind for row in built.outbox.listed((OutboxState.SENT,))}
    received = [(kinds[str(each["Message-ID"])], each) for each in _written(sink, folder / "letters")]
    return Told(folder, mails(built.records), rows, counts(built.records), received, (REVIEWERS_SHEET, OFFICE_SHEET))


def _written(sink: Inboxes, folder: Path) -> Iterator[EmailMessage]:
    """Each letter as its receiver has it: the message, and its HTML to open in a browser."""
    for number, (receiver, raw) in enumerate(sink.received, 1):
        message = parsed(raw)
        name = f"{number:02d}-{receiver}"
        (folder / f"{name}.eml").write_bytes(raw)
        html = message.get_body(("html",))
        if html is not None:
            (folder / f"{name}.html").write_text(html.get_content(), "utf-8")
        yield message


@dataclass
class _Calendar:
    """The demo's clock: the evening of whatever day it is set to."""

    moment: datetime

    def __call__(self) -> datetime:
        return datetime.combine(self.moment.date(), _EVENING)


def _arriving(path: Path) -> Arriving:
    """A sample, and when it arrived by its Date header: the mailbox's INTERNALDATE."""
    raw = path.read_bytes()
    return Arriving(raw, parsedate_to_datetime(str(parsed(raw)["Date"])))


def make_anew(folder: Path) -> None:
    """An empty folder for a demo. Raises ConfigurationError where it holds what no demo has left."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ConfigurationError(f"{folder}不是目录，演示要把结果放在那里，请先移走它")
    try:
        if folder.exists() and any(folder.iterdir()):
            if not (folder / _MARKER).exists():
                raise ConfigurationError(f"{folder}里有不是演示留下的东西，请先移走它，或换一个目录运行演示")
            shutil.rmtree(folder)
        folder.mkdir(exist_ok=True)
        (folder / _MARKER).write_text("baosong demo的结果；再次运行演示时整个目录会被删去重建。\n", "utf-8")
    except OSError as error:
        raise ConfigurationError(f"{folder}写不进去（{reason(error)}），请换一个可写的目录运行演示") from error


def settings_of_demo(folder: Path, mailbox: EmbeddedMailbox, sink: Inboxes) -> Settings:
    """The service over the embedded mailbox, all in this folder; the mailbox's password lies there until it is read."""
    (folder / SECRET_FILE).write_text(PASSWORD, "utf-8")
    return Settings(
        call=(DEFAULT_CALL,),
        data=folder,
        base=folder,
        queue=QueueSettings(workers=1),  # one after the other, so that receipt numbers are the same at every run
        mailbox=(
            MailboxSettings(
                host=HOST,
                port=mailbox.port,
                security="none",
                username=USER,
                password_file=SECRET_FILE,
            ),
        ),
        smtp=SmtpSettings.model_validate(
            {"host": HOST, "port": sink.port, "security": "none", "from": "活动办公室 <submit@office.example.org>"}
        ),
        replies=ReplySettings(wait_seconds=0),
    )
