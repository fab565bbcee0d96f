"""Where a fault's sample is put, for whoever mends it."""

import hashlib
from pathlib import Path

from tests.fuzz.running import Fault

FOUND = Path("fuzz-found")


def kept(fault: Fault) -> Path:
    """The sample's file: mend the fault, and keep the sample in tests/corpus/fuzz/."""
    FOUND.mkdir(exist_ok=True)
    path = FOUND / f"{fault.reader}-{hashlib.sha256(fault.sample).hexdigest()[:12]}"
    path.write_bytes(fault.sample)
    return path
