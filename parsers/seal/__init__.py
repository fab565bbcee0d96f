"""Seals in a page's picture: where, what shape, how sure, and what stands around the ring."""

from parsers.seal.finding import find_dark_rings, find_stamps, share_seen, view_of
from parsers.seal.halves import Edge, bottom_edge, edge_piece, left_edge, read_across, right_edge, top_edge
from parsers.seal.reading import Dark, Readers, is_printed, read_seals

__all__ = [
    "Dark",
    "Edge",
    "Readers",
    "bottom_edge",
    "edge_piece",
    "find_dark_rings",
    "find_stamps",
    "is_printed",
    "left_edge",
    "read_across",
    "read_seals",
    "right_edge",
    "share_seen",
    "top_edge",
    "view_of",
]
