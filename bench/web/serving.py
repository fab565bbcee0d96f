"""`python -m bench.web.serving FOLDER NUMBER`: the product's own processes, so many, on that archive and at one address.

Prints the address and a session's token.
"""

import signal
import socket
import sys
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from archive.accounts import Grant, Role
from archive.accounts.people import People
from archive.accounts.sessions import Sessions
from archive.edits import Edited, keep, versions
from archive.records import SqlRecords
from archive.tables import SubmissionRow
from config.build import DEFAULT_CALL, open_archive
from config.clock import now
from config.serving import listening
from config.settings import Settings, WebSettings
from config.workers import working
from intake.call import Organisation
from intake.roster import as_text

_ROSTER = 500


def main(folder: Path, number: int) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings = Settings(call=(DEFAULT_CALL,), data=folder, base=folder, web=WebSettings(port=port))
    records, _ = open_archive(settings)
    _give_a_roster(records)
    with listening(settings) as place, working(place, number, None) as workers:
        print(place.address, _token(People(records), Sessions(records)), flush=True)
        stopping = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopping.set())
        workers.look_after(stopping)


def _give_a_roster(records: SqlRecords) -> None:
    if not versions(records, Edited.ROSTER, DEFAULT_CALL):
        keep(records, Edited.ROSTER, DEFAULT_CALL, as_text(_roster(records)), "bench", "bench", now())


def _roster(records: SqlRecords) -> tuple[Organisation, ...]:
    with records.reading() as session:
        names = session.scalars(select(SubmissionRow.organisation).distinct().limit(_ROSTER)).all()
    return tuple(Organisation((name,), ("全国学会", "省级科协")[number % 2]) for number, name in enumerate(names))


def _token(people: People, sessions: Sessions) -> str:
    """A session of somebody who may everything; a kept archive knows that person already."""
    known = next((each for each in people.listed() if each.name == "bench"), None)
    grants = [Grant(role) for role in Role]
    person = known or people.add("bench", "bench", "云杉-correct-horse", grants, "bench", now(), must_change=False)
    return sessions.begin(person, now(), now() + timedelta(hours=6), "127.0.0.1", "bench")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
