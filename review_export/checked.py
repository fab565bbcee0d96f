"""An assessment as CONTRACT's `check --json` has it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from intake.codes import About, Code, Severity, Verdict
from intake.model import Assessment, Finding, JudgedSubmission
from intake.verdict import verdict_of
from parsers.facts import Document, PagedDocument, TextSource, WordDocument

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def checked(source: str, assessment: Assessment) -> dict[str, Any]:
    """One message's object."""
    case = assessment.case
    mail = case.examination.mail
    return {
        "source": source,
        "message": {
            "message_id": mail.message_id,
            "from": mail.sender.address,
            "subject": mail.subject,
            "received_at": case.received_at.astimezone(_SHANGHAI).isoformat(timespec="seconds"),
            "automatic": bool(case.automatic),
            "reply_to": assessment.answer_to,
        },
        "verdict": assessment.verdict.value,
        "findings": [finding(each) for each in _about_message(assessment)],
        "documents": [_document(document, assessment) for document in case.examination.documents],
        "submissions": [_submission(judged) for judged in assessment.submissions],
    }


def unexaminable(source: str, error: str, received_at: datetime) -> dict[str, Any]:
    """The object of a message that parsing couldn't finish: for a person, and nobody is answered."""
    return {
        "source": source,
        "message": {
            "message_id": "",
            "from": "",
            "subject": "",
            "received_at": received_at.isoformat(timespec="seconds"),
            "automatic": False,
            "reply_to": None,
        },
        "verdict": Verdict.REVIEW.value,
        "findings": [finding(Finding(Code.DOCUMENT_UNREADABLE, Severity.REVIEW, f"邮件未能解析：{error}"))],
        "documents": [],
        "submissions": [],
    }


def finding(each: Finding) -> dict[str, Any]:
    """One finding."""
    return {
        "code": each.code.value,
        "severity": each.severity.value,
        "document": each.document,
        "field": each.field,
        "detail": each.detail,
    }


def _document(document: Document, assessment: Assessment) -> dict[str, Any]:
    content = document.content
    return {
        "id": document.id,
        "name": document.name,
        "container": document.container,
        "sha256": document.sha256,
        "size": document.size,
        "kind": document.kind.value,
        "role": assessment.case.roles.get(document.id, "ignored"),
        "pages": content.page_count if isinstance(content, PagedDocument) else None,
        "text_source": _text_source(document).value,
        "characters": content.characters if content is not None else None,
        "stamps": _stamps(document, assessment),
    }


def _text_source(document: Document) -> TextSource:
    if isinstance(document.content, PagedDocument):
        return document.content.source
    return TextSource.NATIVE if isinstance(document.content, WordDocument) or document.text else TextSource.NONE


def _stamps(document: Document, assessment: Assessment) -> list[dict[str, Any]]:
    if not isinstance(document.content, PagedDocument):
        return []
    matches = {reading.index: reading.matches for reading in assessment.stamps if reading.document == document.id}
    return [
        {
            "page": stamp.page,
            "box": [round(edge, 4) for edge in stamp.box],
            "kind": stamp.kind.value,
            "shape": stamp.shape.value,
            "confidence": round(stamp.confidence, 3),
            "text": stamp.text,
            "matches_organisation": matches.get(index),
        }
        for index, stamp in enumerate(document.content.stamps)
    ]


def _about_message(assessment: Assessment) -> list[Finding]:
    """What is about the message stands there alone, also where a submission suffers from it (a link in place of its PDF)."""
    suffered = (each for judged in assessment.submissions for each in judged.findings if _is_about_message(each))
    return list(dict.fromkeys((*assessment.findings, *suffered)))


def _is_about_message(each: Finding) -> bool:
    return each.code.about is About.MESSAGE


def _submission(judged: JudgedSubmission) -> dict[str, Any]:
    material = judged.material
    findings = [each for each in judged.findings if not _is_about_message(each)]
    return {
        "stage": material.stage.key,
        "organisation": material.organisation or None,
        "activity": material.activity or None,
        "verdict": verdict_of(findings).value,
        "findings": [finding(each) for each in findings],
        "similarity": round(material.comparison.similarity, 4) if material.comparison else None,
        "documents": list(material.documents),
        "fields": fields(material.fields, [spec.key for spec in material.stage.form.fields]),
    }


def fields(values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Every field that the stage knows, null where empty."""
    return {key: list(value) if isinstance(value := values.get(key), tuple) else value or None for key in keys}
