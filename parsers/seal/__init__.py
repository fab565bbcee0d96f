"""Seals in a page's picture: where, what shape, how sure, and what stands around the ring."""

from parsers.seal.finding import find_dark_rings, find_stamps, view_of
from parsers.seal.reading import Dark, Readers, read_seals

__all__ = ["Dark", "Readers", "find_dark_rings", "find_stamps", "read_seals", "view_of"]
