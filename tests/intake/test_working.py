"""The condition that the store refuses ends when the store takes things again, also where that itself was refused once."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from intake.errors import StoreError
from intake.working import PLACE, Complaints
from tests.archive.filings import NOON


@dataclass
class Conditions:
    """In the records' place."""

    said: dict[str, str] = field(default_factory=dict)
    full: bool = False

    def error(self, where: str, message: str, now: object) -> None:
        self._write()
        self.said[where] = message

    def clear_error(self, where: str) -> None:
        self._write()
        self.said.pop(where, None)

    def _write(self) -> None:
        if self.full:
            raise StoreError("数据库写入失败（disk is full）")


def test_a_complaint_that_could_not_be_taken_back_is_taken_back_later() -> None:
    conditions, complaints = Conditions(), Complaints()
    pipeline = SimpleNamespace(records=conditions, clock=lambda: NOON)
    complaints.heard(pipeline, "磁盘已满")  # type: ignore[arg-type]  # as far as it is asked
    assert conditions.said == {PLACE: "磁盘已满"}
    conditions.full = True
    complaints.heard(pipeline, "")  # type: ignore[arg-type]
    assert (complaints.open, conditions.said) == (True, {PLACE: "磁盘已满"})
    conditions.full = False
    complaints.heard(pipeline, "")  # type: ignore[arg-type]
    assert (complaints.open, conditions.said) == (False, {})
