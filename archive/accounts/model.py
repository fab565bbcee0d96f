"""People and what they may. Plain values."""

from dataclasses import dataclass
from enum import StrEnum

EVERY_CALL = ""


class Role(StrEnum):
    """What somebody does at a call, with the words people see."""

    OFFICE = "office"
    ARCHIVIST = "archivist"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    @property
    def wording(self) -> str:
        """The Chinese word."""
        return {"office": "活动办公室", "archivist": "档案员", "reviewer": "评审人", "administrator": "管理员"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on one call, or on every call."""

    role: Role
    call: str = EVERY_CALL


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `name` is what they sign in with, `shown` how others see them."""

    id: int
    name: str
    shown: str
    active: bool
    must_change: bool  # the password is one that somebody else has seen
    grants: frozenset[Grant]

    def roles(self, call: str) -> frozenset[Role]:
        """What they are at this call."""
        return frozenset(grant.role for grant in self.grants if grant.call in (EVERY_CALL, call))

    @property
    def every_role(self) -> frozenset[Role]:
        """What they are at any call."""
        return frozenset(grant.role for grant in self.grants)
