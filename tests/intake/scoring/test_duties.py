"""Who is to score what, and which ballots count."""

import pytest

from intake.scoring import Assignment, Ballot, Case, Held, counted, duties

PLAN_AND_REPORT = Case(("A-1", "A-9"), "云杉学会", "林下")
OTHER = Case(("A-2",), "莲花学会", "河上")


@pytest.mark.parametrize(
    ("assigned", "held", "reviewer", "case", "is_theirs"),
    [
        ((), (), "江评", OTHER, True),  # nothing was drawn: everybody scores everything
        ((("河评", "A-2"),), (), "江评", OTHER, True),  # to whom nothing was assigned
        ((("江评", "A-9"),), (), "江评", PLAN_AND_REPORT, True),  # by any of its numbers
        ((("江评", "A-9"),), (), "江评", OTHER, False),
        ((("江评", "A-2"),), (("江评", "莲花 学会"),), "江评", OTHER, False),
        ((("江评", "A-2"),), (("河评", "莲花学会"),), "江评", OTHER, True),
    ],
)
def test_duties(
    assigned: tuple[tuple[str, str], ...],
    held: tuple[tuple[str, str], ...],
    reviewer: str,
    case: Case,
    is_theirs: bool,
) -> None:
    duty = duties((Assignment(*each) for each in assigned), (Held(*each) for each in held))
    assert duty.are(reviewer, case) is is_theirs


def test_a_ballot_of_whoever_has_a_conflict_doesn_t_count() -> None:
    ballots = [Ballot(name, receipt, {"all": 1.0}) for name in ("江评", "河评") for receipt in ("A-9", "A-2", "gone")]
    kept = counted(ballots, (PLAN_AND_REPORT, OTHER), duties((), (Held("江评", "云杉学会"),)))
    assert [(each.reviewer, each.receipt) for each in kept] == [("江评", "A-2"), ("河评", "A-9"), ("河评", "A-2")]
