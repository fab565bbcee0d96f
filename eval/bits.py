"""Pictures as a PDF's image streams: JPEG, JPX, CMYK, Indexed, CCITT and JBIG2."""

import io
import struct
import zlib
from dataclasses import dataclass, field

from PIL import Image

from eval.printing import Pixels


@dataclass(frozen=True, slots=True)
class Encoded:
    """An image XObject: its stream as it is and its dictionary's entries (ISO 32000-1 §8.9.5) in PDF syntax."""

    data: bytes
    width: int
    height: int
    entries: dict[str, str] = field(default_factory=dict)


def jpeg(picture: Pixels, quality: int, subsampling: int) -> Encoded:
    """subsampling 0, 1, 2: colour at full, half or quarter resolution."""
    return _of(
        _saved(Image.fromarray(picture), "JPEG", quality=quality, subsampling=subsampling),
        picture,
        "DeviceRGB",
        "DCTDecode",
    )


def grey_jpeg(picture: Pixels, quality: int) -> Encoded:
    """One channel."""
    return _of(
        _saved(Image.fromarray(picture).convert("L"), "JPEG", quality=quality), picture, "DeviceGray", "DCTDecode"
    )


def cmyk(picture: Pixels, quality: int) -> Encoded:
    """A CMYK JPEG, written inverted as Adobe's programs do."""
    data = _saved(Image.fromarray(picture).convert("CMYK"), "JPEG", quality=quality)
    return _of(data, picture, "DeviceCMYK", "DCTDecode", {"Decode": "[1 0 1 0 1 0 1 0]"})


def jpx(picture: Pixels, rate: float) -> Encoded:
    """JPEG 2000, compressed about `rate` times."""
    data = _saved(Image.fromarray(picture), "JPEG2000", quality_mode="rates", quality_layers=[rate], irreversible=True)
    return _of(data, picture, "DeviceRGB", "JPXDecode")


def flate(picture: Pixels) -> Encoded:
    """Without loss; (h, w, 3) or (h, w)."""
    space = "DeviceRGB" if picture.ndim == 3 else "DeviceGray"
    return _of(zlib.compress(picture.tobytes(), 1), picture, space, "FlateDecode")


def indexed(picture: Pixels, colours: int) -> Encoded:
    """A palette and one byte a pixel."""
    flat = Image.fromarray(picture).quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = bytes(flat.getpalette() or b"")[: 3 * colours].ljust(3 * colours, b"\0")
    space = f"[/Indexed /DeviceRGB {colours - 1} <{palette.hex()}>]"
    return _of(zlib.compress(flat.tobytes(), 1), picture, space, "FlateDecode")


def ccitt(bits: Pixels) -> Encoded:
    """Black and white (0 and 255) by CCITT group 4."""
    entries = {"DecodeParms": f"<</K -1 /Columns {bits.shape[1]} /Rows {bits.shape[0]}>>", "BitsPerComponent": "1"}
    return _of(_group4(bits), bits, "DeviceGray", "CCITTFaxDecode", entries)


def jbig2(bits: Pixels, stencil: bool = False) -> Encoded:
    """Black and white (0 and 255) as one generic region of JBIG2, coded by MMR (ITU-T T.88 §6.2.6).

    stencil: an image mask that paints the current colour where it is black.
    """
    height, width = bits.shape
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + _group4(bits)
    data = b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(body)) + body
        for number, kind, body in ((0, 48, page), (1, 38, region))
    )
    entries = {"BitsPerComponent": "1"} | ({"ImageMask": "true"} if stencil else {})
    return _of(data, bits, "" if stencil else "DeviceGray", "JBIG2Decode", entries)


def _group4(bits: Pixels) -> bytes:
    """The bare T.6 code, ink as black."""
    image = Image.fromarray(255 - bits).convert("1")  # libtiff codes ones as black
    data = _saved(image, "TIFF", compression="group4", strip_size=(bits.shape[1] + 7) // 8 * bits.shape[0])
    with Image.open(io.BytesIO(data)) as back:
        (at,), (length,) = back.tag_v2[273], back.tag_v2[279]
    return data[at : at + length]


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _of(data: bytes, picture: Pixels, space: str, codec: str, more: dict[str, str] | None = None) -> Encoded:
    colour = {} if not space else {"ColorSpace": space if space.startswith("[") else f"/{space}"}
    entries = {"BitsPerComponent": "8", "Filter": f"/{codec}"} | colour | (more or {})
    return Encoded(data, picture.shape[1], picture.shape[0], entries)
