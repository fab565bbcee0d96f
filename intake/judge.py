"""Applies the rules to a case. Pure: the same case always gives the same assessment."""

from collections.abc import Iterator, Sequence

from intake.automatic import answer_to
from intake.codes import Code, Severity
from intake.decisions.amending import amended
from intake.decisions.model import Decision
from intake.decisions.settling import closed, settled
from intake.model import Assessment, Case, Finding, JudgedSubmission, Material, StampReading
from intake.rules import DOCUMENT_RULES, MESSAGE_RULES, SUBMISSION_RULES
from intake.rules.sealing import matches
from intake.rules.silence import hiding, silenced
from intake.verdict import message_verdict, verdict_of
from parsers.facts import PagedDocument


def judge(
    case: Case,
    our_addresses: frozenset[str],
    decisions: Sequence[Decision] = (),
    receipts: Sequence[str] | None = None,
) -> Assessment:
    """The assessment of a message: findings in the rules' order, verdicts computed from them.

    `decisions` are a person's that concern the case and stand, in order; `receipts` the numbers of its materials where
    they have some, else those that they complete.
    """
    numbers = (
        receipts if receipts is not None else [each.prior.receipt if each.prior else "" for each in case.materials]
    )
    amending = amended(case, numbers, decisions)
    about_mail = tuple(_about_mail(amending))
    found = [_found(amending, material, about_mail) for material in amending.materials]
    submissions = tuple(
        _submission(
            case, read, material, findings, [each for each in decisions if each.receipt and each.receipt == number]
        )
        for read, material, findings, number in zip(case.materials, amending.materials, found, numbers, strict=True)
    )
    placed = {finding for findings in found for finding in findings}
    of_mail = [each for each in decisions if not each.receipt and each.mail == case.digest]
    own = settled(case, None, (finding for finding in about_mail if finding not in placed), of_mail)
    return Assessment(
        case=amending,
        findings=own,
        submissions=submissions,
        verdict=message_verdict(own, [each.verdict for each in submissions if not each.closed]),
        stamps=tuple(_stamp_readings(amending)),
        answer_to=answer_to(case.examination.mail, case.automatic, our_addresses),
        decisions=tuple(decisions),
    )


def _about_mail(case: Case) -> Iterator[Finding]:
    for rule in MESSAGE_RULES:
        yield from rule(case)
    for document in case.examination.documents:
        for check in DOCUMENT_RULES:
            yield from check(case, document)


def _found(case: Case, material: Material, about_mail: Sequence[Finding]) -> tuple[Finding, ...]:
    """A material's findings: its documents' and its rules'; what stands for silenced ones stands with it too."""
    links = [f for f in about_mail if f.code is Code.CLOUD_LINK and f.severity is Severity.ERROR]
    quiet = silenced(case, material, elsewhere=bool(links))
    found = [finding for rule in SUBMISSION_RULES for finding in rule(case, material)]
    kept = [finding for finding in found if finding.code not in quiet]
    where = {*material.documents}
    if len(kept) < len(found):
        where |= {document.id for document in hiding(case, material)}
    else:
        links = []
    return (*links, *(f for f in about_mail if f.document in where), *kept)


def _submission(
    case: Case, read: Material, material: Material, found: tuple[Finding, ...], decisions: Sequence[Decision]
) -> JudgedSubmission:
    """With what decisions make of its findings."""
    findings = settled(case, read, found, decisions)
    return JudgedSubmission(
        material, findings, verdict_of(findings), None if read is material else read, closed(case, decisions)
    )


def _stamp_readings(case: Case) -> Iterator[StampReading]:
    """Whether each seal of each document is the submitting organisation's."""
    for document in case.examination.documents:
        owner = next((material for material in case.materials if document.id in material.documents), None)
        if isinstance(document.content, PagedDocument):
            for index, stamp in enumerate(document.content.stamps):
                yield StampReading(document.id, index, matches(stamp, owner, case.call) if owner else None)
