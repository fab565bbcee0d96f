"""Passwords: argon2id with its library's parameters, and what a password must be."""

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 200  # characters
HASHER = PasswordHasher()
_FEW = threading.BoundedSemaphore(2)  # each hash takes 64 MiB: who floods the sign-in page must not fill the memory
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else


def hashed(password: str) -> str:
    """As it is kept."""
    with _FEW:
        return HASHER.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Whether it is the password; takes as long where there is no such account (`kept` None)."""
    with _FEW:
        try:
            return HASHER.verify(kept or _nobody(), password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobody() -> str:
    """What is looked at where there is no such account; nobody knows its password."""
    return HASHER.hash(secrets.token_urlsafe())


def is_outdated(kept: str) -> bool:
    """Whether the parameters have been raised since it was kept."""
    return HASHER.check_needs_rehash(kept)


def fault_of(password: str, name: str) -> str:
    """Why it can't be a password, a Chinese sentence; "" where it can."""
    if len(password) < SHORTEST:
        return "密码至少10个字符"
    if len(password) > LONGEST:
        return "密码最多200个字符"
    if name.lower() in password.lower():
        return "密码里不能有用户名"
    if len(set(password)) < 5:
        return "密码太简单，请多用几种不同的字符"
    return ""


def drawn(groups: int = 4) -> str:
    """A random password or code that can be read over the telephone: groups of five, almost 25 bits each."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(groups))
