"""Scores read back from the sheets that reviewers filled in, and the rankings that come of them."""
