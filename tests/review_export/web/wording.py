"""All Chinese wording that the web application may show, found in its own files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

from archive.accounts import Role
from config.doctor import PARTS
from intake.codes import CODES, Verdict
from intake.coverage import Standing
from intake.decisions.model import Attitude, DecisionKind
from intake.grouping.evidence import Reason
from intake.letters.wording import KINDS
from intake.scoring import Wrong
from review_export.scores.desk import Progress
from review_export.web.pages.settings import REST

ROOT = Path(__file__).parents[3]
WEB = ROOT / "review_export" / "web"
CHARTS = [ROOT / "review_export" / "charts" / f"{name}.py" for name in ("gathering", "scores")]
SPEAKING = (*sorted(WEB.rglob("*.py")), *sorted((ROOT / "archive" / "accounts").glob("p*.py")), *CHARTS)
_PATTERNS = ("【([^【】]*)】", r"盖\s*章|公\s*章|签\s*章|印\s*章", r"表(\d+)第(\d+)行")
NOT_SHOWN = frozenset(("中文", *_PATTERNS))  # a language is called by its own name


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def in_templates() -> Iterator[str]:
    """What templates say through gettext; of a plural the singular."""
    methods = [("**.html", "jinja2.ext:babel_extract")]
    for _, _, message, _, _ in extract_from_dir(WEB / "templates", methods):
        yield message[0] if isinstance(message, tuple) else message


def in_code() -> Iterator[str]:
    """String literals with Chinese in them, but for docstrings, log lines and pieces of f-strings."""
    for path in SPEAKING:
        tree = ast.parse(path.read_text("utf-8"))
        silent = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and "log." in ast.unparse(node.func)):
                silent |= {id(inner) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
                yield node.value


def all_wording() -> set[str]:
    enums = [
        *(entry.wording for entry in CODES.values()),
        *KINDS.values(),
        *(PARTS[part] for part in REST),
        *(
            each.wording
            for kind in (Role, Verdict, Standing, Reason, Progress, Wrong, DecisionKind, Attitude)
            for each in kind
        ),
    ]
    return {each for each in (*in_templates(), *in_code(), *enums) if is_chinese(each)} - NOT_SHOWN


def outside_gettext() -> Iterator[str]:
    """Chinese in a template that no `_()` or `trans` wraps: an English reader would meet it. Examples of queries may be."""
    for path in sorted((WEB / "templates").glob("*.html")):
        text = re.sub(
            r"<code>.*?</code>|\{#.*?#\}|\{%-?\s*trans.*?endtrans\s*-?%\}|\{\{.*?\}\}|\{%.*?%\}",
            "",
            path.read_text("utf-8"),
            flags=re.S,
        )
        for line in text.splitlines():
            if is_chinese(line):
                yield f"{path.name}: {line.strip()}"
