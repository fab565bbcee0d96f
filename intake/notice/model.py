"""What a notice says. Everything is "" , None or () where it wasn't found: a person fills it in."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asking:
    """One thing that is to be handed in: what the notice calls it (总结报告), until when, in which versions.

    `final`: it tells of what has been done, so it follows another stage. `text_limit` in 字; `about` is the passage
    that says so.
    """

    name: str
    deadline: date | None = None
    wants: tuple[str, ...] = ()  # pdf, word
    seal: bool = False
    most: int | None = None  # activities
    text_limit: int | None = None
    in_principle: bool = False  # 原则上, 左右
    final: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice's head, its askings in the order of their deadlines, and whom to ask."""

    title: str = ""
    number: str = ""  # 文号
    issued: date | None = None
    askings: tuple[Asking, ...] = ()
    addresses: tuple[str, ...] = ()  # e-mail, the one for material first
    office: str = ""
    phone: str = ""
    postal: str = ""
