"""The report of a 四性检测 (DA/T 70-2018), as a page to print and sign or as a spreadsheet."""

from review_export.qualities.report import KINDS, About, write_report

__all__ = ["KINDS", "About", "write_report"]
