"""Who may see a page: a rule a route. Where the path names a call, a role counts on that call; else on any."""

from dataclasses import dataclass

from archive.accounts import Person, Role


@dataclass(frozen=True, slots=True)
class Who:
    """A rule. `roles` None: whoever is signed in, whatever they are; `anyone`: without signing in."""

    roles: frozenset[Role] | None = None
    anyone: bool = False

    def lets_in(self, person: Person | None, call: str | None) -> bool:
        """Whether this person may, at this call (None: the page is of no call)."""
        if self.anyone:
            return True
        if person is None:
            return False
        held = person.every_role if call is None else person.roles(call)
        return self.roles is None or bool(held & self.roles)

    @property
    def wording(self) -> str:
        """For the table of rules."""
        if self.anyone:
            return "任何人"
        return "登录的人" if self.roles is None else "、".join(role.wording for role in Role if role in self.roles)


ANYONE = Who(anyone=True)
SIGNED_IN = Who()
OFFICE = Who(frozenset((Role.OFFICE,)))
CLERKS = Who(frozenset((Role.OFFICE, Role.ARCHIVIST)))
ALL_AT_A_CALL = Who(frozenset((Role.OFFICE, Role.ARCHIVIST, Role.REVIEWER)))
REVIEWERS = Who(frozenset((Role.OFFICE, Role.REVIEWER)))
SCORERS = Who(frozenset((Role.REVIEWER,)))
STEWARDS = Who(frozenset((Role.OFFICE, Role.ADMINISTRATOR)))
ADMINISTRATORS = Who(frozenset((Role.ADMINISTRATOR,)))
