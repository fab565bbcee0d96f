r"""Taking mails in from a real Dovecot: all of them, once, without a trace, whatever the line does."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from structlog.testing import capture_logs

from archive.blobs import FolderBlobs
from archive.records import SqlRecords, open_records
from archive.tables import MailRow
from archive.views import conditions
from config.clock import now
from intake.errors import FolderMissing, LoginRefused, SourceUnreachable
from intake.imap import ImapSource, Mailbox, keeps_keyword
from intake.pipeline import Intake
from intake.queue import EmbeddedQueue
from intake.tls import Security
from tests.parts.authority import Authority
from tests.parts.dovecot import PASSWORD, Dovecot, dovecot
from tests.parts.post import word_only
from tests.parts.proxy import line_to
from tests.parts.scripted import scripted

pytestmark = pytest.mark.parts
Source = Callable[..., ImapSource]


def plain(number: int, size: int = 0) -> bytes:
    head = f"From: a{number}@example.org\r\nSubject: {number}\r\nMessage-ID: <{number}@example.org>\r\n\r\n"
    return head.encode() + b"\r\n".join([b"line " * 14] * (size // 72)) + b"\r\n"


@pytest.fixture
def records(database_url: str) -> Iterator[SqlRecords]:
    opened = open_records(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def source(imap_server: Dovecot, mailbox: str, records: SqlRecords, tmp_path: Path) -> Source:
    def made(**changes: object) -> ImapSource:
        reached = Mailbox(
            "127.0.0.1",
            imap_server.tls,
            Security.TLS,
            mailbox,
            PASSWORD,
            ca_file=str(imap_server.ca_file),
        )
        intake = Intake(FolderBlobs(tmp_path / "blobs"), records, EmbeddedQueue(records, 1), now)
        return ImapSource(replace(reached, **changes), records, intake)  # type: ignore[arg-type]

    return made


def test_every_mail_is_taken_once_and_nothing_in_the_mailbox_changes(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords
) -> None:
    imap_server.deliver(mailbox, *(plain(number) for number in range(45)))  # more than two batches
    before = imap_server.flags(mailbox)
    reading = source()
    assert (reading.poll(), reading.poll()) == (45, 0)
    assert len(records.pending()) == 45
    assert imap_server.flags(mailbox) == before == {uid: set() for uid in range(1, 46)}


def test_a_mail_read_or_flagged_elsewhere_is_taken_like_any_other(
    source: Source, imap_server: Dovecot, mailbox: str
) -> None:
    imap_server.deliver(mailbox, plain(1), plain(2))
    with imap_server.client(mailbox) as office:
        office.select_folder("INBOX")
        office.add_flags([1], [b"\\Seen", b"\\Flagged", b"\\Answered"])
    assert source().poll() == 2


def test_the_bytes_are_kept_as_they_came(source: Source, imap_server: Dovecot, mailbox: str, tmp_path: Path) -> None:
    raw = word_only(7).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    imap_server.deliver(mailbox, raw)
    reading = source()
    reading.poll()
    (digest,) = reading.records.pending()
    assert FolderBlobs(tmp_path / "blobs").get(digest) == raw


def test_several_folders(source: Source, imap_server: Dovecot, mailbox: str) -> None:
    imap_server.deliver(mailbox, plain(1))
    imap_server.deliver(mailbox, plain(2), folder="报送")
    assert source(folders=("INBOX", "报送")).poll() == 2


def test_the_same_mail_in_two_folders_is_one_mail(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords
) -> None:
    imap_server.deliver(mailbox, plain(1))
    imap_server.deliver(mailbox, plain(1), folder="副本")
    assert source(folders=("INBOX", "副本")).poll() == 1
    assert len(records.pending()) == 1


def test_a_folder_made_anew_with_the_same_uids_hides_no_mail(
    source: Source, imap_server: Dovecot, mailbox: str
) -> None:
    imap_server.deliver(mailbox, plain(1), folder="报送")
    reading = source(folders=("报送",))
    assert reading.poll() == 1
    with imap_server.client(mailbox) as office:
        first = office.select_folder("报送")[b"UIDVALIDITY"]
        office.unselect_folder()
        office.delete_folder("报送")
        time.sleep(1.1)  # Dovecot's UIDVALIDITY counts seconds
        office.create_folder("报送")
        office.append("报送", plain(2))
        second = office.select_folder("报送")[b"UIDVALIDITY"]
        assert (office.search("ALL"), first != second) == ([1], True)
    assert reading.poll() == 1


def test_a_mail_that_the_server_lists_and_does_not_give_is_told_of_until_it_does(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.deliver(mailbox, *(plain(number) for number in range(4)))
    fetch = IMAPClient.fetch

    def withholding(client: IMAPClient, uids: Any, items: Any) -> Any:
        answered = fetch(client, uids, items)
        if "BODY.PEEK[]" in items:
            del answered[2][b"BODY[]"]  # answered without its content
            del answered[3]  # not answered at all
        return answered

    monkeypatch.setattr(IMAPClient, "fetch", withholding)
    reading = source()
    for taken in (2, 0):
        assert reading.poll() == taken
        (said,) = [condition.message for condition in conditions(records)]
        assert "“INBOX”里有2封信（UID 2、3）" in said
    monkeypatch.setattr(IMAPClient, "fetch", fetch)
    assert (reading.poll(), conditions(records)) == (2, ())


def test_a_move_without_the_extension_that_was_cut_short_leaves_no_second_copy(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.deliver(mailbox, plain(1), plain(2), plain(2).replace(b"Subject: 2", b"Subject: another"))
    reading = source(done="已处理")
    reading.poll()
    filed(records)
    knows = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda client, name: name != "MOVE" and knows(client, name))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(IMAPClient, "add_flags", killed)  # after the copies were made
        with pytest.raises(KeyboardInterrupt):
            reading.mark()
    with imap_server.client(mailbox) as office:
        office.select_folder("已处理")
        office.delete_messages([1])  # one copy that was not made yet
        office.expunge()
    assert reading.mark() == 3
    assert (imap_server.flags(mailbox), len(imap_server.flags(mailbox, "已处理"))) == ({}, 3)


def test_one_that_is_gone_meanwhile_is_nothing_to_tell(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.deliver(mailbox, plain(1), plain(2))
    fetch = IMAPClient.fetch

    def deleted_before(client: IMAPClient, uids: Any, items: Any) -> Any:
        if "BODY.PEEK[]" in items:
            with imap_server.client(mailbox) as office:
                office.select_folder("INBOX")
                office.delete_messages([2])
                office.expunge()
            client.noop()
        return fetch(client, uids, items)

    monkeypatch.setattr(IMAPClient, "fetch", deleted_before)
    assert (source().poll(), conditions(records)) == (1, ())


def filed(records: SqlRecords) -> None:
    for digest in records.pending():
        with records.transaction() as transaction:
            transaction.session.get_one(MailRow, digest).ours = True
            transaction.fail(digest, "", now())


def filed_and_marked(reading: ImapSource, records: SqlRecords) -> None:
    filed(records)
    reading.mark()


def foreign_marks(records: SqlRecords) -> list[str]:
    return [each.message for each in conditions(records) if each.place.endswith("的标记")]


def test_a_second_installation_at_the_same_mailbox_is_told_of(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, plain(1), plain(2))
    ours = source()
    assert (ours.poll(), foreign_marks(records)) == (2, [])
    other = open_records(f"sqlite:///{tmp_path / 'other.db'}")
    theirs = ImapSource(ours.mailbox, other, replace(ours.intake, records=other))
    assert theirs.poll() == 2
    filed_and_marked(theirs, other)
    assert list(imap_server.flags(mailbox).values()) == [{b"$Baosong"}] * 2
    assert ours.poll() == 0
    assert foreign_marks(records) == [
        "有2封来信带着本系统的标记，却不是这里标记的：可能另有一套在收同一邮箱、重复回信，请只留一套"
    ]
    filed_and_marked(ours, records)
    ours.poll()
    assert len(foreign_marks(records)) == 1  # now they are marked here, too, and the office must still hear of it
    ours.intake = replace(ours.intake, clock=lambda: now() + timedelta(days=2))
    ours.poll()
    assert foreign_marks(records) == []


def test_our_own_marks_are_no_strangers_even_where_we_were_killed_before_noting_them(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords
) -> None:
    imap_server.deliver(mailbox, plain(1))
    reading = source()
    reading.poll()
    records.marked, noted = lambda *_: None, records.marked  # type: ignore[method-assign]
    filed_and_marked(reading, records)
    records.marked = noted  # type: ignore[method-assign]
    reading.poll()
    assert (imap_server.flags(mailbox), foreign_marks(records)) == ({1: {b"$Baosong"}}, [])


def test_a_mail_that_the_store_lost_is_taken_in_anew(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords, tmp_path: Path
) -> None:
    imap_server.deliver(mailbox, plain(1), plain(2))
    reading = source()
    reading.poll()
    digest = records.pending()[0]
    FolderBlobs(tmp_path / "blobs").path(digest).unlink()
    assert reading.poll() == 0
    records.lost(digest)
    assert reading.poll() == 0  # nothing new, but
    assert FolderBlobs(tmp_path / "blobs").exists(digest)
    assert len(records.pending()) == 2
    assert len(records.known_uids(reading.mailbox.account, "INBOX", uidvalidity(imap_server, mailbox))) == 2


def uidvalidity(server: Dovecot, user: str) -> int:
    with server.client(user) as office:
        return int(office.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"])


def test_a_server_that_knows_no_search_by_keyword_is_polled_all_the_same(
    source: Source, imap_server: Dovecot, mailbox: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap_server.deliver(mailbox, plain(1))
    search, refused = IMAPClient.search, []

    def knows_little(self: IMAPClient, criteria: Any = "ALL") -> Any:
        if criteria != "ALL":
            refused.append(criteria)
            raise IMAPClientError("search failed: BAD unknown criteria")
        return search(self, criteria)

    monkeypatch.setattr(IMAPClient, "search", knows_little)
    assert source().poll() == 1
    assert refused == [["KEYWORD", "$Baosong"]]


def test_another_account_with_the_same_uids(source: Source, imap_server: Dovecot, mailbox: str) -> None:
    imap_server.deliver(mailbox, plain(1))
    imap_server.deliver(f"{mailbox}b", plain(2))
    assert (source().poll(), source(username=f"{mailbox}b").poll()) == (1, 1)


def test_the_session_is_over_before_anything_slow(source: Source, imap_server: Dovecot, mailbox: str) -> None:
    imap_server.deliver(mailbox, plain(1))
    with line_to(imap_server.tls) as line:
        assert source(port=line.port).poll() == 1
        assert line.opened == 1
        for _ in range(100):
            if not line.open:
                break
            time.sleep(0.02)
        assert not line.open


def test_a_line_cut_in_the_middle_of_a_mail_loses_nothing(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords
) -> None:
    imap_server.deliver(mailbox, *(plain(number, 20_000) for number in range(30)))  # the second batch is cut
    with line_to(imap_server.tls) as line:
        line.cut_after = 500_000
        cut = source(port=line.port)
        with pytest.raises(SourceUnreachable, match=r"自动重试|检查网络"):
            cut.poll()
        assert line.cuts >= 1
        taken = len(records.pending())
        assert 0 < taken < 30
        line.cut_after = None
        assert cut.poll() == 30 - taken
    assert len(records.pending()) == 30


@pytest.mark.parametrize(
    ("selected", "kept"),
    [
        ({b"PERMANENTFLAGS": (b"\\Seen", b"\\Deleted", b"\\*")}, True),
        ({b"PERMANENTFLAGS": (b"\\Seen", b"$baosong")}, True),
        ({b"PERMANENTFLAGS": (b"\\Seen", b"\\Deleted")}, False),
        ({b"PERMANENTFLAGS": ()}, False),
        ({}, True),
    ],
)
def test_a_server_that_keeps_no_keywords_is_not_asked_to(selected: dict[bytes, Any], kept: bool) -> None:
    assert keeps_keyword(selected) is kept


def test_starttls_on_the_plain_port(source: Source, imap_server: Dovecot, mailbox: str) -> None:
    imap_server.deliver(mailbox, plain(1))
    assert source(port=imap_server.plain, security=Security.STARTTLS).poll() == 1


@pytest.mark.parametrize(("host", "warnings"), [("127.0.0.1", 0), ("localhost", 0), ("imap.example.org", 1)])
def test_a_connection_in_the_clear_to_another_machine_is_warned_of(source: Source, host: str, warnings: int) -> None:
    with capture_logs() as logs:
        source(host=host, security=Security.NONE)
    assert sum(log["log_level"] == "warning" and "明文" in log["event"] for log in logs) == warnings


def test_a_wrong_password(source: Source) -> None:
    with pytest.raises(LoginRefused, match=r"登录被拒绝.*请检查用户名、密码或授权码"):
        source(password="wrong").poll()


@pytest.mark.parametrize("password", ["密码", "ｐａｓｓ"])
def test_a_password_typed_with_an_input_method(source: Source, password: str) -> None:
    with pytest.raises(LoginRefused, match="全角或中文"):
        source(password=password).poll()


@pytest.mark.parametrize("host", ["imap..example.cn", f"{'a' * 70}.example.cn"])
def test_a_host_that_none_can_be_called(source: Source, host: str) -> None:
    with pytest.raises(SourceUnreachable, match="不是有效的主机名，请检查host"):
        source(host=host).poll()


@pytest.mark.parametrize(
    "said",
    [("* BYE too many connections",), ("HTTP/1.1 400 Bad Request",), ("* OK ready", "* BYE shutting down"), ("* OK",)],
)
def test_a_server_that_is_none_or_has_no_time(source: Source, said: tuple[str, ...]) -> None:
    with scripted(*said) as odd, pytest.raises(SourceUnreachable, match=r"邮箱服务器.*127\.0\.0\.1"):
        source(port=odd.port, security=Security.NONE).poll()


def test_a_big_mail_goes_alone_and_whole(
    source: Source, imap_server: Dovecot, mailbox: str, records: SqlRecords
) -> None:
    imap_server.deliver(mailbox, plain(1), plain(2, 40_000_000), plain(3))
    assert source().poll() == 3
    assert max(records.raw(digest).size for digest in records.pending()) > 39_000_000


def test_asked_to_stop_it_ends_after_the_batch_in_hand_and_the_next_poll_takes_the_rest(
    source: Source, imap_server: Dovecot, mailbox: str
) -> None:
    imap_server.deliver(mailbox, *(plain(number) for number in range(45)))
    stopped = source()
    take_in, first = stopped.intake.take_in, []

    def and_stop(*arguments: Any) -> bool:
        stopped.stopping.set()
        first.append(arguments)
        return take_in(*arguments)

    stopped.intake = SimpleNamespace(take_in=and_stop, clock=now)  # type: ignore[assignment]
    assert stopped.poll() == len(first) == 20
    assert source().poll() == 25


def test_a_folder_that_is_not_there(source: Source, imap_server: Dovecot, mailbox: str) -> None:
    imap_server.deliver(mailbox, plain(1), folder="报送")
    with pytest.raises(FolderMissing, match=r"没有文件夹“收件”，现有：.*报送"):
        source(folders=("收件",)).poll()


def test_a_host_that_nobody_knows(source: Source) -> None:
    with pytest.raises(SourceUnreachable, match=r"找不到.*imap.invalid.*请检查host"):
        source(host="imap.invalid").poll()


def test_a_port_where_nobody_listens(source: Source, imap_server: Dovecot) -> None:
    with line_to(imap_server.tls) as line:
        port = line.port
    with pytest.raises(SourceUnreachable, match="拒绝连接，请检查port"):
        source(port=port).poll()


def test_an_authority_that_is_not_trusted(source: Source, tmp_path: Path) -> None:
    foreign = Authority(tmp_path, "somebody else").ca_file
    with pytest.raises(SourceUnreachable, match=r"不是受信任的机构签发的.*ca_file"):
        source(ca_file=str(foreign)).poll()


def test_an_expired_certificate(source: Source, authority: Authority) -> None:
    with (
        dovecot(authority.issue("expired", timedelta(days=-1)), authority.ca_file) as server,
        pytest.raises(SourceUnreachable, match="证书已过期"),
    ):
        source(port=server.tls).poll()


def test_tls_where_the_port_speaks_plainly(source: Source, imap_server: Dovecot) -> None:
    with pytest.raises(SourceUnreachable, match=r"不能建立TLS连接.*security"):
        source(port=imap_server.plain).poll()
