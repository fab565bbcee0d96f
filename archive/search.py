"""Finding by words. SQLite FTS5 over text with a blank around every Chinese character, so that any length is exact.

A term is a phrase of single characters; terms are joined by AND. (The query language is another issue's.)
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from archive.database import stored
from archive.tables import SHANGHAI

_CJK = re.compile(r"([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff])")
_WORD = re.compile(r"[^\W_]+")  # as FTS5's unicode61 divides them: an underscore is no letter
_TERM = re.compile(r'"([^"]+)"|(\S+)')
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # one for one, so that places stay the same
_AROUND = 24  # characters of a snippet on each side
_LONGEST = 1000  # characters of a query


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


def spaced(content: str) -> str:
    """Text as the index has it: half width, lower case, a blank around every Chinese character."""
    return _CJK.sub(r" \1 ", unicodedata.normalize("NFKC", content).lower())


def index(session: Session, row: int, content: str) -> None:
    """Put one text into the index, in the caller's transaction."""
    session.execute(
        text("INSERT INTO search (rowid, text) VALUES (:row, :text)"), {"row": row, "text": spaced(content)}
    )


def expression(query: str) -> str:
    """An FTS5 expression of a query, "" where it holds no word: each term a phrase, all of them wanted."""
    return " AND ".join(f'"{" ".join(words)}"' for words in _terms(query))


def _terms(query: str) -> list[list[str]]:
    """Each term as the words and single characters that the index has; empty ones left out."""
    terms = (match[1] or match[2] for match in _TERM.finditer(query[:_LONGEST]))
    return [words for words in (_WORD.findall(spaced(term)) for term in terms) if words]


def search(engine: Engine, query: str, limit: int = 50) -> list[Hit]:
    """The newest hits, at most `limit`. Raises StoreError."""
    wanted = expression(query)
    if not wanted:
        return []
    with (
        stored("检索"),
        engine.connect().execution_options(reading=True) as connection,
        connection.begin(),
    ):
        return _hits(connection, wanted, query, limit)


def _hits(connection: Connection, wanted: str, query: str, limit: int) -> list[Hit]:
    rows = connection.execute(
        text(
            "SELECT t.place, t.text, s.receipt, s.organisation, s.activity, s.stage, s.verdict, m.verdict, m.received_at "
            "FROM search JOIN texts t ON t.id = search.rowid JOIN mails m ON m.digest = t.mail "
            "LEFT JOIN submissions s ON s.id = t.submission WHERE search MATCH :wanted ORDER BY t.id DESC LIMIT :most"
        ),
        {"wanted": wanted, "most": limit},
    )
    return [
        Hit(
            row[2] or "",
            row[3] or "",
            row[4] or "",
            row[5] or "",
            row[6] or row[7],
            _moment(row[8]),
            row[0],
            _snippet(row[1], query),
        )
        for row in rows
    ]


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{value}+00:00").astimezone(SHANGHAI) if value else None


def _snippet(content: str, query: str) -> str:
    """The text as it stands around the first term, hits between 【 and 】."""
    shown = " ".join(content.split())
    flat = shown.translate(_HALF_WIDTH)
    terms = sorted(_terms(query), key=lambda words: len("".join(words)), reverse=True)
    between = r"[\W_]*"  # the index knows no punctuation: 团结引领 is found in 团结、引领
    pattern = re.compile("|".join(between.join(map(re.escape, words)) for words in terms), re.IGNORECASE)
    first = pattern.search(flat)
    start = max(0, first.start() - _AROUND) if first else 0
    end = min(len(flat), (first.end() if first else 0) + _AROUND)
    pieces, done = ["…" if start else ""], start
    for hit in pattern.finditer(flat, start, end):
        pieces += [shown[done : hit.start()], f"【{shown[hit.start() : hit.end()]}】"]
        done = hit.end()
    return "".join((*pieces, shown[done:end], "…" if end < len(flat) else ""))
