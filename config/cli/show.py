"""What shows how things are: status."""

import typer
from rich.markup import escape

from archive.coverage import decided
from archive.records import SqlRecords
from archive.returned import returned
from archive.today import Scope, handed_in
from archive.views import conditions, counts
from config.build import calls_of, jobs_queue, open_archive
from config.cli.app import ConfigOption, DataOption, JsonOption, app, say, say_json, settings_of
from config.cli.outbox import STATES
from config.current import rostered
from intake.call import Call
from intake.coverage import cover, in_numbers
from intake.letters.lines import in_words


@app.command()
def status(
    context: typer.Context, as_json: JsonOption = False, config: ConfigOption = None, data: DataOption = None
) -> int:
    """现在的情况：来信、报送件、名册各单位、信件、队列、最近的问题。"""
    settings = settings_of(context, config, data)
    calls = calls_of(settings, fallback=False) if settings.call else ()
    records, _ = open_archive(settings)
    found = counts(records)
    if settings.queue.kind == "procrastinate":
        running = jobs_queue(settings, records).progress().running
        found["queue"] |= {"running": running, "waiting": max(found["queue"]["waiting"] - running, 0)}
    if as_json:
        say_json(found)
        return 0
    submissions, outbox, queue = found["submissions"], found["outbox"], found["queue"]
    say(f"来信    {found['mails']}封，其中自动邮件等{found['ignored']}封")
    say(
        f"报送件  材料齐全{submissions['accepted']}，需补正{submissions['correction']}，待人工核对{submissions['review']}"
    )
    for call in rostered(calls, records):
        _say_coverage(records, call)
    say("信件    " + "，".join(f"{words}{outbox[state]}" for state, words in STATES.items() if state in outbox))
    if back := len(returned(records)):
        say(f"[red]退信[/]    {back}封，用outbox查看该给谁打电话")
    say(f"队列    待处理{queue['waiting']}，处理中{queue['running']}，留待人工{queue['dead']}")
    for each in conditions(records):
        say(f"[red]问题[/]    {escape(each.place)}：{escape(each.message)}（{in_words(each.since)}起）")
    return 0


def _say_coverage(records: SqlRecords, call: Call) -> None:
    if call.roster is None:
        return
    handed, decisions = handed_in(records, Scope(call.name, all_of_it=False)), decided(records, call.name)
    for stage in call.stages:
        rows = cover(call, stage, handed, decisions)
        say(f"{escape(stage.name)}（{escape(call.name)}，{stage.deadline}截止）：{in_numbers(rows)}")
