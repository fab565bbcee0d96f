"""Hands a message to a mail server, and tells apart what it certainly took, certainly didn't, and nobody knows."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from intake.errors import LoginRefused
from intake.ports import Sent
from intake.tls import Security, context, unreachable, warn_if_plain

_SECONDS = 60.0
_COMPLETED = range(200, 300)
_GO_ON = (354,)
_VERDICT_SECONDS = (
    300.0  # some scan before they answer; RFC 5321 §4.5.3.2.6 would wait ten minutes, and we have one sender
)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """How to reach the server; `username` "" for no login. `sender` is the From header."""

    host: str
    port: int
    security: Security
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""
    seconds: float = _SECONDS
    verdict_seconds: float = _VERDICT_SECONDS  # from the message's last dot to the reply

    @property
    def envelope_sender(self) -> str:
        """The address in From."""
        return self.sender.rpartition("<")[2].rstrip("> ").strip()


class SmtpSender:
    """Stands behind `intake.ports.Sender`."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        warn_if_plain(server.security, server.host)

    def send(self, to: str, message: bytes, ours: Callable[[], bool] = lambda: True) -> tuple[Sent, str]:
        """The outcome and the server's words; nothing leaves once it isn't `ours`. Raises LoginRefused, ConfigurationError."""
        if not to.isascii():  # SMTPUTF8 (RFC 6531) is offered by few, and the next hop may refuse it all the same
            return Sent.REFUSED, f"收件地址{to}含有中文等字符，请用其他方式联系对方"
        connection = self._opened()
        if isinstance(connection, str):
            return Sent.LATER, connection
        try:
            return self._transmit(connection, to, message, ours)
        finally:
            with suppress(smtplib.SMTPException, OSError):  # the outcome is known: how the line ends changes nothing
                connection.close()

    def visit(self) -> str:
        """What stands in the way of sending, "" where nothing does: logs in and sends nothing. Raises LoginRefused."""
        connection = self._opened()
        if isinstance(connection, str):
            return connection
        with suppress(smtplib.SMTPException, OSError):  # it let us in, which is all that was asked
            connection.quit()
        connection.close()
        return ""

    def _opened(self) -> smtplib.SMTP | str:
        """A connection that is logged in, or why there is none now. Raises LoginRefused, ConfigurationError."""
        host = self.server.host
        try:
            return self._connect()
        except smtplib.SMTPAuthenticationError as error:
            raise LoginRefused(f"发信服务器{host}登录被拒绝（{_words(error)}），请检查用户名、密码或授权码") from error
        except smtplib.SMTPNotSupportedError as error:
            return f"发信服务器{host}不支持所设的加密或登录（{error}），请检查port、security和username"
        except smtplib.SMTPException as error:
            return f"发信服务器{host}出错（{_words(error)}），稍后自动重试"
        except (OSError, UnicodeError) as error:  # UnicodeError: a host's name that IDNA can't write
            return str(unreachable("发信服务器", host, self.server.port, error))

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if server.security is Security.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.seconds, context=context(server.ca_file)
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
        try:
            if server.security is Security.STARTTLS:
                connection.starttls(context=context(server.ca_file))
            if server.username:
                _login(connection, server)
        except BaseException:  # whatever it was, the socket isn't left to the garbage collector
            connection.close()
            raise
        return connection

    def _transmit(
        self, connection: smtplib.SMTP, to: str, message: bytes, ours: Callable[[], bool]
    ) -> tuple[Sent, str]:
        """MAIL, RCPT, DATA; the line breaking after the message's last dot leaves doubt, before it none (RFC 5321 §4.2.5)."""
        try:
            connection.ehlo_or_helo_if_needed()
            for step, good in (
                (partial(connection.mail, self.server.envelope_sender), _COMPLETED),
                (partial(connection.rcpt, to), _COMPLETED),
                (partial(connection.docmd, "DATA"), _GO_ON),
            ):
                code, words = step()
                if code not in good:
                    return _refusal(code, words)
        except (smtplib.SMTPException, OSError) as error:
            return Sent.LATER, f"连接中断（{error}）"
        if not ours():
            return Sent.LATER, "本进程停顿太久，这封信没有发出"
        try:
            if connection.sock is not None:
                connection.sock.settimeout(self.server.verdict_seconds)
            connection.send(_dotted(message))
            code, words = connection.getreply()
        except (smtplib.SMTPException, OSError) as error:
            return Sent.DOUBTFUL, f"信件发出后连接中断（{error}）"
        if code >= 400:
            return _refusal(code, words)
        if code not in _COMPLETED:  # no reply of SMTP's: it may have been taken
            return Sent.DOUBTFUL, f"信件发出后服务器的回答不合规范（{code} {_text(words)}）"
        with suppress(smtplib.SMTPException, OSError):  # it is taken: a server that won't say goodbye changes nothing
            connection.quit()
        return Sent.TAKEN, f"{code} {_text(words)}"


def _login(connection: smtplib.SMTP, server: SmtpServer) -> None:
    try:
        connection.login(server.username, server.password)
    except UnicodeEncodeError as error:
        raise LoginRefused(f"发信服务器{server.host}的用户名或密码里有全角或中文字符，请检查后改正") from error


def _dotted(message: bytes) -> bytes:
    """Lines ended by CRLF, leading dots doubled, the final dot behind (RFC 5321 §4.5.2)."""
    lines = message.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _refusal(code: int, words: bytes) -> tuple[Sent, str]:
    return (Sent.REFUSED if code >= 500 else Sent.LATER), f"{code} {_text(words)}"


def _text(words: bytes) -> str:
    return words.decode("utf-8", "replace")[:300]


def _words(error: smtplib.SMTPException) -> str:
    if not isinstance(error, smtplib.SMTPResponseException):
        return str(error)
    raw = error.smtp_error
    return f"{error.smtp_code} {_text(raw) if isinstance(raw, bytes) else raw}"
