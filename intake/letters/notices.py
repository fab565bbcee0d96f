"""Letters that answer no mail: a deadline that is put off for one organisation, and what became of its submissions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from intake.call import Call, Contact, Stage
from intake.letters.lines import day_in_words, one_line
from intake.letters.reminding import wants_of
from intake.letters.wording import SHIPPED, Wording
from intake.model import Letter


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """What an extension's letter says; `until` "" where no date may be named any more."""

    greeting: str
    call_title: str
    number: str
    stage: str
    until: str
    address: str
    wants: str
    contact: Contact
    written: str
    submissions: tuple[Any, ...]  # the name that the letters' common foot knows


@dataclass(frozen=True, slots=True)
class EntryView:
    """One activity's result, or the organisation's own where `receipt` is ""; `award` "" where it wasn't selected."""

    title: str
    receipt: str
    award: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """What a result's letter says."""

    greeting: str
    call_title: str
    entries: tuple[EntryView, ...]
    contact: Contact
    written: str
    submissions: tuple[EntryView, ...]


def extended(
    call: Call, stage: Stage, organisation: str, until: date, to: str, now: datetime, wording: Wording = SHIPPED
) -> Letter:
    """The letter that tells an organisation of its own deadline."""
    view = ExtensionView(
        greeting=one_line(organisation),
        call_title=call.title,
        number=call.number,
        stage=stage.name,
        until=f"{day_in_words(until)}（含当日）" if now.date() <= until else "",
        address=call.address,
        wants=wants_of(stage),
        contact=call.contact,
        written=day_in_words(now.date()),
        submissions=(),
    )
    letter = _letter("extension", f"延期通知：{call.title}{stage.name}", view, to, (), now, wording)
    if not view.until:
        return letter
    text, html = wording.worded("extension", replace(view, until="", written=""))
    return replace(letter, names=until, undated_text=text, undated_html=html)


def told_results(
    call: Call,
    organisation: str,
    entries: Sequence[EntryView],
    receipts: tuple[str, ...],
    to: str,
    now: datetime,
    wording: Wording = SHIPPED,
) -> Letter:
    """The letter that tells an organisation what became of its activities, whose submissions are `receipts`."""
    named = tuple(
        replace(entry, title=one_line(entry.title) or "（活动名称未能读出）", award=one_line(entry.award))
        for entry in entries
    )
    view = ResultView(
        greeting=one_line(organisation) or "各位老师",
        call_title=call.title,
        entries=named,
        contact=call.contact,
        written="",  # an officer may let it go some other day
        submissions=named,
    )
    return _letter("result", f"评审结果：{call.title}", view, to, receipts, now, wording)


def _letter(
    kind: str, subject: str, view: Any, to: str, receipts: tuple[str, ...], now: datetime, wording: Wording
) -> Letter:
    text, html = wording.worded(kind, view)
    return Letter(kind, to, subject, text, html, "", (), now, receipts)
