"""Drawing lots: which reviewers score which case. The same seed gives the same draw on every machine."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.errors import ConfigurationError
from intake.naming import organisation_key
from intake.scoring.model import Case, Held


class TooFewReviewers(ConfigurationError):
    """A case has fewer reviewers without a conflict of interest than it needs."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One reviewer is to score one case."""

    reviewer: str
    receipt: str


def draw(
    cases: Sequence[Case],
    reviewers: Sequence[str],
    each: int,
    held: Iterable[Held],
    seed: str,
    standing: Iterable[Assignment] = (),
) -> tuple[Assignment, ...]:
    """`each` reviewers for every case, none with a conflict, loads as even as can be.

    Cases with the fewest eligible reviewers draw first; among the eligible the least loaded are taken, and chance
    (a hash of seed, case and reviewer) decides among equals. What stands already is kept and counted, but for whoever has
    declared a conflict since: somebody else is drawn in their place.
    Raises TooFewReviewers with the case's name.
    """
    barred = {(row.reviewer, organisation_key(row.organisation)) for row in held}
    kept = list(standing)
    load = Counter(dict.fromkeys(reviewers, 0))
    load.update(row.reviewer for row in kept)
    drawn: list[Assignment] = []
    for case in sorted(cases, key=lambda case: (len(_eligible(case, reviewers, barred)), _lot(seed, case.receipt, ""))):
        unit = organisation_key(case.organisation)
        has = [row.reviewer for row in kept if row.receipt == case.receipt and (row.reviewer, unit) not in barred]
        eligible = [name for name in _eligible(case, reviewers, barred) if name not in has]
        needed = max(0, each - len(has))
        if len(eligible) < needed:
            raise TooFewReviewers(
                f"{case.receipt}（{case.organisation}）需要{each}位评审人，除去回避的只有{len(eligible) + len(has)}位，请增加评审人或减少每项评审人数"
            )
        eligible.sort(key=lambda name: (load[name], _lot(seed, case.receipt, name)))
        for name in eligible[:needed]:
            load[name] += 1
            drawn.append(Assignment(name, case.receipt))
    order = {case.receipt: index for index, case in enumerate(cases)}
    return tuple(sorted((*kept, *drawn), key=lambda row: (order.get(row.receipt, len(order)), row.reviewer)))


def _eligible(case: Case, reviewers: Sequence[str], barred: set[tuple[str, str]]) -> list[str]:
    unit = organisation_key(case.organisation)
    return [name for name in dict.fromkeys(reviewers) if (name, unit) not in barred]


def _lot(seed: str, receipt: str, reviewer: str) -> str:
    return hashlib.sha256("\0".join((seed, receipt, reviewer)).encode()).hexdigest()
