"""The package's index page: opens by double click, is searched without a network, shows each first page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive.views import ActivityView

NAME = "目录.html"
_MOST_TEXT = 20_000  # characters of one activity that are searched


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity at one stage on the page; `picture` "" where there is none."""

    receipt: str
    organisation: str
    activity: str
    stage: str
    modules: str
    text: str
    paths: tuple[str, ...]
    picture: str


def entry_of(row: ActivityView, stage: str, paths: Sequence[str], picture: str, shown: Sequence[str]) -> Entry:
    """An activity's entry; `shown` are the keys of the fields that these readers may search."""
    values = [row.fields.get(key) for key in shown]
    texts = ["、".join(value) if isinstance(value, list) else str(value) for value in values if value]
    modules = next((value for value in values if isinstance(value, list)), [])
    words = "\n".join((row.receipt, row.organisation, row.activity, *texts))[:_MOST_TEXT]
    return Entry(row.receipt, row.organisation, row.activity, stage, "、".join(modules), words, tuple(paths), picture)


def write_page(
    path: Path, title: str, entries: Iterable[Entry], count: int, workbook: str, books: Sequence[str] = ()
) -> None:
    """The page, piece by piece; everything that senders wrote is escaped."""
    environment = Environment(
        loader=PackageLoader("review_export.package", ""),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pieces = environment.get_template("index.html.j2").stream(
        title=title, entries=entries, count=count, workbook=workbook, books=books
    )
    pieces.enable_buffering(200)
    with path.open("wb") as stream:
        pieces.dump(stream, encoding="utf-8", errors="replace")
