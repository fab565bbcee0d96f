"""`baosong export --bag`: the archive's bag, with a bar and a line for what couldn't be put in."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.markup import escape

from archive.beside import other_mails, put_aside
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
from review_export.selection import Selected, Selection


def bag(
    target: Path,
    rows: Selected,
    calls: tuple[Call, ...],
    archive: tuple[SqlRecords, ObjectBlobs],
    settings: Settings,
    corrections: Corrections,
    made_at: datetime,
) -> bool:
    """Write the bag; False where a file could not be put in, which is said. Raises ConfigurationError.

    What was put aside and the mails that made no submission are in it unless only some submissions are wanted.
    """
    records, blobs = archive
    sender = settings.smtp.sender if settings.smtp else ""
    source = Source(blobs, partial(papers_of, records), sender, blank_forms(calls))
    if rows.selection == Selection():
        names = [call.name for call in calls]
        source = replace(source, aside=partial(put_aside, records, names), others=partial(other_mails, records, names))
    with progress("归档", "件") as told:
        done = write_bag(target, rows, calls, source, corrections, made_at, told)
    for problem in done.problems:
        err.print(f"[red]✗[/] {escape(problem)}", soft_wrap=True)
    beside = f"、{done.aside}个撤回或不予保留的报送件" * bool(done.aside) + f"、{done.mails}封其他来信" * bool(
        done.mails
    )
    err.print(f"已把{done.items}件{beside}的{done.files}个文件放到归档包{target}", soft_wrap=True, markup=False)
    return not done.problems
