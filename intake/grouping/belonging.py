"""Which submission on record a material completes or replaces: by weights, with reasons, never guessed silently.

belongs   enough speaks for one submission, nothing against it, and no other is as near
doubtful  two are as near; or something speaks for one and not enough; or it would replace what a stranger hasn't sent
new       nothing on record is meant
"""

from collections.abc import Sequence
from dataclasses import replace

from intake.call import Call
from intake.grouping.evidence import BELONGS, DOUBT, Reason, Weighed, may_replace, shared_text, weigh
from intake.grouping.fields import form_fields, prose_fields
from intake.model import Candidate, Material, Prior, Version
from intake.naming import organisation_key
from intake.receipt import receipts_by_place
from parsers.facts import Mail, WordDocument

_AS_NEAR = 10  # of weight, between two submissions that can't be told apart
_AS_NEAR_IN_TEXT = 0.1
_MOST_SHOWN = 5  # candidates that are kept with the decision


def belong(material: Material, priors: Sequence[Prior], mail: Mail, call: Call) -> Material:
    """The material with the prior submission it belongs to, the half it lacks taken from there; or why that is doubtful."""
    sender = mail.sender.address.lower()
    weighed = [weigh(material, prior, sender, call) for prior in priors if prior.stage == material.stage.key]
    weighed.sort(key=lambda each: -each.weight)  # stable: of equal weight the one with the strongest reason on record
    possible = [each for each in weighed if not each.against]
    shown = replace(material, candidates=tuple(_shown(each) for each in possible[:_MOST_SHOWN] if each.weight > 0))
    near = _nearest(material, [each for each in possible if each.tells])
    if not near:
        return _unplaced(shown, weighed, priors)
    best = near[0]
    if len(near) > 1 or best.weight < BELONGS:
        receipts = "、".join(each.prior.receipt for each in near[:3])
        return replace(shown, doubtful=f"来信可能属于{receipts}（{_why(best)}），不能确定")
    completed = _completed(shown, best.prior)
    if _replaces(completed, best.prior) and not may_replace(best, completed, sender, _cited(mail), call):
        said = f"来信会替换{best.prior.receipt}已收到的材料（{_why(best)}），但发件地址{sender}没有报送过这一件"
        return replace(shown, doubtful=said)
    return completed


def placed(material: Material, prior: Prior | None) -> Material:
    """The material where a person says that it belongs; None: a submission of its own. Nothing of it is doubtful then."""
    own = replace(material, doubtful="", prior=None)
    return own if prior is None else _completed(own, prior)


def _shown(weighed: Weighed) -> Candidate:
    return Candidate(weighed.prior.receipt, weighed.weight, tuple(reason.value for reason in weighed.reasons))


def _why(weighed: Weighed) -> str:
    return "，".join(reason.wording for reason in weighed.reasons)


def _cited(mail: Mail) -> int:
    return len(set(receipts_by_place("\n".join((mail.subject, mail.text)))))


def _nearest(material: Material, possible: Sequence[Weighed]) -> list[Weighed]:
    """The candidate for which most speaks, and whoever can't be told from it; [] where too little does for any."""
    strong = [each for each in possible if each.weight >= DOUBT]
    if not strong:
        return []
    near = [each for each in strong if each.weight > strong[0].weight - _AS_NEAR]
    if _names_both(near[0]):  # unit and activity tell: the newest of several of that name
        return near[:1]
    if len(near) > 1 and Reason.TEXT in near[0].reasons:
        near.sort(key=lambda each: -shared_text(material, each.prior))
        most = shared_text(material, near[0].prior)
        near = [each for each in near if shared_text(material, each.prior) > most - _AS_NEAR_IN_TEXT]
    return near


def _names_both(weighed: Weighed) -> bool:
    activity = {Reason.ACTIVITY, Reason.ACTIVITY_LIKE}.intersection(weighed.reasons)
    return Reason.ORGANISATION in weighed.reasons and bool(activity)


def _unplaced(material: Material, weighed: Sequence[Weighed], priors: Sequence[Prior]) -> Material:
    """New; but what cites a number of ours and names nobody is a person's to place."""
    cited = [each.prior.receipt for each in weighed if Reason.RECEIPT in each.reasons]
    if cited and not material.organisation:
        return replace(material, doubtful=f"来信写明了{'、'.join(cited[:3])}，但内容与之不符，不能确定属于哪一件")
    return _named_after(material, priors)


def _replaces(completed: Material, prior: Prior) -> bool:
    """Whether something on record that isn't said again gives way.

    A new scan beside the Word version on record is compared with that, so only a Word version replaces what it says;
    and a PDF where it is all there is.
    """
    if _gives_way(completed.word, prior.word):
        return not _say_the_same(completed.word, prior.word)
    return prior.word is None and _gives_way(completed.pdf, prior.pdf)


def _gives_way(now: Version | None, before: Version | None) -> bool:
    return now is not None and before is not None and now is not before and not _same_bytes(now, before)


def _same_bytes(one: Version, other: Version) -> bool:
    return one.document.sha256 == other.document.sha256


def _say_the_same(one: Version | None, other: Version | None) -> bool:
    contents = [version.document.content if version else None for version in (one, other)]
    texts = [content.text for content in contents if isinstance(content, WordDocument)]
    return len(texts) == 2 and "".join(texts[0].split()) == "".join(texts[1].split())


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
