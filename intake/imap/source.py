r"""A mailbox over IMAP. Polling lists UIDs, takes in what the records don't know, and is gone before anything slow.

poll: EXAMINE (nothing is changed, \Seen least of all), UID SEARCH ALL, subtract known, FETCH BODY.PEEK[] in batches
mark: SELECT, and only for mails filed as the call's: our keyword, or a move, as configured
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from intake.errors import FolderMissing, SourceUnreachable
from intake.imap.session import Mailbox, headed, searched, session
from intake.pipeline import Intake
from intake.ports import Records, Sighting
from intake.tls import warn_if_plain

log = structlog.get_logger()
KEYWORD = b"$Baosong"
_BATCH_MAILS = 20
_MOST_LISTED = 20
_BATCH_BYTES = 30 * 1024 * 1024
_FOREIGN = timedelta(days=1)
_SHANGHAI = ZoneInfo("Asia/Shanghai")


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
        with session(self.mailbox) as client:
            for folder in self.mailbox.folders:
                self._select(client, folder, readonly=True)

    def poll(self) -> int:
        """Take in all that is new; returns how many. Raises SourceUnreachable, LoginRefused, FolderMissing."""
        with session(self.mailbox) as client:
            return sum(self._poll_folder(client, folder) for folder in self.mailbox.folders)

    def _poll_folder(self, client: IMAPClient, folder: str) -> int:
        uidvalidity = _uidvalidity(self._select(client, folder, readonly=True))
        known = self.records.known_uids(self.mailbox.account, folder, uidvalidity)
        fresh = [uid for uid in client.search("ALL") if uid not in known]
        taken = 0
        withheld = set(fresh)
        for batch in _batches(client, fresh):
            if self.stopping.is_set():
                return taken
            for uid, data in client.fetch(batch, ["BODY.PEEK[]", "INTERNALDATE"]).items():
                raw = data.get(b"BODY[]")
                if raw is not None:
                    sighting = Sighting(self.mailbox.account, folder, uidvalidity, uid)
                    taken += self.intake.take_in(
                        raw, _aware(data.get(b"INTERNALDATE"), self.intake.clock()), sighting, self.mailbox.since
                    )
                    withheld.discard(uid)
        self._tell_of_withheld(client, folder, withheld)
        self._look_for_foreign_marks(client, folder, uidvalidity)
        return taken

    def _tell_of_withheld(self, client: IMAPClient, folder: str, uids: set[int]) -> None:
        """Mails that the server lists and doesn't give are a condition until it does, or they are gone."""
        place = f"{self.name}（{folder}）的来信"
        still = sorted(uids.intersection(client.search("ALL"))) if uids else []
        if not still:
            self.records.clear_error(place)
            return
        listed = "、".join(str(uid) for uid in still[:_MOST_LISTED]) + ("等" if len(still) > _MOST_LISTED else "")
        said = f"文件夹“{folder}”里有{len(still)}封信（UID {listed}）服务器列出却不给内容，没有收下，请用邮箱网页查看；下次收信再试"
        log.error(said, source=self.name)
        self.records.error(place, said, self.intake.clock())

    def _look_for_foreign_marks(self, client: IMAPClient, folder: str, uidvalidity: int) -> None:
        """Our keyword on mails that we never marked: another installation answers this mailbox's mails, too.

        It can't be prevented, each has records of its own; so it is told, and for a day after the last sign of it.
        """
        place = f"{self.name}（{folder}）的标记"
        if self.mailbox.done != "flag":
            return
        now = self.intake.clock()
        marks = searched(client, ["KEYWORD", KEYWORD.decode()])
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
        with session(self.mailbox) as client:
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
        with session(self.mailbox) as client:
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
        begun = set(present) - self.records.never_marked(self.mailbox.account, folder, uidvalidity, present)
        self.records.marking(self.mailbox.account, folder, uidvalidity, present)
        if present and self.mailbox.done == "flag":
            if keeps_keyword(selected):
                client.add_flags(present, [KEYWORD], silent=True)
            else:
                log.warning(
                    "邮箱不支持自定义标记，来信没有标记；可把done改为文件夹名或none", source=self.name, folder=folder
                )
        elif present:
            self._move(client, folder, present, begun)
        self.records.marked(self.mailbox.account, folder, uidvalidity, wanted)
        return len(present)

    def _move(self, client: IMAPClient, folder: str, uids: Sequence[int], begun: set[int]) -> None:
        """`begun`: those that an earlier process may have copied before it was killed."""
        target = self.mailbox.done
        if not client.folder_exists(target):
            client.create_folder(target)
        if client.has_capability("MOVE"):
            client.move(list(uids), target)
            return
        copied = self._copied(client, folder, begun) if begun else set()
        if rest := [uid for uid in uids if uid not in copied]:
            client.copy(rest, target)
        client.add_flags(list(uids), [b"\\Deleted"], silent=True)
        if client.has_capability("UIDPLUS"):
            client.uid_expunge(list(uids))

    def _copied(self, client: IMAPClient, folder: str, uids: set[int]) -> set[int]:
        """Which of these lie in the target, too: the same Message-ID and size. The folder is selected again afterwards."""
        here = headed(client, uids)
        self._select(client, self.mailbox.done, readonly=True)
        like = {uid for name, _ in here.values() for uid in searched(client, ["HEADER", "Message-ID", name])}
        there = set(headed(client, like).values())
        self._select(client, folder, readonly=False)
        return {uid for uid, key in here.items() if key in there}

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
