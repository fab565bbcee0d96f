"""What a person notes of an organisation: 已另行报送, 不报送, a deadline of its own."""

from dataclasses import replace
from datetime import date

from archive.coverage import send_reminders
from archive.records import SqlRecords
from intake.call import Call, Organisation, Stage
from intake.deciding import Decider
from intake.decisions.asking import Person
from intake.decisions.model import Attitude, Decision, DecisionKind
from intake.errors import DecisionRefused
from intake.letters.notices import extended
from intake.model import Letter

_HELD = "延期通知，请过目后放行"


def note_standing(
    decider: Decider, call: Call, organisation: Organisation, stage: Stage, attitude: Attitude, person: Person
) -> None:
    """How an organisation stands at a stage beside its mails. Raises DecisionRefused, StoreError."""
    decider.decide(_about(call, organisation, stage, person, DecisionKind.STANDING, attitude.value))


def extension_letters(
    decider: Decider, call: Call, organisation: Organisation, stage: Stage, day: date, person: Person
) -> tuple[Letter, ...]:
    """What the organisation's addresses on the roster would be told; none where it has no address.

    Raises DecisionRefused where the day isn't after the deadline.
    """
    if day <= stage.deadline:
        raise DecisionRefused(f"延期应晚于{stage.name}的截止日期{stage.deadline}")
    name = organisation.names[0]
    return tuple(
        replace(extended(call, stage, name, day, to, person.at, decider.wording), held=_HELD)
        for to in organisation.addresses
    )


def extend(
    records: SqlRecords,
    decider: Decider,
    call: Call,
    organisation: Organisation,
    stage: Stage,
    day: date,
    person: Person,
    send: bool,
) -> int:
    """Give an organisation a deadline of its own and tell it, held or, with `send`, at once; how many letters.

    Raises DecisionRefused, StoreError.
    """
    letters = extension_letters(decider, call, organisation, stage, day, person)
    decider.decide(_about(call, organisation, stage, person, DecisionKind.EXTENSION, day.isoformat()))
    written = [replace(letter, held="") if send else letter for letter in letters]
    return send_reminders(records, call.name, written, person.at, person.name)


def _about(
    call: Call, organisation: Organisation, stage: Stage, person: Person, kind: DecisionKind, value: str
) -> Decision:
    return Decision(
        at=person.at,
        actor=person.name,
        reason=person.reason,
        kind=kind,
        call=call.name,
        organisation=organisation.names[0],
        stage=stage.key,
        value=value,
    )
