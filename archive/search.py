"""Finding by words. A term is a phrase, terms are joined by AND. (The query language is another issue's.)

SQLite: FTS5 over the spaced text. PostgreSQL: the words in one line, in which `LIKE` finds a phrase exactly; an inverted
index over the words says which texts are worth that look. (A tsvector keeps 256 positions a word,
a trigram index finds nothing shorter than three characters.)
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Connection, Engine, Text, bindparam, text
from sqlalchemy.orm import Session

from archive.database import reader, stored
from archive.locking import on_postgresql
from archive.tables import Moment
from archive.words import line, spaced, terms, words

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # one for one, so that places stay the same
_AROUND = 24  # characters of a snippet on each side


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a query was found; CONTRACT's `search --json`."""

    receipt: str
    organisation: str
    activity: str
    stage: str
    verdict: str
    received_at: datetime | None
    where: str
    snippet: str


def index(session: Session, row: int, content: str) -> None:
    """Put one text into the index, in the caller's transaction."""
    if on_postgresql(session):
        session.execute(
            text("INSERT INTO search (id, words) VALUES (:row, :words)"), {"row": row, "words": line(words(content))}
        )
    else:
        session.execute(
            text("INSERT INTO search (rowid, text) VALUES (:row, :text)"), {"row": row, "text": spaced(content)}
        )


def forget(session: Session, row: int, content: str) -> None:
    """Take a text out of the index; `content` as it was put in."""
    if on_postgresql(session):
        session.execute(text("DELETE FROM search WHERE id = :row"), {"row": row})
    else:  # FTS5 without content of its own must be told what to take out
        session.execute(
            text("INSERT INTO search (search, rowid, text) VALUES ('delete', :row, :text)"),
            {"row": row, "text": spaced(content)},
        )


def expression(query: str) -> str:
    """An FTS5 expression of a query, "" where it holds no word: each term a phrase, all of them wanted."""
    return " AND ".join(f'"{" ".join(each)}"' for each in terms(query))


def search(engine: Engine, query: str, limit: int = 50) -> list[Hit]:
    """The newest hits, at most `limit`. Raises StoreError."""
    if not terms(query):
        return []
    with stored("检索"), reader(engine).connect() as connection, connection.begin():
        return _hits(connection, query, limit)


def _hits(connection: Connection, query: str, limit: int) -> list[Hit]:
    condition, values = _phrases(query) if connection.dialect.name == "postgresql" else _fts5(query)
    shown = "t.place, t.text, s.receipt, s.organisation, s.activity, s.stage, s.verdict, m.verdict, m.received_at"
    chosen = f"SELECT {shown} FROM search JOIN texts t ON t.id = {condition} ORDER BY t.id DESC LIMIT :most"  # noqa: S608  values are bound
    statement = text(chosen).columns(received_at=Moment)
    if "words" in values:
        statement = statement.bindparams(bindparam("words", type_=ARRAY(Text)))
    rows = connection.execute(statement, {**values, "most": limit})
    return [
        Hit(
            row[2] or "",
            row[3] or "",
            row[4] or "",
            row[5] or "",
            row[6] or row[7],
            row[8],
            row[0],
            _snippet(row[1], query),
        )
        for row in rows
    ]


_BESIDE = "JOIN mails m ON m.digest = t.mail LEFT JOIN submissions s ON s.id = t.submission"


def _fts5(query: str) -> tuple[str, dict[str, Any]]:
    return f"search.rowid {_BESIDE} WHERE search MATCH :wanted", {"wanted": expression(query)}


def _phrases(query: str) -> tuple[str, dict[str, Any]]:
    """No word holds a character that `LIKE` reads otherwise than as itself."""
    phrases = terms(query)
    lines = [line(phrase) for phrase in phrases]
    likes = {f"phrase{number}": f"%{each}%" for number, each in enumerate(lines)}
    exact = "".join(f" AND search.words LIKE :{name}" for name in likes)
    condition = f"search.id {_BESIDE} WHERE string_to_array(search.words, ' ') @> :words{exact}"
    return condition, {**likes, "words": sorted({word for each in lines for word in each.split()})}


def _snippet(content: str, query: str) -> str:
    """The text as it stands around the first term, hits between 【 and 】."""
    shown = " ".join(content.split())
    flat = shown.translate(_HALF_WIDTH)
    longest_first = sorted(terms(query), key=lambda each: len("".join(each)), reverse=True)
    between = r"[\W_]*"  # the index knows no punctuation: 团结引领 is found in 团结、引领
    pattern = re.compile("|".join(between.join(map(re.escape, each)) for each in longest_first), re.IGNORECASE)
    first = pattern.search(flat)
    start = max(0, first.start() - _AROUND) if first else 0
    end = min(len(flat), (first.end() if first else 0) + _AROUND)
    pieces, done = ["…" if start else ""], start
    for hit in pattern.finditer(flat, start, end):
        pieces += [shown[done : hit.start()], f"【{shown[hit.start() : hit.end()]}】"]
        done = hit.end()
    return "".join((*pieces, shown[done:end], "…" if end < len(flat) else ""))
