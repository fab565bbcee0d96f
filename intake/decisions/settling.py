"""What decisions make of findings. A finding is never left out: what no longer counts is kept, with who, when and why."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from intake.codes import Code, Severity
from intake.decisions.about import documents_of, is_about, versions_of
from intake.decisions.amending import field_as_read, still_says
from intake.decisions.model import Decision, DecisionKind
from intake.decisions.wording import for_sender
from intake.model import Case, Finding, Material

_ON_FINDINGS = frozenset((DecisionKind.CONFIRM, DecisionKind.WAIVE))
_WHATEVER_IT_SAYS = {DecisionKind.ACCEPT_LATE: Code.LATE, DecisionKind.KEEP: Code.TOO_MANY_ACTIVITIES}
_CLOSING = {DecisionKind.WITHDRAW: "withdrawn", DecisionKind.DROP: "dropped"}


def settled(
    case: Case, read: Material | None, findings: Iterable[Finding], decisions: Sequence[Decision]
) -> tuple[Finding, ...]:
    """The findings of one submission, or of the mail itself, as the decisions about it have them.

    `read` is the material as it was read, before corrections; None for the mail's own findings.
    """
    used: set[int] = set()
    own = [finding for decision in decisions for finding in _of_decision(case, read, decision)]
    kept = [_settled(case, read, finding, decisions, used) for finding in (*findings, *own)]
    return (*kept, *(_not_carried_over(each) for each in decisions if _is_over(case, each, used)))


def closed(case: Case, decisions: Iterable[Decision]) -> str:
    """Why the submission is no longer looked at: "withdrawn", "dropped"; "" where it is, or has come anew since."""
    ways = [_CLOSING[each.kind] for each in decisions if each.kind in _CLOSING and each.mail == case.digest]
    return ways[-1] if ways else ""


def _settled(
    case: Case, read: Material | None, finding: Finding, decisions: Iterable[Decision], used: set[int]
) -> Finding:
    """One finding after the last decision about it."""
    documents = documents_of(case, read, finding)
    about = [each for each in decisions if _speaks_of(each, finding, documents)]
    used.update(each.id for each in about)
    if not about:
        return finding
    last = about[-1]
    if last.kind is DecisionKind.CONFIRM:
        detail = for_sender(finding, last.value)
        return replace(finding, severity=Severity.ERROR, detail=detail, decided=last, was=finding.severity)
    return replace(finding, severity=Severity.INFO, decided=last, was=finding.severity)


def _speaks_of(decision: Decision, finding: Finding, documents: tuple[str, ...]) -> bool:
    if decision.kind is DecisionKind.SEEN:
        return True
    if decision.kind in _WHATEVER_IT_SAYS:
        return finding.code is _WHATEVER_IT_SAYS[decision.kind]
    return decision.kind in _ON_FINDINGS and is_about(decision, finding, documents)


def _of_decision(case: Case, read: Material | None, decision: Decision) -> Iterator[Finding]:
    """What a decision finds on its own, for later ones to settle, too."""
    if decision.kind is DecisionKind.ADD:
        yield _added(case, read, decision)
    elif decision.kind in _CLOSING and decision.mail != case.digest:
        detail = f"{_who(decision)}登记为{decision.kind.wording}，此后又收到材料，是否恢复报送请人工确定。"
        yield Finding(Code.BELONGING_DOUBTFUL, Severity.REVIEW, detail)
    elif read is not None and decision.kind is DecisionKind.CORRECT:
        yield from _of_correction(read, decision)


def _is_over(case: Case, decision: Decision, used: Collection[int]) -> bool:
    """Whether it was about what a later mail has replaced."""
    return decision.kind in _ON_FINDINGS and decision.id not in used and decision.mail != case.digest


def _not_carried_over(decision: Decision) -> Finding:
    what = f"{_who(decision)}的决定（{decision.kind.wording}）"
    detail = f"{what}所针对的文件或内容已更换，未沿用：{decision.said}"
    return Finding(Code(decision.code), Severity.INFO, detail, field=decision.field or None, decided=decision)


def _added(case: Case, read: Material | None, decision: Decision) -> Finding:
    """What a person found stands; once the files it was found in are replaced, a person looks again."""
    code, field = Code(decision.code), decision.field or None
    present = {document.sha256: document.id for document in case.examination.documents}
    known = {*present, *(versions_of(read) if read is not None else ())}
    if set(decision.documents) <= known:
        here = present.get(decision.documents[0]) if len(decision.documents) == 1 else None
        return Finding(code, Severity.ERROR, decision.value, here, field, decided=decision)
    detail = f"{_who(decision)}曾指出“{decision.value}”，所针对的文件已更换，须人工核对是否已改好。"
    return Finding(code, Severity.REVIEW, detail, field=field)


def _of_correction(read: Material, decision: Decision) -> Iterator[Finding]:
    """A correction is shown beside what was written; where something else is written now, it isn't carried over."""
    label, now = read.stage.label(decision.field), field_as_read(read, decision.field)
    if still_says(read, decision):
        detail = f"“{label}”一栏由{_who(decision)}更正为“{decision.value}”，原为“{decision.said}”。"
    elif now == decision.value:
        return
    else:
        detail = f"{_who(decision)}曾把“{label}”更正为“{decision.value}”，该栏现为“{now}”，未沿用。"
    yield Finding(Code.FIELD_INVALID, Severity.INFO, detail, field=decision.field, decided=decision)


def _who(decision: Decision) -> str:
    return f"{decision.actor}{_day(decision.at)}"


def _day(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"
