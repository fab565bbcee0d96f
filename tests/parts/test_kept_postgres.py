"""A server's files that are kept are the next server's."""

from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from tests.parts.postgres import postgres


@pytest.mark.parts
def test_what_is_kept_is_there_again() -> None:
    with TemporaryDirectory() as folder:  # not pytest's own, which the server's user may not enter
        Path(folder).chmod(0o755)
        for again in (False, True):
            with postgres(kept=Path(folder) / "server") as server:
                if not again:
                    server.database(name="kept")
                with psycopg.connect(server.url("kept").replace("+psycopg", "")) as connection:
                    there = connection.execute("SELECT to_regclass('told') IS NOT NULL").fetchone()
                    connection.execute("CREATE TABLE IF NOT EXISTS told (word text)")
                assert there == (again,)
