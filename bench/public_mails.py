"""Every set of public test mails: attachments expected by its authors and found, beside mail-parser and the library.

What authors expect is read from files beside their mails; for php-mime-mail-parser from `expected/`, which holds the
names and sizes out of its tests/ParserTest.php (MIT). Where they say it only in code, no expectation is shown.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.hard_names import corpus_mails
from bench.mime import READERS, names_or_none
from bench.table import Table
from intake.automatic import reason
from parsers.mail import read_mail, tnef_members
from parsers.trouble import DocumentTrouble

_NO_MAIL = (".golden", ".png", ".json", "-summary.txt", ".md", "LICENSE", "COPYING")
_SETS = {
    "enmime": "jhillyerd+enmime",
    "php-imap": "Webklex+php-imap",
    "nodemailer": "nodemailer+mailparser",
    "MimeKit, messages": "jstedfast+MimeKit/UnitTests/TestData/messages",
}
_EXPECTED = Path(__file__).parent / "expected" / "php-mime-mail-parser.json"
_BODIES = ("body.rtf", "body.html")  # MimeKit lists a TNEF's text as a file, too


@dataclass(frozen=True, slots=True)
class _Mail:
    raw: bytes
    expected: tuple[str, ...] | None  # names, "" for one without; None where its authors say it only in code


def public_table(corpora: Path) -> Table:
    """A row a set: mails, attachments expected, and found by each reader; of expected ones, only the right names."""
    rows = [_row(name, list(mails())) for name, mails in _sets(corpora / "mail").items()]
    heads = ("public set", "mails", "attachments expected", *(f"{name}" for name, _ in READERS))
    notes = (
        "Where its authors say what they expect, an attachment counts as found when its name is right, or it has none"
        " and something nameless was found; where they say it only in code (—), all that a reader found is counted:"
        " the standard library's counts hold delivery reports and empty multiparts, which are no attachments.",
        _tnef_note(corpora / "mail" / "jstedfast+MimeKit" / "UnitTests" / "TestData" / "tnef"),
        _robots_note(corpora / "mail" / "sisimai+set-of-emails"),
    )
    return Table("MIME, every public set", heads, tuple(rows), notes)


def _sets(mails: Path) -> dict[str, Callable[[], Iterator[_Mail]]]:
    sets: dict[str, Callable[[], Iterator[_Mail]]] = {
        "stalwart mail-parser": lambda: (
            _Mail(truth.raw, (*truth.names, *[""] * (truth.attachments - len(truth.names))))
            for truth in corpus_mails(mails.parent)
        ),
        "php-mime-mail-parser": lambda: _php(mails / "php-mime-mail-parser+php-mime-mail-parser" / "tests" / "mails"),
    }
    return sets | {name: lambda folder=folder: _unlabelled(mails / folder) for name, folder in _SETS.items()}  # type: ignore[misc]


def _php(folder: Path) -> Iterator[_Mail]:
    for name, attachments in json.loads(_EXPECTED.read_text("utf-8")).items():
        if (folder / name).is_file():
            expected = tuple("" if each.startswith("noname") else each for each, _ in attachments)
            yield _Mail((folder / name).read_bytes(), expected)


def _unlabelled(folder: Path) -> Iterator[_Mail]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(_NO_MAIL):
            yield _Mail(path.read_bytes(), None)


def _row(name: str, mails: list[_Mail]) -> tuple[str, ...]:
    known = [len(mail.expected) for mail in mails if mail.expected is not None]
    found = [
        str(sum(_found(names_or_none(reader, mail.raw) or [], mail.expected) for mail in mails))
        for _, reader in READERS
    ]
    return (name, str(len(mails)), str(sum(known)) if known else "—", *found)


def _found(names: list[str], expected: tuple[str, ...] | None) -> int:
    if expected is None:
        return len(names)
    wanted = Counter(filter(None, expected))
    right = (Counter(name.rpartition("/")[2] for name in names) & wanted).total()
    return right + min(expected.count(""), len(names) - right)


def _tnef_note(folder: Path) -> str:
    expected = found = files = 0
    for path in sorted(folder.glob("*.tnef")):
        listed = path.with_suffix(".list")
        if listed.exists():
            files += 1
            wanted = Counter(
                line.strip().replace("_", " ") for line in listed.read_text("utf-8").split("\n") if line.strip()
            )
            wanted -= Counter(_BODIES)
            names = Counter(name.replace("_", " ") for name in _members(path.read_bytes()))
            expected, found = expected + wanted.total(), found + (names & wanted).total()
    return f"MimeKit's TNEF: {files} files, {expected} members listed, {found} found by name."


def _members(data: bytes) -> list[str]:
    try:
        return [name for name, _ in tnef_members(data)]
    except DocumentTrouble:
        return []


def _robots_note(folder: Path) -> str:
    mails = list(_unlabelled(folder))
    automatic = sum(bool(reason(read_mail(mail.raw)[0], ())) for mail in mails)
    return f"sisimai's bounces and auto-replies: {automatic} of {len(mails)} told as automatic."
