"""The clean spreadsheet as a workbook, sheet by sheet, in constant memory."""

from review_export.workbook.book import Contents, write_xlsx

__all__ = ["Contents", "write_xlsx"]
