"""`baosong results`: tells the organisations what became of their activities; shown first, sent when asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from archive.coverage import handed
from archive.records import SqlRecords
from archive.results import Earlier, earlier, send_results
from config.build import calls_of, open_archive
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say, say_json, say_table, settings_of
from config.cli.outbox import STATES
from config.cli.person import ByOption, who
from config.clock import now
from config.current import current_wording, rostered
from intake.call import Call
from intake.errors import ConfigurationError
from intake.letters.wording import Wording
from intake.model import Letter
from intake.receipt import as_typed
from intake.results import Result, Told, results_of, told
from review_export.scores.decided import NOT_SELECTED, read_results
from review_export.scores.ranked import rankings, scored_cases

_HELD = "结果通知，请过目后放行"
Before = Mapping[str, Earlier | None]


@app.command()
def results(
    context: typer.Context,
    listed: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="按这张表告知：xlsx或csv，有“收件编号”“结果”两栏；不写则按评分排名"
        ),
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="写入待发信件，由运行中的服务发出")] = False,
    hold: Annotated[bool, typer.Option("--hold", help="写入待放行信件，逐封过目后用outbox放行")] = False,
    again: Annotated[
        list[str] | None, typer.Option("--again", metavar="RECEIPT", help="这一件已经告知过，仍再发一封；可写多次")
    ] = None,
    by: ByOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """评审结果通知：先看谁会收到什么；--send才发，告知过的不再发。"""
    if send and hold:
        raise ConfigurationError("--send和--hold不能同用：--send直接发，--hold逐封过目后再放行")
    settings = settings_of(context, config, data)
    calls, moment = calls_of(settings, fallback=True), now()
    records, _ = open_archive(settings)
    call = _call(rostered(calls, records), listed is not None)
    again = [as_typed(each) for each in again or ()]
    units = _told(records, call, listed, current_wording(settings, records))
    _known(units, again)
    before = {_key(letter): earlier(records, letter) for each in units for letter in each.letters}
    if as_json:
        for each in units:
            say_json(_object(each, before))
    else:
        _show(call, units, before, written=send or hold)
    if send or hold:
        letters = [replace(letter, held=_HELD if hold else "") for each in units for letter in each.letters]
        written = send_results(records, call.name, letters, who(by), moment, again)
        where = "待放行，用baosong outbox查看和放行" if hold else "待服务发出"
        err.print(f"已写入{written}封结果通知，{where}；{len(letters) - written}封以前写过，没有重复", soft_wrap=True)
    return 0


def _call(calls: Sequence[Call], by_hand: bool) -> Call:
    """The call to tell the results of: the only one, or the one that is scored."""
    scored = [call for call in calls if call.criteria and call.awards]
    if scored:
        return scored[0]
    if by_hand:
        return calls[0]
    raise ConfigurationError(
        "通知文件里没有评分指标（[[criterion]]）和评选项目（[[award]]）；结果另行评定的，请用--from给出结果表"
    )


def _told(records: SqlRecords, call: Call, listed: Path | None, wording: Wording) -> tuple[Told, ...]:
    known = scored_cases(records, call)
    found = read_results(listed, known) if listed is not None else _ranked(records, call)
    senders = {each.receipt: each.sender for each in handed(records, call.name)}
    return told(call, found, senders, now(), wording)


def _ranked(records: SqlRecords, call: Call) -> tuple[Result, ...]:
    """By the scores; an award without a number of places selects nobody."""
    bounded = [each for each in call.awards if each.places is not None or each.quota]
    if not bounded:
        raise ConfigurationError(
            "评选项目都没有写名额，无从知道谁入选：请在通知文件的[[award]]中写places或quota，或用--from给出结果表"
        )
    ranked = rankings(records, call, scored_cases(records, call))
    return results_of(ranked[each.key] for each in bounded)


def _known(units: Sequence[Told], again: Sequence[str]) -> None:
    receipts = {receipt for each in units for letter in each.letters for receipt in letter.receipts}
    for receipt in again:
        if receipt not in receipts:
            raise ConfigurationError(f"--again“{receipt}”不在可以告知的报送件里")


def _show(call: Call, units: Sequence[Told], before: Before, written: bool) -> None:
    letters = [letter for each in units for letter in each.letters]
    new = [letter for letter in letters if before[_key(letter)] is None]
    say(
        f"[bold]{escape(call.title)}[/] 评审结果：{len(units)}个单位，{len(new)}封待告知，{len(letters) - len(new)}封已写过"
    )
    if not units:
        say("没有可以告知的结果。")
        return
    table = Table("单位", "活动与结果", "收件人", "情况", header_style="bold")
    for each in units:
        table.add_row(
            escape(each.organisation),
            escape("\n".join(map(_line, each.results))),
            escape("\n".join(letter.to for letter in each.letters)),
            escape("\n".join(_state(each, before))),
        )
    say_table(table)
    if new and not written:
        say(f"\n[bold]例如发往{escape(new[0].to)}的一封[/]  {escape(new[0].subject)}")
        say(escape(new[0].text.rstrip()))
        say("\n以上只是预览，没有写入信件：--send发出，--hold逐封过目后放行。")


def _line(result: Result) -> str:
    named = f"“{result.activity}”" if result.activity else "（本单位）"
    return result.open or f"{named}{'、'.join(result.awards) or NOT_SELECTED}"


def _state(each: Told, before: Before) -> list[str]:
    if each.open:
        return ["尚未定，暂不告知"]
    if not each.letters:
        return ["没有可写信的地址，请致电"]
    return [_earlier(before[_key(letter)]) for letter in each.letters]


def _earlier(known: Earlier | None) -> str:
    if known is None:
        return "待告知"
    differs = "" if known.same else "，与现在的不同，仍要发的加--again 收件编号"
    return f"信件{known.id}{STATES.get(known.state, '发送中')}{differs}"


def _object(each: Told, before: Before) -> dict[str, Any]:
    return {
        "organisation": each.organisation,
        "results": [
            {"receipts": list(one.receipts), "activity": one.activity, "awards": list(one.awards), "open": one.open}
            for one in each.results
        ],
        "letters": [_letter(letter, before[_key(letter)]) for letter in each.letters],
    }


def _letter(letter: Letter, known: Earlier | None) -> dict[str, Any]:
    return {
        "to": letter.to,
        "subject": letter.subject,
        "text": letter.text,
        "earlier": {"id": known.id, "state": known.state, "same": known.same} if known else None,
    }


def _key(letter: Letter) -> str:
    return f"{letter.to} {' '.join(letter.receipts)}"
