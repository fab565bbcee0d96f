"""Every kind of letter as a picture, from its HTML in a browser, to be looked at with a receiver's eyes."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from intake.letters.trial import samples
from intake.letters.wording import KINDS, SHIPPED

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WIDTH, _HEIGHT = 760, 1150


def picture_letters(folder: Path) -> int:
    """One PNG a kind and view, two views at most; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    views = [(f"{kind}-{at}", kind, view) for kind in KINDS for at, view in enumerate(samples(kind)[:2], 1)]
    for name, kind, view in views:
        picture(SHIPPED.worded(kind, view)[1], folder / f"{name}.png")
    return len(views)


def picture(html: str, path: Path, width: int = _WIDTH, height: int = _HEIGHT) -> None:
    """The page as a browser without a window shows it."""
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise FileNotFoundError("没有chromium，不能画信件")
    with TemporaryDirectory() as home:
        page = Path(home) / "letter.html"
        page.write_text(html, "utf-8")
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={home}")
        size = f"--window-size={width},{height}"
        subprocess.run(
            [browser, *options, size, f"--screenshot={path.absolute()}", page.as_uri()], check=True, capture_output=True
        )
