"""Letters: those that wait for a person, those in doubt or refused, those on their way and sent."""

from starlette.responses import Response

from archive.listing import letter, letters
from archive.today import letters as counted
from archive.today import letters_sent
from intake.letters.editing import edited
from review_export.web.pages.scope import scope_of
from review_export.web.previews import framed
from review_export.web.visit import Visit, missing

STATES = {
    "held": ("待放行", ("held",)),
    "doubt": ("存疑", ("in_doubt",)),
    "failed": ("失败", ("failed",)),
    "waiting": ("待发", ("waiting", "sending")),
    "sent": ("已发", ("sent",)),
}
EDITABLE = frozenset(("held", "in_doubt", "waiting"))
WORDINGS = {
    "held": "待放行",
    "in_doubt": "存疑",
    "failed": "失败",
    "waiting": "待发",
    "sending": "发送中",
    "sent": "已发",
    "superseded": "已被新信代替",
    "dropped": "已取消",
}


def outbox(visit: Visit) -> Response:
    """Letters in one state."""
    shown = visit.query("state") if visit.query("state") in STATES else "held"
    records, scope = visit.parts.records, scope_of(visit)
    rows = letters(records, scope, STATES[shown][1], visit.page)
    counts, now = counted(records, scope)
    counts["sent"] = visit.parts.remembered.of(records, ("sent", scope), lambda: letters_sent(records, scope), now)
    tabs = tuple((key, title, sum(counts[state] for state in states)) for key, (title, states) in STATES.items())
    return visit.show(
        "letters.html",
        rows=rows,
        number=sum(counts[state] for state in STATES[shown][1]),
        shown=shown,
        tabs=tabs,
        editable=EDITABLE,
    )


def page(visit: Visit) -> Response:
    """One as its recipient sees it, for a frame."""
    row = visit.parts.outbox.letter(_number(visit))
    if row is None:
        raise missing()
    return framed(row.letter.html)


def release(visit: Visit) -> Response:
    """A person lets a held or doubtful letter go; the sender sends it."""
    done = visit.parts.outbox.release(_number(visit), visit.now, visit.somebody.name)
    return _after(visit, "released" if done else "not_changed")


def edit(visit: Visit) -> Response:
    """A person words a letter that hasn't left."""
    number = _number(visit)
    row = visit.parts.outbox.letter(number)
    if row is None:
        raise missing()
    worded = edited(row.letter, f"主题：{visit.form['subject']}\n\n{visit.form['text']}")
    done = visit.parts.outbox.edit(number, worded, visit.now, visit.somebody.name)
    return _after(visit, "edited" if done else "not_changed")


def drop(visit: Visit) -> Response:
    """A person decides that a letter isn't to be sent."""
    done = visit.parts.outbox.drop(_number(visit), visit.now, visit.somebody.name)
    return _after(visit, "dropped" if done else "not_changed")


def _number(visit: Visit) -> int:
    """The path's letter, where it is of the path's call."""
    number = visit.number("letter")
    if letter(visit.parts.records, scope_of(visit), number) is None:
        raise missing()
    return number


def _after(visit: Visit, said: str) -> Response:
    return visit.see(f"{visit.base}/letters", said)
