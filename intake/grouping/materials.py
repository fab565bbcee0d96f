"""Materials: one an activity, with its Word and its PDF version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rapidfuzz import fuzz

from intake.call import Call, Stage
from intake.grouping.roles import SUPPORTING, stage_by_date
from intake.grouping.words import bigrams, contained, named_stage, stem
from intake.model import FieldValue, Material, Version
from intake.naming import activity_key, organisation_key
from parsers.facts import Document, Examination, FilledForm, Kind, PagedDocument, Prose, WordDocument

_PAIRED = 0.35  # of a Word version's character pairs that a PDF has, to be its PDF among several


def materials_of(
    examination: Examination, call: Call, roles: Mapping[str, str], received_at: datetime
) -> tuple[Material, ...]:
    """The materials of a mail, stage by stage in the call's order."""
    found: list[Material] = []
    for stage in call.stages:
        words = [document for document in examination.documents if roles[document.id] == stage.word_role]
        pdfs = [document for document in examination.documents if roles[document.id] == stage.pdf_role]
        materials = _without_doubles(
            [m for document in words for m in _from_word(document, stage, examination.sha256, received_at)]
        )
        found.extend(_with_pdfs(materials, pdfs, stage, examination.sha256, received_at))
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
    fields = form_fields(form) if form else {}
    yield _material(stage or stage_by_date(call, received_at), fields, None, None)


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
        return [_material(stage, prose_fields(stage, prose), Version(mail, document, received_at), None)]
    assert isinstance(content, WordDocument)  # noqa: S101  it has forms
    return [
        _material(stage, form_fields(form), Version(mail, document, received_at, content.forms.index(form)), None)
        for form in forms
    ]


def _material(stage: Stage, fields: Mapping[str, FieldValue], word: Version | None, pdf: Version | None) -> Material:
    documents = tuple(version.document.id for version in (word, pdf) if version)
    return Material(
        stage, _text(fields, "host_organisation"), _text(fields, "activity_name"), fields, word, pdf, documents
    )


def _text(fields: Mapping[str, FieldValue], key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""


def form_fields(form: FilledForm) -> Mapping[str, FieldValue]:
    """A form's values by key."""
    return {reading.key: reading.value for reading in form.fields}


def prose_fields(stage: Stage, prose: Prose) -> Mapping[str, FieldValue]:
    """A report's values; a stage that asks for a form gets none from a text without it."""
    values: dict[str, FieldValue] = {
        "host_organisation": prose.organisation or None,
        "activity_name": prose.activity or None,
    }
    if not stage.has_form:
        values |= {f"{stage.key}_title": prose.title or None, f"{stage.key}_text": prose.text or None}
    return values


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


def _with_pdfs(
    materials: list[Material], pdfs: Sequence[Document], stage: Stage, mail: str, received_at: datetime
) -> list[Material]:
    """Each material with the PDF that has most of its text; PDFs left over are matched by name, else stand alone."""
    used: set[str] = set()
    whole = {
        pdf.id: bigrams(pdf.content.text) if isinstance(pdf.content, PagedDocument) else frozenset() for pdf in pdfs
    }
    paired: list[Material] = []
    for material, part in zip(materials, _distinctive(materials), strict=True):
        scored = sorted(((contained(part, whole[pdf.id]), pdf) for pdf in pdfs), key=lambda pair: -pair[0])
        best = scored[0] if scored else None
        if best and best[0] >= _PAIRED:
            used.add(best[1].id)
            material = _joined(material, Version(mail, best[1], received_at))  # noqa: PLW2901  the same material, completed
        paired.append(material)
    for pdf in (pdf for pdf in pdfs if pdf.id not in used):
        lacking = [material for material in paired if material.pdf is None]
        partner = lacking[0] if len(lacking) == 1 else _by_name(pdf, lacking)
        version = Version(mail, pdf, received_at)
        if partner is not None:
            paired[paired.index(partner)] = _joined(partner, version)
        elif pdf.content is None and len(paired) == 1:  # an unread copy of what is there is no activity of its own
            paired[0] = replace(paired[0], documents=(*paired[0].documents, pdf.id))
        elif not _is_same_page_again(pdf, paired):
            paired.append(_from_pdf(version, stage))
    return paired


def _distinctive(materials: Sequence[Material]) -> list[frozenset[str]]:
    """What each activity alone says: the form's labels, the unit and its contact are common to all of a mail's."""
    said = [bigrams(_material_text(material)) for material in materials]
    return [own.difference(*said[:at], *said[at + 1 :]) or own for at, own in enumerate(said)]


def _joined(material: Material, version: Version) -> Material:
    return replace(material, pdf=version, documents=(*material.documents, version.document.id))


def _by_name(pdf: Document, lacking: Sequence[Material]) -> Material | None:
    scored = [(fuzz.ratio(stem(pdf.name), stem(m.word.document.name)), m) for m in lacking if m.word]
    best = max(scored, default=None, key=lambda pair: pair[0])
    return best[1] if best and best[0] >= 60 else None


def _is_same_page_again(pdf: Document, paired: Sequence[Material]) -> bool:
    return any(material.pdf is not None and material.pdf.document.sha256 == pdf.sha256 for material in paired)


def _from_pdf(version: Version, stage: Stage) -> Material:
    """A material of which only the PDF is there; what its text says serves to tell whose it is."""
    content = version.document.content
    if isinstance(content, PagedDocument) and content.forms:
        return _material(stage, {r.key: None if r.problem else r.value for r in content.forms[0].fields}, None, version)
    prose = content.prose if isinstance(content, PagedDocument) else Prose()
    return _material(stage, prose_fields(stage, prose), None, version)


def _material_text(material: Material) -> str:
    content = material.word.document.content if material.word else None
    if not isinstance(content, WordDocument):
        return ""
    if material.word and material.word.form is not None and len(content.forms) > 1:
        return "\n".join(reading.written for reading in content.forms[material.word.form].fields)
    return content.text


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
