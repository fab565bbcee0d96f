"""A real Dovecot on free ports of 127.0.0.1, with mailboxes of its own, gone when its context ends."""

import getpass
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient

from tests.parts.authority import Certificate

PASSWORD = "correct-horse"
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
mailbox_list_index = no
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = passwd-file
  deny = yes
  args = username_format=%u {folder}/refused
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server: any user name is a mailbox, all with PASSWORD."""

    folder: Path
    plain: int
    tls: int
    ca_file: Path

    @contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """A session of the test's own, as the office's mail program would have one."""
        trusted = ssl.create_default_context(cafile=str(self.ca_file))
        with IMAPClient("127.0.0.1", self.tls, ssl=True, ssl_context=trusted, timeout=20) as client:
            client.login(user, PASSWORD)
            yield client

    def deliver(self, user: str, *mails: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Append mails as they would arrive: unseen, without flags."""
        with self.client(user) as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for raw in mails:
                client.append(folder, raw, msg_time=at)

    def refuse(self, *users: str) -> None:
        """From now on these can't log in, whatever their password; everybody else can."""
        listed = self.folder / "refused"
        fresh = listed.with_suffix(".new")
        fresh.write_text("".join(f"{user}:\n" for user in users))
        fresh.chmod(0o644)
        fresh.rename(listed)

    def flags(self, user: str, folder: str = "INBOX") -> dict[int, set[bytes]]:
        """The flags of each mail, by UID; \\Recent apart, which is the session's."""
        with self.client(user) as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("ALL"), ["FLAGS"])
            return {uid: {flag for flag in data[b"FLAGS"] if flag != b"\\Recent"} for uid, data in found.items()}


@contextmanager
def dovecot(certificate: Certificate, ca_file: Path) -> Iterator[Dovecot]:
    """Start it, wait until it answers, end it. Raises RuntimeError with its log where it doesn't start."""
    binary = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if binary is None:
        raise RuntimeError("dovecot is not installed: apt install dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))  # short: its sockets' paths are limited to 107 bytes
    folder.chmod(0o755)
    server = Dovecot(folder, _free_port(), _free_port(), ca_file)
    server.refuse()
    (folder / "dovecot.conf").write_text(_configured(server, certificate))
    process = subprocess.Popen(
        [binary, "-F", "-c", str(folder / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        _wait_for(server, process)
        yield server
    finally:
        process.terminate()
        process.communicate(timeout=20)
        shutil.rmtree(folder)


def _configured(server: Dovecot, certificate: Certificate) -> str:
    root = os.geteuid() == 0
    user = getpass.getuser()
    uid, gid = (65534, 65534) if root else (os.getuid(), os.getgid())
    for name in ("mail", "home"):
        (server.folder / name).mkdir()
        os.chown(server.folder / name, uid, gid)
    return _CONFIG.format(
        folder=server.folder,
        cert=certificate.cert,
        key=certificate.key,
        plain=server.plain,
        tls=server.tls,
        password=PASSWORD,
        uid=uid,
        gid=gid,
        internal="dovecot" if root else user,
        login="dovenull" if root else user,
        group="dovecot" if root else user,
    )


def _wait_for(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.tls)) == 0:
                return
        time.sleep(0.05)
    log = server.folder / "dovecot.log"
    process.kill()
    said = process.communicate()[1].decode()
    raise RuntimeError(f"dovecot did not start: {said}{log.read_text() if log.exists() else ''}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
