"""An assessment for a person at a terminal."""

from rich.console import Console
from rich.markup import escape

from intake.codes import Severity, Verdict
from intake.letters.view import size_in_words
from intake.model import Assessment, Finding

_COLOURS = {Verdict.ACCEPTED: "green", Verdict.CORRECTION: "red", Verdict.REVIEW: "yellow", Verdict.IGNORED: "dim"}
_SIGNS = {
    Severity.ERROR: "[red]✗[/]",
    Severity.REVIEW: "[yellow]?[/]",
    Severity.WARNING: "[yellow]![/]",
    Severity.INFO: "[dim]·[/]",
}


def show(console: Console, source: str, assessment: Assessment) -> None:
    """Who, what, the documents and what is wrong with them."""
    case = assessment.case
    console.print(f"[bold]{escape(source)}[/]  [{_COLOURS[assessment.verdict]}]{assessment.verdict.wording}[/]")
    for document in case.examination.documents:
        role = case.roles.get(document.id, "")
        console.print(
            f"  {document.id:5} {escape(document.name)}  [dim]{document.kind.value} {size_in_words(document.size)} {role}[/]"
        )
    for each in assessment.findings:
        _finding(console, each, "  ")
    for judged in assessment.submissions:
        material = judged.material
        named = escape(f"{material.organisation or '（单位不明）'} · {material.activity or '（活动不明）'}")
        console.print(f"  {material.stage.name}：{named}  [{_COLOURS[judged.verdict]}]{judged.verdict.wording}[/]")
        for each in judged.findings:
            _finding(console, each, "    ")


def _finding(console: Console, each: Finding, indent: str) -> None:
    console.print(f"{indent}{_SIGNS[each.severity]} {escape(each.detail)} [dim]{each.code.value}[/]")
