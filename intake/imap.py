r"""A mailbox over IMAP. Polling lists UIDs, takes in what the records don't know, and is gone before anything slow.

poll: EXAMINE (nothing is changed, \Seen least of all), UID SEARCH ALL, subtract known, FETCH BODY.PEEK[] in batches
mark: SELECT, and only for mails filed as the call's: our keyword, or a move, as configured
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from intake.errors import FolderMissing, LoginRefused, SourceUnreachable
from intake.pipeline import Intake
from intake.ports import Records, Sighting
from intake.tls import Security, context, unreachable, warn_if_plain

log = structlog.get_logger()
KEYWORD = b"$Baosong"
_BATCH_MAILS = 20
_BATCH_BYTES = 30 * 1024 * 1024
_SECONDS = 60.0
_FOREIGN = timedelta(days=1)
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How to reach a mailbox. `done`: "flag", "none", or the folder's name that mails of the call move to.

    `since`: older mail is history; None for the opening of the call that it is for.
    """

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    folders: tuple[str, ...] = ("INBOX",)
    since: date | None = None
    done: str = "flag"
    ca_file: str = ""
    poll_seconds: float = 30.0

    @property
    def account(self) -> str:
        """What the records know this mailbox by."""
        return f"{self.username}@{self.host}:{self.port}"


