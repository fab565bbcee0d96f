"""Times of whole searches, from the query as it is typed to the snippets; sizes; what filing costs."""

import gc
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, text

from archive.finding import Order, search
from archive.finding.engines import index_of
from archive.finding.errors import TooSlow
from archive.records import SqlRecords
from bench.finding.asking import Question
from tests.archive.filings import CALL, NOON, assessed, digest_of, examination, file, judged, pdf, register, word

_NEWEST = 20
PATIENCE = 5.0  # seconds that a plain search may take


def percentiles(times: Sequence[float]) -> str:
    """p50 / p95 in ms; what was ended is inf."""
    ordered = sorted(times)
    both = median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return " / ".join(f"> {1000 * PATIENCE:.0f}" if each == inf else f"{each:.1f}" for each in both)


def taken(
    work: Callable[[Question], object], asked: Sequence[Question], clock: Callable[[], float] = time.perf_counter
) -> str:
    """Each question once, after a tenth of them to warm up."""
    for each in asked[: max(1, len(asked) // 10)]:
        with suppress(TooSlow):
            work(each)
    gc.collect()
    gc.freeze()  # as `baosong serve` does
    times = []
    for each in asked:
        start = clock()
        try:
            work(each)
        except TooSlow:
            times.append(inf)
        else:
            times.append((clock() - start) * 1000)
    return percentiles(times)


def processor(engine: Engine) -> Callable[[], float]:
    """A clock that counts what this process and the database's on this machine have worked, in s: for a busy machine."""
    if engine.dialect.name == "sqlite":
        return time.process_time
    with engine.connect() as connection:
        query = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        places = [Path(f"/proc/{pid}/schedstat") for pid in connection.execute(query).scalars()]
    return lambda: time.process_time() + sum(int(place.read_text().split()[0]) for place in places) / 1e9


def newest(engine: Engine) -> Callable[[Question], object]:
    """The newest twenty, snippets and all."""
    return lambda each: search(engine, each.query, limit=_NEWEST)


def relevant(engine: Engine) -> Callable[[Question], object]:
    """The twenty most telling, with counts beside them."""
    return lambda each: search(engine, each.query, limit=_NEWEST, order=Order.RELEVANCE, with_facets=True)


def like(engine: Engine) -> Callable[[Question], object]:
    """The newest twenty texts by a plain LIKE: no submissions, no snippets. Raises TooSlow."""

    def work(each: Question) -> object:
        with engine.connect() as connection, index_of(connection).limit(connection, PATIENCE):
            query = "SELECT mail FROM texts WHERE text LIKE :like ORDER BY id DESC LIMIT 20"
            return connection.execute(text(query), {"like": f"%{each.plain}%"}).all()

    return work


def trigram(engine: Engine) -> Callable[[Question], object]:
    """The newest twenty texts by FTS5's trigram tokenizer."""

    def work(each: Question) -> object:
        with engine.connect() as connection:
            query = "SELECT rowid FROM trigrams WHERE trigrams MATCH :phrase ORDER BY rowid DESC LIMIT 20"
            return connection.execute(text(query), {"phrase": f'"{each.plain}"'}).all()

    return work


def make_trigrams(engine: Engine) -> int:
    """Beside ours, over the same texts; its size in bytes."""
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS trigrams"))
        connection.execute(text("CREATE VIRTUAL TABLE trigrams USING fts5(text, content='', tokenize='trigram')"))
        connection.execute(text("INSERT INTO trigrams (rowid, text) SELECT id, text FROM texts"))
    return _pages(engine, "trigrams%")


def index_size(engine: Engine) -> int:
    """Bytes of all that finding keeps beside the texts: the index and the entries."""
    if engine.dialect.name == "sqlite":
        return _pages(engine, "search%") + _pages(engine, "entries") + _pages(engine, "ix_entries%")
    with engine.connect() as connection:
        tables = ("search", "search_latest", "search_gone", "search_segments", "search_postings", "entries")
        query = "SELECT " + " + ".join(f"pg_total_relation_size('{table}')" for table in tables)
        return int(connection.execute(text(query)).scalar_one())


def _pages(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        query = text("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE :name AND aggregate = TRUE")
        return int(connection.execute(query, {"name": name}).scalar_one())


def filing(records: SqlRecords, clock: Callable[[], float], number: int = 60) -> float:
    """The median of what filing one more submission takes, in ms, the mail registered before."""
    times = []
    with records.engine.connect() as connection:
        first = int(connection.scalar(text("SELECT count(*) FROM submissions")) or 0)  # an earlier run's are there
    gc.collect()
    gc.freeze()
    for each in range(first, first + number):
        raw, moment = b"measured %d" % each, NOON + timedelta(minutes=each - first)
        written = f"第{each}项活动的方案，组织科技工作者开展志愿服务和网络直播。" * 30
        documents = (word("1", "方案.docx", written), pdf("2", "方案.pdf", written[:450], written[450:]))
        judgement = judged(
            raw,
            f"测量学会{each}",
            f"活动{each}",
            word_version=documents[0],
            pdf_version=documents[1],
            received_at=moment,
        )
        assessment = assessed(examination(raw, documents), [judgement], call=replace(CALL, name="measured"))
        register(records, raw, int(digest_of(raw)[:6], 16))
        start = clock()
        file(records, assessment)
        times.append((clock() - start) * 1000)
    return median(times)
