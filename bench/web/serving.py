"""`python -m bench.web.serving FOLDER`: the application on that archive; prints its address and a session's token."""

import socket
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from archive.accounts import Grant, Role
from archive.accounts.people import People
from archive.accounts.sessions import Sessions
from archive.blobs import FolderBlobs
from archive.records import SqlRecords, open_records
from archive.tables import SubmissionRow
from config.build import DEFAULT_CALL, calls_of
from config.clock import now
from config.current import CurrentCalls
from config.serving import listening, site
from config.settings import Settings, WebSettings
from intake.call import Organisation

_ROSTER = 500


def main(folder: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = Settings(call=(DEFAULT_CALL,), data=folder, base=folder, web=WebSettings(port=port))
    records = open_records(f"sqlite:///{folder / 'records.db'}")
    calls = tuple(replace(call, roster=_roster(records)) for call in calls_of(settings, fallback=True))
    current = CurrentCalls(records, calls)
    with listening(settings) as place, site(place, records, FolderBlobs(folder / "blobs"), current, now) as built:
        print(place.address, _token(built.parts.people, built.parts.sessions), flush=True)
        built.serve()


def _roster(records: SqlRecords) -> tuple[Organisation, ...]:
    with records.reading() as session:
        names = session.scalars(select(SubmissionRow.organisation).distinct().limit(_ROSTER)).all()
    return tuple(Organisation((name,), ("全国学会", "省级科协")[number % 2]) for number, name in enumerate(names))


def _token(people: People, sessions: Sessions) -> str:
    """A session of somebody who may everything; another server on the same archive knows that person already."""
    known = next((each for each in people.listed() if each.name == "bench"), None)
    grants = [Grant(role) for role in Role]
    person = known or people.add("bench", "bench", "云杉-correct-horse", grants, "bench", now(), must_change=False)
    return sessions.begin(person, now(), now() + timedelta(hours=6), "127.0.0.1", "bench")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
