"""`baosong remind`: who has not submitted or has faults open, and the reminder to them."""

from datetime import date
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from archive.coverage import decided, handed, send_reminders
from config.build import calls_of, open_archive
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say, say_json, say_table, settings_of
from config.cli.noting import Noted, note
from config.cli.person import BecauseOption, ByOption, who
from config.clock import now
from config.current import current_wording, rostered
from intake.call import Call, Stage
from intake.coverage import Covered, cover, in_numbers, stage_to_remind_of
from intake.errors import ConfigurationError
from intake.letters.reminding import Reminder, remind


@app.command(name="remind")
def reminders(
    context: typer.Context,
    send: Annotated[bool, typer.Option("--send", help="写入待发信件，由运行中的服务发出")] = False,
    stage: Annotated[str, typer.Option("--stage", help="提醒哪个阶段，写通知文件里的key；默认下一个截止的")] = "",
    elsewhere: Annotated[
        str, typer.Option("--elsewhere", metavar="UNIT", help="登记这个单位已另行报送，不再提醒")
    ] = "",
    not_submitting: Annotated[
        str, typer.Option("--not-submitting", metavar="UNIT", help="登记这个单位不报送，不再提醒")
    ] = "",
    expected: Annotated[str, typer.Option("--expected", metavar="UNIT", help="这个单位仍应报送")] = "",
    extend: Annotated[str, typer.Option("--extend", metavar="UNIT", help="给这个单位延期，与--until同用")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="延到哪一天，如2020-04-30")] = "",
    by: ByOption = "",
    because: BecauseOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """名册里谁还没报、谁有问题没补正；--send才发提醒。也登记谁已另行报送、不报送、延期。"""
    settings = settings_of(context, config, data)
    of_files = calls_of(settings, fallback=False)
    records, _ = open_archive(settings)
    calls = [call for call in rostered(of_files, records) if call.roster is not None]
    if not calls:
        raise ConfigurationError(
            '通知没有名册，不知道该提醒谁，请在通知文件中写roster = "名册.xlsx"，或在网页的“单位”页导入名册'
        )
    moment, wording = now(), current_wording(settings, records)
    noted = Noted(elsewhere, not_submitting, expected, extend, until, stage, who(by), because)
    if noted.anything:
        return note(settings, records, calls, noted, moment, send)
    for call in calls:
        chosen = _stage(call, stage, moment.date())
        if chosen is None:
            say(f"{escape(call.title)}：各阶段都已截止，没有要提醒的；确需提醒可用--stage指定阶段")
            continue
        rows = cover(call, chosen, handed(records, call.name), decided(records, call.name))
        due = [reminder for row in rows if (reminder := remind(call, row, moment, wording)) is not None]
        _show(call, chosen, rows, due, as_json)
        if send:
            letters = [letter for reminder in due for letter in reminder.letters]
            written = send_reminders(records, call.name, letters, moment)
            err.print(
                f"已写入{written}封提醒，待服务发出；{len(letters) - written}个地址一天内已提醒过，没有重复",
                soft_wrap=True,
            )
    return 0


def _stage(call: Call, asked: str, today: date) -> Stage | None:
    if not asked:
        return stage_to_remind_of(call, today)
    for stage in call.stages:
        if stage.key == asked:
            return stage
    raise ConfigurationError(f"--stage“{asked}”应为{'、'.join(stage.key for stage in call.stages)}之一")


def _show(call: Call, stage: Stage, rows: tuple[Covered, ...], due: list[Reminder], as_json: bool) -> None:
    if as_json:
        for row in rows:
            say_json(_object(call, row, next((each for each in due if each.covered is row), None)))
        return
    say(f"[bold]{escape(call.title)}[/] {stage.name}（{stage.deadline}截止）：{in_numbers(rows)}")
    table = Table("单位", "情况", "提醒谁", "还差什么", header_style="bold")
    for each in due:
        addresses = "、".join(letter.to for letter in each.letters)
        telephone = each.covered.organisation.telephone
        table.add_row(
            escape(each.covered.name),
            each.covered.standing.wording,
            escape(addresses or f"没有邮箱，请致电{telephone}" if telephone or addresses else "没有邮箱和电话"),
            escape("\n".join(fault for one in each.covered.handed for fault in one.faults)),
        )
    if due:
        say_table(table)
    else:
        say("没有要提醒的单位。")


def _object(call: Call, row: Covered, reminder: Reminder | None) -> dict[str, Any]:
    return {
        "call": call.name,
        "stage": row.stage.key,
        "organisation": row.name,
        "category": row.organisation.category,
        "standing": row.standing.value,
        "deadline": row.stage.deadline.isoformat(),
        "receipts": [each.receipt for each in row.handed],
        "faults": [fault for each in row.handed for fault in each.faults],
        "remind": [letter.to for letter in reminder.letters] if reminder else [],
        "telephone": row.organisation.telephone,
    }
