"""A test that doesn't run proves nothing: a skip or an xfail fails the whole run.

What a module makes once for its own tests is made by one worker, and not by each: such a module's tests stay together.
"""

import gc
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parent
# a property holds on a busy machine, too: Hypothesis's own 200 ms an example, and its wish for quick drawing, don't
settings.register_profile("any machine", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("any machine")
_ALL_PARTS = re.compile(r"^pytestmark = .*\bpytest\.mark\.parts\b", re.MULTILINE)


class NothingSkipped:
    """Collects the tests that were skipped or expected to fail, and turns a green run with any of them red."""

    def __init__(self) -> None:
        self.unrun: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped or hasattr(report, "wasxfail"):
            self.unrun.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.unrun.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unrun and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for nodeid in self.unrun:
            terminalreporter.write_line(f"NOT RUN, which fails the run: {nodeid}", red=True)


class ModulesTogether(LoadScopeScheduling):
    """Gives each worker the next test, or the next whole module whose tests share what they cost."""

    def _split_scope(self, nodeid: str) -> str:  # as pytest-xdist's documentation has it
        path = nodeid.partition("::")[0]
        return path if _shares(path) else nodeid


@cache
def _shares(path: str) -> bool:
    return 'fixture(scope="' in (ROOT / path).read_text("utf-8")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`make check` doesn't import modules of which it runs no test: to collect is a fifth of its time."""
    quick = config.getoption("markexpr") == "not parts" and collection_path.suffix == ".py"
    return True if quick and _ALL_PARTS.search(collection_path.read_text("utf-8")) else None


def pytest_collection_finish() -> None:
    """What was loaded stays: to go through it again and again for rubbish takes a tenth of the tests' time."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return ModulesTogether(config, log)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(NothingSkipped(), "nothing-skipped")
