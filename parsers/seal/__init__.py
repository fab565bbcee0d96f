"""Seals in a page's picture: where, what shape, how sure, and what stands around the ring."""

from parsers.seal.finding import find_dark_rings, find_stamps, view_of
from parsers.seal.halves import Edge, edge_piece, left_edge, read_across, right_edge
from parsers.seal.reading import Dark, Readers, is_printed, read_seals

__all__ = [
    "Dark",
    "Edge",
    "Readers",
    "edge_piece",
    "find_dark_rings",
    "find_stamps",
    "is_printed",
    "left_edge",
    "read_across",
    "read_seals",
    "right_edge",
    "view_of",
]
