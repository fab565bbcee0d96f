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
    script = "from config.cli.commands import register; import sys; register(['--json', 'status']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("config.cli.") for name in done.stdout.split() if name.startswith("config.cli.")}
    assert "show" in loaded
    assert not loaded & {"backup", "calls", "demo", "export", "run", "serve"}
