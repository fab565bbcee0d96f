"""The letters that either decision would send, to be worded before it is made."""

import hashlib
from dataclasses import dataclass

from archive.listing import open_letter
from intake.deciding import Decider, Outcome
from intake.decisions import asking
from intake.decisions.asking import Person, Subject
from intake.errors import DecisionRefused
from intake.letters.editing import edited
from intake.model import Letter
from review_export.web.visit import Visit

_NEUTRAL = "receipt"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A letter that would follow from a decision; `wish` is the button's value, `seen` tells whether it was changed."""

    wish: str
    title: str
    letter: Letter

    @property
    def seen(self) -> str:
        """The hash of what was shown."""
        return _hash(self.letter.subject, self.letter.text)


def foreseen(decider: Decider, subject: Subject, person: Person) -> tuple[Foreseen, ...]:
    """One for accepting and one for sending back; () where nothing waits, or nobody is answered."""
    found = []
    for wish, title, asked in (
        ("accept", "认可后发出的信", asking.accept),
        ("send_back", "退回后发出的信", asking.send_back),
    ):
        try:
            letters = decider.foreseen(subject, asked(subject, person))
        except DecisionRefused:
            return ()
        found += [Foreseen(wish, title, each) for each in letters if each.kind != _NEUTRAL]
    return tuple(found)


def reworded(visit: Visit, outcome: Outcome) -> bool:
    """Give the letter that follows the words that a person gave it beforehand; False where it has left meanwhile.

    Raises DecisionRefused.
    """
    wish, parts = visit.form["decide"], visit.parts
    subject, text = visit.form[f"{wish}_subject"], visit.form[f"{wish}_text"]
    if not text or _hash(subject, text) == visit.form[f"{wish}_seen"]:
        return True
    for mail in outcome.mails:
        number = open_letter(parts.records, mail.assessment.case.digest)
        row = parts.outbox.letter(number) if number is not None else None
        if row is None or number is None:
            return False
        worded = edited(row.letter, f"主题：{subject}\n\n{text}")
        return parts.outbox.edit(number, worded, visit.now, visit.somebody.name)
    return True


def _hash(subject: str, text: str) -> str:
    """Of the words, without what browsers do to line ends."""
    return hashlib.sha256("\n".join(f"{subject}\n{text}".split()).encode()).hexdigest()
