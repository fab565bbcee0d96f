"""Reviewers' scores: who scores what, what the sheets say, who stands where. Pure; the store is behind `intake.ports`."""

from intake.scoring.drawing import Assignment, TooFewReviewers, draw
from intake.scoring.duties import Duties, counted, duties
from intake.scoring.model import Award, Ballot, Case, Criterion, Held, Mean, Ranked
from intake.scoring.points import MOST_COMMENT, NotPoints, Wrong, read_ballot, read_points
from intake.scoring.ranking import Standing, rank

__all__ = [
    "MOST_COMMENT",
    "Assignment",
    "Award",
    "Ballot",
    "Case",
    "Criterion",
    "Duties",
    "Held",
    "Mean",
    "NotPoints",
    "Ranked",
    "Standing",
    "TooFewReviewers",
    "Wrong",
    "counted",
    "draw",
    "duties",
    "rank",
    "read_ballot",
    "read_points",
]
