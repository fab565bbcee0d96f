"""Born-digital pages: print as text, seals in each of the ways in which programs put them on."""

import io
import math

import numpy as np
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from eval import bits
from eval.fonts import EMBEDDABLE, path
from eval.names import Rng
from eval.pdfs import MM, Book, Place
from eval.seals import Design
from eval.things import Layout, Pressed

CARRIERS = (
    "png", "png", "png white", "jpeg", "masked jpeg", "indexed", "jpx", "cmyk", "stencil",
    "vector", "vector cmyk", "form", "annotation", "annotation picture", "signature",
)  # fmt: skip
_DPI = (120, 150, 200, 300)  # of a seal's picture


def digital_pdf(page: Layout, rng: Rng) -> bytes:
    """The layout as a PDF with text; its seals carried as each says."""
    book = Book.over(_print(page))
    for seal in page.seals:
        _carry(book, page, seal, rng)
    return book.bytes()


def _print(page: Layout) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (page.width * MM, page.height * MM), invariant=1)
    for sticker in page.stickers:
        at = (sticker.x * MM, (page.height - sticker.y - sticker.height) * MM)
        canvas.drawImage(ImageReader(sticker.image), *at, sticker.width * MM, sticker.height * MM, mask="auto")
    for rule in page.rules:
        canvas.setStrokeColorRGB(*(each / 255 for each in rule.colour))
        canvas.setLineWidth(rule.width * MM)
        canvas.line(rule.x1 * MM, (page.height - rule.y1) * MM, rule.x2 * MM, (page.height - rule.y2) * MM)
    for words in page.words:
        canvas.setFillColorRGB(*(each / 255 for each in words.colour))
        canvas.setFont(_embedded(words.style), words.size * MM)
        canvas.drawString(words.x * MM, (page.height - words.y - words.size * 0.36) * MM, words.text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _embedded(style: str) -> str:
    """A font that reportlab can embed, registered under its style's name."""
    known = style if style in EMBEDDABLE else "zenhei" if style.startswith("sans") else "ming"
    if known not in pdfmetrics.getRegisteredFontNames():
        file, index = path(known)
        pdfmetrics.registerFont(TTFont(known, file, subfontIndex=index))
    return known


def _carry(book: Book, page: Layout, seal: Pressed, rng: Rng) -> None:
    ink = _ink(seal, int(rng.choice(_DPI)), rng)
    wide, high = _extent(seal)
    place = ((seal.x - wide / 2) * MM, (page.height - seal.y - high / 2) * MM, wide * MM, high * MM)
    match seal.carrier:
        case "vector" | "vector cmyk":
            drawn = _drawn(seal, wide, high, cmyk=seal.carrier == "vector cmyk")
            book.draw_form(book.form_of_page(drawn), place[0], place[1])
        case "form":
            book.draw_form(_picture_form(book, ink, seal, place), place[0], place[1])
        case "annotation":
            book.annotate(book.form_of_page(_drawn(seal, wide, high)), place, signature=False)
        case "annotation picture":
            book.annotate(_picture_form(book, ink, seal, place), place, signature=False)
        case "signature":
            book.annotate(_picture_form(book, ink, seal, place), place, signature=True)
        case "stencil":
            tone = " ".join(f"{each / 255:.3f}" for each in seal.colour)
            book.draw(
                book.image(bits.jbig2(np.where(ink > 0.45, 0, 255).astype(np.uint8), stencil=True)), place, f"{tone} rg"
            )
        case _:
            book.draw(_picture(book, ink, seal), place)


def _picture(book: Book, ink: np.ndarray, seal: Pressed) -> object:
    """The seal as an image with transparency, or on white."""
    colour = np.array(seal.colour, dtype=np.float32)
    on_white = (255 - ink[..., None] * (255 - colour)).astype(np.uint8)
    solid = np.broadcast_to(colour.astype(np.uint8), (*ink.shape, 3)).copy()
    alpha = bits.flate((ink * 255).astype(np.uint8))
    match seal.carrier:
        case "png white":
            return book.image(bits.flate(on_white))
        case "jpeg":
            return book.image(bits.jpeg(on_white, 80, 2))
        case "masked jpeg":
            return book.image(bits.jpeg(on_white, 75, 2), alpha)
        case "indexed":
            return book.image(bits.indexed(on_white, 16))
        case "jpx":
            return book.image(bits.jpx(on_white, 12))
        case "cmyk":
            return book.image(bits.cmyk(on_white, 85))
    return book.image(bits.flate(solid), alpha)


def _picture_form(book: Book, ink: np.ndarray, seal: Pressed, place: Place) -> object:
    """A form whose only content is the seal's picture, as e-signing programs write appearances."""
    inner = Book(book.writer, book.writer.add_blank_page(10, 10))  # a page to collect resources on, dropped below
    inner.draw(_picture(book, ink, seal), (0.0, 0.0, place[2], place[3]))
    resources = inner.page["/Resources"]
    form = book.form("\n".join(inner.content), place[2], place[3], resources.clone(book.writer))
    book.writer.remove_page(len(book.writer.pages) - 1)
    return form


def _extent(seal: Pressed) -> tuple[float, float]:
    """Width and height in millimetres of the turned seal's picture."""
    a = math.radians(seal.angle)
    w, h = seal.design.width, seal.design.height
    return abs(w * math.cos(a)) + abs(h * math.sin(a)), abs(w * math.sin(a)) + abs(h * math.cos(a))


def _ink(seal: Pressed, dpi: int, rng: Rng) -> np.ndarray:
    """The turned engraving with its strength and a little of its unevenness, float32 0..1."""
    size = (round(seal.design.width * dpi / 25.4), round(seal.design.height * dpi / 25.4))
    plate = seal.engraving.resize(size, Image.Resampling.LANCZOS).rotate(
        seal.angle, Image.Resampling.BICUBIC, expand=True
    )
    ink = np.asarray(plate, dtype=np.float32) / 255 * seal.strength
    return ink * (1 - seal.patchy * rng.random(ink.shape, dtype=np.float32))


def _drawn(seal: Pressed, wide: float, high: float, cmyk: bool = False) -> bytes:
    """The design as lines, paths and text on a page of its own size."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (wide * MM, high * MM), invariant=1)
    red, green, blue = (1 - seal.strength + seal.strength * each / 255 for each in seal.colour)
    for fill in (canvas.setFillColorRGB, canvas.setStrokeColorRGB) if not cmyk else ():
        fill(red, green, blue)
    for fill in (canvas.setFillColorCMYK, canvas.setStrokeColorCMYK) if cmyk else ():
        fill(1 - red, 1 - green, 1 - blue, 0)
    canvas.translate(wide * MM / 2, high * MM / 2)
    canvas.rotate(seal.angle)
    _outline(canvas, seal.design)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _outline(canvas: Canvas, design: Design) -> None:
    """Rim, name, star and lower line about the origin."""
    rx, ry = design.width * MM / 2, design.height * MM / 2
    line = design.rim * max(rx, ry)
    canvas.setLineWidth(line)
    canvas.ellipse(-rx + line / 2, -ry + line / 2, rx - line / 2, ry - line / 2)
    count = len(design.name)
    spread = math.radians(min(design.spread, count * 30.0))
    tall = min(0.29 * ry, spread * 0.72 * rx / count / design.squeeze * 0.92)
    inset = line + 0.04 * rx + tall / 2
    font = _embedded(design.style)
    for index, character in enumerate(design.name):
        angle = -spread / 2 + spread * (index + 0.5) / count
        x, y = math.sin(angle) * (rx - inset), math.cos(angle) * (ry - inset)
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(-math.degrees(math.atan2(math.sin(angle) / (rx - inset), math.cos(angle) / (ry - inset))))
        canvas.scale(design.squeeze, 1)
        canvas.setFont(font, tall)
        canvas.drawCentredString(0, -tall * 0.36, character)
        canvas.restoreState()
    if design.centre != "none":
        star = canvas.beginPath()
        for corner in range(10):
            reach = min(rx, ry) * (0.3 if corner % 2 == 0 else 0.115)
            point = (math.sin(math.pi * corner / 5) * reach, math.cos(math.pi * corner / 5) * reach)
            (star.lineTo if corner else star.moveTo)(*point)
        star.close()
        canvas.drawPath(star, stroke=0, fill=1)
    if design.lower:
        size = min(rx * 0.2, rx * 1.2 / len(design.lower))
        canvas.setFont(font, size)
        canvas.drawCentredString(0, -ry * (0.5 if design.centre != "none" else 0.15), design.lower)
