"""A list that an officer keeps, as rows of text: the first sheet of an xlsx, or a csv."""

import csv
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from intake.errors import ConfigurationError, reason
from review_export.csv_file import rows_of


def sheet_rows(path: Path, what: str) -> list[list[str]]:
    """The rows, cells without blanks around them. `what` names the list in errors. Raises ConfigurationError."""
    try:
        return _sheet(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    except OSError as error:
        raise ConfigurationError(f"{what}{path}不能读取（{reason(error)}）") from error
    except (BadZipFile, ParseError, KeyError, IndexError, ValueError, csv.Error) as error:
        raise ConfigurationError(f"{what}{path}不是可用的xlsx或csv文件（{error}）") from error


def _sheet(path: Path) -> list[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415  a fifth of a second at every start of a command, for few lists

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        return [
            ["" if value is None else str(value).strip() for value in row] for row in sheet.iter_rows(values_only=True)
        ]
    finally:
        book.close()


def _csv(path: Path) -> list[list[str]]:
    return [[cell.strip() for cell in row] for row in rows_of(path)]
