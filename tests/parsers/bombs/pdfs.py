"""PDFs that unpack, draw, contain or claim more than a page can show."""

import zlib

from parsers.limits import MIB


def pdf(objects: list[bytes]) -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        count,
        table,
        count,
        len(out),
    )


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (extra, len(data), data)


def _one_page(content: bytes, page: bytes = b"", *more: bytes) -> bytes:
    return pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s>>" % page,
            content,
            *more,
        ]
    )


def pdf_of_zeros() -> bytes:
    return _one_page(stream(zlib.compress(b" " * 128 * MIB, 9), b"/Filter /FlateDecode"))


def pdf_deflated_twice() -> bytes:
    packed = zlib.compress(zlib.compress(b" " * 128 * MIB, 9), 9)
    return _one_page(stream(packed, b"/Filter [/FlateDecode /FlateDecode]"))


def pdf_whose_pages_are_their_own_parents() -> bytes:
    return pdf([b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000>>"])


def pdf_of_many_pages_that_are_one() -> bytes:
    kids = b"3 0 R " * 100_000
    return pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [%s] /Count 100000>>" % kids,
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>",
        ]
    )


def pdf_as_large_as_a_town() -> bytes:
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 100000000 100000000] /UserUnit 1000>>"
    return pdf([b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", page])


def pdf_as_thin_as_a_hair() -> bytes:
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 0.0001 10000000]>>"
    return pdf([b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [3 0 R] /Count 1>>", page])


def pdf_that_draws_itself() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources <</XObject <</F 5 0 R>>>>"
    return _one_page(stream(b"/F Do"), b"/Resources <</XObject <</F 5 0 R>>>>", stream(b"/F Do " * 50, form))


def pdf_of_forms_in_forms() -> bytes:
    """Ten forms, each drawing the next ten times."""
    base, more = 5, []
    for level in range(10):
        below = base + level + 1
        inside = b"/F Do " * 10 if level < 9 else b"0 0 m 10 10 l S"
        form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources <</XObject <</F %d 0 R>>>>" % below
        more.append(stream(inside, form))
    return _one_page(stream(b"/F Do"), b"/Resources <</XObject <</F 5 0 R>>>>", *more)


def pdf_with_a_vast_picture() -> bytes:
    image = b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode"
    picture = stream(zlib.compress(bytes(16 * MIB), 9), image)
    return _one_page(stream(b"500 0 0 700 0 0 cm /I Do"), b"/Resources <</XObject <</I 5 0 R>>>>", picture)


def pdf_of_brackets() -> bytes:
    return _one_page(b"[" * 500_000, b"/Odd " + b"[" * 500_000)


def pdf_of_object_streams() -> bytes:
    """An object stream that says it holds a million objects, and extends itself."""
    inside = zlib.compress(b"1 0 " * 1_000_000 + b"<<>>" * 10)
    holder = b"/Type /ObjStm /N 1000000 /First 4000000 /Extends 4 0 R /Filter /FlateDecode"
    return _one_page(stream(inside, holder))
