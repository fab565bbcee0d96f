"""Letters: which one goes when, and what stands in it."""

from intake.letters.composing import compose

__all__ = ["compose"]
