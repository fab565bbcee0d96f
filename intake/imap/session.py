"""A mailbox's server: how it is reached, a session with it, and searches that not every server knows."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from intake.errors import LoginRefused, SourceUnreachable
from intake.tls import Security, context, unreachable

log = structlog.get_logger()
_SECONDS = 60.0


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


@contextmanager
def session(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """A session that is logged in, its socket closed whatever happens; a failure of the line is SourceUnreachable."""
    client = None
    try:
        client = _connect(mailbox)
        _login(client, mailbox)
        yield client
        with suppress(IMAPClientError, OSError):  # all is done; a server that won't say goodbye changes nothing
            client.logout()
    except (OSError, UnicodeError) as error:  # UnicodeError: a host's name that IDNA can't write
        raise unreachable("邮箱服务器", mailbox.host, mailbox.port, error) from error
    except IMAPClientError as error:  # the root of all that a server may answer; who can do more about it has caught it
        raise SourceUnreachable(f"邮箱服务器{mailbox.host}出错（{error}），稍后自动重试") from error
    finally:
        if client is not None:
            with suppress(IMAPClientError, OSError):  # it may be closed already
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
    client._imap.debug = 0  # IMAPClient sets 5: then imaplib writes each mail out as a repr, which nobody logs, twice to eight times its size
    if mailbox.security is Security.STARTTLS:
        try:
            client.starttls(context(mailbox.ca_file))
        except BaseException:  # whatever it was, the socket isn't left to the garbage collector
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
        with suppress(IMAPClientError):  # a courtesy: a server that offers ID and refuses it is read all the same
            client.id_({"name": "baosong", "version": "0.1"})


def _words(error: Exception) -> str:
    text = str(error)
    return text[2:-1] if text.startswith(("b'", 'b"')) else text


def headed(client: IMAPClient, uids: Collection[int]) -> dict[int, tuple[str, int]]:
    """Message-ID and size of those in the selected folder that have a Message-ID."""
    if not uids:
        return {}
    answers = client.fetch(list(uids), ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]", "RFC822.SIZE"])
    found = {}
    for uid, data in answers.items():
        header = data.get(b"BODY[HEADER.FIELDS (MESSAGE-ID)]") or b""
        written = b" ".join(header.partition(b":")[2].split()).decode("ascii", "replace")
        if written:
            found[uid] = (written, int(data.get(b"RFC822.SIZE", 0)))
    return found


def searched(client: IMAPClient, criteria: list[str]) -> frozenset[int]:
    """UIDs found; none where the server doesn't know such a search, which is no reason to take no mail in."""
    try:
        return frozenset(client.search(criteria))
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        log.debug("邮箱服务器不支持这种查找", criteria=criteria[0], error=str(error))
        return frozenset()
