"""Python processes of their own, started together, for races and for being killed."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.parts.warm import ROOT, Warm

_PREAMBLE = """
import sys
def ready():
    print("ready", flush=True)
    sys.stdin.readline()
"""


def together(count: int, script: str, *arguments: object) -> list[list[str]]:
    """Run a script that many times at once; each one's printed lines. A script that fails fails the test.

    What the script does before it calls `ready()` is preparation; that returns when all are ready.
    """
    with started(count, script, *arguments) as children:
        for child in children:
            assert child.stdin is not None
            child.stdin.write("go\n")
            child.stdin.flush()
        said = [child.communicate(timeout=60) for child in children]
    assert [child.returncode for child in children] == [0] * count, "\n".join(error for _, error in said)
    return [output.splitlines() for output, _ in said]


@contextmanager
def started(count: int, script: str, *arguments: object) -> Iterator[Sequence["subprocess.Popen[str]"]]:
    """Scripts running and ready; whatever happens, none is left behind."""
    pipe, program = subprocess.PIPE, _PREAMBLE + script
    children = [
        Warm(arguments, program, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(count)
    ]
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n", child.communicate()[1]
        yield children
    finally:
        for child in children:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout, child.stderr):
                if stream is not None:
                    stream.close()
