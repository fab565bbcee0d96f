"""PDFs and pictures: pages, their text (native or recognised), their seals."""

from parsers.paged.pdf import read_pdf
from parsers.paged.picture import read_picture

__all__ = ["read_pdf", "read_picture"]
