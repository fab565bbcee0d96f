"""`python -m tests.play [--organisations N] [--seed N]`: the whole play, its figures, and all that was not as it ought to be."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from config.logs import errors_only
from tests.parts.authority import Authority
from tests.parts.dovecot import dovecot
from tests.parts.sink import sink
from tests.play.cast import cast
from tests.play.company import company, review
from tests.play.stage import staged


def main() -> int:
    """Perform it; 1 where anything was not as it ought to be."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--organisations", type=int, default=300)
    asked.add_argument("--seed", type=int, default=2020)
    size = asked.parse_args()
    errors_only()
    begun = time.monotonic()
    units = cast(size.organisations, size.seed)
    with tempfile.TemporaryDirectory(prefix="play-") as kept, sink() as letters:
        folder = Path(kept)
        authority = Authority(folder)
        with (
            dovecot(authority.issue("imap"), authority.ca_file) as imap,
            staged(folder, units, imap, "play", letters) as stage,
        ):
            stage.perform(company(units, size.seed))
            found = review(stage, units)
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(found.letters.items()))
    print(f"{found.organisations} organisations, {found.mails} mails, {sum(found.letters.values())} letters ({kinds})")
    for name in ("surprises", "states", "wrong_letters", "doubled", "reminders"):
        print(f"{name}: {len(getattr(found, name))}")
    print(*found.faults, sep="\n", file=sys.stderr)
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
