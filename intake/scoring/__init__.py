"""Reviewers' scores: who scores what, what the sheets say, who stands where. Pure; the store is behind `intake.ports`."""

from intake.scoring.drawing import Assignment, TooFewReviewers, draw
from intake.scoring.model import Award, Ballot, Case, Criterion, Held, Mean, Ranked
from intake.scoring.ranking import Standing, rank

__all__ = [
    "Assignment",
    "Award",
    "Ballot",
    "Case",
    "Criterion",
    "Held",
    "Mean",
    "Ranked",
    "Standing",
    "TooFewReviewers",
    "draw",
    "rank",
]
