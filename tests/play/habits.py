"""How organisations go about a plan: each habit a script, which gets the letters that its last act brought it."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from tests.play.acts import GONE, Decide, Got, Post, Script
from tests.play.cast import Unit
from tests.play.papers import Paper, pdf, plan, scan, word

ACK, AWAITED, CORRECTION, RECEIPT, AGAIN = (
    ("acknowledgement",),
    ("awaited",),
    ("correction",),
    ("receipt",),
    ("duplicate",),
)
OPENED, DEADLINE = date(2020, 4, 9), date(2020, 4, 22)
_MODES = ("qq", "qq", "163", "outlook")


class Player:
    """One organisation: what it can do by a word, and how its submissions stand."""

    def __init__(self, unit: Unit, rng: Random, others: tuple[Unit, ...]) -> None:
        self.unit, self.rng, self.others = unit, rng, others
        self.style = rng.choice(_MODES)
        self.plans: dict[str, Paper] = {}
        self.thread: dict[str, Got] = {}  # the acknowledgement of an activity's plan

    def day(self, first: int = 0, last: int = 13) -> date:
        """A day of the plan's time, by days after the opening."""
        return OPENED + timedelta(days=self.rng.randint(first, last))

    def after(self, day: date, least: int = 1, most: int = 3) -> date:
        return day + timedelta(days=self.rng.randint(least, most))

    def by(
        self,
        day: date,
        paper: Paper,
        files: str = "wp",
        files_given: tuple[tuple[str, bytes], ...] | None = None,
        **otherwise: object,
    ) -> Post:
        """A mail with a paper's Word version (w), its sealed PDF (p), that scanned (s), or the PDF without seal (u)."""
        named = {
            "w": ("docx", word),
            "p": ("pdf", pdf),
            "s": ("pdf", lambda each: scan(each, self.rng)),
            "u": ("pdf", lambda each: pdf(each, sealed=False)),
        }
        title = "筹备方案" if paper.stage == "plan" else "总结报告"
        attached = files_given or tuple(
            (f"{paper.unit.name}{paper.activity}{title}.{named[each][0]}", named[each][1](paper)) for each in files
        )
        defaults = {
            "day": day,
            "sender": self.unit.address,
            "subject": f"{self.unit.name}报送{title}",
            "text": f"各位老师：现报送我单位“{paper.activity}”{title}，请查收附件。\n\n{self.unit.person}",
            "files": attached,
            "style": self.style,
        }
        return Post(**{**defaults, **otherwise})  # type: ignore[arg-type]

    def key(self, paper: Paper) -> tuple[str, str, str]:
        return (self.unit.name, paper.stage, paper.activity)

    def stands(self, state: str, *papers: Paper) -> dict[tuple[str, str, str], str]:
        return {self.key(paper): state for paper in papers}

    def plan(self, number: int = 1) -> Paper:
        paper = plan(self.unit, self.rng, number)
        self.plans[paper.activity] = paper
        return paper


def _reply(letter: Got, text: str = "您好，按来信补充如下，请查收。") -> dict[str, object]:
    return {"answers": letter, "subject": f"回复：{letter.subject}", "text": text}


def straight(me: Player, paper: Paper, day: date, **otherwise: object) -> Script:
    """Both versions in one mail."""
    (letter,) = yield me.by(day, paper, expects=ACK, leaves=me.stands("accepted", paper), **otherwise)
    me.thread[paper.activity] = letter


def zipped(me: Player, paper: Paper, day: date) -> Script:
    """In a zip with GBK names."""
    yield from straight(me, paper, day, zipped=True)


def halves(me: Player, paper: Paper, day: date) -> Script:
    """Word today, the sealed PDF days later, as a reply."""
    (letter,) = yield me.by(day, paper, "w", expects=AWAITED, leaves=me.stands("correction", paper))
    later = me.by(
        me.after(day),
        paper,
        "p",
        expects=ACK,
        leaves=me.stands("accepted", paper),
        **_reply(letter, "PDF版补上，请查收。"),
    )
    (me.thread[paper.activity],) = yield later


