"""Small pages for tests: PDFs by reportlab and pypdf, pictures by Pillow. Every name on them is invented."""

import io
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pypdf
from PIL import Image, ImageDraw
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from config.demo.generator.fonts import font
from config.demo.generator.scans import Scanner, press, scan
from config.demo.generator.seals import Seal, draw, pressed
from parsers.facts import Box

ORGANISATION = "中国云杉工程学会"
DPI = 150
SIZE = (1240, 1754)
TEXT = (
    "关于报送特色亮点活动筹备方案的函",
    "以云杉林为课堂，请科技工作者讲自己的故事。",
    "五月三十日在青岭举办宣讲会，预计二百人参加。",
    "活动由青岭大学林学院承办，邀请各界代表出席。",
    "宣讲结束后组织义务植树，并向林区学校赠书。",
)
DATES = "单位盖章：　　　　　报送时间：2020年4月16日"


@dataclass(frozen=True)
class Words:
    text: str
    x: float  # points from the left of the unrotated page
    y: float  # points from its bottom
    size: float = 14
    style: str = "hei"


@dataclass(frozen=True)
class Unseen:
    """Text in rendering mode 3, as scanners' programs lay it over a page (ISO 32000-1 §9.3.6)."""

    text: str
    x: float
    y: float
    size: float = 14


@dataclass(frozen=True)
class Picture:
    image: Image.Image
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Sheet:
    """One page: what stands on it, how it is turned, its size unturned, and what of it is shown (left, bottom, right, top)."""

    things: tuple[Words | Picture | Unseen, ...] = ()
    rotation: int = 0
    size: tuple[float, float] = A4
    crop: tuple[float, float, float, float] | None = None


def letter(lines: Sequence[str] = TEXT) -> Sheet:
    return Sheet(tuple(Words(line, 80, 700 - 30 * row) for row, line in enumerate(lines)))


def full(image: Image.Image) -> Sheet:
    return Sheet((Picture(image, 0, 0, *A4),))


def pdf(*sheets: Sheet, password: str = "") -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, A4, invariant=1, encrypt=StandardEncryption(password) if password else None)
    for sheet in sheets:
        canvas.setPageSize(sheet.size[::-1] if sheet.rotation in (90, 270) else sheet.size)  # reportlab swaps them
        canvas.setPageRotation(sheet.rotation)
        if sheet.crop:
            canvas.setCropBox(sheet.crop)
        for thing in sheet.things:
            _put(canvas, thing)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _put(canvas: Canvas, thing: Words | Picture | Unseen) -> None:
    if isinstance(thing, Picture):
        canvas.drawImage(ImageReader(thing.image), thing.x, thing.y, thing.width, thing.height, mask="auto")
        return
    if isinstance(thing, Unseen):
        register("hei")
        text = canvas.beginText(thing.x, thing.y)
        text.setFont("hei", thing.size)
        text.setTextRenderMode(3)
        text.textOut(thing.text)
        canvas.drawText(text)
        return
    register(thing.style)
    canvas.setFont(thing.style, thing.size)
    canvas.drawString(thing.x, thing.y, thing.text)


def register(style: str) -> None:
    """A font of the demo's for reportlab, under its style's name."""
    if style not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(style, str(font(style, 20).path)))


def paper(lines: Sequence[str] = TEXT, size: tuple[int, int] = SIZE) -> Image.Image:
    """A printed sheet at 150 dpi."""
    page = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(page)
    for row, line in enumerate(lines):
        pen.text((120, 200 + 70 * row), line, font=font("song", 34), fill="black")
    return page


def seal_at(page: Image.Image, seal: Seal, x: float, y: float, angle: float = 0.0) -> tuple[Image.Image, Box]:
    """The sheet with the seal pressed on it, its middle at (x, y), and where the seal is. All fractions."""
    ink = draw(seal, DPI)
    wide, high = ink.width / page.width / 2, ink.height / page.height / 2
    return press(page, pressed(ink, random.Random(1), angle), x, y), (x - wide, y - high, x + wide, y + high)


