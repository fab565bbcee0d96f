"""Applies the rules to a case. Pure: the same case always gives the same assessment."""

from collections.abc import Iterator, Sequence

from intake.automatic import answer_to
from intake.codes import Code, Severity
from intake.model import Assessment, Case, Finding, JudgedSubmission, Material, StampReading
from intake.rules import DOCUMENT_RULES, MESSAGE_RULES, SUBMISSION_RULES
from intake.rules.sealing import matches
from intake.rules.silence import could_answer, silenced
from intake.verdict import message_verdict, verdict_of
from parsers.facts import PagedDocument


def judge(case: Case, our_addresses: frozenset[str]) -> Assessment:
    """The assessment of a message: findings in the rules' order, verdicts computed from them."""
    about_message = [finding for rule in MESSAGE_RULES for finding in rule(case)]
    about_documents = [
        finding
        for document in case.examination.documents
        for rule in DOCUMENT_RULES
        for finding in rule(case, document)
    ]
    unplaced = [*about_message, *about_documents]
    submissions = []
    for material in case.materials:
        submissions.append(_submission(case, material, unplaced))
        unplaced = [finding for finding in unplaced if finding not in submissions[-1].findings]
    own = tuple(unplaced)
    return Assessment(
        case=case,
        findings=own,
        submissions=tuple(submissions),
        verdict=message_verdict(own, [submission.verdict for submission in submissions]),
        stamps=tuple(_stamp_readings(case)),
        answer_to=answer_to(case.examination.mail, case.automatic, our_addresses),
    )


def _submission(case: Case, material: Material, unplaced: Sequence[Finding]) -> JudgedSubmission:
    """A material with its documents' findings, its rules' findings, and what stands for those that were silenced."""
    conceals = tuple(f for f in unplaced if f.code is Code.CLOUD_LINK and f.severity is Severity.ERROR)
    quiet = silenced(case, material, conceals)
    found = [finding for rule in SUBMISSION_RULES for finding in rule(case, material)]
    kept = [finding for finding in found if finding.code not in quiet]
    of_documents = [f for f in unplaced if f.document in material.documents]
    if len(kept) < len(found):
        of_documents += [f for f in unplaced if f not in of_documents and _hides_from(case, f)]
    findings = (*of_documents, *kept)
    return JudgedSubmission(material, findings, verdict_of(findings))


def _hides_from(case: Case, finding: Finding) -> bool:
    """Whether it says where a lone material's missing part may be: what concerns one submission stands there."""
    if len(case.materials) > 1 or finding.severity not in (Severity.ERROR, Severity.REVIEW):
        return False
    if finding.code is Code.CLOUD_LINK:
        return True
    return finding.document is not None and bool(could_answer(case.examination.document(finding.document)))


def _stamp_readings(case: Case) -> Iterator[StampReading]:
    """Whether each seal of each document is the submitting organisation's."""
    for document in case.examination.documents:
        owner = next((material for material in case.materials if document.id in material.documents), None)
        if isinstance(document.content, PagedDocument):
            for index, stamp in enumerate(document.content.stamps):
                yield StampReading(document.id, index, matches(stamp, owner, case.call) if owner else None)
