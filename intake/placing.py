"""To which submission a mail's material belongs, by a person's word. Versions that meet for the first time are compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from intake.deciding import Decider, Outcome
from intake.decisions.asking import Person
from intake.decisions.model import NEW, DecisionKind
from intake.errors import Conflict, DecisionRefused
from intake.grouping import placed
from intake.model import Material, Prior
from intake.ports import Recorded
from parsers.facts import Comparison, Pair

_CONFLICTS = 5


class Comparer(Protocol):
    """Compares documents; `intake.ports.Sandbox` is one."""

    def compare(self, pairs: Sequence[Pair]) -> tuple[Comparison | None, ...]:
        """As the sandbox does. Raises ParsingFailed, ScratchRefused."""


@dataclass(frozen=True, slots=True)
class Placer:
    """Moves a mail's material. `original` gives a document's bytes by its digest."""

    decider: Decider
    sandbox: Comparer
    original: Callable[[str], bytes]

    def place(self, receipt: str, to: str, person: Person) -> Outcome:
        """What stands under `receipt` belongs to `to`, a number or "new". Raises DecisionRefused, ParsingFailed, StoreError."""
        for _ in range(_CONFLICTS):
            try:
                return self._place(receipt, to, person)
            except Conflict:
                continue
        raise DecisionRefused(f"{to}正在被连续来信更新，请稍后再试")

    def _place(self, receipt: str, to: str, person: Person) -> Outcome:
        subject = self.decider.subject(receipt)
        mail = subject.assessment.case.digest
        recorded = self.decider.records.recorded(mail, self.decider.calls)
        prior = self._prior(receipt, to)
        material = self._read(recorded, recorded.receipts.index(receipt), prior)
        said = self.decider.records.material(mail, receipt)
        with self.decider.records.transaction() as transaction:
            call = recorded.case.call
            number = transaction.move(call, mail, receipt, to if prior is not None else "", material)
            asked = subject.decision(person, DecisionKind.BELONGS, value=number, said=said)
            kept = transaction.decide(asked)
            return Outcome((kept,), self.decider.moved(transaction, kept, mail))

    def _prior(self, receipt: str, to: str) -> Prior | None:
        if to == NEW:
            return None
        prior = self.decider.records.prior(to)
        if prior is None or to == receipt:
            raise DecisionRefused(f"{to}就是这一件本身" if prior else f"没有收件编号{to}，请核对；另立一件请写new")
        mine = self.decider.records.prior(receipt)
        if mine is not None and mine.stage != prior.stage:
            raise DecisionRefused(f"{to}属于另一个阶段，不能合并；请写同一阶段的收件编号，或另立一件")
        return prior

    def _read(self, recorded: Recorded, position: int, prior: Prior | None) -> Material:
        grouping = placed(recorded.case, position, prior)
        pairs = [
            replace(pair, data=self.original(pair.pdf_sha256)) if pair.pdf.is_recognised else pair
            for pair in grouping.pairs()
        ]
        return grouping.with_comparisons(self.sandbox.compare(pairs)).materials[0]
