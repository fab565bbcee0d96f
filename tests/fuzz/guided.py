"""Coverage-guided fuzzing of one reader by atheris, which mutates towards code not reached yet."""

import sys
import tempfile
from pathlib import Path

import atheris

from tests.fuzz.running import Reader, tried


def guide(reader: Reader, seconds: int) -> int:
    """Runs for that time; atheris ends the process with 77 at the first fault, its sample beside `crash-`."""
    corpus = Path(tempfile.mkdtemp(prefix="baosong-fuzz-"))
    for number, sample in enumerate(reader.seeds):
        (corpus / str(number)).write_bytes(sample)

    def one(data: bytes) -> None:
        fault = tried(reader, data)
        if fault is not None:
            raise AssertionError(fault.what)

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=60000", "-rss_limit_mb=4096", str(corpus)], one)
    atheris.Fuzz()
    return 0
