"""What the reading of one organisation's mail costs before its PDF: mail, container, Word, form."""

from collections.abc import Callable, Iterator
from pathlib import Path

from bench.forms import plan_spec
from bench.table import Table, milliseconds
from parsers.containers import Budget, members
from parsers.facts import WORD_KINDS, Kind
from parsers.form import read_forms
from parsers.limits import Limits
from parsers.mail import read_mail
from parsers.sniff import sniff
from parsers.word import read_word

_ROOT = Path(__file__).parents[1]
_SAMPLES = _ROOT / "config" / "demo" / "samples"
_DOC = _ROOT / "tests" / "corpus" / "word" / "form.doc"
_SPEC = plan_spec()


def reading_table() -> Table:
    """Whole readings, the PDF's pages left out; warm, one thread."""
    work: list[tuple[str, Callable[[], object]]] = [
        ("a mail with docx and PDF", lambda: _mail("02-complete-digital.eml")),
        ("a mail with both in a zip", lambda: _mail("07-zip.eml")),
        ("a doc alone (Word 97–2003)", lambda: _word(_DOC.read_bytes(), Kind.DOC)),
    ]
    times = milliseconds([each for _, each in work])
    rows = tuple((name, f"{taken:.1f}") for (name, _), taken in zip(work, times, strict=True))
    return Table("Mail, container, Word and form", ("read", "ms"), rows)


def _mail(name: str) -> int:
    """Everything but the PDF's pages; returns how many forms were found."""
    return sum(_word(data, kind) for data, kind in _documents((_SAMPLES / name).read_bytes()) if kind in WORD_KINDS)


def _documents(raw: bytes) -> Iterator[tuple[bytes, Kind]]:
    for attachment in read_mail(raw)[1]:
        kind = sniff(attachment.data, attachment.name).kind
        if kind is Kind.ARCHIVE:
            for member in members(attachment.data, Budget(Limits()), attachment.name):
                yield member.data, sniff(member.data, member.path).kind
        else:
            yield attachment.data, kind


def _word(data: bytes, kind: Kind) -> int:
    return len(read_forms(read_word(data, kind), [_SPEC]))
