"""What a search finds, place by place: for tests that ask whether and where, and not how it is paged."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from archive.finding import Order
from archive.finding import search as find


@dataclass(frozen=True)
class Place:
    receipt: str
    organisation: str
    activity: str
    stage: str
    verdict: str
    received_at: datetime | None
    where: str
    snippet: str


def search(engine: Engine, query: str, limit: int = 50, order: Order = Order.DATE) -> list[Place]:
    found = find(engine, query, limit=limit, order=order)
    return [
        Place(
            hit.receipt,
            hit.organisation,
            hit.activity,
            hit.stage,
            hit.verdict,
            hit.received_at,
            place.where,
            place.snippet,
        )
        for hit in found.hits
        for place in hit.places
    ]
