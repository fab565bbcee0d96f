"""What the demo shows on a terminal, or in a file or pipe at 80 columns: progress, table, letters, counts, paths."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from archive.views import ActivityView, MailView
from intake.codes import Code, Verdict

_COLOURS = {"accepted": "green", "correction": "red", "review": "yellow", "ignored": "dim"}
_LETTERS = {
    "acknowledgement": "收件确认",
    "awaited": "待补齐通知",
    "correction": "补正通知",
    "duplicate": "重复报送回执",
    "late": "逾期告知",
    "declined": "不予受理答复",
    "receipt": "已收到待核对",
}
_LETTER_WIDTH = 74  # columns, so that a letter fits a terminal of 80
_NOT_FIRST = frozenset("，。、；：！？）》」』”’·—…")  # GB/T 15834: no line begins with these
_SHORT = {
    "acknowledgement": "确认",
    "awaited": "待补",
    "correction": "补正",
    "duplicate": "重复",
    "late": "逾期",
    "declined": "不受理",
    "receipt": "收件",
}
_STATES = {"held": "信待放行", "waiting": "信待发", "sending": "信发送中", "in_doubt": "信存疑", "failed": "信失败"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the demo has to tell. `letters` are (kind, message as received); `sheets` are file names in `folder`."""

    folder: Path
    mails: Sequence[MailView]
    activities: Sequence[ActivityView]
    counts: Mapping[str, Any]
    letters: Sequence[tuple[str, EmailMessage]]
    sheets: tuple[str, str]


class Days:
    """The live progress bar; a plain line a day where the output is no terminal."""

    def __init__(self, bar: Progress, task: TaskID, console: Console) -> None:
        self._bar, self._task, self._console = bar, task, console

    def day(self, day: date) -> None:
        """A new day's mails are in hand."""
        self._bar.update(self._task, description=f"{day.month}月{day.day}日")
        if not self._console.is_terminal:
            self._console.print(f"{day.month}月{day.day}日：收信、核对、登记、回信")

    def advanced(self) -> None:
        """One more mail is filed."""
        self._bar.advance(self._task)


