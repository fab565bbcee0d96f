"""A mail of 60 MB is never more than three times in memory: in the process that takes it in, and in the one that files it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts.dovecot import PASSWORD, Dovecot
from tests.parts.post import word_only

ROOT = Path(__file__).parents[2]
_PREAMBLE = """
import sys
from datetime import timedelta
from pathlib import Path
from archive.blobs import FolderBlobs
from archive.records import open_records
from config.calls import load_call
from config.clock import now
from intake.pipeline import Examiner, Intake, Pipeline
from intake.ports import Sighting
from intake.queue import EmbeddedQueue
from intake.scratch import Scratch
from parsers.sandbox import ProcessSandbox
from tests.parts.post import word_only

def most():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024

home = Path(sys.argv[1])
records, blobs = open_records(f"sqlite:///{home}/records.db"), FolderBlobs(home / "blobs")
intake = Intake(blobs, records, EmbeddedQueue(records, 1), now)
"""
TAKING = """
intake.take_in(word_only(1), now(), Sighting("submit", "INBOX", 7, 1))
raw = word_only(2) + b"x" * 76 + (b"\\r\\n" + b"QUJD" * 19) * (60 * 2**20 // 78)
before = most() - len(raw)
intake.take_in(raw, now(), Sighting("submit", "INBOX", 7, 2))
print((most() - before) / len(raw))
"""
FILING = """
with ProcessSandbox(1) as sandbox:
    pipeline = Pipeline(
        blobs, records, Examiner(sandbox, frozenset()), (load_call("2020-29"),), now, timedelta(0),
        Scratch(home / "scratch"),
    )
    small, large = sorted(records.pending(), key=lambda digest: records.raw(digest).size)
    pipeline.assess(small)
    before = most()
    pipeline.assess(large)
    print((most() - before) / records.raw(large).size)
print(records.pending())
"""


POLLING = """
from intake.imap import ImapSource, Mailbox
from intake.tls import Security

def poll(folder):
    reached = Mailbox("127.0.0.1", int(sys.argv[2]), Security.TLS, sys.argv[3], sys.argv[4], (folder,), ca_file=sys.argv[5])
    return ImapSource(reached, records, intake).poll()

poll("small")
before = most()
taken = poll("large")
print((most() - before) / max(records.raw(digest).size for digest in records.pending()))
print(taken)
"""


def said(script: str, home: Path, *further: object) -> list[str]:
    command = [sys.executable, "-c", _PREAMBLE + script, str(home), *map(str, further)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parts
def test_a_mail_of_60_mb_comes_over_the_line_once(imap_server: Dovecot, mailbox: str, tmp_path: Path) -> None:
    """Bytes beyond ASCII, of which a line of a log would make four characters each."""
    large = word_only(2) + ("\r\n" + "报送" * 19).encode("gb18030") * (60 * 2**20 // 78)
    imap_server.deliver(mailbox, word_only(1), folder="small")
    imap_server.deliver(mailbox, large, folder="large")
    times, taken = said(POLLING, tmp_path, imap_server.tls, mailbox, PASSWORD, imap_server.ca_file)
    assert 1 <= float(times) < 2
    assert taken == "1"


@pytest.mark.parts
def test_a_mailbox_full_of_large_mails_at_the_first_start_is_never_whole_in_memory(
    imap_server: Dovecot, mailbox: str, tmp_path: Path
) -> None:
    """80 MB here; `make chaos` takes 2 GB."""
    padding = b"\r\n" + b"x" * 76
    imap_server.deliver(mailbox, word_only(0), folder="small")
    imap_server.deliver(mailbox, *(word_only(n) + padding * (4_000_000 // 78) for n in range(1, 21)), folder="large")
    times, taken = said(POLLING, tmp_path, imap_server.tls, mailbox, PASSWORD, imap_server.ca_file)
    assert taken == "20"
    assert float(times) < 15  # mails: two batches


@pytest.mark.parts
def test_a_mail_of_60_mb_streams(tmp_path: Path) -> None:
    (times,) = said(TAKING, tmp_path)
    assert 1 <= float(times) < 2
    times, pending = said(FILING, tmp_path)
    assert float(times) < 1
    assert pending == "()"
