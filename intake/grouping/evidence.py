"""What speaks for a material's belonging to a submission on record, what it weighs, and who may replace.

Two questions are kept apart. *Which* submission is it: `weigh`; a material belongs from `BELONGS` on, and from `DOUBT` on
a person is asked. *May this sender replace* what is on record: `may_replace`; a colleague's, a superior's or an agency's
address hinders no first mail and no missing half, but what takes the place of other material needs more than a name
in a form and a number that can be guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.call import Call
from intake.grouping.titles import alike, same
from intake.grouping.units import ABBREVIATED, JOINT, OTHER, SAME, likeness, listed
from intake.grouping.words import bigrams, contained
from intake.model import Candidate, Material, Prior, Version
from parsers.facts import PagedDocument, WordDocument

BELONGS, DOUBT = 50, 35
SAME_TEXT = 0.6  # of a Word version's character pairs; another activity of the unit shares labels and contact alone
_MAY_REPLACE = 4
_MOST_CITED = 5  # whoever names more receipt numbers than that is guessing
# whoever has an account there is nobody's colleague for that
_PUBLIC = frozenset(
    "qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com vip.126.com yeah.net 188.com sina.com sina.cn vip.sina.com"
    " sohu.com 139.com 189.cn wo.cn 21cn.com tom.com aliyun.com 263.net gmail.com outlook.com hotmail.com live.com"
    " live.cn msn.com icloud.com yahoo.com yahoo.com.cn".split()
)


class Reason(StrEnum):
    """Why a material may belong to a submission; kept with its revision, so these words stay."""

    RECEIPT = "receipt"
    THREAD = "thread"
    TEXT = "text"
    ORGANISATION = "organisation"
    JOINT = "joint"
    ABBREVIATION = "abbreviation"
    ACTIVITY = "activity"
    ACTIVITY_LIKE = "activity_like"
    SENDER = "sender"
    DOMAIN = "domain"
    CONTACT = "contact"
    ROSTER = "roster"

    @property
    def wording(self) -> str:
        """The Chinese words."""
        return _ENTRIES[self][1]

    @property
    def weight(self) -> int:
        """What it weighs."""
        return _ENTRIES[self][0]


_ENTRIES: Mapping[Reason, tuple[int, str]] = {
    Reason.RECEIPT: (50, "写明了收件编号"),
    Reason.THREAD: (50, "回复的是这一件的往来邮件"),
    Reason.TEXT: (60, "与已收到的另一版本内容相同"),
    Reason.ORGANISATION: (30, "报送单位相同"),
    Reason.JOINT: (20, "报送单位是联合主办单位之一"),
    Reason.ABBREVIATION: (15, "报送单位像是简称"),
    Reason.ACTIVITY: (30, "活动名称相同"),
    Reason.ACTIVITY_LIKE: (25, "活动名称相近"),
    Reason.SENDER: (20, "发件地址报送过这一件"),
    Reason.DOMAIN: (12, "发件地址与报送过这一件的同属一个单位"),
    Reason.CONTACT: (20, "发件地址是表中联系人的邮箱"),
    Reason.ROSTER: (15, "发件地址是名册中该单位的邮箱"),
}
_SENDERS = frozenset((Reason.SENDER, Reason.DOMAIN, Reason.CONTACT, Reason.ROSTER))
_OF_UNIT = {SAME: Reason.ORGANISATION, JOINT: Reason.JOINT, ABBREVIATED: Reason.ABBREVIATION}
_TELLING = frozenset((Reason.RECEIPT, Reason.THREAD, Reason.TEXT, Reason.ACTIVITY, Reason.ACTIVITY_LIKE))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A submission on record and what speaks for it, strongest first. `against`: something in the material forbids it."""

    prior: Prior
    reasons: tuple[Reason, ...]
    against: bool

    @property
    def weight(self) -> int:
        """All that speaks for it; one whose own belonging is doubtful comes after the one it may belong to."""
        return sum(reason.weight for reason in self.reasons) - (20 if self.prior.doubtful else 0)

    @property
    def tells(self) -> bool:
        """Whether anything tells it from the unit's other submissions."""
        return bool(_TELLING.intersection(self.reasons))


def in_words(candidate: Candidate) -> str:
    """What spoke for a submission, and how much: from `BELONGS` on a material belongs, from `DOUBT` on a person is asked."""
    return f"{'、'.join(Reason(reason).wording for reason in candidate.reasons)}（{candidate.weight}分，满{BELONGS}分归入）"


