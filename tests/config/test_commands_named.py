"""Each command's module is imported when it is asked for, and no other."""

import subprocess
import sys

import pytest
import typer

from config.cli.app import app
from config.cli.commands import MODULES, register


def test_every_command_is_in_the_table_and_every_name_in_the_table_is_a_command() -> None:
    register(())
    assert set(typer.main.get_group(app).commands) == set(MODULES)


@pytest.mark.parts
def test_one_command_does_not_import_the_others() -> None:
    loaded = loaded_by("--json", "status")
    assert "config.cli.show" in loaded
    assert not loaded & {f"config.cli.{name}" for name in ("backup", "calls", "demo", "export", "run", "serve")}
    assert not loaded & {"openpyxl", "xlsxwriter", "drawsvg", "starlette", "cv2"}  # half a second of what it doesn't do


@pytest.mark.parts
def test_the_version_is_said_without_any_command() -> None:
    loaded = loaded_by("--version")
    assert {name for name in loaded if name.startswith("config.cli.")} == {"config.cli.commands", "config.cli.main"} | {
        f"config.cli.{name}" for name in ("app", "usage")
    }


def loaded_by(*words: str) -> set[str]:
    """The modules that a process has loaded which is to run this command line."""
    script = "import sys; from config.cli.commands import register; register(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    return {*done.stdout.split()}
