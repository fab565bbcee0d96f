"""Which documents of a mail are whose versions of what: roles, materials, and the submissions on record they belong to.

roles:     each document's role, by the form found in it, its title and name, the date
materials: a Word form an activity, its PDF by the best common text; a lone PDF or Word version is one too
belonging: a material takes the place of, or completes, a submission on record; where that isn't safe it says so
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake.call import Call
from intake.errors import DecisionRefused
from intake.grouping import belonging
from intake.grouping.belonging import belong
from intake.grouping.following import foreseen
from intake.grouping.materials import materials_of
from intake.grouping.relation import relation
from intake.grouping.roles import roles_of
from intake.model import Case, Material, Prior
from parsers.facts import Comparison, Examination, PagedDocument, Pair, WordDocument

__all__ = ["Grouping", "group", "placed", "relation"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """A mail's documents, grouped. `roles` has every document's id; `on_record` are other submissions that share a PDF."""

    roles: Mapping[str, str]
    materials: tuple[Material, ...]
    on_record: tuple[Prior | Material, ...] = ()

    def pairs(self) -> tuple[Pair, ...]:
        """The version pairs to compare, in the materials' order; only those where both could be read."""
        pairs = ((material, _pair(material)) for material in self.materials)
        return tuple(replace(pair, beside=self._beside(material)) for material, pair in pairs if pair is not None)

    def with_comparisons(self, comparisons: Sequence[Comparison | None]) -> "Grouping":
        """The same with the comparisons of `pairs`, in their order."""
        waiting = iter(comparisons)
        compared = tuple(
            replace(material, comparison=next(waiting)) if _pair(material) is not None else material
            for material in self.materials
        )
        return replace(self, materials=compared)

    def without_blanks(self) -> "Grouping":
        """The same without unfilled forms: what a robot returns of a letter of ours hands nothing in."""
        return replace(self, materials=tuple(material for material in self.materials if not _is_blank(material)))

    def _beside(self, material: Material) -> tuple[WordDocument, ...]:
        """The Word versions of other activities whose PDF is this material's too."""
        versions: list[Material | Prior] = [*self.materials, *self.on_record]
        others = {
            other.word.document.sha256: other.word.document.content
            for other in versions
            if other is not material and other.word and other.pdf and material.word and material.pdf
            if other.pdf.document.sha256 == material.pdf.document.sha256
            if other.word.document.sha256 != material.word.document.sha256
        }
        return tuple(content for content in others.values() if isinstance(content, WordDocument))


def group(
    examination: Examination, call: Call, received_at: datetime, priors: Sequence[Prior], recorded: bool = False
) -> Grouping:
    """Group a mail's documents. `priors` as `Records.related` gives them, strongest reason first.

    `recorded`: the records were asked, so that what they don't hold isn't there.
    """
    roles = roles_of(examination, call, received_at)
    found = materials_of(examination, call, roles, received_at)
    materials = tuple(belong(material, priors, examination.mail, call) for material in found)
    if recorded:
        materials = tuple(foreseen(material, priors, call) for material in materials)
    replaced = {material.prior.receipt for material in materials if material.prior}
    return Grouping(roles, materials, tuple(prior for prior in priors if prior.receipt not in replaced))


def placed(case: Case, position: int, prior: Prior | None) -> Grouping:
    """A mail's materials with one of them where a person says that it belongs; only that one is to be compared anew."""
    found = materials_of(case.examination, case.call, case.roles, case.received_at)
    if len(found) != len(case.materials):
        raise DecisionRefused(
            "程序更新后，这封信里的材料会分得与当时不同，不能再改归属；请对方把材料重发一次，新来信的归属可以指定"
        )
    material = belonging.placed(found[position], prior)
    others = tuple(each for at, each in enumerate(case.materials) if at != position)
    return Grouping(case.roles, (material,), others)


def _is_blank(material: Material) -> bool:
    content = material.word.document.content if material.word else None
    forms = content.forms if isinstance(content, WordDocument) else ()
    return material.pdf is None and bool(forms) and all(form.blank for form in forms)


def _pair(material: Material) -> Pair | None:
    if material.word is None or material.pdf is None:
        return None
    word, pdf = material.word.document.content, material.pdf.document.content
    if not isinstance(word, WordDocument) or not isinstance(pdf, PagedDocument) or not pdf.text.strip():
        return None
    form = material.word.form if len(word.forms) > 1 else None
    return Pair(word, pdf, form, pdf_sha256=material.pdf.document.sha256)
