"""Queries as people might write them, drawn from the archive's own texts, so that a word is asked for as often as it is written."""

import re
from dataclasses import dataclass
from random import Random

from sqlalchemy import Engine, text

_CLAUSE = re.compile(r"[一-鿿]{8,}")
_MONTHS = ("2015..2016", "2017-03..2017-09", "2018", "2019-06..", "..2016")


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and its terms as they stand in texts where a plain search could ask for them, too."""

    query: str
    plain: str = ""


def questions(engine: Engine, number: int, seed: int = 7) -> dict[str, list[Question]]:
    """So many of each kind."""
    random = Random(seed)
    clauses = _clauses(engine, random, 40 * number)
    found: dict[str, list[Question]] = {
        "one character": [], "two characters": [], "phrase of 4 to 8": [], "phrase that nobody wrote": [],
        "boolean": [], "fields": [],
    }  # fmt: skip
    for _ in range(number):
        one, two, phrase, *words = (_piece(random, clauses, length) for length in (1, 2, random.randint(4, 8), 2, 2, 2))
        absent = _piece(random, clauses, 3) + _piece(random, clauses, 3)
        a, b, c = words
        found["one character"].append(Question(one, one))
        found["two characters"].append(Question(two, two))
        found["phrase of 4 to 8"].append(Question(phrase, phrase))
        found["phrase that nobody wrote"].append(Question(absent, absent))
        found["boolean"].append(Question(random.choice((f"{a} {b} -{c}", f"({a} OR {b}) {c}", f"{a} OR ({b} -{c})"))))
        field = random.choice(("verdict:correction", "has:stamp", "stage:report", "module:团结引领", "code:late"))
        found["fields"].append(Question(f"{a} {field} received:{random.choice(_MONTHS)}"))
    return found


def _clauses(engine: Engine, random: Random, number: int) -> list[str]:
    with engine.connect() as connection:
        last = int(connection.execute(text("SELECT max(id) FROM texts")).scalar_one())
        query = text("SELECT text FROM texts WHERE id = :id")
        drawn = [connection.execute(query, {"id": random.randint(1, last)}).scalar() for _ in range(number)]
    return [clause for each in drawn if each for clause in _CLAUSE.findall(each)]


def _piece(random: Random, clauses: list[str], length: int) -> str:
    clause = random.choice([clause for clause in random.choices(clauses, k=20) if len(clause) >= length])
    start = random.randint(0, len(clause) - length)
    return clause[start : start + length]
