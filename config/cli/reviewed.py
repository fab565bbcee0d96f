"""What waits, one of them in full, a submission's history: for a person at a terminal, and as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from archive.history import DecisionEvent, Event, History, LetterEvent, MailEvent
from archive.history import history as timeline
from archive.waiting import WaitingView
from config.cli.app import say, say_json, say_table
from config.cli.assessed import finding_object, show_finding
from config.cli.outbox import STATES
from intake.call import Call
from intake.codes import Code, Verdict
from intake.deciding import Decider, Outcome, Rejudged
from intake.decisions.amending import as_text
from intake.decisions.asking import Subject
from intake.decisions.model import Decision, DecisionKind
from intake.grouping.evidence import Reason
from intake.grouping.evidence import in_words as in_words_of
from intake.letters.lines import in_words
from intake.model import Candidate, Letter, Material

__all__ = ["as_object", "show_history", "show_one", "show_outcome", "show_waiting", "timeline"]
_LETTERS = {
    "acknowledgement": "回执",
    "awaited": "待补齐通知",
    "correction": "补正通知",
    "duplicate": "重复报送回执",
    "receipt": "收件告知",
    "late": "逾期告知",
    "declined": "不予受理答复",
    "reminder": "提醒",
    "extension": "延期通知",
    "result": "结果通知",
}
_LINES = 20  # of a mail's text
_CLOSED = {"withdrawn": "已撤回", "dropped": "不保留", "merged": "已并入另一件"}


def as_object(each: WaitingView) -> dict[str, Any]:
    """A line of `review --json`."""
    return {
        "receipt": each.receipt or None,
        "mail": each.mail,
        "call": each.call or None,
        "stage": each.stage or None,
        "organisation": each.organisation or None,
        "activity": each.activity or None,
        "received_at": each.since.isoformat(timespec="seconds"),
        "from": each.sender or None,
        "subject": each.subject,
        "findings": [{"code": f.code, "detail": f.detail} for f in each.findings],
        "error": each.error or None,
        "letter": {"id": each.letter.id, "kind": each.letter.kind, "to": each.letter.to} if each.letter else None,
    }


def show_waiting(found: Sequence[WaitingView], calls: Iterable[Call]) -> None:
    """A table, oldest first, and what of it there is."""
    stages = {(call.name, stage.key): stage.name for call in calls for stage in call.stages}
    table = Table(header_style="bold")
    for title in ("收到", "编号", "单位", "活动", "待核对", "信件"):
        table.add_column(title, no_wrap=title in ("收到", "编号"), overflow="fold")
    for each in found:
        table.add_row(
            f"{each.since:%m-%d %H:%M}",
            each.receipt or each.mail[:8],
            escape(each.organisation or each.sender),
            escape(" ".join(filter(None, (stages.get((each.call, each.stage), ""), each.activity or each.subject)))),
            escape("\n".join(_lines(each))),
            f"{_kind(each.letter.kind)}{each.letter.id}" if each.letter else "",
        )
    if not found:
        say("没有待人工核对的事项。")
        return
    say_table(table)
    counted: dict[str, int] = {}
    for each in found:
        for finding in each.findings:
            counted[finding.code] = counted.get(finding.code, 0) + 1
    named = "，".join(f"{Code(code).wording}{number}" for code, number in sorted(counted.items(), key=lambda c: -c[1]))
    say(
        f"共{len(found)}件{f'：{named}' if named else ''}。查看一件：baosong review 编号；决定：--accept、--send-back等，见--help"
    )


def _lines(each: WaitingView) -> list[str]:
    if each.error:
        return [f"来信没能读取：{each.error}"]
    return [f"{Code(finding.code).wording}：{finding.detail}" for finding in each.findings]


def show_one(subject: Subject, deciding: Decider, as_json: bool) -> int:
    """One submission or mail in full, with the letter that would go out."""
    assessment = subject.assessment
    recorded = deciding.records.recorded(assessment.case.digest, deciding.calls)
    letters = _proper(deciding.letters(recorded, assessment))
    if as_json:
        say_json(_whole(subject, [asdict(letter) for letter in letters]))
        return 0
    mail = assessment.case.examination.mail
    say(
        f"[bold]{subject.receipt or assessment.case.digest[:8]}[/]  {escape(mail.sender.address)} {escape(mail.subject)}"
    )
    say(f"收到  {in_words(assessment.case.received_at)}")
    if subject.judged is not None:
        material = subject.judged.material
        closed = f"（{_CLOSED[subject.judged.closed]}）" if subject.judged.closed else ""
        say(f"{material.stage.name}  {escape(material.organisation)} · {escape(material.activity)}{closed}")
        say(f"结果  {subject.judged.verdict.wording}")
        for key, value in material.fields.items():
            say(f"  {escape(material.stage.label(key))} [dim]{key}[/]  {escape(_brief(as_text(value)))}")
        _show_belonging(material)
    else:
        for line in _beginning(mail.text):
            say(f"  │ {escape(line)}")
    for finding in subject.findings:
        show_finding(finding, "  ")
    for letter in letters:
        say(f"\n[bold]{'待放行' if letter.held else '此时应发'}：{_kind(letter.kind)}[/]  {escape(letter.to)}")
        say(escape(letter.text.rstrip()))
    if any(subject.open()):
        number = subject.receipt or assessment.case.digest[:8]
        way = "--accept（都认可）、--send-back（都退回补正）" if subject.receipt else "--seen（已处理）"
        say(f"\n决定：baosong review {number} 加{way}；逐条决定、更正、改归属见--help")
    return 0


def _beginning(text: str) -> list[str]:
    """What a person wrote, as far as a screen takes it."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return lines if len(lines) <= _LINES else [*lines[:_LINES], "…（其余请在邮箱里看原信）"]


