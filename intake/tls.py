"""TLS for mail servers: on unless the configuration says otherwise, and then loudly."""

import ipaddress
import socket
import ssl
from enum import StrEnum

import structlog

from intake.errors import ConfigurationError, SourceUnreachable, reason

log = structlog.get_logger()


class Security(StrEnum):
    """How a connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


def context(ca_file: str) -> ssl.SSLContext:
    """A verifying context; `ca_file` adds an authority of one's own. Raises ConfigurationError."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as error:
        why = "不是PEM格式的证书" if isinstance(error, ssl.SSLError) else reason(error)
        raise ConfigurationError(f"证书文件{ca_file}不能读取（{why}），请检查ca_file") from error


def warn_if_plain(security: Security, host: str) -> None:
    """A connection in the clear to another machine is said aloud."""
    if security is Security.NONE and not is_loopback(host):
        log.warning("连接没有加密，密码和材料会明文传输，请把security改为tls或starttls", host=host)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unreachable(what: str, host: str, port: int, error: OSError | UnicodeError) -> SourceUnreachable:
    """One clear line for a connection that failed: what was found, and what to do."""
    where = f"{what} {host}:{port}"
    if isinstance(error, UnicodeError):  # what no host can be called: an empty or overlong label
        return SourceUnreachable(f"{where}不是有效的主机名，请检查host")
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code == 10:  # X509_V_ERR_CERT_HAS_EXPIRED
            return SourceUnreachable(f"{where}的证书已过期，请通知邮件服务器管理员更换证书")
        if error.verify_code in (18, 19, 20):  # self-signed, or its issuer unknown
            return SourceUnreachable(f"{where}的证书不是受信任的机构签发的，如果是自建机构，请把它的证书填入ca_file")
        return SourceUnreachable(f"{where}的证书未通过验证（{error.verify_message}），请检查host是否与证书相符")
    if isinstance(error, ssl.SSLError):
        return SourceUnreachable(f"{where}不能建立TLS连接（{error.reason or error}），请检查port和security")
    if isinstance(error, socket.gaierror):
        return SourceUnreachable(f"找不到{where}这台服务器，请检查host和网络")
    if isinstance(error, ConnectionRefusedError):
        return SourceUnreachable(f"{where}拒绝连接，请检查port，或服务器是否在运行")
    if isinstance(error, TimeoutError):
        return SourceUnreachable(f"连接{where}超时，请检查网络")
    return SourceUnreachable(f"连接{where}失败（{error}），请检查网络")
