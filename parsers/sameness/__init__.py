"""Do a PDF and a Word version say the same?"""

from parsers.sameness.comparing import compare

__all__ = ["compare"]