class Screen:
    """Everything the demo prints."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def opening(self, mails: int, folder: Path) -> None:
        """What is going to happen."""
        self._console.print("[bold]baosong 演示[/]  活动办公室的一周，2020年4月")
        self._console.print(
            f"本机内置一个邮箱，{mails}封虚构的来信陆续寄到；真实的服务收信、核对、登记、回信。\n"
            f"不连外网，不用任何设置；结果都在{folder}。\n",
            soft_wrap=True,
        )

    @contextmanager
    def progress(self, mails: int) -> Iterator[Days]:
        """The bar while the service works."""
        columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console, disable=not self._console.is_terminal) as bar:
            yield Days(bar, bar.add_task("", total=mails), self._console)
        self._console.print()

    def outcome(self, told: Told) -> None:
        """The table, two letters as received, the counts and where everything lies."""
        self._console.print(_table(told))
        for heading, message in _two_letters(told.letters):
            self._console.print()
            self._console.print(_as_received(heading, message))
        self._console.print()
        self._counts(told)
        self._paths(told)

    def _counts(self, told: Told) -> None:
        of, outbox = told.counts["submissions"], told.counts["outbox"]
        self._console.print(
            f"[bold]合计[/]  来信{told.counts['mails']}封，其中自动邮件{told.counts['ignored']}封；"
            f"报送件{len(told.activities)}项：材料齐全{of['accepted']}，需补正{of['correction']}，待人工核对{of['review']}；"
            f"已发信{outbox['sent']}封，待人工放行{outbox['held']}封。",
            soft_wrap=True,
        )

    def _paths(self, told: Told) -> None:
        reviewers, office = told.sheets
        rows = (
            (reviewers, "给评审：材料齐全的，不含联系方式"),
            (office, "给办公室：全部报送件、联系方式和核对意见"),
            ("letters/", "发出的每一封信，.html可用浏览器打开"),
            ("records.db", "登记数据库"),
            ("blobs/", "存档：每封来信和每个文件的原件，按内容的SHA-256命名"),
        )
        self._console.print("\n[bold]结果[/]")
        for name, what in rows:
            self._console.print(f"  {told.folder / name}  [dim]{what}[/]", soft_wrap=True)
        self._console.print("\n[bold]接着可以试[/]")
        for command in ("search 望远镜", "status", "outbox", "verify"):
            self._console.print(f"  .venv/bin/baosong {command} --data {told.folder}", soft_wrap=True)
        self._console.print(
            "  .venv/bin/baosong demo --serve  [dim]在浏览器里看一个进行到一半的征集[/]", soft_wrap=True
        )


def _table(told: Told) -> Table:
    table = Table(
        box=box.HORIZONTALS,
        header_style="bold",
        pad_edge=False,
        collapse_padding=True,
        padding=(0, 1, 0, 0),
        title="收到了什么，怎样处理",
        title_justify="left",
        title_style="bold",
        expand=True,
    )
    table.add_column("收到", width=5)
    table.add_column("来信", ratio=1, overflow="fold")
    table.add_column("附件", width=4, justify="right")
    table.add_column("核对", width=10)
    table.add_column("核对意见", width=20, overflow="fold")
    table.add_column("回信", width=12, overflow="fold")
    for mail in told.mails:
        table.add_row(
            _day(mail),
            _subject(mail),
            str(len(mail.documents) or ""),
            _verdict(mail),
            "\n".join(_said(mail)),
            "\n".join(_answers(mail)),
        )
    return table


def _day(mail: MailView) -> str:
    return f"{mail.received_at:%m-%d}" if mail.received_at else ""


def _subject(mail: MailView) -> Text:
    return Text(" ".join(mail.subject.split()), overflow="fold")


def _verdict(mail: MailView) -> Text:
    return Text(Verdict(mail.verdict).wording, style=_COLOURS[mail.verdict])


def _said(mail: MailView) -> Iterator[str]:
    for code in mail.codes:
        yield escape(Code(code).wording)


def _answers(mail: MailView) -> Iterator[str]:
    for kind, state in mail.letters:
        yield _LETTERS[kind] if state == "sent" else f"{_SHORT[kind]}{_STATES[state]}"
    if not mail.letters:
        yield "[dim]不回[/]"


def _two_letters(letters: Sequence[tuple[str, EmailMessage]]) -> Iterator[tuple[str, EmailMessage]]:
    """The first acknowledgement and the first correction, as they lie in their receivers' inboxes."""
    firsts: dict[str, EmailMessage] = {}
    for kind, message in letters:
        firsts.setdefault(kind, message)
    for kind in ("acknowledgement", "correction"):
        if kind in firsts:
            yield f"一封{_LETTERS[kind]}，收信人看到的样子", firsts[kind]


def _as_received(heading: str, message: EmailMessage) -> Panel:
    head = Text()
    for label, name in (("发件人", "From"), ("收件人", "To"), ("主题", "Subject"), ("日期", "Date")):
        head.append(f"{label}：", style="dim")
        head.append(f"{message[name]}\n")
    body = message.get_body(("plain",))
    lines = body.get_content().strip().splitlines() if body is not None else ()
    text = Text("\n".join(piece for line in lines for piece in in_lines(line, _LETTER_WIDTH)))
    return Panel(Group(head, text), title=heading, title_align="left", box=box.ROUNDED, padding=(0, 1))


def in_lines(text: str, width: int) -> Iterator[str]:
    """A paragraph in lines of about `width` columns (a closing mark may hang over), broken anywhere in Chinese, as print does."""
    line, columns = "", 0
    indent = " " * (len(text) - len(text.lstrip()))
    for character in text:
        size = cell_len(character)
        if columns + size > width and character not in _NOT_FIRST:
            yield line.rstrip()
            line, columns = indent, len(indent)
        line, columns = line + character, columns + size
    yield line
