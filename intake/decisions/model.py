"""A person's decision, as it is kept and replayed. Frozen; nothing of it changes once it is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DecisionKind(StrEnum):
    """What kinds of decision there are. `value` of a decision means what stands beside each."""

    CONFIRM = "confirm"  # a finding is right; value: words for its sender, "" for the usual ones
    WAIVE = "waive"  # a finding doesn't count
    ADD = "add"  # a finding that no rule made; value: its sentence
    CORRECT = "correct"  # a field's value; options joined by 、
    BELONGS = "belongs"  # value: the receipt number that the mail's material belongs to, or "new"
    ACCEPT_LATE = "accept_late"  # what came after the deadline is taken
    KEEP = "keep"  # one of too many activities is kept
    DROP = "drop"  # it is not
    WITHDRAW = "withdraw"  # its sender has withdrawn it (撤回)
    SEEN = "seen"  # a mail that submits nothing, or couldn't be read, has been dealt with
    EXTENSION = "extension"  # an organisation's deadline at a stage; value: the day, ISO 8601
    STANDING = "standing"  # an organisation at a stage; value: a `Attitude`
    LETTER_EDITED = "letter_edited"
    LETTER_RELEASED = "letter_released"
    LETTER_DROPPED = "letter_dropped"
    TAKE_BACK = "take_back"  # an earlier decision is taken back

    @property
    def wording(self) -> str:
        """A few Chinese words."""
        return _WORDINGS[self]


_WORDINGS = {
    DecisionKind.CONFIRM: "确认有问题",
    DecisionKind.WAIVE: "认可，不作要求",
    DecisionKind.ADD: "补充问题",
    DecisionKind.CORRECT: "更正栏目",
    DecisionKind.BELONGS: "指定归属",
    DecisionKind.ACCEPT_LATE: "同意受理逾期材料",
    DecisionKind.KEEP: "保留该项活动",
    DecisionKind.DROP: "不保留该项活动",
    DecisionKind.WITHDRAW: "撤回报送件",
    DecisionKind.SEEN: "已阅处",
    DecisionKind.EXTENSION: "延期",
    DecisionKind.STANDING: "报送情况登记",
    DecisionKind.LETTER_EDITED: "修改信件",
    DecisionKind.LETTER_RELEASED: "放行信件",
    DecisionKind.LETTER_DROPPED: "取消信件",
    DecisionKind.TAKE_BACK: "收回决定",
}


class Attitude(StrEnum):
    """What is known of an organisation at a stage beside its mails."""

    SUBMITTED_OTHERWISE = "submitted_otherwise"  # 已另行报送: by post, by OA
    NOT_SUBMITTING = "not_submitting"  # 不报送
    EXPECTED = "expected"  # as everybody is

    @property
    def wording(self) -> str:
        """The Chinese words."""
        return {"submitted_otherwise": "已另行报送", "not_submitting": "不报送", "expected": "应报送"}[self.value]


NEW = "new"  # of BELONGS: a submission of its own


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: who, when, why, and what it is about.

    `id` is 0 until it is kept. `receipt` names the submission; `mail` the mail (its SHA-256) that was the submission's
    newest then, or that the decision itself is about; `organisation` and `stage` are those of extensions and standings.
    Of a finding: `code`, `field`, the SHA-256 of the `documents` that it was about, and what it `said`; of a field:
    `said` is the value as it was read. `letter` is an outbox row, `takes_back` an earlier decision.
    """

    at: datetime
    actor: str
    reason: str
    kind: DecisionKind
    call: str = ""
    receipt: str = ""
    mail: str = ""
    organisation: str = ""
    stage: str = ""
    code: str = ""
    field: str = ""
    documents: tuple[str, ...] = ()
    said: str = ""
    value: str = ""
    letter: int | None = None
    takes_back: int | None = None
    id: int = 0


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Those that nobody has taken back, in order; what took one back is none itself."""
    kept = tuple(decisions)
    over = {each.takes_back for each in kept if each.takes_back is not None}
    return tuple(each for each in kept if each.id not in over and each.kind is not DecisionKind.TAKE_BACK)
