"""What a person notes of an organisation: 已另行报送, 不报送, a deadline of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from rich.markup import escape

from archive.noting import extend, note_standing
from archive.records import SqlRecords
from config.build import decider
from config.cli.app import say
from config.settings import Settings
from intake.call import Call, Organisation, Stage
from intake.coverage import stage_to_remind_of
from intake.decisions.asking import Person
from intake.decisions.model import Attitude
from intake.errors import ConfigurationError
from intake.naming import organisation_key


@dataclass(frozen=True, slots=True)
class Noted:
    """What was typed; each of the first four names an organisation of the roster, or is ""."""

    elsewhere: str
    not_submitting: str
    expected: str
    extend: str
    until: str
    stage: str
    actor: str
    reason: str

    @property
    def anything(self) -> bool:
        """Whether anything is to be noted at all."""
        return any((self.elsewhere, self.not_submitting, self.expected, self.extend, self.until))


def note(
    settings: Settings, records: SqlRecords, calls: Sequence[Call], noted: Noted, now: datetime, send: bool
) -> int:
    """Make the decisions. Raises ConfigurationError, DecisionRefused.

    An extension's letter goes to the roster's addresses: held, or at once with `send`.
    """
    if bool(noted.extend) != bool(noted.until):
        raise ConfigurationError("延期要写明单位和日期：--extend 单位 --until 2020-04-30")
    attitudes = (
        (noted.elsewhere, Attitude.SUBMITTED_OTHERWISE),
        (noted.not_submitting, Attitude.NOT_SUBMITTING),
        (noted.expected, Attitude.EXPECTED),
    )
    deciding, person = decider(settings, records, lambda: now), Person(noted.actor, now, noted.reason)
    for name, attitude in attitudes:
        if name:
            call, organisation = _found(calls, name)
            stage = _stage(call, noted.stage, now.date())
            note_standing(deciding, call, organisation, stage, attitude, person)
            say(f"已登记：{escape(organisation.names[0])} {stage.name} {attitude.wording}")
    if noted.extend:
        call, organisation = _found(calls, noted.extend)
        stage, day = _stage(call, noted.stage, now.date(), passed=True), _day(noted.until)
        if day <= stage.deadline:
            raise ConfigurationError(f"--until应晚于{stage.name}的截止日期{stage.deadline}")
        written = extend(records, deciding, call, organisation, stage, day, person, send)
        told = f"延期通知{written}封，{'待服务发出' if send else '待放行'}" if written else "名册中没有邮箱，请电话告知"
        say(f"已登记：{escape(organisation.names[0])} {stage.name} 延至{day}；{told}")
    return 0


def _found(calls: Sequence[Call], name: str) -> tuple[Call, Organisation]:
    """The organisation of that name or alias on a roster."""
    for call in calls:
        for organisation in call.roster or ():
            if organisation_key(name) in {organisation_key(each) for each in organisation.names}:
                return call, organisation
    known = [organisation.names[0] for call in calls for organisation in call.roster or ()]
    near = get_close_matches(name, known, 1, 0.4)
    raise ConfigurationError(f"名册里没有“{name}”" + (f"，是不是{near[0]}？" if near else "，请写名册中的名称"))


def _stage(call: Call, asked: str, today: date, passed: bool = False) -> Stage:
    for stage in call.stages:
        if stage.key == asked:
            return stage
    if asked:
        raise ConfigurationError(f"--stage“{asked}”应为{'、'.join(stage.key for stage in call.stages)}之一")
    found = stage_to_remind_of(call, today)
    if found is None or (passed and found is not call.stages[0]):  # an extension is mostly of what is over or nearly so
        raise ConfigurationError(f"请用--stage写明是哪个阶段：{'、'.join(stage.key for stage in call.stages)}")
    return found


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ConfigurationError(f"--until“{written}”应为日期，如2020-04-30") from error
