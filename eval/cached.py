"""The set's two halves, made once and kept in a folder outside the repository.

The folder is BAOSONG_EVAL_CACHE, else ~/.cache/baosong-eval; within it one folder a version of the generator, so that no
page of an older one is measured.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from eval.pages import Made, Truth, made

HALVES = {"tune": 0, "judge": 1}  # even seeds tune, odd seeds judge
_GENERATOR = (
    "names", "fonts", "seals", "things", "papers", "otherred", "printing", "scanners", "bits", "pdfs", "pictures", "digital", "pages",
)  # fmt: skip


def half(name: str, pages: int) -> Iterator[Made]:
    """The first `pages` pages of the half "tune" or "judge"."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(pages):
        yield _page(folder, 2 * index + HALVES[name])


def page(seed: int) -> Made:
    """One page, from the cache where it is there."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    return _page(folder, seed)


def _folder() -> Path:
    root = Path(os.environ.get("BAOSONG_EVAL_CACHE") or Path.home() / ".cache" / "baosong-eval")
    here = Path(__file__).parent
    digest = hashlib.sha256(b"".join((here / f"{name}.py").read_bytes() for name in _GENERATOR)).hexdigest()
    return root / digest[:12]


def _page(folder: Path, seed: int) -> Made:
    picture, truth = folder / f"{seed:05}.pdf", folder / f"{seed:05}.json"
    if not truth.exists():
        new = made(seed)
        picture.write_bytes(new.pdf)
        said = asdict(new)
        said.pop("pdf")
        unfinished = truth.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps(said, ensure_ascii=False), "utf-8")
        unfinished.rename(truth)
        return new
    said = json.loads(truth.read_text("utf-8"))
    truths = tuple(Truth(**{**each, "box": tuple(each["box"])}) for each in said.pop("truths"))
    said["negatives"], said["words"] = tuple(said["negatives"]), tuple(said["words"])
    return Made(pdf=picture.read_bytes(), truths=truths, **said)