class ImapSource:
    """Stands behind `intake.ports.Source`."""

    def __init__(self, mailbox: Mailbox, records: Records, intake: Intake, stopping: Event | None = None) -> None:
        """`stopping`, once set, ends a poll after the batch in hand."""
        self.mailbox = mailbox
        self.stopping = stopping or Event()
        self.records = records
        self.intake = intake
        self.name = f"邮箱{mailbox.username}"
        self.poll_seconds = mailbox.poll_seconds
        self.told: Event | None = None
        warn_if_plain(mailbox.security, mailbox.host)

    def observing(self) -> AbstractContextManager[None]:
        """Polling is all there is: 163 has no IDLE."""
        return nullcontext()

    def growing(self) -> bool:
        """A mailbox's mails are whole."""
        return False

    def look(self) -> None:
        """Whether it lets us in. Raises SourceUnreachable, LoginRefused, FolderMissing."""
        with _session(self.mailbox) as client:
            for folder in self.mailbox.folders:
                self._select(client, folder, readonly=True)

    def poll(self) -> int:
        """Take in all that is new; returns how many. Raises SourceUnreachable, LoginRefused, FolderMissing."""
        with _session(self.mailbox) as client:
            return sum(self._poll_folder(client, folder) for folder in self.mailbox.folders)

    def _poll_folder(self, client: IMAPClient, folder: str) -> int:
        uidvalidity = _uidvalidity(self._select(client, folder, readonly=True))
        known = self.records.known_uids(self.mailbox.account, folder, uidvalidity)
        fresh = [uid for uid in client.search("ALL") if uid not in known]
        taken = 0
        for batch in _batches(client, fresh):
            if self.stopping.is_set():
                break
            for uid, data in client.fetch(batch, ["BODY.PEEK[]", "INTERNALDATE"]).items():
                raw = data.get(b"BODY[]")
                if raw is not None:
                    sighting = Sighting(self.mailbox.account, folder, uidvalidity, uid)
                    taken += self.intake.take_in(
                        raw, _aware(data.get(b"INTERNALDATE"), self.intake.clock()), sighting, self.mailbox.since
                    )
        self._look_for_foreign_marks(client, folder, uidvalidity)
        return taken

    def _look_for_foreign_marks(self, client: IMAPClient, folder: str, uidvalidity: int) -> None:
        """Our keyword on mails that we never marked: another installation answers this mailbox's mails, too.

        It can't be prevented, each has records of its own; so it is told, and for a day after the last sign of it.
        """
        place = f"{self.name}（{folder}）的标记"
        if self.mailbox.done != "flag":
            return
        now = self.intake.clock()
        marks = _searched(client, ["KEYWORD", KEYWORD.decode()])
        foreign = marks and self.records.never_marked(self.mailbox.account, folder, uidvalidity, marks)
        if not foreign:
            self.records.clear_error(place, before=now - _FOREIGN)
            return
        said = (
            f"有{len(foreign)}封来信带着本系统的标记，却不是这里标记的：可能另有一套在收同一邮箱、重复回信，请只留一套"
        )
        self.records.error(place, said, now)

    def visit(self) -> Iterator[tuple[bool, str]]:
        """Look at each folder, changing nothing: (whether all is well with it, what a person should know).

        Raises SourceUnreachable, LoginRefused, FolderMissing.
        """
        with _session(self.mailbox) as client:
            for folder in self.mailbox.folders:
                selected = self._select(client, folder, readonly=self.mailbox.done == "none")  # EXAMINE tells no flags
                said = f"文件夹“{folder}”有{int(selected.get(b'EXISTS', 0))}封信"
                if self.mailbox.done == "flag" and not keeps_keyword(selected):
                    yield False, f"{said}，但不支持自定义标记，收过的信无法标出；可把done改为文件夹名或none"
                else:
                    yield True, said

    def mark(self) -> int:
        """Tell the mailbox of mails that are filed as the call's; returns how many."""
        if self.mailbox.done == "none":
            return 0
        with _session(self.mailbox) as client:
            return sum(self._mark_folder(client, folder) for folder in self.mailbox.folders)

    def _mark_folder(self, client: IMAPClient, folder: str) -> int:
        selected = self._select(client, folder, readonly=False)
        uidvalidity = _uidvalidity(selected)
        wanted = self.records.to_mark(self.mailbox.account, folder, uidvalidity)
        if not wanted:
            return 0
        there = set(client.search("ALL"))
        present = [uid for uid in wanted if uid in there]
        self._look_for_foreign_marks(client, folder, uidvalidity)
        self.records.marking(self.mailbox.account, folder, uidvalidity, present)
        if present and self.mailbox.done == "flag":
            if keeps_keyword(selected):
                client.add_flags(present, [KEYWORD], silent=True)
            else:
                log.warning(
                    "邮箱不支持自定义标记，来信没有标记；可把done改为文件夹名或none", source=self.name, folder=folder
                )
        elif present:
            self._move(client, present)
        self.records.marked(self.mailbox.account, folder, uidvalidity, wanted)
        return len(present)

    def _move(self, client: IMAPClient, uids: Sequence[int]) -> None:
        target = self.mailbox.done
        if not client.folder_exists(target):
            client.create_folder(target)
        if client.has_capability("MOVE"):
            client.move(list(uids), target)
            return
        client.copy(list(uids), target)
        client.add_flags(list(uids), [b"\\Deleted"], silent=True)
        if client.has_capability("UIDPLUS"):
            client.uid_expunge(list(uids))

    def _select(self, client: IMAPClient, folder: str, readonly: bool) -> dict[bytes, Any]:
        """Select a folder; what the server says of it."""
        try:
            answer: dict[bytes, Any] = client.select_folder(folder, readonly=readonly)
        except IMAPClientError as error:
            names = [str(name) for _, _, name in client.list_folders()]
            if folder not in names and folder.upper() != "INBOX":
                listed = "、".join(names[:20])
                raise FolderMissing(f"{self.name}里没有文件夹“{folder}”，现有：{listed}，请检查folders") from error
            raise SourceUnreachable(f"{self.name}的文件夹“{folder}”打不开（{error}）") from error
        return answer


def _uidvalidity(selected: Mapping[bytes, Any]) -> int:
    return int(selected.get(b"UIDVALIDITY", 0))


def keeps_keyword(selected: Mapping[bytes, Any]) -> bool:
    """Whether the folder just selected keeps our keyword: by PERMANENTFLAGS, without which all are kept (RFC 3501 §7.1)."""
    flags = selected.get(b"PERMANENTFLAGS")
    return flags is None or b"\\*" in flags or KEYWORD.lower() in {flag.lower() for flag in flags}


def _searched(client: IMAPClient, criteria: list[str]) -> frozenset[int]:
    """UIDs found; none where the server doesn't know such a search, which is no reason to take no mail in."""
    try:
        return frozenset(client.search(criteria))
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        log.debug("邮箱服务器不支持这种查找", criteria=criteria[0], error=str(error))
        return frozenset()


