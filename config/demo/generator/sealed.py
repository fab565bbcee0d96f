"""Small scans: the page in black and white as fax machines pack it (CCITT G4), the seal's ink as a mask over it.

Multifunction printers write PDFs of this kind, so that a hundred of them are no burden to a repository.
"""

import io
import random
import zlib
from typing import Any

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

_THRESHOLD = 165  # of 255: darker is ink
_SEAL_DPI = 200


def small_scan(sheets: list[Image.Image], dpi: int, rng: random.Random, skew: float) -> bytes:
    """The pages in black and white, one picture each."""
    white = [
        sheet.convert("L").rotate(skew + rng.uniform(-0.1, 0.1), Image.Resampling.BICUBIC, fillcolor="white")
        for sheet in sheets
    ]
    first, *rest = [each.point(lambda level: 255 if level > _THRESHOLD else 0).convert("1") for each in white]
    buffer = io.BytesIO()
    first.save(buffer, "PDF", save_all=True, append_images=rest, resolution=dpi, creationDate=None, modDate=None)
    return buffer.getvalue()


def with_seal(pdf: bytes, seal: Image.Image, colour: tuple[int, int, int], x: float, y: float) -> bytes:
    """The PDF with a seal's ink on its first page, its centre at (x, y) as fractions from the top left. The seal is RGBA."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    page: Any = writer.pages[0]  # pypdf says of little what it is
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    size = seal.width / _SEAL_DPI * 72
    name = NameObject("/Seal")
    resources = page["/Resources"].get_object()
    pictures = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    pictures[name] = writer._add_object(_mask(seal))
    red, green, blue = (each / 255 for each in colour)
    drawn = DecodedStreamObject()
    drawn.set_data(
        f"\nq {red:.3f} {green:.3f} {blue:.3f} rg {size:.2f} 0 0 {size:.2f} "
        f"{width * x - size / 2:.2f} {height * (1 - y) - size / 2:.2f} cm /Seal Do Q\n".encode()
    )
    before = DecodedStreamObject()
    before.set_data(page.get_contents().get_data())
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(before), writer._add_object(drawn)])
    writer.metadata = None
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _mask(seal: Image.Image) -> StreamObject:
    """An image mask (ISO 32000-1 §8.9.6.2) that paints where the ink is."""
    bits = seal.getchannel("A").point(lambda level: 0 if level > 110 else 255).convert("1")
    stream = StreamObject()
    stream._data = zlib.compress(bits.tobytes(), 9)
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(bits.width),
            NameObject("/Height"): NumberObject(bits.height),
            NameObject("/ImageMask"): BooleanObject(True),
            NameObject("/BitsPerComponent"): NumberObject(1),
            NameObject("/Filter"): NameObject("/FlateDecode"),
        }
    )
    return stream
