"""`python -m tests.fuzz [--mutations N] [--seconds S] [--seed N] [READER...]`: what `make fuzz` runs.

Each fault's sample is written to fuzz-found/ with the reader's name; fix it, and keep the sample in tests/corpus/fuzz/.
"""

import argparse
import hashlib
import sys
import time
from itertools import islice
from pathlib import Path

from tests.fuzz.readers import READERS
from tests.fuzz.running import Fault, Reader, samples, tried

FOUND = Path("fuzz-found")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", help=" ".join(reader.name for reader in READERS))
    parser.add_argument("--mutations", type=int, default=100_000, help="over all readers together")
    parser.add_argument("--seconds", type=float, default=0, help="end after this time; 0: only by the number")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    chosen = [reader for reader in READERS if not given.readers or reader.name in given.readers]
    faults = [fault for reader in chosen for fault in _run(reader, given, len(chosen))]
    for fault in faults:
        _keep(fault)
    return 1 if faults else 0


def _run(reader: Reader, given: argparse.Namespace, readers: int) -> list[Fault]:
    until = time.monotonic() + given.seconds / readers if given.seconds else float("inf")
    faults: dict[str, Fault] = {}
    number = 0
    for sample in islice(samples(reader, given.seed), given.mutations // readers):
        if time.monotonic() > until:
            break
        number += 1
        fault = tried(reader, sample)
        if fault is not None:
            faults.setdefault(fault.what[:80], fault)
    print(f"{reader.name}: {number} mutations, {len(faults)} kinds of fault", flush=True)
    return list(faults.values())


def _keep(fault: Fault) -> None:
    FOUND.mkdir(exist_ok=True)
    path = FOUND / f"{fault.reader}-{hashlib.sha256(fault.sample).hexdigest()[:12]}"
    path.write_bytes(fault.sample)
    print(f"{path}: {fault.what}")


if __name__ == "__main__":
    sys.exit(main())
