"""Everything anew from mails and decisions alone, into records that were empty.

    for each event of the past, in the order in which it happened:
        a mail:      register it, assess it, with the clock of then      # the same bytes, read by the program as it is now
                     its letters get the Message-IDs that left then      # people have answered those
        decisions:   decide, place, take back, as then
Nothing leaves: there is no sender. What comes out equals what is on record, or the program or its calls have changed since.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from intake.call import Call
from intake.deciding import Decider
from intake.decisions.asking import Person
from intake.decisions.model import NEW, Decision, DecisionKind
from intake.errors import DecisionRefused
from intake.letters.wording import SHIPPED, Wording
from intake.pipeline import Examiner, Pipeline
from intake.placing import Placer
from intake.ports import Blobs, Decided, Event, Filed, Records, Sandbox, Sighting
from intake.scratch import Scratch
from intake.working import work

_ATTEMPTS = 3


@dataclass
class _Then:
    """The clock of the past."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@dataclass(frozen=True, slots=True)
class Replayer:
    """Replays into `records`, which are empty. `said` hears of what couldn't be done again."""

    records: Records
    blobs: Blobs
    sandbox: Sandbox
    calls: Sequence[Call]
    our_addresses: frozenset[str]
    wait: timedelta
    scratch: Scratch
    wording: Wording = SHIPPED
    said: Callable[[str], None] = field(default=lambda _: None)

    def replay(self, past: Iterable[Event], done: Callable[[], None] = lambda: None) -> None:
        """Do it all again; `done` after each event. Raises StoreError."""
        for number, event in enumerate(past):
            if isinstance(event, Filed):
                self._file(event, number)
            else:
                self._decide(event)
            done()

    def _file(self, event: Filed, number: int) -> None:
        digest = event.mail.digest
        with self.records.transaction() as transaction:
            transaction.register(event.mail, Sighting("replay", "", 0, number))
        pipeline = Pipeline(
            self.blobs,
            self.records,
            Examiner(self.sandbox, self.our_addresses),
            self.calls,
            _Then(event.at),
            self.wait,
            self.scratch,
            wording=self.wording,
        )
        for _ in range(_ATTEMPTS):
            refusal = work(pipeline, digest)
            if not self.records.is_pending(digest):
                break
        else:
            self.said(f"来信{digest[:12]}未能重做：{refusal or '解析失败'}")
        self.records.name_letters(digest, event.message_ids)

    def _decide(self, event: Decided) -> None:
        decider = Decider(self.records, self.calls, self.our_addresses, _Then(event.at), self.wait, self.wording)
        try:
            for decision in self._again(decider, event.decisions):
                self._place(decider, decision)
        except DecisionRefused as error:
            self.said(f"决定{event.decisions[0].id}未能重做：{error}")
        for digest, names in event.message_ids:
            self.records.name_letters(digest, names)

    def _again(self, decider: Decider, decisions: tuple[Decision, ...]) -> Iterable[Decision]:
        """Made at once, decided at once; what moves a mail is given back."""
        plain = [each for each in decisions if each.kind not in (DecisionKind.BELONGS, DecisionKind.TAKE_BACK)]
        if plain:
            decider.decide(*(replace(each, id=0) for each in plain))
        for each in decisions:
            if each.takes_back is not None:
                decider.take_back(self.records.decided(each.takes_back), each.actor, each.reason)
        return [each for each in decisions if each.kind is DecisionKind.BELONGS]

    def _place(self, decider: Decider, decision: Decision) -> None:
        known = self.records.prior(decision.value) is not None and decision.value != decision.receipt
        person = Person(decision.actor, decision.at, decision.reason)
        Placer(decider, self.sandbox, self.blobs.get).place(decision.receipt, decision.value if known else NEW, person)
