"""Showing: the clean spreadsheet and what else reviewers and the office are handed."""
