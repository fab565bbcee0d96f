"""Seals in a page's picture: where, what shape, how sure, and what stands around the ring."""

from parsers.seal.finding import find_dark_rings, find_stamps, is_colourless
from parsers.seal.ring import lower_line, unwrap

__all__ = ["find_dark_rings", "find_stamps", "is_colourless", "lower_line", "unwrap"]
