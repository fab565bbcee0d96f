"""A watched folder: an `.eml` file, or a folder of loose documents that has stopped growing, is taken in like a mail.

Nothing in the folder is changed or deleted; what was taken in is known by its path and content in the records.
"""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from intake.errors import ConfigurationError, SourceUnreachable, reason
from intake.loose import documents_in, message_of
from intake.pipeline import Intake
from intake.ports import Records, Sighting

QUIET_SECONDS = 3.0
POLL_SECONDS = 30.0  # it is told of news; this is for file systems that tell nothing
_ACCOUNT = "watch"


class _Told(FileSystemEventHandler):
    def __init__(self, told: threading.Event) -> None:
        self.told = told

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Anything happened below the folder."""
        del event
        self.told.set()


class WatchedFolder:
    """Stands behind `intake.ports.Source`."""

    def __init__(self, folder: Path, records: Records, intake: Intake, quiet_seconds: float = QUIET_SECONDS) -> None:
        """Raises ConfigurationError where the folder can't be read."""
        self.folder = folder
        self.records = records
        self.intake = intake
        self.quiet_seconds = quiet_seconds
        self.name = f"文件夹{folder}"
        self.poll_seconds = POLL_SECONDS
        self._news = threading.Event()
        self.told: threading.Event | None = self._news
        self._taken: dict[Path, str] = {}
        self._seen: dict[Path, tuple[str, float]] = {}  # its state, and since when we have seen that
        try:
            folder.mkdir(parents=True, exist_ok=True)
            next(folder.iterdir(), None)
        except OSError as error:
            raise ConfigurationError(f"监视的文件夹{folder}不能读取（{reason(error)}），请检查watch.folder") from error

    @contextmanager
    def observing(self) -> Iterator[None]:
        """Watch in the background: `told` is set when anything changes."""
        observer = Observer()
        observer.schedule(_Told(self._news), str(self.folder), recursive=True)
        observer.start()
        try:
            yield
        finally:
            observer.stop()
            observer.join()

    def look(self) -> None:
        """Whether it can be read. Raises SourceUnreachable."""
        for _ in self._offered():
            pass

    def poll(self) -> int:
        """Take in all that is new and quiet; what still grows waits for the next time. Returns how many.

        Raises SourceUnreachable where the folder or something in it can't be read, after all else was taken in.
        """
        self._news.clear()
        taken = 0
        unread: OSError | None = None
        waits = bool(self.records.pending(limit=1))
        for path in self._offered():
            try:
                taken += self._take(path, waits) if self._is_quiet(path) else 0
            except OSError as error:
                unread = error
        if unread is not None:
            raise self._unreadable(unread) from unread
        return taken

    def _unreadable(self, error: OSError) -> SourceUnreachable:
        where = error.filename or self.folder
        return SourceUnreachable(f"监视的文件夹里{where}不能读取（{reason(error)}），请检查权限，稍后自动重试")

    def growing(self) -> bool:
        """Whether something is there that isn't quiet yet."""
        try:
            return any(_files(path) and not self._is_quiet(path) for path in self._offered())
        except (OSError, SourceUnreachable):  # the next poll says what is the matter
            return False

    def mark(self) -> int:
        """Nothing is changed in the folder."""
        return 0

    def _offered(self) -> Iterator[Path]:
        try:
            paths = sorted(self.folder.iterdir())
        except OSError as error:
            raise self._unreadable(error) from error
        for path in paths:
            if path.name.startswith("."):
                continue
            if path.is_dir() or (path.suffix.lower() == ".eml" and not _is_endless(path)):
                yield path

    def _is_quiet(self, path: Path) -> bool:
        """Whether nothing in it has changed for the quiet time; an empty folder never is.

        Its own times say so, or what we have seen of it: a clock that is fast leaves times that lie ahead.
        """
        files = _files(path)
        if not files:
            return False
        newest = max(each.stat().st_mtime for each in (*files, path))
        state = _state(path)
        if self._seen.get(path, ("",))[0] != state:
            self._seen[path] = (state, time.monotonic())
        return max(time.time() - newest, time.monotonic() - self._seen[path][1]) >= self.quiet_seconds

    def _take(self, path: Path, waits: bool) -> int:
        """Take in a path once for each content that it has had, and again where the store has lost that.

        `waits`: some mail isn't filed, which what is lost never is.
        """
        state = _state(path)
        number = int.from_bytes(hashlib.sha256(state.encode()).digest()[:6], "big")
        sighting = Sighting(_ACCOUNT, str(path.name), 0, number)
        if self._taken.get(path) == state and not (waits and self._is_lost(sighting)):
            return 0
        raw = message_of(documents_in(path), path.name) if path.is_dir() else path.read_bytes()
        taken = self.intake.take_in(raw, self.intake.clock(), sighting)
        self._taken[path] = state
        return int(taken)

    def _is_lost(self, sighting: Sighting) -> bool:
        return sighting.uid not in self.records.known_uids(_ACCOUNT, sighting.folder, sighting.uidvalidity)


def _is_endless(path: Path) -> bool:
    """Whether it is a pipe or device. A link that leads nowhere isn't: it is told of when it can't be read."""
    return path.exists() and not path.is_file()


def _files(path: Path) -> list[Path]:
    return documents_in(path) if path.is_dir() else [path]


def _state(path: Path) -> str:
    """Names, sizes and times of what is there: changes when it does."""
    files = _files(path)
    return "\n".join(f"{each.name}|{each.stat().st_size}|{each.stat().st_mtime_ns}" for each in files)
