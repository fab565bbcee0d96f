"""By what a mail may belong to submissions on record."""

from collections.abc import Iterator

from intake.call import Call
from intake.grouping.units import writings
from intake.ports import Relation
from intake.receipt import find_receipts
from parsers.facts import Examination, PagedDocument, WordDocument


def relation(examination: Examination, call: Call) -> Relation:
    """Receipt numbers anywhere in its text or names, its thread, its sender, and whose material it holds."""
    mail = examination.mail
    said = tuple(dict.fromkeys(_said(examination, call)))
    texts = (mail.subject, mail.text, mail.quoted, *(document.name for document in examination.documents))
    return Relation(
        receipts=find_receipts("\n".join(texts)),
        thread=tuple(dict.fromkeys((*mail.in_reply_to, *mail.references[-20:]))),
        sender=mail.sender.address.lower(),
        organisations=said,
        names=tuple(dict.fromkeys(name for _, unit, _ in said for name in writings(unit, call))),
        lacking=_lacking(examination),
    )


def _lacking(examination: Examination) -> str:
    """The version that came nowhere in this mail, where the other did."""
    contents = [document.content for document in examination.documents if not document.signature_picture]
    word = any(isinstance(content, WordDocument) for content in contents)
    pages = any(isinstance(content, PagedDocument) for content in contents)
    return "" if word == pages else ("pdf" if word else "word")


def _said(examination: Examination, call: Call) -> Iterator[tuple[str, str, str]]:
    """(stage, organisation, activity) of each form, and of each text for every stage without a form."""
    formless = [stage.key for stage in call.stages if not stage.has_form]
    for document in examination.documents:
        content = document.content
        if not isinstance(content, WordDocument | PagedDocument):
            continue
        for form in content.forms:
            said = {reading.key: reading.value for reading in form.fields}
            yield form.stage, str(said.get("host_organisation") or ""), str(said.get("activity_name") or "")
        if content.prose.organisation or content.prose.activity:
            for stage in formless:
                yield stage, content.prose.organisation, content.prose.activity
