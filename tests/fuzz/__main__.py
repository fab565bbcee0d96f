"""`python -m tests.fuzz [--mutations N] [--seconds S] [--seed N] [--guided] [READER...]`: what `make fuzz` runs.

Each fault's sample is written to fuzz-found/ with the reader's name; fix it, and keep the sample in tests/corpus/fuzz/.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import islice

from tests.fuzz.keeping import FOUND, kept
from tests.fuzz.readers import READERS
from tests.fuzz.running import Fault, Reader, samples, tried

_GUIDED_SECONDS = 600  # over all readers, where no time is chosen


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", help=" ".join(reader.name for reader in READERS))
    parser.add_argument("--mutations", type=int, default=100_000, help="over all readers together")
    parser.add_argument("--seconds", type=float, default=0, help="end after this time; 0: only by the number")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--guided", action="store_true", help="towards code not reached yet, by atheris, for --seconds")
    given = parser.parse_args()
    chosen = [reader for reader in READERS if not given.readers or reader.name in given.readers]
    return _guided(chosen, given.seconds) if given.guided else _mutated(chosen, given)


def _mutated(chosen: Sequence[Reader], given: argparse.Namespace) -> int:
    ends = time.monotonic() + given.seconds if given.seconds else float("inf")
    tried_in_all, faults = 0, 0
    for number, reader in enumerate(chosen):
        left = len(chosen) - number
        until = time.monotonic() + (ends - time.monotonic()) / left
        found, count = _run(reader, given.seed, (given.mutations - tried_in_all) // left, until)
        tried_in_all += count
        faults += len(found)
        for fault in found:
            print(f"{kept(fault)}: {fault.what}")
    print(f"{tried_in_all} mutations in all, {faults} kinds of fault")
    return 1 if faults else 0


def _run(reader: Reader, seed: int, share: int, until: float) -> tuple[list[Fault], int]:
    faults: dict[str, Fault] = {}
    number = 0
    for sample in islice(samples(reader, seed), share):
        if time.monotonic() > until:
            break
        number += 1
        fault = tried(reader, sample)
        if fault is not None:
            faults.setdefault(fault.what[:80], fault)
    print(f"{reader.name}: {number} mutations, {len(faults)} kinds of fault", flush=True)
    return list(faults.values()), number


def _guided(chosen: Sequence[Reader], seconds: float) -> int:
    """Each reader in a process of its own, since libFuzzer ends the one it runs in."""
    before = set(FOUND.glob("*"))
    each = max(1, round((seconds or _GUIDED_SECONDS) / len(chosen)))
    ended = [
        subprocess.run([sys.executable, "-m", "tests.fuzz.guided", reader.name, str(each)], check=False).returncode
        for reader in chosen
    ]
    return 1 if any(ended) or set(FOUND.glob("*")) - before else 0


if __name__ == "__main__":
    sys.exit(main())
