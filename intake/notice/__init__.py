"""A notice, read: what it says of stages, deadlines, limits and whom to ask, as far as a text can be trusted to."""

from intake.notice.askings import is_final, most_pieces, named_in, sealed, text_limit
from intake.notice.model import Asking, Notice
from intake.notice.reading import call_name, read_notice

__all__ = [
    "Asking",
    "Notice",
    "call_name",
    "is_final",
    "most_pieces",
    "named_in",
    "read_notice",
    "sealed",
    "text_limit",
]
