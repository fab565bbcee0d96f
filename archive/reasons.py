"""Why a revision belongs to its submission, as it is kept with it."""

from typing import Any

from intake.model import Candidate


def candidates(kept: list[Any] | None) -> tuple[Candidate, ...]:
    """What a revision was weighed against, as it is kept with it."""
    return tuple(_candidate(each) for each in kept or ())


def _candidate(kept: dict[str, object]) -> Candidate:
    reasons = kept["reasons"]
    return Candidate(
        str(kept["receipt"]), int(str(kept["weight"])), tuple(reasons) if isinstance(reasons, list) else ()
    )
