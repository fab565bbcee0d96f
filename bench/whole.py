"""`baosong check` over the sample mails, as a user starts it."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from time import perf_counter

from bench.sheets import SAMPLES
from bench.table import Table


def whole_table() -> Table:
    """Seconds for all sample mails in one start and for one alone, and how many verdicts are as written beside them."""
    mails = sorted(SAMPLES.glob("*.eml"))
    all_seconds, verdicts = _check(mails)
    one_seconds, _ = _check(mails[:1])
    wanted = {
        name: each["verdict"] for name, each in tomllib.loads((SAMPLES / "expected.toml").read_text("utf-8")).items()
    }
    right = sum(wanted.get(name) == verdict for name, verdict in verdicts.items())
    rows = (
        ("all", str(len(mails)), f"{all_seconds:.1f}", f"{all_seconds / len(mails):.2f}", f"{right} of {len(mails)}"),
        ("one scan alone", "1", f"{one_seconds:.1f}", f"{one_seconds:.2f}", ""),
    )
    heads = ("mails", "number", "s", "s a mail", "verdicts as expected.toml says")
    return Table(
        "`baosong check` of the sample mails", heads, rows, ("Start of the program and its two workers included.",)
    )


def _check(mails: list[Path]) -> tuple[float, dict[str, str]]:
    command = [str(Path(sys.executable).with_name("baosong")), "check", "--json", *map(str, mails)]
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = perf_counter() - start
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return seconds, {Path(line["source"]).stem: line["verdict"] for line in lines}
