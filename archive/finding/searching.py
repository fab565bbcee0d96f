"""Finding: a query, its hits a page at a time, and the counts beside them.

    node    = parse(query)                          # `language`: a tree whose leaves are phrases of index words
    entries = index.page(node, before, limit)       # `fts5` or `inverted`: numbers, the newest first
    hits    = the entries' rows and texts           # `reading`, `places`: where it was found, and what it says there
    facets  = counts over index.page(node)          # `facets`, `tallying`

By relevance, the newest entries that have it in their names and the newest that have it at all are weighed against each
other; the others follow by date. So no order ever needs more than a page and these.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import neg

from sqlalchemy import Engine, func, select

from archive.database import reader, stored
from archive.finding import cursor, facets
from archive.finding.engines import Index, index_of
from archive.finding.known import Moment
from archive.finding.language import NO_STAGES, Stages, parse
from archive.finding.places import Marker, Place
from archive.finding.prepared import Prepared
from archive.finding.reading import Read
from archive.finding.tables import EntryRow
from archive.finding.tree import Node, in_names, wanted

SECONDS = 10.0  # that a query may take
_WEIGHED = 48  # entries that are compared by relevance, of which half at most are there for their names
_NEWEST = Prepared(select(func.max(EntryRow.id).label("newest")))
_PLACES = 3  # of a hit that are shown


class Order(StrEnum):
    """Which hits come first."""

    DATE = "date"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Hit:
    """A submission as one mail made it, or a mail without one, and the best places in it, the best first.

    `archived`: a newer revision has replaced it. `revision` from 1, 0 without a submission.
    """

    receipt: str
    organisation: str
    activity: str
    stage: str
    verdict: str
    received_at: datetime | None
    archived: bool
    revision: int
    mail: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits. `cursor` asks for the next, None after the last. `facets` where they were asked for."""

    hits: tuple[Hit, ...]
    cursor: str | None
    facets: facets.Facets | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query, and where it is asked."""

    moment: Moment
    index: Index
    node: Node
    marker: Marker
    newest: Sequence[int]  # hits that are known already, where they were counted
    all_known: bool

    def page(self, before: int | None, most: int) -> list[int]:
        start = bisect_right(self.newest, -before, key=neg) if before is not None else 0
        there = self.newest[start : start + most]
        if self.all_known or len(there) == most:
            return list(there)
        return self.index.page(self.moment, self.node, before, most)

    def read(self, numbers: Iterable[int]) -> Sequence[Read]:
        return self.moment.reader.read(self.moment.connection, numbers)


def search(
    engine: Engine,
    query: str,
    *,
    limit: int = 50,
    order: Order = Order.DATE,
    after: str | None = None,
    with_facets: bool = False,
    seconds: float = SECONDS,
    stages: Stages = NO_STAGES,
) -> Found:
    """A page of hits; `stages` as `language.parse` takes them. Raises QueryRefused for a query, or a cursor, that can't be answered; StoreError."""
    node = parse(query, stages)
    with stored("检索"), reader(engine).connect() as connection, connection.begin():
        index = index_of(connection)
        with index.limit(connection, seconds):
            moment = Moment(connection)
            counted, newest = facets.count(moment, index, node) if with_facets else (None, ())
            marker = Marker(list(wanted(node)), seconds)
            asked = _Asked(moment, index, node, marker, newest, counted is not None and not counted.more)
            page = _by_date if order is Order.DATE else _by_relevance
            entries, following = page(asked, limit, after)
            return Found(_hits(asked, entries), following, counted)


def _by_date(asked: _Asked, limit: int, after: str | None) -> tuple[list[int], str | None]:
    place = cursor.by_date(after)
    entries = asked.page(place.before if place else None, limit + 1)
    more = len(entries) > limit
    return entries[:limit], str(cursor.ByDate(entries[limit - 1])) if more else None


def _by_relevance(asked: _Asked, limit: int, after: str | None) -> tuple[list[int], str | None]:
    place = cursor.by_relevance(after)
    if place is None:
        place = cursor.ByRelevance(_NEWEST.rows(asked.moment.connection)[0].newest or 0, 0)
    weighed = _weighed(asked, place.newest + 1)
    entries = weighed[place.shown : place.shown + limit + 1]
    if len(entries) > limit:
        return entries[:limit], str(cursor.ByRelevance(place.newest, place.shown + limit))
    before = place.before if place.before is not None else place.newest + 1
    known = frozenset(weighed)
    others = [each for each in asked.page(before, limit + 1 + len(weighed)) if each not in known]
    entries += others[: limit + 1 - len(entries)]
    if len(entries) <= limit:
        return entries, None
    shown = [each for each in entries[:limit] if each not in known]
    following = cursor.ByRelevance(place.newest, len(weighed), min(shown, default=before))
    return entries[:limit], str(following)


def _weighed(asked: _Asked, before: int) -> list[int]:
    """The entries that are compared, the most telling first."""
    newest = asked.page(before, _WEIGHED)
    if not newest:
        return []
    compared = list(newest)
    if len(newest) == _WEIGHED:
        named = asked.index.page(asked.moment, in_names(asked.node), before, _WEIGHED // 2)
        compared = list(dict.fromkeys([*named, *newest]))[:_WEIGHED]
    weights = {read.entry.id: _weight(read, asked.marker) for read in asked.read(compared)}
    return sorted(weights, key=lambda entry: (-weights[entry], -entry))


def _weight(read: Read, marker: Marker) -> float:
    weight = marker.weight(read.content)
    return weight / 2 if read.entry.archived else weight


def _hits(asked: _Asked, numbers: Sequence[int]) -> tuple[Hit, ...]:
    return tuple(_hit(each, asked.marker) for each in asked.read(numbers))


def _hit(read: Read, marker: Marker) -> Hit:
    return Hit(
        receipt=read.receipt,
        organisation=read.organisation,
        activity=read.activity,
        stage=read.entry.stage,
        verdict=read.entry.verdict,
        received_at=read.received_at,
        archived=read.entry.archived,
        revision=read.revision,
        mail=read.entry.mail,
        places=marker.places(read.content, _PLACES),
    )
