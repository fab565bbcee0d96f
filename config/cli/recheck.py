"""`baosong recheck`: what a changed rule, call file or template would change; or all anew from mails and decisions alone."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.markup import escape

from archive.past import differences, past
from archive.records import open_records
from config.build import decider, open_archive, sandbox
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say, say_json, settings_of
from config.cli.assessed import finding_object
from config.cli.progress import progress
from config.current import current_wording
from config.settings import Settings
from intake.deciding import Decider
from intake.decisions.amending import as_text
from intake.errors import ConfigurationError
from intake.rechecking import Change, Rechecker
from intake.replaying import Replayer
from intake.scratch import Scratch


@app.command()
def recheck(
    context: typer.Context,
    call: Annotated[str, typer.Option("--call", metavar="NAME", help="只核对这个通知的，写通知的name")] = "",
    since: Annotated[str, typer.Option("--since", metavar="DATE", help="只核对这一天以来收到的")] = "",
    apply: Annotated[bool, typer.Option("--apply", help="把变化写入；没有发出的信按新结果重写，待人放行")] = False,
    send: Annotated[
        bool, typer.Option("--send", help="与--apply同用：重写的信直接发，已发的信不再属实的另发一封")
    ] = False,
    from_mails: Annotated[
        bool,
        typer.Option("--from-mails", help="另起一个空库，只凭来信和决定从头重做一遍，看与现在是否相同；什么也不改"),
    ] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """规则、通知文件或模板改动后：会有什么变化。不写--apply什么也不改，不写--send不发信。"""
    settings = settings_of(context, config, data)
    if send and not apply:
        raise ConfigurationError("--send要与--apply同用：先不加它们看看会有什么变化")
    records, _ = open_archive(settings)
    deciding = decider(settings, records)
    names = [each.name for each in deciding.calls]
    if call and call not in names:
        raise ConfigurationError(f"--call“{call}”不在配置的通知里，应为{'、'.join(names)}之一")
    if from_mails:
        return _from_mails(settings, deciding, as_json)
    return _recheck(Rechecker(deciding), [call] if call else names, _day(since), as_json, apply, send)


def _recheck(
    rechecker: Rechecker, calls: Sequence[str], since: date | None, as_json: bool, apply: bool, send: bool
) -> int:
    mails = rechecker.mails(calls, since)
    changes, refused = 0, 0
    with progress("重新核对") as told:
        for number, mail in enumerate(mails, 1):
            change = rechecker.look(mail)
            told(number, len(mails))
            if isinstance(change, str):
                refused += 1
                err.print(escape(change), soft_wrap=True)
            elif change is not None:
                changes += 1
                say_json(_object(change)) if as_json else _show(change)
                if apply:
                    rechecker.apply(mail, send)
    done = "已写入" if apply else "没有改动任何内容，写入请加--apply"
    err.print(
        f"核对{len(mails)}封来信，{changes}封有变化{f'，{refused}封无法核对' if refused else ''}；{done}",
        soft_wrap=True,
    )
    return 1 if refused else 0


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"--since“{text}”应写成2020-04-15这样的日期") from error


def _show(change: Change) -> None:
    receipts = "、".join(each for each in _receipts(change) if each)
    say(f"[bold]{receipts or change.mail[:8]}[/]  {escape(change.sender)} {escape(change.subject)}")
    for before, after in change.verdicts.values():
        say(f"  结果  {before.wording} → {after.wording}")
    for sign, findings in (("−", change.gone), ("+", change.found)):
        for finding in (each for found in findings.values() for each in found):
            say(f"  {sign} {escape(finding.detail)} [dim]{finding.code.value}[/]")
    for fields in change.fields.values():
        for key, (was, now) in fields.items():
            say(f"  {escape(key)}  {escape(as_text(was))} → {escape(as_text(now))}")
    if change.letter is not None:
        say(f"  信件  {'已发的不再属实，应另发' if change.again else '尚未发出，重写'}：{change.letter.kind}")


def _receipts(change: Change) -> list[str]:
    parts: tuple[Mapping[str, object], ...] = (change.verdicts, change.gone, change.found, change.fields)
    return list(
        dict.fromkeys([*(key for part in parts for key in part), *(change.letter.receipts if change.letter else ())])
    )


def _object(change: Change) -> dict[str, Any]:
    return {
        "mail": change.mail,
        "receipts": [each for each in _receipts(change) if each],
        "verdicts": {key: [was.value, now.value] for key, (was, now) in change.verdicts.items()},
        "gone": {key: [finding_object(each) for each in found] for key, found in change.gone.items()},
        "found": {key: [finding_object(each) for each in found] for key, found in change.found.items()},
        "fields": {key: {k: list(v) for k, v in fields.items()} for key, fields in change.fields.items()},
        "letter": {
            "kind": change.letter.kind,
            "to": change.letter.to,
            "text": change.letter.text,
            "again": change.again,
        }
        if change.letter
        else None,
    }


def _from_mails(settings: Settings, deciding: Decider, as_json: bool) -> int:
    """Into a database of its own below a temporary folder; the archive's documents are there already."""
    records, blobs = open_archive(settings)
    events = past(records)
    with (
        TemporaryDirectory(prefix="baosong-") as folder,
        sandbox(settings, 1) as parsing,
        progress("从头重做", "项") as told,
    ):
        fresh = open_records(f"sqlite:///{folder}/records.db", records.domain)
        replayer = Replayer(
            fresh,
            blobs,
            parsing,
            deciding.calls,
            deciding.our_addresses,
            timedelta(seconds=settings.replies.wait_seconds),
            Scratch(Path(folder) / "scratch"),
            current_wording(settings, records),
            said=lambda line: err.print(escape(line), soft_wrap=True),
        )
        done = iter(range(1, len(events) + 1))
        replayer.replay(events, lambda: told(next(done), len(events)))
        found = list(differences(records, fresh))
        fresh.engine.dispose()
    for line in found:
        say_json({"difference": line}) if as_json else say(escape(line))
    err.print(
        f"凭{len(events)}项来信和决定从头重做，{f'有{len(found)}处与现在不同' if found else '与现在完全相同'}",
        soft_wrap=True,
    )
    return 1 if found else 0
