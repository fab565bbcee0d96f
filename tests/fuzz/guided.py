"""`python -m tests.fuzz.guided READER SECONDS`: coverage-guided fuzzing of one reader by atheris.

It mutates towards code not reached yet. A fault's sample is kept and the search goes on; what ends the process itself
(a crash in C, a sample that hangs) leaves its sample in a file `crash-…` or `timeout-…`.
"""

import sys
import tempfile
from pathlib import Path

import atheris

_ROOMS = ("mail", "containers", "sniff", "packages", "scripts", "word", "form")
_HANGS = 60  # seconds of one sample

with atheris.instrument_imports(include=[f"parsers.{room}" for room in _ROOMS]):
    from tests.fuzz.keeping import kept
    from tests.fuzz.readers import READERS
    from tests.fuzz.running import tried


def main(name: str, seconds: int) -> None:
    """Search one reader for that time; libFuzzer ends the process by itself."""
    reader = next(each for each in READERS if each.name == name)
    corpus = Path(tempfile.mkdtemp(prefix="baosong-fuzz-"))
    for number, sample in enumerate(reader.seeds):
        (corpus / str(number)).write_bytes(sample)
    known: set[str] = set()

    def one(data: bytes) -> None:
        fault = tried(reader, data)
        if fault is not None and fault.what[:80] not in known:
            known.add(fault.what[:80])
            print(f"{kept(fault)}: {fault.what}", flush=True)

    options = (f"-max_total_time={seconds}", "-max_len=60000", "-rss_limit_mb=4096", f"-timeout={_HANGS}")
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", "-close_fd_mask=0", str(corpus)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