def scanned(page: Image.Image, skew: float = 0.0, grey: bool = False) -> Image.Image:
    return scan(page, Scanner(skew=skew, grey=grey), random.Random(2))


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    high = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return wide * high / (sum(areas) - wide * high)


def with_stamp_annotation(data: bytes, seal: Image.Image, rectangle: tuple[float, float, float, float]) -> bytes:
    """The first page with a stamp annotation (ISO 32000-1 §12.5.6.12) that shows the seal."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    mask = _image(seal.getchannel("A"), "DeviceGray")
    picture = _image(seal.convert("RGB"), "DeviceRGB")
    picture[NameObject("/SMask")] = writer._add_object(mask)
    shown = StreamObject()
    shown.set_data(b"q 1 0 0 1 0 0 cm /S Do Q")
    shown.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): _numbers((0, 0, 1, 1)),
            NameObject("/Resources"): DictionaryObject(
                {NameObject("/XObject"): DictionaryObject({NameObject("/S"): writer._add_object(picture)})}
            ),
        }
    )
    annotation = _annotation("/Stamp", rectangle)
    annotation[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(shown)})
    return _with_annotation(writer, annotation)


def with_signature_field(data: bytes, signer: str, rectangle: tuple[float, float, float, float]) -> bytes:
    """The first page with a filled signature field (ISO 32000-1 §12.7.4.5); its contents are no real signature."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    field = _annotation("/Widget", rectangle)
    field.update(
        {
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject("Signature1"),
            NameObject("/V"): writer._add_object(
                DictionaryObject(
                    {
                        NameObject("/Type"): NameObject("/Sig"),
                        NameObject("/Filter"): NameObject("/Adobe.PPKLite"),
                        NameObject("/SubFilter"): NameObject("/adbe.pkcs7.detached"),
                        NameObject("/Name"): TextStringObject(signer),
                        NameObject("/Contents"): TextStringObject("00"),
                        NameObject("/ByteRange"): ArrayObject([NumberObject(n) for n in (0, 1, 2, 3)]),
                    }
                )
            ),
        }
    )
    return _with_annotation(writer, field, form=True)


def _rewritten(data: bytes, change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def locked(data: bytes) -> bytes:
    """Encrypted with a password for its owner alone: anybody opens it."""
    return _rewritten(data, lambda writer: writer.encrypt("", "owner", algorithm="AES-256"))


def repeated(data: bytes, times: int) -> bytes:
    """The first page so many times."""
    return _rewritten(data, lambda writer: [writer.add_page(writer.pages[0]) for _ in range(times - 1)])


def pageless() -> bytes:
    """A sound PDF without a page."""
    buffer = io.BytesIO()
    pypdf.PdfWriter().write(buffer)
    return buffer.getvalue()


def catalogue_first(data: bytes) -> bytes:
    """The same with its largest object last, as writers do that put the catalogue first."""
    objects = [match[0] for match in re.finditer(rb"\d+ 0 obj.*?endobj\n?", data, re.DOTALL)]
    ordered = sorted(objects, key=len)
    root = re.search(rb"/Root (\d+ 0 R)", data)
    assert root
    head = data[: data.index(objects[0])]
    return head + b"trailer << /Root " + root[1] + b" >>\n" + b"".join(ordered) + b"startxref\n0\n%%EOF\n"


def with_actions(data: bytes, **entries: PdfObject) -> bytes:
    """The PDF with further entries in its catalogue, `_` standing for `/`-less names."""
    return _rewritten(
        data, lambda writer: writer._root_object.update({NameObject(f"/{k}"): v for k, v in entries.items()})
    )


def action(kind: str, **entries: PdfObject) -> DictionaryObject:
    """An action dictionary (ISO 32000-1 §12.6)."""
    return DictionaryObject(
        {NameObject("/S"): NameObject(f"/{kind}"), **{NameObject(f"/{k}"): v for k, v in entries.items()}}
    )


def with_attachments(data: bytes, files: Mapping[str, bytes], portfolio: bool = False) -> bytes:
    """The PDF with files in it; as a portfolio its page is their cover (§12.3.5)."""

    def put(writer: pypdf.PdfWriter) -> None:
        for name, content in files.items():
            writer.add_attachment(name, content)
        if portfolio:
            writer._root_object[NameObject("/Collection")] = DictionaryObject({NameObject("/View"): NameObject("/D")})

    return _rewritten(data, put)


def with_form(
    data: bytes, values: Sequence[tuple[str, Box]], ticked: Sequence[Box] = (), notes: Sequence[tuple[str, Box]] = ()
) -> bytes:
    """The first page with text fields, ticked boxes and typewriter notes at these rectangles in points; none has an appearance."""

    def put(writer: pypdf.PdfWriter) -> None:
        made = []
        for number, (value, rectangle) in enumerate(values):
            made.append(_field(writer, f"text{number}", rectangle, "/Tx", TextStringObject(value)))
        for number, rectangle in enumerate(ticked):
            made.append(_field(writer, f"tick{number}", rectangle, "/Btn", NameObject("/Yes")))
        for value, rectangle in notes:
            note = _annotation("/FreeText", rectangle)
            note[NameObject("/Contents")] = TextStringObject(value)
            writer.pages[0].setdefault(NameObject("/Annots"), ArrayObject()).append(writer._add_object(note))
        writer.pages[0].setdefault(NameObject("/Annots"), ArrayObject()).extend(made)
        writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject(made)})

    return _rewritten(data, put)