def crossing(me: Player, paper: Paper, day: date) -> Script:
    """Word today; the PDF from a colleague's address, in a mail of its own."""
    yield me.by(day, paper, "w", expects=AWAITED, leaves=me.stands("correction", paper))
    later = me.by(me.after(day), paper, "p", sender=me.unit.colleague, expects=ACK, leaves=me.stands("accepted", paper))
    (me.thread[paper.activity],) = yield later


def crosswise(me: Player, paper: Paper, day: date) -> Script:
    """Two activities in two mails, each with one's Word version and the other's PDF."""
    other = me.plan(2)
    first = me.by(day, paper, "w").files + me.by(day, other, "p").files
    yield me.by(day, paper, files_given=first, expects=AWAITED, leaves=me.stands("correction", paper, other))
    rest = me.by(day, paper, "p").files + me.by(day, other, "w").files
    later = me.by(
        me.after(day),
        paper,
        files_given=rest,
        sender=me.unit.colleague,
        text="另两份附上，请查收。",
        expects=ACK,
        leaves=me.stands("accepted", paper, other),
    )
    (letter,) = yield later
    me.thread |= {paper.activity: letter, other.activity: letter}


def one_after_the_other(me: Player, paper: Paper, day: date) -> Script:
    """Two activities, four mails: A's Word, B's PDF from a colleague, B's Word, A's PDF."""
    other = me.plan(2)
    yield me.by(day, paper, "w", expects=AWAITED, leaves=me.stands("correction", paper))
    day = me.after(day, 1, 1)
    half = me.by(day, other, "p", sender=me.unit.colleague, expects=AWAITED, leaves=me.stands("correction", other))
    (letter,) = yield half
    day = me.after(day, 1, 1)
    whole = me.by(day, other, "w", expects=ACK, leaves=me.stands("accepted", other), **_reply(letter))
    (me.thread[other.activity],) = yield whole
    last = me.by(me.after(day, 1, 1), paper, "p", expects=ACK, leaves=me.stands("accepted", paper))
    (me.thread[paper.activity],) = yield last


def scanned(me: Player, paper: Paper, day: date) -> Script:
    """Word today; printed, sealed and scanned tomorrow."""
    (letter,) = yield me.by(day, paper, "w", expects=AWAITED, leaves=me.stands("correction", paper))
    later = me.by(
        me.after(day),
        paper,
        "s",
        expects=ACK,
        leaves=me.stands("accepted", paper),
        **_reply(letter, "盖章扫描件补上。"),
    )
    (me.thread[paper.activity],) = yield later


def nothing_attached(me: Player, paper: Paper, day: date) -> Script:
    """见附件, and there is none; then with it."""
    (letter,) = yield me.by(day, paper, "", text="现报送我单位筹备方案，请见附件。", expects=CORRECTION)
    again = me.by(
        me.after(day, 0, 1),
        paper,
        expects=ACK,
        leaves=me.stands("accepted", paper),
        **_reply(letter, "抱歉，漏了附件。"),
    )
    (me.thread[paper.activity],) = yield again


def by_an_agency(me: Player, paper: Paper, day: date) -> Script:
    """An agency hands in from its own address; the unit itself mends."""
    lacking = paper.otherwise(mobile="")
    agency = f"huiwu{me.unit.number}@163.com"
    yield me.by(day, lacking, sender=agency, expects=CORRECTION, leaves=me.stands("correction", paper))
    again = me.by(
        me.after(day),
        paper,
        text="按要求补充了手机号，请以此版为准。",
        expects=ACK,
        leaves=me.stands("accepted", paper),
    )
    (me.thread[paper.activity],) = yield again


def twice_revised(me: Player, paper: Paper, day: date) -> Script:
    """Mends before anybody has asked, and again."""
    yield from revised(me, paper, day)
    last = plan(me.unit, me.rng).otherwise(activity=paper.activity)
    again = me.by(
        me.after(day, 4, 6),
        last,
        subject=f"{me.unit.name}筹备方案（最终版）",
        text="此前两版作废，请以此最终版为准。",
        expects=ACK,
        leaves=me.stands("accepted", paper),
    )
    (me.thread[paper.activity],) = yield again


