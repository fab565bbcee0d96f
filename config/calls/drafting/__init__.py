"""Drafting a call file from a notice and a blank form; a person reads it over."""

from config.calls.drafting.draft import Draft, draft_call

__all__ = ["Draft", "draft_call"]
