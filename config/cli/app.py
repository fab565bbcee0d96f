"""The application object and what every command shares: `--config` and `--data`, before or after its name."""

import json
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from config.settings import Settings, load_settings

app = typer.Typer(
    name="baosong",
    help="报送：收信、核对、登记、回信、导出。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ConfigOption = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="配置文件（TOML）")]
DataOption = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="数据目录，默认./baosong-data")]
JsonOption = Annotated[bool, typer.Option("--json", help="标准输出只有JSON")]

_UNBOUNDED = 1000  # columns
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """A line for a person; only a terminal wraps it, never a pipe."""
    out.print(text, soft_wrap=True)


def say_table(table: Table) -> None:
    """A table for a person; in a file or pipe a row stays a line."""
    screen = out if out.is_terminal else Console(highlight=False, width=_UNBOUNDED)
    screen.print(table)


def say_json(value: Any) -> None:
    """A JSON line, in UTF-8 whatever the terminal's encoding."""
    typer.echo(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"baosong {version_of('baosong')}")
        raise typer.Exit


@app.callback()
def every_command(
    context: typer.Context,
    config: ConfigOption = None,
    data: DataOption = None,
    debug: Annotated[bool, typer.Option("--debug", help="出错时显示调用栈")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_say_version, is_eager=True, help="版本号")] = False,
) -> None:
    """Keeps what stood before the command's name."""
    del version  # said before anything else
    context.obj = {"config": config, "data": data, "debug": debug}


def settings_of(context: typer.Context, config: Path | None, data: Path | None) -> Settings:
    """The settings, from the options before or after the command's name. Raises ConfigurationError."""
    before: dict[str, Any] = context.obj or {}
    return load_settings(config or before.get("config"), data or before.get("data"))