def no_mobile(me: Player, paper: Paper, day: date) -> Script:
    """A field forgotten; then both anew."""
    lacking = paper.otherwise(mobile="")
    (letter,) = yield me.by(day, lacking, expects=CORRECTION, leaves=me.stands("correction", paper))
    again = me.by(me.after(day), paper, expects=ACK, leaves=me.stands("accepted", paper), **_reply(letter))
    (me.thread[paper.activity],) = yield again


def two_faults(me: Player, paper: Paper, day: date) -> Script:
    """Ten digits and no seal; one is mended, then the other."""
    wrong = paper.otherwise(mobile=me.unit.mobile[:-1])
    (letter,) = yield me.by(day, wrong, "wu", expects=CORRECTION, leaves=me.stands("correction", paper))
    day = me.after(day, 1, 2)
    (letter,) = yield me.by(
        day, paper, "wu", expects=CORRECTION, leaves=me.stands("correction", paper), **_reply(letter)
    )
    last = me.by(me.after(day, 1, 2), paper, "p", expects=ACK, leaves=me.stands("accepted", paper), **_reply(letter))
    (me.thread[paper.activity],) = yield last


def unsealed(me: Player, paper: Paper, day: date) -> Script:
    """The PDF as exported; then the sealed one alone."""
    (letter,) = yield me.by(day, paper, "wu", expects=CORRECTION, leaves=me.stands("correction", paper))
    again = me.by(me.after(day), paper, "p", expects=ACK, leaves=me.stands("accepted", paper), **_reply(letter))
    (me.thread[paper.activity],) = yield again


def never_mended(me: Player, paper: Paper, day: date) -> Script:
    """No seal, and no answer to any letter."""
    yield me.by(day, paper, "wu", expects=CORRECTION, leaves=me.stands("correction", paper))


def foreign_seal(me: Player, paper: Paper, day: date) -> Script:
    """Another organisation's seal: a person looks and sends it back; then the right one."""
    other = me.rng.choice([each for each in me.others if each.name != me.unit.name])
    wrong = ((f"{paper.activity}.docx", word(paper)), (f"{paper.activity}.pdf", pdf(paper, by=other)))
    (letter,) = yield me.by(day, paper, files_given=wrong, expects=RECEIPT, leaves=me.stands("review", paper))
    receipt = letter.receipts[0]
    (letter,) = yield Decide(day, "send_back", receipt, expects=CORRECTION, leaves=me.stands("correction", paper))
    again = me.by(me.after(day), paper, "p", expects=ACK, leaves=me.stands("accepted", paper), **_reply(letter))
    (me.thread[paper.activity],) = yield again


def revised(me: Player, paper: Paper, day: date) -> Script:
    """请以此版为准."""
    yield me.by(day, paper, expects=ACK, leaves=me.stands("accepted", paper))
    better = plan(me.unit, me.rng).otherwise(activity=paper.activity)
    later = me.by(
        me.after(day),
        better,
        subject=f"{me.unit.name}筹备方案（更正）",
        text="前次所发有误，请以此版为准，谢谢！",
        expects=ACK,
        leaves=me.stands("accepted", paper),
    )
    (me.thread[paper.activity],) = yield later


def twice(me: Player, paper: Paper, day: date) -> Script:
    """The same files sent again, to be sure."""
    first = me.by(day, paper, expects=ACK, leaves=me.stands("accepted", paper))
    (letter,) = yield first
    me.thread[paper.activity] = letter
    yield me.by(me.after(day), paper, files_given=first.files, text="不知是否收到，再发一次。", expects=AGAIN)


def two_at_once(me: Player, paper: Paper, day: date) -> Script:
    """Two activities in one mail."""
    other = me.plan(2)
    files = me.by(day, paper).files + me.by(day, other).files
    (letter,) = yield me.by(day, paper, files_given=files, expects=ACK, leaves=me.stands("accepted", paper, other))
    me.thread |= {paper.activity: letter, other.activity: letter}


def two_mails(me: Player, paper: Paper, day: date) -> Script:
    """Two activities, a mail each."""
    yield from straight(me, paper, day)
    yield from straight(me, me.plan(2), me.after(day))