@contextmanager
def _session(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """A session that is logged in, its socket closed whatever happens; a failure of the line is SourceUnreachable."""
    client = None
    try:
        client = _connect(mailbox)
        _login(client, mailbox)
        yield client
        with suppress(IMAPClientError, OSError):  # all is done; a server that won't say goodbye changes nothing
            client.logout()
    except (OSError, UnicodeError) as error:
        raise unreachable("邮箱服务器", mailbox.host, mailbox.port, error) from error
    except IMAPClientError as error:
        raise SourceUnreachable(f"邮箱服务器{mailbox.host}出错（{error}），稍后自动重试") from error
    finally:
        if client is not None:
            with suppress(IMAPClientError, OSError):
                client.shutdown()


def _connect(mailbox: Mailbox) -> IMAPClient:
    secure = mailbox.security is Security.TLS
    client = IMAPClient(
        mailbox.host,
        mailbox.port,
        ssl=secure,
        ssl_context=context(mailbox.ca_file) if secure else None,
        timeout=_SECONDS,
    )
    if mailbox.security is Security.STARTTLS:
        try:
            client.starttls(context(mailbox.ca_file))
        except BaseException:
            client.shutdown()
            raise
    return client


def _login(client: IMAPClient, mailbox: Mailbox) -> None:
    """Log in; 163, 126 and yeah want an ID before SELECT, else they say Unsafe Login (imapclient #544)."""
    try:
        client.login(mailbox.username, mailbox.password)
    except LoginError as error:
        raise LoginRefused(
            f"邮箱{mailbox.username}登录被拒绝（{_words(error)}），请检查用户名、密码或授权码"
        ) from error
    except UnicodeEncodeError as error:
        raise LoginRefused(f"邮箱{mailbox.username}的用户名或密码里有全角或中文字符，请检查后改正") from error
    if client.has_capability("ID"):
        with suppress(IMAPClientError):
            client.id_({"name": "baosong", "version": "0.1"})


def _words(error: Exception) -> str:
    text = str(error)
    return text[2:-1] if text.startswith(("b'", 'b"')) else text


def _batches(client: IMAPClient, uids: Sequence[int]) -> Iterator[list[int]]:
    """UIDs in batches of at most so many mails and bytes; a larger mail goes alone."""
    for start in range(0, len(uids), 200):
        sizes: dict[int, Any] = client.fetch(list(uids[start : start + 200]), ["RFC822.SIZE"])
        batch: list[int] = []
        weight = 0
        for uid in sorted(sizes):
            size = int(sizes[uid].get(b"RFC822.SIZE", 0))
            if batch and (len(batch) >= _BATCH_MAILS or weight + size > _BATCH_BYTES):
                yield batch
                batch, weight = [], 0
            batch.append(uid)
            weight += size
        if batch:
            yield batch


def _aware(moment: datetime | None, now: datetime) -> datetime:
    """INTERNALDATE as an aware time; imapclient gives it naive in this machine's zone."""
    if moment is None:
        return now
    return moment.astimezone(_SHANGHAI)


class SentFolder:
    """A folder that gets a copy of each letter."""

    def __init__(self, mailbox: Mailbox, folder: str) -> None:
        self.mailbox = mailbox
        self.folder = folder

    def append(self, message: bytes, message_id: str = "") -> None:
        """Keep a copy, unless the provider has kept one by itself. Raises SourceUnreachable, LoginRefused."""
        with _session(self.mailbox) as client:
            if not client.folder_exists(self.folder):
                client.create_folder(self.folder)
            elif message_id and self._found(client, (message_id,)):
                return
            client.append(self.folder, message, flags=[b"\\Seen"])

    def among(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Which of these letters lie there. Raises SourceUnreachable, LoginRefused."""
        with _session(self.mailbox) as client:
            return self._found(client, message_ids) if client.folder_exists(self.folder) else frozenset()

    def _found(self, client: IMAPClient, message_ids: Sequence[str]) -> frozenset[str]:
        """By the Message-ID, as a whole: SEARCH HEADER finds parts of it, too (RFC 3501 §6.4.4)."""
        client.select_folder(self.folder, readonly=True)
        found: set[str] = set()
        for message_id in message_ids:
            uids = _searched(client, ["HEADER", "Message-ID", message_id])
            field = "BODY[HEADER.FIELDS (MESSAGE-ID)]"
            headers = [
                data[field.encode()] for data in client.fetch(list(uids), [field.replace("[", ".PEEK[", 1)]).values()
            ]
            found |= {message_id for header in headers if header.partition(b":")[2].strip() == message_id.encode()}
        return frozenset(found)