def _field(writer: pypdf.PdfWriter, name: str, rectangle: Box, kind: str, value: PdfObject) -> PdfObject:
    field = _annotation("/Widget", rectangle)
    field.update(
        {NameObject("/FT"): NameObject(kind), NameObject("/T"): TextStringObject(name), NameObject("/V"): value}
    )
    if kind == "/Btn":
        states = DictionaryObject(
            {NameObject(f"/{state}"): writer._add_object(_empty_form()) for state in ("Yes", "Off")}
        )
        field.update({NameObject("/AS"): value, NameObject("/AP"): DictionaryObject({NameObject("/N"): states})})
    return writer._add_object(field)


def _empty_form() -> StreamObject:
    form = StreamObject()
    form.set_data(b"")
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): _numbers((0, 0, 1, 1)),
        }
    )
    return form


def with_xfa(data: bytes, values: Mapping[str, str], script: str = "") -> bytes:
    """The PDF with an XFA form (§12.7.8) of these values."""
    filled = "".join(f"<{key}>{value}</{key}>" for key, value in values.items())
    packets = {
        "template": f"<template xmlns='http://www.xfa.org/schema/xfa-template/3.3/'>{script}</template>",
        "datasets": f"<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'><xfa:data><form>{filled}</form></xfa:data></xfa:datasets>",
    }

    def put(writer: pypdf.PdfWriter) -> None:
        entries: list[PdfObject] = []
        for name, packet in packets.items():
            stream = StreamObject()
            stream.set_data(packet.encode())
            entries += [TextStringObject(name), writer._add_object(stream)]
        writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
            {NameObject("/Fields"): ArrayObject(), NameObject("/XFA"): ArrayObject(entries)}
        )

    return _rewritten(data, put)


def _with_annotation(writer: pypdf.PdfWriter, annotation: DictionaryObject, form: bool = False) -> bytes:
    reference = writer._add_object(annotation)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([reference])
    if form:
        writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
            {NameObject("/Fields"): ArrayObject([reference]), NameObject("/SigFlags"): NumberObject(3)}
        )
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _annotation(kind: str, rectangle: tuple[float, float, float, float]) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/Rect"): _numbers(rectangle),
            NameObject("/F"): NumberObject(4),
        }
    )


def _image(image: Image.Image, colours: str) -> StreamObject:
    stream = StreamObject()
    stream.set_data(image.tobytes())
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(image.width),
            NameObject("/Height"): NumberObject(image.height),
            NameObject("/ColorSpace"): NameObject(f"/{colours}"),
            NameObject("/BitsPerComponent"): NumberObject(8),
        }
    )
    return stream


def _numbers(values: Sequence[float]) -> ArrayObject:
    return ArrayObject([FloatObject(value) for value in values])
