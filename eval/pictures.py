"""Scanned and photographed pages as PDFs: the ways in which scanners and phones write their pictures."""

from itertools import pairwise

import cv2
import numpy as np

from eval import bits
from eval.names import Rng
from eval.pdfs import MM, Book
from eval.printing import Pixels

ENCODINGS = ("jpeg",) * 9 + ("cmyk", "indexed", "jpx", "flate", "layers", "strips")


def picture_pdf(picture: Pixels, width: float, height: float, encoding: str, rng: Rng, rotation: int = 0) -> bytes:
    """The picture as a page of that size in millimetres *as shown*; stored turned where `rotation` isn't 0."""
    stored = np.ascontiguousarray(np.rot90(picture, rotation // 90))
    if rotation % 180:
        width, height = height, width
    book = Book.blank(width * MM, height * MM)
    whole = (0.0, 0.0, width * MM, height * MM)
    if encoding == "strips":
        _strips(book, stored, whole, rng)
    elif encoding == "layers":
        _layers(book, stored, whole, rng)
    else:
        book.draw(book.image(encoded(stored, encoding, rng)), whole)
    return book.bytes(rotation)


def encoded(picture: Pixels, encoding: str, rng: Rng) -> bits.Encoded:
    """One picture by one codec."""
    quality = int(rng.integers(35, 93))
    match encoding:
        case "cmyk":
            return bits.cmyk(picture, quality)
        case "indexed":
            return bits.indexed(picture, int(rng.choice((16, 64, 256))))
        case "jpx":
            return bits.jpx(picture, float(rng.uniform(15, 60)))
        case "flate":
            return bits.flate(picture)
        case "grey":
            return bits.grey_jpeg(picture, quality)
        case "ccitt":
            return bits.ccitt(picture)
        case "jbig2":
            return bits.jbig2(picture)
    return bits.jpeg(picture, quality, int(rng.choice((0, 1, 2, 2, 2))))


def _strips(book: Book, picture: Pixels, whole: tuple[float, float, float, float], rng: Rng) -> None:
    """Several pictures one below another, as some scanners' drivers write."""
    count, quality = int(rng.integers(3, 9)), int(rng.integers(45, 93))
    edges = np.linspace(0, picture.shape[0], count + 1).astype(int)
    for top, bottom in pairwise(edges):
        share = (bottom - top) / picture.shape[0]
        at = whole[3] * (1 - bottom / picture.shape[0])
        strip = bits.jpeg(np.ascontiguousarray(picture[top:bottom]), quality, 2)
        book.draw(book.image(strip), (0.0, at, whole[2], whole[3] * share))


def _layers(book: Book, picture: Pixels, whole: tuple[float, float, float, float], rng: Rng) -> None:
    """A coarse background, and print and sometimes red as stencils over it: "compact PDF"."""
    pixels = picture.astype(np.int16)
    grey = pixels.mean(axis=2)
    red = pixels[..., 0] - pixels[..., 1:].max(axis=2)
    print_ = (grey < np.median(grey) * 0.55) & (red < 45)
    ground = picture.copy()
    filled = cv2.dilate(picture, np.ones((7, 7), np.uint8))
    ground[print_] = filled[print_]
    stencils = [(print_, "0.1 0.1 0.1 rg")]
    if rng.random() < 0.5:
        ink = red > 40
        ground[ink] = np.median(picture.reshape(-1, 3)[::97], axis=0).astype(np.uint8)
        tone = np.median(picture[ink], axis=0) / 255 if ink.any() else np.array([0.8, 0.1, 0.1])
        stencils.append((ink, f"{tone[0]:.3f} {tone[1]:.3f} {tone[2]:.3f} rg"))
    factor = float(rng.uniform(0.4, 0.7))
    coarse = cv2.resize(ground, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    book.draw(book.image(bits.jpeg(coarse, int(rng.integers(40, 80)), 2)), whole)
    for where, colour in stencils:
        book.draw(book.image(bits.jbig2(np.where(where, 0, 255).astype(np.uint8), stencil=True)), whole, colour)
