"""`baosong export --bag`: the archive's bag, with a bar and a line for what couldn't be put in."""

from datetime import datetime
from functools import partial
from pathlib import Path

from rich.markup import escape

from archive.blobs import ObjectBlobs
from archive.papers import papers_of
from archive.records import SqlRecords
from config.build import blank_forms
from config.cli.app import err
from config.cli.progress import progress
from config.settings import Settings
from intake.call import Call
from review_export.bag.catalogue import Corrections
from review_export.bag.writing import Source, write_bag
from review_export.selection import Selected


def bag(
    target: Path,
    rows: Selected,
    calls: tuple[Call, ...],
    archive: tuple[SqlRecords, ObjectBlobs],
    settings: Settings,
    corrections: Corrections,
    made_at: datetime,
) -> bool:
    """Write the bag; False where a file could not be put in, which is said. Raises ConfigurationError."""
    records, blobs = archive
    sender = settings.smtp.sender if settings.smtp else ""
    source = Source(blobs, partial(papers_of, records), sender, blank_forms(calls))
    with progress("归档", "件") as told:
        done = write_bag(target, rows, calls, source, corrections, made_at, told)
    for problem in done.problems:
        err.print(f"[red]✗[/] {escape(problem)}", soft_wrap=True)
    err.print(f"已把{done.items}件的{done.files}个文件放到归档包{target}", soft_wrap=True, markup=False)
    return not done.problems
