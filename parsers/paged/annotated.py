"""What later revisions of a signed PDF added as annotations (comments, stamps): a rule for pyHanko's difference analysis.

pyHanko's own rules know form fields and signatures. A certification may permit annotations as well (ISO 32000-2 table 257,
P = 3), and these change no page's content.
"""

from collections.abc import Iterator

from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, Reference
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    ModificationLevel,
    ReferenceUpdate,
    StandardDiffPolicy,
    WhitelistRule,
)
from pyhanko.sign.diff_analysis.commons import compare_dicts

_DEEPEST = 40  # levels of a tree of pages


class AnnotationRule(WhitelistRule):
    """Pages may have more annotations than before, as long as nothing else of them is another; form fields are no matter of this."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        """The objects that were written for annotations alone; whatever else was, the other rules judge."""
        yield from _pages(_entry(old.root, "/Pages"), _entry(new.root, "/Pages"), old, new, 0)


def _pages(
    before: PdfObject | None, after: PdfObject | None, old: HistoricalResolver, new: HistoricalResolver, depth: int
) -> Iterator[ReferenceUpdate]:
    if not isinstance(before, DictionaryObject) or not isinstance(after, DictionaryObject) or depth > _DEEPEST:
        return
    if "/Kids" in after:
        kids = _references(_entry(after, "/Kids"))
        for kid in kids if kids == _references(_entry(before, "/Kids")) else ():
            page, was = new(kid), old(kid)
            yield from _pages(was, page, old, new, depth + 1)
            if isinstance(page, DictionaryObject) and "/Kids" not in page:
                yield from _annotations(kid, was, page, old, new)


def _annotations(
    kid: Reference, was: PdfObject, page: DictionaryObject, old: HistoricalResolver, new: HistoricalResolver
) -> Iterator[ReferenceUpdate]:
    """The page, its list and what is new in it; of an annotation its looks alone, since it refers to its page, too."""
    if not isinstance(was, DictionaryObject) or not compare_dicts(was, page, frozenset({"/Annots"}), raise_exc=False):
        return
    known, listed = _references(_entry(was, "/Annots")), _references(_entry(page, "/Annots"))
    added = [each for each in listed if each not in known]
    annotations = [annotation for each in added if isinstance(annotation := new(each), DictionaryObject)]
    plain = len(annotations) == len(added) and all(str(_entry(each, "/Subtype")) != "/Widget" for each in annotations)
    if not added or not plain or not set(known) <= set(listed):
        return
    looks = [new.collect_dependencies(each["/AP"], old.revision + 1) for each in annotations if "/AP" in each]
    array = page.raw_get("/Annots")
    yield ReferenceUpdate(kid)
    if isinstance(array, IndirectObject):
        yield ReferenceUpdate(array.reference)
    yield from (ReferenceUpdate(one) for one in {*added, *(one for some in looks for one in some)} if _is_new(one, old))


def _entry(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    """What an entry refers to in the end, None where there is none."""
    try:
        entry: PdfObject = dictionary[key]
    except KeyError:
        return None
    return entry


def _is_new(reference: Reference, old: HistoricalResolver) -> bool:
    """Whether the earlier revision has no such object, so that nothing it shows was replaced."""
    return old.is_ref_unassignable(reference)


def _references(array: PdfObject | None) -> list[Reference]:
    """What a list refers to; none where it holds objects themselves."""
    entries = list(array) if isinstance(array, ArrayObject) else []
    references = [each.reference for each in entries if isinstance(each, IndirectObject)]
    return references if len(references) == len(entries) else []


POLICY = StandardDiffPolicy(
    global_rules=[*DEFAULT_DIFF_POLICY.global_rules, AnnotationRule().as_qualified(ModificationLevel.ANNOTATIONS)],
    form_rule=DEFAULT_DIFF_POLICY.form_rule,
)
