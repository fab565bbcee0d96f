"""The reminder: to who is silent, and to who has faults open, each with their own list; never to who is complete."""

from dataclasses import dataclass, replace
from datetime import datetime

from intake.call import Call, Contact, Stage
from intake.coverage import Covered, Standing
from intake.letters.lines import day_in_words, one_line
from intake.letters.wording import SHIPPED, Wording
from intake.model import Letter

KIND = "reminder"
_TO_REMIND = (Standing.SILENT, Standing.FAULTS)


@dataclass(frozen=True, slots=True)
class OpenView:
    """A submission with faults open."""

    title: str
    receipt: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReminderView:
    """What a reminder says. `open` is empty for who is silent; `until` "" where no date may be named."""

    greeting: str
    call_title: str
    number: str
    stage: str
    until: str
    address: str
    wants: str
    most: int | None
    open: tuple[OpenView, ...]
    contact: Contact
    written: str
    submissions: tuple[OpenView, ...]  # the name that the letters' common foot knows


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder for one organisation; `letters` is empty where there is no address, and somebody has to call."""

    covered: Covered
    letters: tuple[Letter, ...]


def remind(call: Call, covered: Covered, now: datetime, wording: Wording = SHIPPED) -> Reminder | None:
    """The reminder for an organisation, None where none is due: complete, or waiting for a person of ours."""
    if not is_to_remind(covered):
        return None
    addresses = _addresses(covered)
    if not addresses:
        return Reminder(covered, ())
    letter = _letter(reminder_view(call, covered, now), covered, addresses[0], now, wording)
    return Reminder(covered, tuple(replace(letter, to=address) for address in addresses))  # worded once


def is_to_remind(covered: Covered) -> bool:
    """Whether something of it is still open that it can do something about."""
    return covered.standing in _TO_REMIND


def _addresses(covered: Covered) -> tuple[str, ...]:
    """The roster's; where there are faults, also who sent what has them: it is they who know. Each once."""
    senders = [each.sender for each in covered.handed if each.faults and each.sender]
    return tuple({address.lower(): address for address in (*covered.organisation.addresses, *senders)}.values())


def reminder_view(call: Call, covered: Covered, now: datetime) -> ReminderView:
    """What the reminder to this organisation says."""
    stage = covered.stage
    found = tuple(
        OpenView(one_line(each.activity) or "（活动名称未能读出）", each.receipt, tuple(map(one_line, each.faults)))
        for each in covered.handed
        if each.faults
    )
    return ReminderView(
        greeting=one_line(covered.name),
        call_title=call.title,
        number=call.number,
        stage=stage.name,
        until=f"{day_in_words(stage.deadline)}前（含当日）" if now.date() <= stage.deadline else "",
        address=call.address,
        wants=wants_of(stage),
        most=stage.max_activities,
        open=found,
        contact=call.contact,
        written=day_in_words(now.date()),
        submissions=found,
    )


def wants_of(stage: Stage) -> str:
    """What is to be handed in, in words."""
    words = {"word": "Word版", "pdf": "加盖公章的PDF版" if stage.seal else "PDF版"}
    return "和".join(words[each] for each in ("word", "pdf") if each in stage.wants)


def _letter(view: ReminderView, covered: Covered, address: str, now: datetime, wording: Wording) -> Letter:
    text, html = wording.worded(KIND, view)
    later_text, later_html = wording.worded(KIND, replace(view, until="", written=""))
    what = "材料待补正" if view.open else "材料尚未收到"
    return Letter(
        kind=KIND,
        to=address,
        subject=f"提醒：{view.call_title}{view.stage}{what}",
        text=text,
        html=html,
        in_reply_to="",
        references=(),
        due_at=now,
        receipts=tuple(each.receipt for each in view.open),
        names=covered.stage.deadline if view.until else None,
        undated_text=later_text if view.until else "",
        undated_html=later_html if view.until else "",
    )
