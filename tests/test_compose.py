"""compose.yaml and the Dockerfile, without an engine: what they start is what the command knows, and what they copy is here."""

import re
from pathlib import Path

import yaml
from typer.testing import CliRunner

from config.cli import app as _  # noqa: F401  registers the commands
from config.cli.app import app
from intake.service import Role

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def test_each_of_our_services_is_a_role_of_its_own_and_every_role_is_there_that_can_be() -> None:
    ours = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "baosong"}
    assert {name: service["command"] for name, service in ours.items()} == {
        role.value: ["run", "--role", role.value] for role in Role if role is not Role.ALL
    }
    for service in ours.values():
        assert service["build"] == "."
        assert service["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_what_is_mounted_is_declared() -> None:
    mounted = {place.partition(":")[0] for each in COMPOSE["services"].values() for place in each.get("volumes", ())}
    assert {name for name in mounted if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert set(COMPOSE["services"]["postgres"]["secrets"]) == set(COMPOSE["secrets"])


def test_the_image_is_built_from_the_lock_and_from_files_that_are_here() -> None:
    assert "--require-hashes -r requirements.txt" in DOCKERFILE
    copied = [name for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.M) for name in line.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"parsers", "intake", "archive", "review_export", "config"} <= set(copied)


def test_its_entrypoint_is_a_command_line_that_is_understood(tmp_path: Path) -> None:
    (words,) = re.findall(r'^ENTRYPOINT \["baosong", (.+)\]$', DOCKERFILE, re.M)
    options = [word.strip('"') for word in words.split(", ")]
    said = CliRunner().invoke(app, [*options, "run", "--role", "poller", "--help"])
    assert said.exit_code == 0, said.output
