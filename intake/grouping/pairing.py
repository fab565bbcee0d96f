"""Which PDF is whose: by the best common text, the sealed one of several, else by name; what is left over stands alone."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from intake.call import Stage
from intake.grouping.fields import material_of, page_fields, prose_fields
from intake.grouping.titles import alike
from intake.grouping.words import bigrams, contained, stem
from intake.model import Material, Version
from intake.naming import organisation_key
from parsers.facts import Document, PagedDocument, Prose, WordDocument

_PAIRED = 0.35  # of a Word version's character pairs that a PDF has, to be its PDF among several
_AS_GOOD = 0.8  # of the best share: the scan of a page has a little less of its text than the page itself
_SAME_TEXT = 0.7  # of the free text's character pairs that its own pages have at least
_COPY = 0.75  # of the character pairs of what is there already: the same pages again, not another activity's


def with_pdfs(materials: Sequence[Material], pdfs: Sequence[Version], stage: Stage) -> list[Material]:
    """Each material with its PDF. A PDF that says the same as one that is taken is kept with it as a copy."""
    said = {pdf.document.id: bigrams(_pages_text(pdf)) for pdf in pdfs}
    used: set[str] = set()
    paired: list[Material] = []
    for material, part in zip(materials, _distinctive(materials), strict=True):
        possible = [pdf for pdf in pdfs if not _is_anothers(pdf, material, stage)]
        shares = {pdf.document.id: contained(part, said[pdf.document.id]) for pdf in possible}
        chosen = _best(possible, shares)
        if chosen is not None:
            used.add(chosen.document.id)
        paired.append(_joined(material, chosen) if chosen else material)
    for pdf in sorted((pdf for pdf in pdfs if pdf.document.id not in used), key=lambda pdf: not is_sealed(pdf)):
        _place(pdf, paired, stage)
    return paired


def is_sealed(version: Version) -> bool:
    """Whether the version bears a seal that counts."""
    content = version.document.content
    return isinstance(content, PagedDocument) and any(stamp.is_clear for stamp in content.stamps)


def _best(pdfs: Sequence[Version], shares: dict[str, float]) -> Version | None:
    """The PDF with most of the text; of some as good as that a sealed one: the file printed from Word, and its scan."""
    most = max(shares.values(), default=0.0)
    if most < _PAIRED:
        return None
    as_good = [pdf for pdf in pdfs if shares[pdf.document.id] >= max(_PAIRED, most * _AS_GOOD)]
    return max(as_good, key=lambda pdf: (is_sealed(pdf), shares[pdf.document.id]))


def _place(pdf: Version, paired: list[Material], stage: Stage) -> None:
    """A PDF that no Word version's text led to: a lacking half by name, a copy, or an activity of its own."""
    lacking = [each for each in paired if each.pdf is None and not _is_anothers(pdf, each, stage)]
    partner = lacking[0] if len(lacking) == 1 else _by_name(pdf.document, lacking)
    if partner is not None:
        paired[paired.index(partner)] = _joined(partner, pdf)
    elif (original := _copied(pdf, paired)) is not None:
        paired[paired.index(original)] = replace(original, documents=(*original.documents, pdf.document.id))
    else:
        paired.append(_from_pdf(pdf, stage))


def _is_anothers(pdf: Version, material: Material, stage: Stage) -> bool:
    """Whether the pages are the same unit's on another activity: halves of two that cross in one mail.

    Their names differ and the free text isn't there. Pages of another unit, or the same text under another name, are
    somebody's mistake, and a person compares them.
    """
    read = _from_pdf(pdf, stage)
    if not (read.activity and material.activity) or alike(read.activity, material.activity):
        return False
    if organisation_key(read.organisation) != organisation_key(material.organisation):
        return False
    text = material.fields.get(stage.text_field)
    return isinstance(text, str) and contained(bigrams(text), bigrams(_pages_text(pdf))) < _SAME_TEXT


def _copied(pdf: Version, paired: Sequence[Material]) -> Material | None:
    """The material of which this is another copy; an unread one is that of the only material there is."""
    if pdf.document.content is None:
        return paired[0] if len(paired) == 1 else None
    pages = bigrams(_pages_text(pdf))
    return next((material for material in paired if _is_copy(pdf, pages, material)), None)


def _is_copy(pdf: Version, pages: frozenset[str], material: Material) -> bool:
    if material.pdf is None:
        return False
    if material.pdf.document.sha256 == pdf.document.sha256:
        return True
    there = bigrams(_pages_text(material.pdf))
    return contained(there, pages) >= _COPY and contained(pages, there) >= _COPY


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


def _from_pdf(version: Version, stage: Stage) -> Material:
    """A material of which only the PDF is there; what its text says serves to tell whose it is."""
    content = version.document.content
    if isinstance(content, PagedDocument) and content.forms:
        return material_of(stage, page_fields(content.forms[0]), None, version)
    prose = content.prose if isinstance(content, PagedDocument) else Prose()
    return material_of(stage, prose_fields(stage, prose), None, version)


def _pages_text(version: Version) -> str:
    content = version.document.content
    return content.text if isinstance(content, PagedDocument) else ""


def _material_text(material: Material) -> str:
    content = material.word.document.content if material.word else None
    if not isinstance(content, WordDocument):
        return ""
    if material.word and material.word.form is not None and len(content.forms) > 1:
        return "\n".join(reading.written for reading in content.forms[material.word.form].fields)
    return content.text
