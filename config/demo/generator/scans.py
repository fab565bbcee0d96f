"""From paper to what offices send: PDFs by LibreOffice, scans and photographs of them with a seal pressed on."""

import io
import os
import random
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

MM = 1 / 25.4  # inches


def to_pdf(docx: bytes) -> bytes:
    """The document as LibreOffice prints it. Raises FileNotFoundError where LibreOffice isn't installed."""
    return to_pdfs([docx])[0]


def to_pdfs(documents: Sequence[bytes]) -> list[bytes]:
    """Each of the documents as LibreOffice prints it, which is started once: a start costs more than a dozen pages.

    Raises FileNotFoundError where it isn't installed, RuntimeError with its own words where it didn't print one of them.
    """
    with tempfile.TemporaryDirectory(prefix="baosong-office-") as folder:
        sources = [Path(folder, f"{number:04d}.docx") for number in range(len(documents))]
        for source, docx in zip(sources, documents, strict=True):
            source.write_bytes(docx)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
        code, said = _to_its_end([*command, "--outdir", folder, *map(str, sources)], max(900, 20 * len(documents)))
        printed = [source.with_suffix(".pdf") for source in sources]
        missing = [each.name for each in printed if not each.exists()]
        if code or missing:
            raise RuntimeError(
                f"LibreOffice ended with {code}, not printed: {', '.join(missing) or 'none'}; it said: {said}"
            )
        return [each.read_bytes() for each in printed]


def _to_its_end(command: Sequence[str], seconds: float) -> tuple[int, str]:
    """The command's code, and what it says. `soffice` is a script: where it takes longer, what it has started is killed with it."""
    with subprocess.Popen(  # noqa: S603  fixed words and our own paths
        command, start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            said = process.communicate(timeout=seconds)[0]
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode, said


def pages(pdf: bytes, dpi: int = 150) -> list[Image.Image]:
    """Its pages as RGB pictures."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def press(page: Image.Image, seal: Image.Image, x: float, y: float) -> Image.Image:
    """The page with a seal over it, its centre at (x, y) as fractions; ink multiplies with what is under it."""
    ink = Image.new("RGB", page.size, "white")
    place = (round(page.width * x - seal.width / 2), round(page.height * y - seal.height / 2))
    ink.paste(seal.convert("RGB"), place, seal.getchannel("A"))
    product = np.asarray(page, dtype=np.uint16) * np.asarray(ink, dtype=np.uint16) // 255
    return Image.fromarray(product.astype(np.uint8), "RGB")


@dataclass(frozen=True, slots=True)
class Scanner:
    """How a scanner or telephone sees paper. Angles in degrees; `paper` the colour that white comes out as."""

    skew: float = 0.4
    noise: float = 3.0
    paper: tuple[int, int, int] = (250, 249, 245)
    blur: float = 0.5
    grey: bool = False
    quality: int = 72


def scan(page: Image.Image, scanner: Scanner, rng: random.Random) -> Image.Image:
    """The page as it comes out of the scanner."""
    turned = page.rotate(scanner.skew, Image.Resampling.BICUBIC, fillcolor="white").filter(
        ImageFilter.GaussianBlur(scanner.blur)
    )
    pixels = np.asarray(turned, dtype=np.float32) * (np.array(scanner.paper, dtype=np.float32) / 255)
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, scanner.noise, pixels.shape[:2])
    seen = Image.fromarray((pixels + grain[..., None]).clip(0, 255).astype(np.uint8), "RGB")
    return seen.convert("L") if scanner.grey else seen


def image_pdf(images: list[Image.Image], dpi: int = 150, quality: int = 72) -> bytes:
    """A PDF of pictures, one JPEG a page, as scanners write it; no clock in it."""
    buffer = io.BytesIO()
    first, *rest = images
    first.save(
        buffer,
        "PDF",
        save_all=True,
        append_images=rest,
        resolution=dpi,
        quality=quality,
        creationDate=None,
        modDate=None,
    )
    return buffer.getvalue()


def jpeg(image: Image.Image, quality: int = 72) -> bytes:
    """One picture as JPEG bytes."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
