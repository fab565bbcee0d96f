"""Which submission on record a material completes or replaces; never guessed silently."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from intake.grouping.fields import form_fields, prose_fields
from intake.grouping.words import bigrams, contained
from intake.model import Material, Prior, Version
from intake.naming import activity_key, organisation_key
from parsers.facts import PagedDocument, WordDocument

_EXTENDED = 80  # of 100, where one title holds the other whole
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十]+")
_SAME_ACTIVITY = 88  # of 100, rapidfuzz.fuzz.ratio over keys
_SAME_TEXT = 0.6  # of a Word version's character pairs; another activity of the unit shares labels and contact alone


def belong(material: Material, priors: Sequence[Prior]) -> Material:
    """The material with the prior submission it belongs to, the half it lacks taken from there; or why that is doubtful."""
    same_stage = [prior for prior in priors if prior.stage == material.stage.key]
    certain = [prior for prior in same_stage if _is_same(material, prior)]
    if certain:
        return _completed(material, certain[0])
    claimed = [prior for prior in same_stage if prior.reasons[:1] in (("receipt",), ("thread",))]
    fitting = [prior for prior in claimed if _may_be(material, prior)]
    if len(fitting) == 1:
        return _completed(material, fitting[0])
    if fitting or (
        claimed
        and "receipt" in claimed[0].reasons
        and _half_of(material, claimed) is None
        and not material.organisation
    ):
        return replace(
            material, doubtful=f"来信可能属于{'、'.join(prior.receipt for prior in (fitting or claimed)[:3])}，不能确定"
        )
    half = _half_of(material, same_stage)
    if half is not None:
        return _completed(material, half)
    return _named_after(material, priors)


def _is_same(material: Material, prior: Prior) -> bool:
    if not (material.organisation and material.activity):
        return False
    same_unit = organisation_key(material.organisation) == organisation_key(prior.organisation)
    return same_unit and _alike(material.activity, prior.activity)


def _alike(one: str, other: str) -> bool:
    """Whether two titles name one activity: a slip or an addition (a year) don't matter, another number does."""
    first, second = activity_key(one), activity_key(other)
    numbers = [set(_NUMBERS.findall(key)) for key in (first, second)]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    nearness = fuzz.ratio(first, second)
    return nearness >= _SAME_ACTIVITY or (nearness >= _EXTENDED and (first in second or second in first))


def _may_be(material: Material, prior: Prior) -> bool:
    """Nothing in the material speaks against it."""
    unit_fits = (
        not material.organisation
        or not prior.organisation
        or organisation_key(material.organisation) == organisation_key(prior.organisation)
    )
    return unit_fits and (not material.activity or not prior.activity or _alike(material.activity, prior.activity))


def _half_of(material: Material, priors: Sequence[Prior]) -> Prior | None:
    """A lone version whose text is that of the other version on record, from whatever address, and names nobody else."""
    fitting = [prior for prior in priors if _may_be(material, prior) and _shares_text(material, prior)]
    return fitting[0] if len(fitting) == 1 else None


def _shares_text(material: Material, prior: Prior) -> bool:
    if material.word is None and material.pdf is not None and prior.word is not None:
        return contained(bigrams(_text(prior.word)), bigrams(_text(material.pdf))) >= _SAME_TEXT
    if material.pdf is None and material.word is not None and prior.pdf is not None:
        return contained(bigrams(_text(material.word)), bigrams(_text(prior.pdf))) >= _SAME_TEXT
    return False


def _text(version: Version) -> str:
    content = version.document.content
    return content.text if isinstance(content, WordDocument | PagedDocument) else ""


def _completed(material: Material, prior: Prior) -> Material:
    """The newest of each version, whichever mail was assessed first: a large one may follow a small one that came later."""
    word = _newest(material.word, prior.word)
    on_record = word is not None and word is not material.word
    known = (prior.organisation, prior.activity) if on_record and material.word else ("", "")
    return replace(
        material,
        organisation=known[0] or material.organisation or prior.organisation,
        activity=known[1] or material.activity or prior.activity,
        fields=_fields_of(prior, material) if on_record else material.fields,
        word=word,
        pdf=_newest(material.pdf, prior.pdf),
        prior=prior,
    )


def _newest(here: Version | None, on_record: Version | None) -> Version | None:
    if here is None or on_record is None:
        return here or on_record
    return on_record if on_record.received_at > here.received_at else here


def _fields_of(prior: Prior, material: Material) -> dict[str, str | tuple[str, ...] | None]:
    """The fields of the Word version on record, when this mail only brings the PDF."""
    content = prior.word.document.content if prior.word else None
    if not isinstance(content, WordDocument):
        return dict(material.fields)
    if prior.word is not None and prior.word.form is not None and prior.word.form < len(content.forms):
        return dict(form_fields(content.forms[prior.word.form]))
    return dict(prose_fields(material.stage, content.prose))


def _named_after(material: Material, priors: Sequence[Prior]) -> Material:
    """A report that names nobody, in the thread of its plan, is its plan's unit's."""
    told = [prior for prior in priors if prior.reasons[:1] in (("receipt",), ("thread",))]
    if len({organisation_key(prior.organisation) for prior in told}) != 1:
        return material
    return replace(
        material,
        organisation=material.organisation or told[0].organisation,
        activity=material.activity or (told[0].activity if len(told) == 1 else ""),
    )