def too_many(me: Player, paper: Paper, day: date) -> Script:
    """A third activity: a person chooses, and it isn't this one."""
    yield from two_mails(me, paper, day)
    third = me.plan(3)
    (letter,) = yield me.by(me.after(day, 4, 5), third, expects=RECEIPT, leaves=me.stands("review", third))
    yield Decide(me.after(day, 5, 5), "drop", letter.receipts[0], leaves=me.stands(GONE, third))


def enquirer(me: Player, paper: Paper, day: date) -> Script:
    """Asks before it sends; a person answers by telephone."""
    question = "老师您好，想请教一下，联合主办的活动由哪一方盖章？谢谢！"
    yield Post(day, me.unit.address, "关于筹备方案的咨询", question, style=me.style)
    yield Decide(day, "seen")
    yield from straight(me, paper, me.after(day))


def withdrawing(me: Player, paper: Paper, day: date) -> Script:
    """Hands in, then takes it back; a person sees to it."""
    (letter,) = yield me.by(day, paper, expects=ACK, leaves=me.stands("accepted", paper))
    later = me.after(day)
    wish = "因场地原因活动取消，我单位申请撤回该项方案，给您添麻烦了。"
    yield Post(later, me.unit.address, f"回复：{letter.subject}", wish, answers=letter, style=me.style)
    yield Decide(later, "seen")
    yield Decide(later, "withdraw", letter.receipts[0], leaves=me.stands(GONE, paper))


def late(me: Player, paper: Paper, day: date) -> Script:
    """After the deadline; a person takes it."""
    day = DEADLINE + timedelta(days=me.rng.randint(1, 5))
    (letter,) = yield me.by(day, paper, expects=RECEIPT, leaves=me.stands("review", paper))
    (letter,) = yield Decide(day, "accept", letter.receipts[0], expects=ACK, leaves=me.stands("accepted", paper))
    me.thread[paper.activity] = letter


def late_and_open(me: Player, paper: Paper, day: date) -> Script:
    """After the deadline; nobody has decided yet."""
    yield me.by(DEADLINE + timedelta(days=9), paper, expects=RECEIPT, leaves=me.stands("review", paper))


def extended(me: Player, paper: Paper, day: date) -> Script:
    """Asked by telephone for more days, and kept to them."""
    yield Decide(DEADLINE - timedelta(days=1), "extend", value="2020-04-30")
    yield from straight(me, paper, DEADLINE + timedelta(days=me.rng.randint(2, 7)))


def by_post(me: Player, paper: Paper, day: date) -> Script:
    """On paper: the office notes it."""
    yield Decide(OPENED + timedelta(days=3), "elsewhere")


def declined(me: Player, paper: Paper, day: date) -> Script:
    """Hands in nothing this year, and has said so."""
    yield Decide(OPENED + timedelta(days=4), "not_submitting")


def silent(me: Player, paper: Paper, day: date) -> Script:
    """Nothing at all."""
    yield from ()


def reminded(me: Player, paper: Paper, day: date) -> Script:
    """Waits for the reminder."""
    yield from straight(me, paper, DEADLINE - timedelta(days=me.rng.choice((1, 1, 0))))


Habit = Callable[[Player, Paper, date], Script]
PLANS: tuple[tuple[Habit, int], ...] = (
    (straight, 30), (zipped, 6), (halves, 8), (crossing, 6), (no_mobile, 6), (two_faults, 4), (unsealed, 6),
    (never_mended, 4), (foreign_seal, 3), (revised, 5), (twice, 4), (two_at_once, 5), (two_mails, 4), (too_many, 2),
    (enquirer, 4), (withdrawing, 2), (late, 3), (late_and_open, 1), (extended, 2), (by_post, 2), (declined, 2),
    (silent, 4), (reminded, 5), (crosswise, 3), (one_after_the_other, 3), (scanned, 3), (nothing_attached, 3),
    (by_an_agency, 4), (twice_revised, 3),
)  # fmt: skip


_EARLY = (
    no_mobile, two_faults, two_mails, too_many, foreign_seal, enquirer, never_mended, withdrawing, crosswise,
    one_after_the_other, by_an_agency, twice_revised, nothing_attached,
)  # fmt: skip


def of_plan(me: Player, habit: Habit) -> Script:
    """The plan's part of a player's life."""
    early = habit in _EARLY
    return habit(me, me.plan(), me.day(0, 6 if early else 11))
