"""One export and how far it is, as a small file beside it, so that every process of the server can tell."""

import json
import os
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Event

ENDING = ".job"
_KEPT_HERE = frozenset(("path", "ended", "removed"))  # of the process that makes it
_BROKEN_OFF = "做到一半时服务进程中断了，请重新导出。"


class State(StrEnum):
    """How far an export is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass
class Job:
    """One export. `of_clerks`: not to be seen by whoever is a reviewer alone. `maker`: the process; `order`: when it began."""

    id: str
    person: int
    call: str
    of_clerks: bool
    name: str
    words: str
    begun: datetime
    path: Path
    maker: int
    order: int
    state: State = State.RUNNING
    done: int = 0
    of: int = 0
    problems: tuple[str, ...] = ()
    fault: str = ""
    ended: Event = field(default_factory=Event)
    removed: bool = False

    @property
    def size(self) -> int:
        """The file's bytes, 0 where there is none."""
        return self.path.stat().st_size if self.state is State.DONE and self.path.exists() else 0


def told(job: Job) -> str:
    """What others are to know of it."""
    known = {each.name: getattr(job, each.name) for each in fields(job) if each.name not in _KEPT_HERE}
    return json.dumps({**known, "begun": job.begun.isoformat(), "file": job.path.name}, ensure_ascii=False)


def heard(room: Path, text: str) -> Job:
    """The same, as it stands in another process; one whose process is gone has failed."""
    known = json.loads(text)
    known["path"] = room / known.pop("file")
    known["begun"] = datetime.fromisoformat(known["begun"])
    known["state"], known["problems"] = State(known["state"]), tuple(known["problems"])
    job = Job(**known)
    if job.state is State.RUNNING and not _is_alive(job.maker):
        job.state, job.fault = State.FAILED, _BROKEN_OFF
    return job


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, PermissionError):  # of another user: its number has been given anew
        return False
    return True
