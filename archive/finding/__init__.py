"""Finding: the query language, the index on both databases, hits with their places, facets, saved searches.

The flow is drawn in `searching`; `entries.reindex` is what whoever changes the tables calls.
"""

from archive.finding.entries import reindex
from archive.finding.errors import QueryRefused
from archive.finding.searching import Found, Hit, Order, search

__all__ = ["Found", "Hit", "Order", "QueryRefused", "reindex", "search"]
