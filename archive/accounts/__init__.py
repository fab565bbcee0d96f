"""Who may use the web application: people, what they may on which call, their sessions, their attempts to sign in."""

from archive.accounts.model import EVERY_CALL, Grant, Person, Role

__all__ = ["EVERY_CALL", "Grant", "Person", "Role"]
