"""Applies the rules to a case. Pure: the same case always gives the same assessment."""

from collections.abc import Iterator, Sequence

from intake.automatic import answer_to
from intake.codes import Code, Severity
from intake.model import Assessment, Case, Finding, JudgedSubmission, Material, StampReading
from intake.rules import DOCUMENT_RULES, MESSAGE_RULES, SUBMISSION_RULES
from intake.rules.sealing import matches
from intake.rules.silence import hiding, silenced
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
    about_mail = (*about_message, *about_documents)
    submissions = tuple(_submission(case, material, about_mail) for material in case.materials)
    placed = {finding for each in submissions for finding in each.findings}
    own = tuple(finding for finding in about_mail if finding not in placed)
    return Assessment(
        case=case,
        findings=own,
        submissions=submissions,
        verdict=message_verdict(own, [submission.verdict for submission in submissions]),
        stamps=tuple(_stamp_readings(case)),
        answer_to=answer_to(case.examination.mail, case.automatic, our_addresses),
    )


def _submission(case: Case, material: Material, about_mail: Sequence[Finding]) -> JudgedSubmission:
    """A material with its documents' findings and its rules'; what stands for silenced ones stands with it too."""
    links = [f for f in about_mail if f.code is Code.CLOUD_LINK and f.severity is Severity.ERROR]
    quiet = silenced(case, material, elsewhere=bool(links))
    found = [finding for rule in SUBMISSION_RULES for finding in rule(case, material)]
    kept = [finding for finding in found if finding.code not in quiet]
    where = {*material.documents}
    if len(kept) < len(found):
        where |= {document.id for document in hiding(case, material)}
    else:
        links = []
    findings = (*links, *(f for f in about_mail if f.document in where), *kept)
    return JudgedSubmission(material, findings, verdict_of(findings))


def _stamp_readings(case: Case) -> Iterator[StampReading]:
    """Whether each seal of each document is the submitting organisation's."""
    for document in case.examination.documents:
        owner = next((material for material in case.materials if document.id in material.documents), None)
        if isinstance(document.content, PagedDocument):
            for index, stamp in enumerate(document.content.stamps):
                yield StampReading(document.id, index, matches(stamp, owner, case.call) if owner else None)
