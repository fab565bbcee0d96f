"""An assessment for a person at a terminal."""

from typing import Any

from rich.markup import escape

from config.cli.app import say
from intake.codes import Severity, Verdict
from intake.letters.lines import size_in_words
from intake.model import Assessment, Finding

_COLOURS = {Verdict.ACCEPTED: "green", Verdict.CORRECTION: "red", Verdict.REVIEW: "yellow", Verdict.IGNORED: "dim"}
_SIGNS = {
    Severity.ERROR: "[red]✗[/]",
    Severity.REVIEW: "[yellow]?[/]",
    Severity.WARNING: "[yellow]![/]",
    Severity.INFO: "[dim]·[/]",
}


def show(source: str, assessment: Assessment) -> None:
    """Who, what, the documents and what is wrong with them."""
    case = assessment.case
    say(f"[bold]{escape(source)}[/]  [{_COLOURS[assessment.verdict]}]{assessment.verdict.wording}[/]")
    for document in case.examination.documents:
        role = case.roles.get(document.id, "")
        say(
            f"  {document.id:5} {escape(document.name)}  [dim]{document.kind.value} {size_in_words(document.size)} {role}[/]"
        )
    for each in assessment.findings:
        show_finding(each, "  ")
    for judged in assessment.submissions:
        material = judged.material
        named = escape(f"{material.organisation or '（单位不明）'} · {material.activity or '（活动不明）'}")
        say(f"  {material.stage.name}：{named}  [{_COLOURS[judged.verdict]}]{judged.verdict.wording}[/]")
        for each in judged.findings:
            show_finding(each, "    ")


def show_failure(source: str, error: str) -> None:
    """A message that couldn't be examined."""
    say(f"[bold]{escape(source)}[/]  [{_COLOURS[Verdict.REVIEW]}]{Verdict.REVIEW.wording}[/]")
    say(f"  {_SIGNS[Severity.REVIEW]} {escape(error)}")


def show_finding(each: Finding, indent: str) -> None:
    """One finding, and who has decided about it."""
    by = f"（{escape(each.decided.actor)}：{each.decided.kind.wording}）" if each.decided else ""
    say(f"{indent}{_SIGNS[each.severity]} {escape(each.detail)}{by} [dim]{each.code.value}[/]")


def finding_object(each: Finding) -> dict[str, Any]:
    """A finding as CONTRACT has it."""
    return {
        "code": each.code.value,
        "severity": each.severity.value,
        "document": each.document,
        "field": each.field,
        "detail": each.detail,
    }
