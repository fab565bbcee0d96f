"""The tidy folder of documents for reviewers: names that every system takes, an index page, the workbook beside them."""

from review_export.package.layout import Place, lay_out
from review_export.package.writing import write_package

__all__ = ["Place", "lay_out", "write_package"]
