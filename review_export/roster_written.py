"""The roster (名册) as xlsx. Apart from reading it: every command reads one, and what writes workbooks takes half a second to load."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

from intake.call import Organisation
from review_export.replacing import replacing
from review_export.workbook.look import look
from review_export.workbook.table import write_table

_WIDTHS = {"name": 32, "aliases": 24, "category": 14, "addresses": 32, "telephone": 18, "seals": 28}


def write_roster(
    path: Path,
    title: str,
    rows: Iterable[tuple[Organisation, Sequence[str]]],
    headers: Mapping[str, Sequence[str]],
    more: Sequence[str] = (),
) -> None:
    """The roster as a workbook that `load_roster` reads again; `more` columns stand behind, filled by each row's own.

    Raises OSError.
    """
    heads = [(headers[key][0], width) for key, width in _WIDTHS.items()] + [(name, 24) for name in more]
    with replacing(path) as partial, xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False}) as book:
        write_table(book, look(book, title), "名册", heads, ([*_row(unit), *own] for unit, own in rows))


def _row(unit: Organisation) -> list[str]:
    first, *others = unit.names
    several = ("、".join(others), unit.category, "、".join(unit.addresses), unit.telephone, "、".join(unit.seals))
    return [first, *several]
