"""Where the archives that are asked lie: thrown away, kept in a folder, or in a database of one's own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from archive.records import SqlRecords, open_records
from tests.parts.postgres import postgres

Place = Callable[[int], AbstractContextManager[SqlRecords]]  # by the number of submissions
Places = Mapping[str, Place]
_SERVER = {"shared_buffers": "512MB"}  # an eighth of a small machine's memory
_KEPT = "finding"


def thrown_away() -> Places:
    """Both databases, gone when they have been asked."""
    return {"sqlite": lambda _: _sqlite(None), "postgresql": lambda _: _postgresql(None)}


def kept(folder: Path) -> Places:
    """Both, of each number in a folder of its own, where the next run finds them."""
    return {
        "sqlite": lambda number: _sqlite(folder / f"{number}"),
        "postgresql": lambda number: _postgresql(folder / f"{number}"),
    }


def given(url: str) -> Places:
    """One's own."""
    return {url.partition(":")[0].partition("+")[0]: lambda _: _opened(url)}


@contextmanager
def _opened(url: str) -> Iterator[SqlRecords]:
    records = open_records(url)
    yield records
    records.engine.dispose()


@contextmanager
def _sqlite(folder: Path | None) -> Iterator[SqlRecords]:
    with TemporaryDirectory(prefix="finding-") as passing:
        url = f"sqlite:///{(folder or Path(passing)).resolve() / 'records.db'}"
        with _opened(url) as records:
            yield records


@contextmanager
def _postgresql(folder: Path | None) -> Iterator[SqlRecords]:
    with postgres(_SERVER, folder and folder.resolve() / "postgresql") as server:
        with suppress(psycopg.errors.DuplicateDatabase):
            server.database(name=_KEPT)
        with _opened(server.url(_KEPT)) as records:
            yield records
