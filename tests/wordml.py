"""Word documents written as bare WordprocessingML, for what python-docx cannot make."""

import io
import zipfile

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def package(parts: dict[str, str]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def document_xml(body: str) -> str:
    """The main part around a body."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>'


def docx(body: str, **parts: str) -> bytes:
    """A docx with this body; further parts by name, `__` for a slash and `_` for a dot."""
    more = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    return package({"_rels/.rels": _RELATIONSHIPS, "word/document.xml": document_xml(body), **more})


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*content: str) -> str:
    """A paragraph of runs; bare text becomes one."""
    return f"<w:p>{''.join(each if each.startswith('<') else run(each) for each in content)}</w:p>"


def cell(*content: str, properties: str = "") -> str:
    """A table cell of paragraphs."""
    inside = "".join(each if each.startswith("<") else paragraph(each) for each in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of rows of cells; bare text becomes a cell."""
    return f"<w:tbl>{''.join(_row(row) for row in rows)}</w:tbl>"


def _row(cells: tuple[str, ...]) -> str:
    return f"<w:tr>{''.join(each if each.startswith('<') else cell(each) for each in cells)}</w:tr>"
