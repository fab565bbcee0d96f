"""A parsing process that is forked off reads, is held and ends as one that is started; and it can be had started."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parsers.children import Child, ChildDied
from parsers.limits import Limits
from tests.parsers import hostile
from tests.parts.parsing import loaded_anew
from tests.parts.warm import Warm

pytestmark = pytest.mark.parts
ROOT = Path(__file__).parents[2]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    made = Child(tmp_path, Limits(cpu_seconds=2), (ROOT,))
    yield made
    made.end()


def test_it_is_confined_as_any_other(child: Child, tmp_path: Path) -> None:
    assert isinstance(child._process, Warm)
    assert child.missing == ()
    assert child.ask(hostile.resolve, ("localhost",), 60) == ("done", "gaierror")
    (tmp_path / "settings").write_text("secret")
    assert child.ask(hostile.read, (str(tmp_path / "settings"),), 60) == ("done", "PermissionError")
    assert child.ask(os.getcwd, (), 60) == ("done", str(child.folder))
    assert child.ask(hostile.environment, (), 60)[1].keys() == {
        "HOME",
        "TMPDIR",
        "PATH",
        "LANG",
        "OPENBLAS_NUM_THREADS",
    }


def test_it_dies_of_its_limits_and_of_a_signal(child: Child) -> None:
    with pytest.raises(ChildDied, match="占用处理器超过2秒"):
        child.ask(hostile.spin, (), 60)
    assert not child.alive()


LEFT_ALONE = """
import os, signal, sys
from pathlib import Path
from parsers.children import Child
from parsers.limits import Limits
from tests.parts.parsing import forked_off
from tests.parts.warming import to_fork_off
by = to_fork_off()
forked_off(lambda: by)
print(Child(Path(sys.argv[1]), Limits()).pid, by.number, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_is_gone_with_whoever_asked_for_it(tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    with Warm([tmp_path], LEFT_ALONE, stdout=pipe, stderr=pipe, text=True) as asking:
        said, wrong = asking.communicate(timeout=60)
    assert (asking.returncode, wrong) == (-signal.SIGKILL, "")
    end = time.monotonic() + 30
    while any(Path("/proc", number).exists() for number in said.split()):
        assert time.monotonic() < end, said
        time.sleep(0.05)
    assert len(said.split()) == 2


def test_it_is_started_where_that_is_wanted(tmp_path: Path) -> None:
    with loaded_anew():
        child = Child(tmp_path, Limits())
    child.end()
    assert not isinstance(child._process, Warm)
