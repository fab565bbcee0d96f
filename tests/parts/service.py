"""The service as a user starts it: a configuration file and the command `baosong` in a process of its own."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.parts import warm
from tests.parts.dovecot import Dovecot
from tests.parts.sink import Sink

_CONFIG = """
call = ["2020-29"]

[[mailbox]]
host = "127.0.0.1"
port = {imap}
security = "tls"
username = "{user}"
password_file = "imap.secret"
ca_file = "{ca_file}"
poll_seconds = 0.3
{mailbox}

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "{smtp_security}"
ca_file = "{ca_file}"
from = "活动办公室 <submit@office.example.org>"
{sending}

[replies]
wait_seconds = 0
{replies}

[queue]
workers = 2
"""


@dataclass(frozen=True)
class Installed:
    """A configured service in a folder."""

    folder: Path
    config: Path
    loaded_anew: bool = False  # each process that is started

    def run(self, *arguments: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        return warm.run([*arguments, "--config", self.config], timeout, cwd=self.folder, text=True)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """One command that goes on; its log goes to service.log."""
        with (self.folder / "service.log").open("a") as log:
            return warm.command(
                [*arguments, "--config", self.config],
                self.loaded_anew,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,  # so that a test may signal it with its children
            )

    def status(self) -> dict[str, Any]:
        """What `status --json` says."""
        said: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return said


def installed(
    folder: Path,
    imap: Dovecot,
    user: str,
    sink: Sink,
    mailbox: str = "",
    sending: str = "",
    replies: str = "",
    imap_port: int | None = None,
    smtp_security: str = "none",
) -> Installed:
    """A service that polls `user` and answers by the sink; the last arguments are further lines of its sections."""
    (folder / "imap.secret").write_text("correct-horse\n")
    config = folder / "baosong.toml"
    config.write_text(
        _CONFIG.format(
            imap=imap_port or imap.tls,
            user=user,
            ca_file=imap.ca_file,
            smtp=sink.port,
            mailbox=mailbox,
            sending=sending,
            smtp_security=smtp_security,
            replies=replies,
        ),
        "utf-8",
    )
    return Installed(folder, config)