def _show_belonging(material: Material) -> None:
    """What spoke for which submission on record, and which one it was taken for."""
    chosen = material.prior.receipt if material.prior else ""
    for each in material.candidates:
        taken = "，归入此件" if each.receipt == chosen else ""
        say(f"  归属  {each.receipt}：{in_words_of(each)}{taken}")
    if material.doubtful:
        say(f"  归属  {escape(material.doubtful)}")


def _whole(subject: Subject, letters: list[dict[str, Any]]) -> dict[str, Any]:
    judged = subject.judged
    return {
        "receipt": subject.receipt or None,
        "mail": subject.assessment.case.digest,
        "verdict": (judged.verdict if judged else subject.assessment.verdict).value,
        "closed": judged.closed or None if judged else None,
        "organisation": judged.material.organisation if judged else None,
        "activity": judged.material.activity if judged else None,
        "fields": dict(judged.material.fields) if judged else {},
        "belonging": [belonging_object(each) for each in judged.material.candidates] if judged else [],
        "findings": [
            {**finding_object(finding), "decision": finding.decided.id if finding.decided else None}
            for finding in subject.findings
        ],
        "letters": [{key: each[key] for key in ("kind", "to", "subject", "text", "held")} for each in letters],
    }


def belonging_object(each: Candidate) -> dict[str, Any]:
    """A submission on record that the material was weighed against, with each reason's code and words."""
    return {
        "receipt": each.receipt,
        "weight": each.weight,
        "reasons": [{"code": reason, "wording": Reason(reason).wording} for reason in each.reasons],
    }


def show_outcome(outcome: Outcome) -> None:
    """What was decided, what is thought now, which letter goes."""
    for decision in outcome.decisions:
        undo = "" if decision.kind is DecisionKind.TAKE_BACK else f"（收回：baosong review --undo {decision.id}）"
        say(f"决定{decision.id}  {escape(_said(decision))}{undo}")
    for mail in outcome.mails:
        _show_now(mail)


def _show_now(mail: Rejudged) -> None:
    for receipt, judged in zip(mail.receipts, mail.assessment.submissions, strict=True):
        state = _CLOSED[judged.closed] if judged.closed else judged.verdict.wording
        say(f"{receipt}  {escape(judged.material.organisation)} · {escape(judged.material.activity)}  {state}")
    if not mail.assessment.submissions:
        done = mail.assessment.verdict is Verdict.IGNORED
        say(f"{mail.assessment.case.digest[:8]}  {'已处理' if done else mail.assessment.verdict.wording}")
    for letter in _proper(mail.letters):
        if letter.held:
            say(f"{_kind(letter.kind)}仍待放行：还有待核对的事项")
        else:
            say(f"{_kind(letter.kind)}将于{letter.due_at:%H:%M}由运行中的服务发往{escape(letter.to)}，在此之前可以收回")


def _proper(letters: Iterable[Letter]) -> list[Letter]:
    return [letter for letter in letters if letter.kind != "receipt"]


def show_history(found: History, as_json: bool) -> int:
    """The timeline."""
    if as_json:
        say_json(
            {**{k: v for k, v in asdict(found).items() if k != "events"}, "events": [_event(e) for e in found.events]}
        )
        return 0
    state = _CLOSED.get(found.closed) or Verdict(found.verdict).wording
    say(f"[bold]{found.receipt}[/]  {escape(found.organisation)} · {escape(found.activity)}  {state}{found.merged}")
    for event in found.events:
        for number, line in enumerate(_lines_of(event)):
            say(f"{f'{event.at:%Y-%m-%d %H:%M}' if not number else ' ' * 16}  {escape(line)}")
    return 0


def _event(event: Event) -> dict[str, Any]:
    return {key: _plain(value) for key, value in asdict(event).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _lines_of(event: Event) -> list[str]:
    if isinstance(event, MailEvent):
        head = f"来信  {event.sender}  {event.subject}（第{event.revision}次，{Verdict(event.verdict).wording}）"
        documents = [f"文件  {each.name}" for each in event.documents]
        belonging = [f"归属  {each.receipt}：{in_words_of(each)}" for each in event.belonging]
        return [head, *documents, *belonging, *(f"核对  {each.detail}" for each in event.findings)]
    if isinstance(event, DecisionEvent):
        return [f"决定{event.decision.id}  {_said(event.decision)}{'' if event.stands else '（已收回）'}"]
    assert isinstance(event, LetterEvent)  # noqa: S101  there is no other
    sent = f"，{in_words(event.sent_at)}发出" if event.sent_at else ""
    return [f"信件{event.id}  {_kind(event.letter)}  {event.to}（{STATES.get(event.state, '发送中')}{sent}）"]


def _said(decision: Decision) -> str:
    """A decision in one line."""
    what = [decision.kind.wording]
    if decision.code:
        what.append(Code(decision.code).wording)
    if decision.kind is DecisionKind.CORRECT:
        what.append(f"{decision.field}：“{decision.said}”改为“{decision.value}”")
    elif decision.kind is DecisionKind.LETTER_EDITED:
        what.append(f"信件{decision.letter}")
    elif decision.value:
        what.append(decision.value)
    if decision.takes_back is not None:
        what = [f"收回决定{decision.takes_back}"]
    return "  ".join((*what, f"——{decision.actor}", *((decision.reason,) if decision.reason else ())))


def _kind(kind: str) -> str:
    return _LETTERS.get(kind, kind)


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
