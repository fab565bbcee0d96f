"""`baosong doctor`: tries every configured part for real and says what to mend."""

import typer
from rich.markup import escape

from config.cli.app import ConfigOption, DataOption, JsonOption, app, say, say_json, settings_of
from config.clock import now
from config.doctor import examine_house
from review_export.web.installation import Health

_SIGNS = {Health.GOOD: "[green]✓[/]", Health.WARN: "[yellow]![/]", Health.BAD: "[red]✗[/]"}


@app.command()
def doctor(
    context: typer.Context, as_json: JsonOption = False, config: ConfigOption = None, data: DataOption = None
) -> int:
    """逐项试用配置里的每一部分，说明要改什么；不收信、不发信。"""
    settings = settings_of(context, config, data)
    worst = 0
    for look in examine_house(settings, now):
        worst = max(worst, look.health is Health.BAD)
        if as_json:
            say_json({"part": look.part, "health": look.health.value, "said": look.said})
        else:
            say(f"{_SIGNS[look.health]} {look.part}：{escape(look.said)}")
    if not as_json:
        say("有要改正的地方。" if worst else "各部分都能用。")
    return int(worst)
