"""Documents of the Word family whose markup nests, repeats, refers or goes round without end."""

import struct

from parsers.limits import MIB
from tests.parsers.bombs.containers import zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(main: bytes, **more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": main, **more})


def document(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'.encode()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx_of_laughs() -> bytes:
    entities = '<!ENTITY l0 "哈">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return docx(document(paragraph("&l9;"), f"<!DOCTYPE d [{entities}]>"))


def docx_of_one_long_laugh() -> bytes:
    """Quadratic: one long entity, named often."""
    return docx(document(paragraph("&a;" * 20_000), f'<!DOCTYPE d [<!ENTITY a "{"哈" * 20_000}">]>'))


def docx_with_a_file_in_it() -> bytes:
    return docx(document(paragraph("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))


def docx_with_a_page_of_the_net() -> bytes:
    return docx(document(paragraph("text"), '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">'))


def docx_nested_deep() -> bytes:
    return docx(document("<w:sdt><w:sdtContent>" * 100_000 + "</w:sdtContent></w:sdt>" * 100_000))


def docx_of_tables_in_tables() -> bytes:
    opening, closing = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return docx(document(opening * 60 + paragraph("inside") + closing * 60))


def docx_of_zeros() -> bytes:
    return docx(document(paragraph(" " * 64 * MIB)))


def docx_of_one_long_word() -> bytes:
    return docx(document(paragraph("a" * 12 * MIB)))


def docx_of_many_paragraphs() -> bytes:
    return docx(document("<w:p/>" * 200_000))


def docx_with_a_wide_table() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc>'
    return docx(document("<w:tbl>" + f"<w:tr>{cell * 50}</w:tr>" * 200 + "</w:tbl>"))


def odt_with_endless_cells() -> bytes:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    cell = '<table:table-cell table:number-columns-repeated="999999999" table:number-rows-spanned="999999999"/>'
    row = f'<table:table-row table:number-rows-repeated="999999999">{cell * 100}</table:table-row>'
    content = f"<office:document-content {names}><office:body><office:text><table:table>{row * 20}</table:table></office:text></office:body></office:document-content>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})


def html_nested_deep() -> bytes:
    return b"<html><body>" + b"<div>" * 500_000 + b"inside"


def html_of_tables_in_tables() -> bytes:
    return b"<html><body>" + b"<table><tr><td>" * 20_000 + b"inside"


def html_with_a_wide_table() -> bytes:
    return b"<html><body><table>" + (b"<tr>" + b"<td colspan=99999999 rowspan=99999999>x" * 50) * 60


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _ole(fat: list[int], directory: bytes, directory_at: int, mini: int = _END) -> bytes:
    """A compound file ([MS-CFB] §2.2) of 512-byte sectors: sector 0 is its FAT, the directory begins where it is said."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9L", 0, 1, directory_at, 0, 4096, mini, 1, _END, 0)
    header += struct.pack("<109L", 0, *[_FREE] * 108)
    sectors = struct.pack(f"<{len(fat)}L", *fat).ljust(512, b"\xff")
    return header + sectors + directory.ljust(512, b"\x00") + bytes(512 * 4)


def _entry(
    name: str, kind: int, start: int, size: int, child: int = _FREE, left: int = _FREE, right: int = _FREE
) -> bytes:
    written = (name + "\x00").encode("utf-16-le")
    head = written.ljust(64, b"\x00") + struct.pack("<HBB", len(written), kind, 1)
    return head + struct.pack("<3L", left, right, child) + bytes(36) + struct.pack("<LQ", start, size)


def ole_whose_directory_goes_round() -> bytes:
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("WordDocument", 2, 2, 100_000_000)
    return _ole([_FAT, 1, 2], directory, 1)


def ole_whose_stream_goes_round() -> bytes:
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("WordDocument", 2, 2, 0x7FFFFFFF)
    return _ole([_FAT, _END, 3, 2], directory, 1)


def ole_whose_tree_goes_round() -> bytes:
    directory = _entry("Root Entry", 5, _END, 0, child=1)
    directory += _entry("WordDocument", 2, 2, 600, left=2, right=1) + _entry(
        "1Table", 1, 2, 600, child=0, left=1, right=1
    )
    return _ole([_FAT, _END, _END], directory, 1)


def rtf_nested_deep() -> bytes:
    return b"{\\rtf1 " + b"{\\b " * 300_000 + b"inside" + b"}" * 300_000


def rtf_of_binary() -> bytes:
    return b"{\\rtf1 {\\pict\\bin2147483647 " + b"a" * 1000 + b"}" + b"\\u-99999999999 \\'zz" * 50_000 + b"}"


def mhtml_of_many_parts() -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    return head + b"--x\r\nContent-Type: text/css\r\n\r\na\r\n" * 20_000 + b"--x--\r\n"
