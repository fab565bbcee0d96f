"""Materials: one an activity, with its Word and its PDF version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from intake.call import Call, Stage
from intake.grouping.fields import form_fields, material_of, page_fields, prose_fields
from intake.grouping.pairing import with_pdfs
from intake.grouping.roles import SUPPORTING
from intake.grouping.words import named_stage, stage_by_date, stem
from intake.model import Material, Version
from intake.naming import activity_key, organisation_key
from parsers.facts import Document, Examination, Kind, PagedDocument, Prose, WordDocument


def materials_of(
    examination: Examination, call: Call, roles: Mapping[str, str], received_at: datetime
) -> tuple[Material, ...]:
    """The materials of a mail, stage by stage in the call's order."""
    found: list[Material] = []
    for stage in call.stages:
        words = [document for document in examination.documents if roles[document.id] == stage.word_role]
        pdfs = [
            Version(examination.sha256, document, received_at)
            for document in examination.documents
            if roles[document.id] == stage.pdf_role
        ]
        materials = _without_doubles(
            [m for document in words for m in _from_word(document, stage, examination.sha256, received_at)]
        )
        found.extend(with_pdfs(materials, pdfs, stage))
    if not found:
        found.extend(_from_pictures(examination, call, roles, received_at))
    return _with_supporting(found, examination, roles)


def _from_pictures(
    examination: Examination, call: Call, roles: Mapping[str, str], received_at: datetime
) -> Iterator[Material]:
    """Pages sent as pictures or OFD alone: a submission of which neither version is there yet."""
    pages = [document for document in examination.documents if roles[document.id] == SUPPORTING and _is_page(document)]
    if not pages:
        return
    read = [document.content for document in pages if isinstance(document.content, PagedDocument)]
    form = next((form for content in read for form in content.forms), None)
    stage = call.stage(form.stage) if form else named_stage(stem(examination.mail.subject), call)
    fields = page_fields(form) if form else {}
    yield material_of(stage or stage_by_date(call, received_at), fields, None, None)


def _is_page(document: Document) -> bool:
    if document.kind is Kind.OFD:
        return True
    return (
        document.kind is Kind.IMAGE
        and isinstance(document.content, PagedDocument)
        and bool(document.content.text.strip())
    )


def _from_word(document: Document, stage: Stage, mail: str, received_at: datetime) -> list[Material]:
    content = document.content
    forms = [form for form in content.forms if form.stage == stage.key] if isinstance(content, WordDocument) else []
    if not forms:
        prose = content.prose if isinstance(content, WordDocument) else Prose()
        return [material_of(stage, prose_fields(stage, prose), Version(mail, document, received_at), None)]
    assert isinstance(content, WordDocument)  # noqa: S101  it has forms
    return [
        material_of(stage, form_fields(form), Version(mail, document, received_at, content.forms.index(form)), None)
        for form in forms
    ]


def _without_doubles(materials: Sequence[Material]) -> list[Material]:
    """One material an activity; a second Word document about it is kept with it, and a person decides if it differs."""
    kept: list[Material] = []
    for material in materials:
        twin = next((each for each in kept if _same_activity(each, material)), None)
        if twin is None:
            kept.append(material)
            continue
        differs = dict(twin.fields) != dict(material.fields)
        doubtful = "同一活动有两份内容不同的Word版，不能确定以哪一份为准" if differs else twin.doubtful
        kept[kept.index(twin)] = replace(twin, documents=(*twin.documents, *material.documents), doubtful=doubtful)
    return kept


def _same_activity(one: Material, other: Material) -> bool:
    if not (one.activity and other.activity) or (
        one.word and other.word and one.word.document.id == other.word.document.id
    ):
        return False
    return activity_key(one.activity) == activity_key(other.activity) and organisation_key(
        one.organisation
    ) == organisation_key(other.organisation)


def _with_supporting(
    materials: Sequence[Material], examination: Examination, roles: Mapping[str, str]
) -> tuple[Material, ...]:
    """Supporting documents go with the only material, or with the one whose activity they name."""
    given = list(materials)
    for document in examination.documents:
        if roles[document.id] != SUPPORTING or not given:
            continue
        named = [m for m in given if m.activity and activity_key(m.activity) in activity_key(document.name)]
        owner = given[0] if len(given) == 1 else (named[0] if len(named) == 1 else None)
        if owner is not None:
            given[given.index(owner)] = replace(owner, documents=(*owner.documents, document.id))
    return tuple(given)
