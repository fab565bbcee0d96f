"""csv files as Excel and WPS save them: UTF-8 with or without its mark, or GB 18030."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows. Raises OSError, UnicodeDecodeError, csv.Error."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    yield from csv.reader(io.StringIO(text, newline=""))
