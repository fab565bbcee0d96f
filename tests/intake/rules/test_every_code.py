"""Every code that the program yields has its minimal pair beside its rule."""

from collections import Counter
from importlib import import_module
from pathlib import Path

from intake.codes import CODES, Code, Severity
from tests.cases import Pair

HERE = Path(__file__).parent
SEVERITIES = {
    # the table's exceptions: what a code may weigh beside its usual severity
    Code.CLOUD_LINK: {Severity.WARNING},
    Code.CONTAINER_UNREADABLE: {Severity.REVIEW},
    Code.DOCUMENT_UNREADABLE: {Severity.REVIEW, Severity.WARNING},
    Code.PDF_MISSING: {Severity.REVIEW},
    Code.SIGNATURE_INVALID: {Severity.WARNING},
    Code.FIELD_MISSING: {Severity.WARNING},
    Code.FIELD_INVALID: {Severity.WARNING},
    Code.TEXT_TOO_LONG: {Severity.WARNING},
}


def _pairs() -> list[Pair]:
    names = sorted(path.stem for path in HERE.glob("test_*.py") if path.stem != Path(__file__).stem)
    modules = [import_module(f"tests.intake.rules.{name}") for name in names]
    return [pair for module in modules for pair in getattr(module, "PAIRS", ())]


def test_every_code_has_its_pair() -> None:
    shown = Counter((pair.code, pair.severity) for pair in _pairs())
    wanted = {(code, severity) for code in Code for severity in {code.severity} | SEVERITIES.get(code, set())}
    assert wanted - shown.keys() == set()
    assert shown.keys() - wanted == set()


def test_every_rule_has_its_file() -> None:
    silent = {"saying", "sealing", "silence", "__init__"}
    rules = {path.stem for path in (HERE.parents[2] / "intake" / "rules").glob("*.py")} - silent
    assert {f"test_{rule}.py" for rule in rules} <= {path.name for path in HERE.glob("test_*.py")}


def test_the_table_has_every_code_with_words() -> None:
    assert list(CODES) == list(Code)
    assert all(code.wording for code in Code)
