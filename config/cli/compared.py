"""Two revisions beside each other, and why a revision belongs where it does: for a terminal, and as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rich.markup import escape

from archive.comparing import Compared, RevisionInBrief
from config.cli.app import say, say_json
from config.cli.assessed import finding_object
from intake.codes import Verdict
from intake.differences import Kind, Passage
from intake.letters.lines import in_words

_VERSIONS = {"word": "Word版", "pdf": "PDF版"}
_SIGNS = {Kind.GONE: ("red", "[-", "-]"), Kind.NEW: ("green", "{+", "+}")}
_SHOWN = 30  # kept characters beside a change


def show_compared(found: Compared, as_json: bool) -> int:
    """What the later revision changed."""
    if as_json:
        say_json(_object(found))
        return 0
    say(f"[bold]{found.receipt}[/]  {_named(found.earlier)} → {_named(found.later)}")
    lines = list(_lines(found))
    for line in lines:
        say(line)
    say(escape("[-去掉的-] {+新增的+}") if lines else "文件、栏目和核对意见都没有变化。")
    return 0


def _named(each: RevisionInBrief) -> str:
    return f"第{each.number}次（{in_words(each.received_at)}，{escape(each.sender)}，{Verdict(each.verdict).wording}）"


def _lines(found: Compared) -> Iterator[str]:
    for file in found.files:
        yield f"{_VERSIONS[file.version]}  {escape(file.before) or '（原无）'} → {escape(file.after) or '（现无）'}"
    for changed in found.fields:
        yield f"{escape(changed.label)} [dim]{changed.key}[/]  {marked(changed.pieces)}"
    for version, passages in found.texts.items():
        yield f"{_VERSIONS[version]}正文改动{len(passages)}处"
        yield from (f"  {marked(passage)}" for passage in passages)
    yield from (f"− {escape(each.detail)} [dim]{each.code.value}[/]" for each in found.gone)
    yield from (f"+ {escape(each.detail)} [dim]{each.code.value}[/]" for each in found.found)


def marked(passage: Passage) -> str:
    """A passage with its changes in brackets and colours; long kept stretches are cut."""
    return "".join(_piece(piece.kind, piece.text) for piece in passage)


def _piece(kind: Kind, text: str) -> str:
    line = " ".join(text.split("\n"))
    if kind is Kind.SAME:
        return escape(line if len(line) <= 2 * _SHOWN else f"{line[:_SHOWN]}…{line[-_SHOWN:]}")
    colour, begin, end = _SIGNS[kind]
    return f"[{colour}]{escape(begin + line + end)}[/]"


def _object(found: Compared) -> dict[str, Any]:
    return {
        "receipt": found.receipt,
        "earlier": _revision(found.earlier),
        "later": _revision(found.later),
        "files": [asdict(each) for each in found.files],
        "fields": [{**asdict(each), "pieces": _pieces(each.pieces)} for each in found.fields],
        "texts": {version: [_pieces(each) for each in passages] for version, passages in found.texts.items()},
        "findings": {
            "gone": [finding_object(each) for each in found.gone],
            "new": [finding_object(each) for each in found.found],
        },
    }


def _revision(each: RevisionInBrief) -> dict[str, Any]:
    return {**asdict(each), "received_at": each.received_at.isoformat(timespec="seconds")}


def _pieces(passage: Passage) -> list[Mapping[str, str]]:
    return [{"kind": piece.kind.value, "text": piece.text} for piece in passage]
