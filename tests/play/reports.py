"""The report, two months later; and the mails around it that nobody need answer."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.play.acts import Decide, Got, Post, Script
from tests.play.habits import ACK, AWAITED, CORRECTION, RECEIPT, Player
from tests.play.papers import Paper, report

REPORT_DEADLINE = date(2020, 6, 20)


def _day(me: Player) -> date:
    return date(2020, 5, 30) + timedelta(days=me.rng.randint(2, 17))


def in_reply(me: Player, of: Paper) -> Script:
    """In the thread of the plan's acknowledgement."""
    paper, letter = report(of, me.rng), me.thread[of.activity]
    yield me.by(
        _day(me),
        paper,
        answers=letter,
        subject=f"回复：{letter.subject}",
        expects=ACK,
        leaves=me.stands("accepted", paper),
    )


def anew(me: Player, of: Paper) -> Script:
    """A mail of its own, from whoever is in that day."""
    paper = report(of, me.rng)
    sender = me.rng.choice((me.unit.address, me.unit.colleague))
    yield me.by(_day(me), paper, sender=sender, expects=ACK, leaves=me.stands("accepted", paper))


def in_halves(me: Player, of: Paper) -> Script:
    """The PDF first, Word as a reply."""
    paper, day = report(of, me.rng), _day(me)
    (letter,) = yield me.by(day, paper, "p", expects=AWAITED, leaves=me.stands("correction", paper))
    yield me.by(
        me.after(day),
        paper,
        "w",
        answers=letter,
        subject=f"回复：{letter.subject}",
        text="补上Word版。",
        expects=ACK,
        leaves=me.stands("accepted", paper),
    )


def unsealed_first(me: Player, of: Paper) -> Script:
    """The seal forgotten, then mended."""
    paper, day = report(of, me.rng), _day(me)
    (letter,) = yield me.by(day, paper, "wu", expects=CORRECTION, leaves=me.stands("correction", paper))
    yield me.by(
        me.after(day),
        paper,
        "p",
        answers=letter,
        subject=f"回复：{letter.subject}",
        text="已盖章，请查收。",
        expects=ACK,
        leaves=me.stands("accepted", paper),
    )


def too_late(me: Player, of: Paper) -> Script:
    """After the deadline; a person sends it on its way."""
    paper, day = report(of, me.rng), REPORT_DEADLINE + timedelta(days=2)
    (letter,) = yield me.by(day, paper, expects=RECEIPT, leaves=me.stands("review", paper))
    yield Decide(day, "accept", letter.receipts[0], "report", expects=ACK, leaves=me.stands("accepted", paper))


def none(me: Player, of: Paper) -> Script:
    """No report: it must be reminded."""
    yield from ()


ReportHabit = Callable[[Player, Paper], Script]
REPORTS: tuple[tuple[ReportHabit, int], ...] = (
    (in_reply, 40), (anew, 28), (in_halves, 8), (unsealed_first, 8), (too_late, 3), (none, 13),
)  # fmt: skip


def on_holiday(me: Player, letter: Got, day: date) -> Post:
    """The mailer's own answer to a letter of ours."""
    return Post(
        day,
        me.unit.address,
        f"自动回复：{letter.subject}",
        "您好，我正在出差，邮件已收到，将尽快回复。",
        answers=letter,
        headers=(("Auto-Submitted", "auto-replied"),),
    )


def returned(me: Player, letter: Got, day: date) -> Post:
    """A letter of ours that came back, as QQ says it: without a report's form."""
    return Post(
        day,
        "postmaster@qq.com",
        "来自qq.com的退信",
        f"抱歉，您的邮件未能送达。\n收件人：{letter.to}\n主题：{letter.subject}\nMessage-ID: {letter.message_id}\n原因：550 Mailbox is full",
        headers=(("X-QQ-Mailer-Daemon", "1"),),
    )


def thanks(me: Player, letter: Got, day: date) -> Post:
    """A person's thanks: nothing to answer, somebody of the office sees it."""
    return Post(day, me.unit.address, f"回复：{letter.subject}", "收到，谢谢老师！", answers=letter, style=me.style)


def newsletter(number: int, day: date) -> Post:
    """What every mailbox gets."""
    return Post(
        day,
        f"news{number}@journal.example.org",
        "学术快讯：本周要闻",
        "欢迎订阅，点击退订。",
        headers=(("List-Unsubscribe", "<https://journal.example.org/u>"), ("Precedence", "bulk")),
    )
