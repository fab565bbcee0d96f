"""Runs a command and turns what it raises into one clear line and an exit code, once, at the edge.

0 done; 1 done, and something needs attention; 2 wrong usage, configuration or refused login.
"""

import os
import sys

import typer
from sqlalchemy.exc import SQLAlchemyError

from config.cli.app import app
from config.cli.commands import register
from config.cli.usage import in_chinese
from config.logs import set_up
from intake.errors import BaosongError

ATTENTION, WRONG = 1, 2


def main() -> None:
    """The command `baosong`."""
    set_up("--debug" in sys.argv)
    sys.exit(exit_code())


def exit_code() -> int:
    """Run the command line; the code to leave with."""
    try:
        register(sys.argv[1:])
        result = app(standalone_mode=False)
    except typer.Exit as leaving:
        return leaving.exit_code
    except typer.TyperException as error:
        words = error.format_message()
        return (
            _say(f"用法不对：{in_chinese(words)}（用--help看用法）") if words else WRONG
        )  # no words: the help has been shown
    except (typer.Abort, KeyboardInterrupt):
        return _say("已中止")
    except BaosongError as error:
        return _say(str(error))
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, SQLAlchemyError) as error:
        if "--debug" in sys.argv:
            raise
        return _say(f"{type(error).__name__}：{str(error).splitlines()[0]}（加--debug看详情）")
    return int(result or 0)


def _say(line: str) -> int:
    typer.echo(f"baosong: {line}", err=True)
    return WRONG
