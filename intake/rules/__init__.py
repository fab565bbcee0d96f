"""The rules, in the order in which a clerk would check. One rule, one file.

Message rules look at a case; document rules at one document of it; submission rules at one material. Each yields
findings and touches nothing. Which findings unread material silences stands in `intake.rules.silence`.
"""

from collections.abc import Callable, Iterator

from intake.model import Case, Finding, Material
from intake.rules import (
    attachment_missing,
    automatic_mail,
    belonging,
    cloud_link,
    containers,
    dangerous,
    fields,
    form,
    late,
    not_a_submission,
    organisation_unknown,
    repetition,
    signatures,
    stamps,
    text_too_long,
    too_many_activities,
    type_mismatch,
    unreadable,
    versions_differ,
    versions_missing,
)
from parsers.facts import Document

MESSAGE_RULES: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    automatic_mail.check,
    attachment_missing.check,
    cloud_link.check,
    not_a_submission.check,
)
DOCUMENT_RULES: tuple[Callable[[Case, Document], Iterator[Finding]], ...] = (
    containers.check,
    unreadable.check,
    dangerous.check,
    type_mismatch.check,
)
SUBMISSION_RULES: tuple[Callable[[Case, Material], Iterator[Finding]], ...] = (
    belonging.check,
    repetition.check,
    late.check,
    organisation_unknown.check,
    too_many_activities.check,
    unreadable.check_on_record,
    versions_missing.check,
    form.check,
    fields.check,
    text_too_long.check,
    stamps.check,
    signatures.check,
    versions_differ.check,
)
