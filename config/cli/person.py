"""Who decides, from the command line: `--by`, else the name that the system knows the person by."""

import getpass
from typing import Annotated

import typer

from intake.errors import ConfigurationError

ByOption = Annotated[str, typer.Option("--by", metavar="NAME", help="谁作的决定，默认当前登录的用户")]
BecauseOption = Annotated[str, typer.Option("--because", metavar="TEXT", help="理由，留作记录")]
_LONGEST = 100


def who(by: str) -> str:
    """The person's name. Raises ConfigurationError where it can't be kept or nobody is known."""
    name = " ".join(by.split())
    if len(name) > _LONGEST:
        raise ConfigurationError(f"--by不应超过{_LONGEST}字")
    if name:
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise ConfigurationError("不知道是谁作的决定，请用--by写明姓名") from error
