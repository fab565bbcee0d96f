"""`baosong review`: what waits for a person, and that person's decisions."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from archive.blobs import ObjectBlobs
from archive.comparing import Compared, compared
from archive.records import SqlRecords
from archive.reviving import revive
from archive.waiting import mail_named, waiting
from config.build import decider, open_archive, placer
from config.cli.app import ConfigOption, DataOption, JsonOption, app, say, say_json, settings_of
from config.cli.compared import show_compared
from config.cli.person import BecauseOption, ByOption, who
from config.cli.reviewed import as_object, show_history, show_one, show_outcome, show_waiting, timeline
from config.clock import now
from config.settings import Settings
from intake.deciding import Decider, Outcome
from intake.decisions import asking
from intake.decisions.asking import Person, Subject
from intake.decisions.model import Decision, DecisionKind
from intake.errors import ConfigurationError
from intake.receipt import as_typed, call_of

Codes = list[str] | None


@app.command()
def review(
    context: typer.Context,
    which: Annotated[
        str, typer.Argument(metavar="[RECEIPT|MAIL]", help="收件编号；没有编号的来信写列表里的前几位摘要")
    ] = "",
    accept: Annotated[bool, typer.Option("--accept", help="所有待核对事项都认可")] = False,
    send_back: Annotated[bool, typer.Option("--send-back", help="所有待核对事项都退回补正")] = False,
    waive: Annotated[Codes, typer.Option("--waive", metavar="CODE", help="这一条认可，不作要求；可写多次")] = None,
    confirm: Annotated[Codes, typer.Option("--confirm", metavar="CODE", help="这一条确有问题；可写多次")] = None,
    add: Annotated[Codes, typer.Option("--add", metavar="CODE", help="补充一条问题，与--says同用")] = None,
    says: Annotated[str, typer.Option("--says", metavar="TEXT", help="写给报送单位看的话")] = "",
    field: Annotated[str, typer.Option("--field", metavar="KEY", help="是哪一栏，如contact_mobile")] = "",
    document: Annotated[str, typer.Option("--document", metavar="NAME", help="补充的问题在哪个文件里")] = "",
    correct: Annotated[Codes, typer.Option("--set", metavar="FIELD=VALUE", help="更正一栏；可写多次")] = None,
    belongs: Annotated[str, typer.Option("--belongs", metavar="RECEIPT|new", help="最新一封来信属于哪一件")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="活动数量超限：保留这一项")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="活动数量超限：不保留这一项")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="报送单位撤回了这一件")] = False,
    seen: Annotated[bool, typer.Option("--seen", help="没有材料或读不了的来信：已经处理")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="读不了的来信再读一次：写了哪封就是那封，不写就是全部")
    ] = False,
    undo: Annotated[
        int | None, typer.Option("--undo", metavar="N", min=1, max=2**31 - 1, help="收回编号为N的决定")
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="这一件的来信、核对、决定、信件")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="最近一次来信改动了什么：文件、栏目、正文")] = False,
    between: Annotated[str, typer.Option("--between", metavar="N,M", help="比较第N次和第M次材料")] = "",
    by: ByOption = "",
    because: BecauseOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """待人工核对的来信和报送件：列出、查看、决定。"""
    settings, which, belongs = settings_of(context, config, data), as_typed(which), as_typed(belongs)
    records, blobs = open_archive(settings)
    deciding = decider(settings, records)
    if undo is not None:
        return _told(deciding.take_back(records.decided(undo), who(by), because), as_json)
    if again:
        return _again(records, which, who(by))
    if not which:
        if any(
            (
                accept,
                send_back,
                waive,
                confirm,
                add,
                correct,
                belongs,
                keep,
                drop,
                withdraw,
                seen,
                history,
                changes,
                between,
            )
        ):
            raise ConfigurationError("没有说是哪一件，请在review后面写收件编号")
        return _list(records, deciding, as_json)
    if history:
        return _history(records, which, as_json)
    if changes or between:
        return show_compared(_compared(records, deciding, which, between), as_json)
    if accept and send_back:
        raise ConfigurationError("--accept和--send-back不能同用，请只写一个；逐条决定请用--waive和--confirm")
    person = Person(who(by), now(), because)
    if belongs:
        return _told(_place(settings, deciding, blobs, which, belongs, person), as_json)
    subject = _subject(records, deciding, which, seen)
    if isinstance(subject, str):
        return _told(
            deciding.decide(Decision(person.at, person.name, because, DecisionKind.SEEN, mail=subject)), as_json
        )
    asked = [
        *(asking.accept(subject, person) if accept else ()),
        *(asking.send_back(subject, person, says) if send_back else ()),
        *(asking.on_finding(subject, person, DecisionKind.WAIVE, code, field) for code in waive or ()),
        *(asking.on_finding(subject, person, DecisionKind.CONFIRM, code, field, says) for code in confirm or ()),
        *(asking.add(subject, person, code, says, field, document) for code in add or ()),
        *(asking.correct(subject, person, *_assignment(each)) for each in correct or ()),
        *_putting_aside(subject, person, keep=keep, drop=drop, withdraw=withdraw, seen=seen),
    ]
    if not asked:
        return show_one(subject, deciding, as_json)
    return _told(deciding.decide(*asked), as_json)


def _again(records: SqlRecords, which: str, by: str) -> int:
    """Give mails that could not be read to the service once more."""
    mails = mail_named(records, which) if which else ("",)
    revived = revive(records, by, now(), mails[0]) if len(mails) == 1 else ()
    if which and not revived:
        raise ConfigurationError(f"“{which}”不是读不了的来信，可用baosong review查看")
    say(f"{len(revived)}封来信将重新解析；服务没有运行的，请运行baosong run" if revived else "没有读不了的来信")
    return 0


def _putting_aside(
    subject: Subject, person: Person, *, keep: bool, drop: bool, withdraw: bool, seen: bool
) -> Iterator[Decision]:
    if seen and subject.receipt:
        raise ConfigurationError("--seen只用于没有收件编号的来信；报送件请用--accept或--send-back")
    wanted = {
        DecisionKind.KEEP: keep,
        DecisionKind.DROP: drop,
        DecisionKind.WITHDRAW: withdraw,
        DecisionKind.SEEN: seen,
    }
    for kind in (kind for kind, is_wanted in wanted.items() if is_wanted):
        if kind is not DecisionKind.SEEN and not subject.receipt:
            raise ConfigurationError(f"{kind.wording}只用于有收件编号的报送件")
        yield subject.decision(person, kind)


def _list(records: SqlRecords, deciding: Decider, as_json: bool) -> int:
    found = waiting(records, [call.name for call in deciding.calls])
    if as_json:
        for each in found:
            say_json(as_object(each))
    else:
        show_waiting(found, deciding.calls)
    return 0


def _history(records: SqlRecords, receipt: str, as_json: bool) -> int:
    found = timeline(records, receipt)
    if found is None:
        raise ConfigurationError(f"没有收件编号{receipt}，请核对")
    return show_history(found, as_json)


def _compared(records: SqlRecords, deciding: Decider, receipt: str, between: str) -> Compared:
    """Two revisions, the last two where none are named."""
    call = next((each for each in deciding.calls if each.name == call_of(receipt)), None)
    if call is None:
        raise ConfigurationError(f"没有收件编号{receipt}，请核对")
    if merged := records.merged_into(receipt):
        raise ConfigurationError(f"{receipt}已并入{merged}，请用后一个编号")
    numbers = between.replace("，", ",").split(",") if between else []
    if numbers and (len(numbers) != 2 or not all(each.strip().isdecimal() for each in numbers)):
        raise ConfigurationError(f"--between“{between}”应写成1,2这样的两次")
    earlier, later = (int(each) for each in numbers) if numbers else (None, None)
    return compared(records, call, receipt, earlier, later)


def _subject(records: SqlRecords, deciding: Decider, which: str, seen: bool) -> Subject | str:
    """What it names; the digest alone where the mail couldn't be read and so can only be seen to."""
    if records.newest_mail(which) is not None or records.merged_into(which):
        return deciding.subject(which)
    mails = mail_named(records, which)
    if len(mails) != 1:
        raise ConfigurationError(
            f"“{which}”对应不止一封来信，请多写几位"
            if mails
            else f"没有“{which}”这个收件编号或来信，可用baosong review查看"
        )
    unread = {each.mail for each in waiting(records) if each.error}
    if mails[0] in unread:
        if seen:
            return mails[0]
        raise ConfigurationError("这封来信没能读取，请在邮箱里查看原信；处理完后用--seen登记")
    return deciding.subject(mail=mails[0])


def _place(settings: Settings, deciding: Decider, blobs: ObjectBlobs, receipt: str, to: str, person: Person) -> Outcome:
    with placer(settings, deciding, blobs) as placing:
        return placing.place(receipt, to, person)


def _assignment(text: str) -> Sequence[str]:
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise ConfigurationError(f"--set“{text}”应写成“栏目=内容”，如contact_mobile=13900001234")
    return key.strip(), value.strip()


def _told(outcome: Outcome, as_json: bool) -> int:
    if as_json:
        for decision in outcome.decisions:
            say_json({"decision": decision.id, "kind": decision.kind.value, "receipt": decision.receipt or None})
        return 0
    show_outcome(outcome)
    return 0
