"""`python -m tests.fuzz.guided READER SECONDS`: coverage-guided fuzzing of one reader by atheris.

It mutates towards code not reached yet, and ends at the first fault with its sample in a file `crash-…`.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["parsers.mail", "parsers.containers", "parsers.sniff", "parsers.packages"]):
    from tests.fuzz.readers import READERS
    from tests.fuzz.running import tried


def main(name: str, seconds: int) -> None:
    """Run one reader for that time."""
    reader = next(each for each in READERS if each.name == name)
    corpus = Path(tempfile.mkdtemp(prefix="baosong-fuzz-"))
    for number, sample in enumerate(reader.seeds):
        (corpus / str(number)).write_bytes(sample)

    def one(data: bytes) -> None:
        fault = tried(reader, data)
        if fault is not None:
            raise AssertionError(fault.what)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=60000", "-rss_limit_mb=4096", str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
