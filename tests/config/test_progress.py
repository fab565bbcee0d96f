"""How far something is: how many of how many, how fast, how long yet."""

import re

import pytest
from rich.console import Console

from config.cli import progress as module
from config.cli.progress import progress


def test_a_terminal_is_told_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Console(force_terminal=True, width=120, record=True, highlight=False)
    monkeypatch.setattr(module, "err", shown)
    with progress("收信") as told:
        for done in range(1, 61):
            told(done, 60)
    said = shown.export_text()
    assert "60/60" in said
    assert re.search(r"\d+封/秒", said)
    assert re.search(r"\d:\d\d:\d\d", said)


def test_a_file_or_a_pipe_is_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("收信") as told:
        told(1, 2)
    assert capsys.readouterr().err == ""
