"""Which module holds which command: only what is asked for is imported, since all of it together takes seconds."""

from collections.abc import Sequence
from importlib import import_module

MODULES = {
    "assign": "scores",
    "backup": "backup",
    "call": "calls",
    "check": "check",
    "demo": "demo",
    "doctor": "doctor",
    "export": "export",
    "import": "importing",
    "letters": "letters",
    "outbox": "outbox",
    "rebuild": "rebuilding",
    "recheck": "recheck",
    "remind": "remind",
    "restore": "backup",
    "results": "results",
    "review": "review",
    "run": "run",
    "scores": "scores",
    "search": "search",
    "serve": "serve",
    "status": "show",
    "verify": "verifying",
}


def register(words: Sequence[str]) -> None:
    """Make the commands known that a command line names; all of them where it names none, for the help and for advice.

    None where it asks for the version first: that is said before any command is looked for.
    """
    if words[:1] == ["--version"]:
        return
    named = [MODULES[word] for word in words if word in MODULES]
    for module in sorted(named or {*MODULES.values()}):
        import_module(f"config.cli.{module}")
