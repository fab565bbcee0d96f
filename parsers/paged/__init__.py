"""PDFs, OFDs and pictures: pages, their text (native or recognised), their seals."""

from parsers.paged.carried import carried
from parsers.paged.ofd import read_ofd
from parsers.paged.pdf import read_pdf
from parsers.paged.picture import read_picture

__all__ = ["carried", "read_ofd", "read_pdf", "read_picture"]