def weigh(material: Material, prior: Prior, sender: str, call: Call) -> Weighed:
    """What speaks for the material's belonging there, and whether anything speaks against it."""
    reasons = {*_named(prior), *_said(material, prior, call), *_sent(prior, sender, call)}
    if shared_text(material, prior) >= SAME_TEXT:
        reasons.add(Reason.TEXT)
    ordered = sorted((reason for reason in Reason if reason in reasons), key=lambda reason: -reason.weight)
    return Weighed(prior, tuple(ordered), _contradicts(material, prior, call))


def _named(prior: Prior) -> Iterator[Reason]:
    return (Reason(word) for word in prior.reasons if word in (Reason.RECEIPT, Reason.THREAD))


def _said(material: Material, prior: Prior, call: Call) -> Iterator[Reason]:
    unit = likeness(material.organisation, prior.organisation, call)
    if unit != OTHER:
        yield _OF_UNIT[unit]
    if material.activity and prior.activity and alike(material.activity, prior.activity):
        yield Reason.ACTIVITY if same(material.activity, prior.activity) else Reason.ACTIVITY_LIKE


def _sent(prior: Prior, sender: str, call: Call) -> Iterator[Reason]:
    """What the sender's address says."""
    if not sender:
        return
    ours = _roster_addresses(prior, call)
    if sender in prior.senders:
        yield Reason.SENDER
    if sender == prior.contact:
        yield Reason.CONTACT
    if sender in ours:
        yield Reason.ROSTER
    domain = sender.rpartition("@")[2]
    if domain not in _PUBLIC and any(_one_house(domain, each) for each in (*prior.senders, prior.contact, *ours)):
        yield Reason.DOMAIN


def _roster_addresses(prior: Prior, call: Call) -> frozenset[str]:
    return frozenset(address.lower() for each in listed(prior.organisation, call) for address in each.addresses)


def _one_house(domain: str, address: str) -> bool:
    other = address.lower().rpartition("@")[2]
    return bool(other) and (domain == other or domain.endswith(f".{other}") or other.endswith(f".{domain}"))


def _contradicts(material: Material, prior: Prior, call: Call) -> bool:
    both_units = material.organisation and prior.organisation
    if both_units and likeness(material.organisation, prior.organisation, call) == OTHER:
        return True
    return bool(material.activity and prior.activity and not alike(material.activity, prior.activity))


def shared_text(material: Material, prior: Prior) -> float:
    """How much of the Word version's text its PDF has, where one came now and the other is on record; else 0."""
    if material.word is None and material.pdf is not None and prior.word is not None:
        return contained(bigrams(_text(prior.word)), bigrams(_text(material.pdf)))
    if material.pdf is None and material.word is not None and prior.pdf is not None and prior.word is None:
        return contained(bigrams(_text(material.word)), bigrams(_text(prior.pdf)))
    return 0.0


def may_replace(weighed: Weighed, material: Material, sender: str, cited: int, call: Call) -> bool:
    """Whether this sender may take the place of what is on record.

    Enough on its own: an address of the submission's senders, their house, its form's contact or the roster, and an
    answer in its thread. Two of these together: its receipt number (which can be guessed), the text on record kept
    in the main, an address that the roster gives somebody else (a superior).
    """
    known = {*weighed.prior.senders, weighed.prior.contact, *_roster_addresses(weighed.prior, call)} - {""}
    if not sender or not known or Reason.THREAD in weighed.reasons or _SENDERS.intersection(weighed.reasons):
        return True
    proofs = 2 * (Reason.RECEIPT in weighed.reasons and cited <= _MOST_CITED)
    proofs += 2 * _keeps_the_text(material, weighed.prior)
    proofs += 2 * any(sender == address.lower() for each in call.roster or () for address in each.addresses)
    return proofs >= _MAY_REPLACE


def _keeps_the_text(material: Material, prior: Prior) -> bool:
    """Whether the new Word version has most of the free text on record: a correction, by whoever knows that text."""
    new, old = _free_text(material.word, material), _free_text(prior.word, material)
    return bool(old) and contained(old, new) >= SAME_TEXT and contained(new, old) >= SAME_TEXT


def _free_text(version: Version | None, material: Material) -> frozenset[str]:
    content = version.document.content if version else None
    if version is None or not isinstance(content, WordDocument):
        return frozenset()
    if version.form is None:
        return bigrams(content.prose.text or content.text)
    if version.form >= len(content.forms):
        return frozenset()
    readings = {each.key: each.value for each in content.forms[version.form].fields}
    value = readings.get(material.stage.text_field)
    return bigrams(value) if isinstance(value, str) else frozenset()


def _text(version: Version) -> str:
    content = version.document.content
    return content.text if isinstance(content, WordDocument | PagedDocument) else ""
