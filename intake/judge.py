"""Applies the rules to a case. Pure: the same case always gives the same assessment."""

from collections.abc import Iterator
from dataclasses import replace

from intake.automatic import answer_to
from intake.codes import Code, Severity
from intake.model import Assessment, Case, Finding, JudgedSubmission, Material, StampReading
from intake.rules import DOCUMENT_RULES, MESSAGE_RULES, SUBMISSION_RULES
from intake.rules.sealing import matches
from intake.rules.silence import silenced
from intake.verdict import message_verdict, verdict_of
from parsers.facts import Document, PagedDocument


def judge(case: Case, our_addresses: frozenset[str]) -> Assessment:
    """The assessment of a message: findings in the rules' order, verdicts computed from them."""
    about_message = [finding for rule in MESSAGE_RULES for finding in rule(case)]
    links_hide = any(
        f.code in (Code.CLOUD_LINK, Code.ATTACHMENT_MISSING) and f.severity is Severity.ERROR for f in about_message
    )
    quiet = silenced(case, links_hide)
    about_documents = [finding for document in case.examination.documents for finding in _of_document(case, document)]
    submissions = tuple(_submission(case, material, about_documents, quiet) for material in case.materials)
    taken = {id(finding) for submission in submissions for finding in submission.findings}
    own = tuple(f for f in (*about_message, *about_documents) if id(f) not in taken)
    return Assessment(
        case=case,
        findings=own,
        submissions=submissions,
        verdict=message_verdict(own, [submission.verdict for submission in submissions]),
        stamps=tuple(_stamp_readings(case)),
        answer_to=answer_to(case.examination.mail, case.automatic, our_addresses),
    )


def _of_document(case: Case, document: Document) -> Iterator[Finding]:
    """A document's findings; what concerns supporting material alone is a warning, danger aside."""
    for rule in DOCUMENT_RULES:
        for finding in rule(case, document):
            supporting = case.roles.get(document.id) == "supporting" and finding.severity is Severity.ERROR
            yield replace(finding, severity=Severity.WARNING) if supporting else finding


def _submission(
    case: Case, material: Material, about_documents: list[Finding], quiet: frozenset[Code]
) -> JudgedSubmission:
    of_documents = [finding for finding in about_documents if finding.document in material.documents]
    of_rules = [finding for rule in SUBMISSION_RULES for finding in rule(case, material) if finding.code not in quiet]
    findings = (*of_documents, *of_rules)
    return JudgedSubmission(material, findings, verdict_of(findings))


def _stamp_readings(case: Case) -> Iterator[StampReading]:
    """Whether each seal of each document is the submitting organisation's."""
    for document in case.examination.documents:
        owner = next((material for material in case.materials if document.id in material.documents), None)
        if isinstance(document.content, PagedDocument):
            for index, stamp in enumerate(document.content.stamps):
                yield StampReading(document.id, index, matches(stamp, owner, case.call) if owner else None)
