"""Sameness on the evaluation's couples: clean pairs accused, changes found, characters misread; beside tesseract.

Each PDF is read once and compared with its own Word version and with changed ones; a couple of several pages also
without its last one.
"""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import pypdfium2
from PIL import Image
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from bench.table import Table
from eval.cached import HALVES
from eval.changes import NUMBERS, OTHERS, SENTENCES
from eval.pairs import Couple, couple
from eval.plans import word_of
from parsers.comparable import comparable
from parsers.facts import PagedDocument, Pair
from parsers.paged import read_pdf
from parsers.sameness import compare

_GROUPS = {"sentences": SENTENCES, "numbers": NUMBERS, "others": OTHERS}
_SHARE = 4  # one couple for so many pages that are asked for
_TESSERACT = 30  # couples at most that it reads: it takes a second a page
_ALIGNED = 50  # of 100: below, a line counts as lost, all its characters as wrong


@dataclass(slots=True)
class Run:
    """What was found in one half. Counts are (hits, all)."""

    clean: dict[str, list[int]] = field(default_factory=dict)
    changes: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    letters: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def count(self, into: dict, key: object, hit: bool, of: int = 1) -> None:
        """One more of a kind."""
        counts = into.setdefault(key, [0, 0])
        counts[0] += int(hit)
        counts[1] += of


def measure(half: str, pages: int, corpora: Path | None, failures: Path) -> Iterator[object]:
    """The tables of one half, and a list of what failed."""
    del corpora
    run = Run()
    for index in range(max(1, pages // _SHARE)):
        _look(run, couple(2 * index + HALVES[half]), index < _TESSERACT)
    yield from (_clean(run), _changes(run), _letters(run), _times(run))
    failures.mkdir(parents=True, exist_ok=True)
    (failures / "sameness.txt").write_text("\n".join(run.failed) + "\n", "utf-8")
    yield f"Failed comparisons: {len(run.failed)}, listed in {failures / 'sameness.txt'}\n"


def _look(run: Run, made: Couple, beside: bool) -> None:
    start = process_time()
    paged = read_pdf(made.pdf)[0]
    seconds = process_time() - start
    kind = "born-digital" if made.way == "digital" else "scan"
    run.milliseconds.setdefault(f"read_pdf, {kind}, a page", []).append(1000 * seconds / paged.page_count)
    start = process_time()
    differences = compare(Pair(word_of(made.paper, made.hint_in_word), paged, None, made.pdf)).differences
    took = process_time() - start
    run.milliseconds.setdefault(f"compare, {kind}", []).append(1000 * took)
    if paged.page_count == 2:
        run.milliseconds.setdefault(f"both, {kind} of two pages", []).append(1000 * (seconds + took))
    run.count(run.clean, made.way, bool(differences))
    if differences:
        said = "; ".join(f"{each.word[:20]}|{each.pdf[:20]}" for each in differences[:3])
        run.failed.append(f"{made.seed} {made.way} accused: {said}")
    _changed(run, made, paged)
    if kind == "scan":
        _misread(run, "ours", made.way, made.words, [page.text for page in paged.pages])
        if beside and shutil.which("tesseract"):
            _misread(run, "tesseract chi_sim", made.way, made.words, list(_by_tesseract(made.pdf)))


def _changed(run: Run, made: Couple, paged: PagedDocument) -> None:
    for group, changes in _GROUPS.items():
        for number, (name, change) in enumerate(changes.items()):
            paper = change(made.paper, np.random.default_rng([made.seed, number, len(group)]))
            if paper is None or paper == made.paper:
                continue
            said = compare(Pair(word_of(paper, made.hint_in_word), paged, None, made.pdf)).differences
            run.count(run.changes, (group, name), bool(said))
            if not said:
                run.failed.append(f"{made.seed} {made.way} missed: {name}")
    if paged.page_count > 1:
        first = PagedDocument(paged.pages[:-1], paged.page_count - 1, 0)
        said = compare(Pair(word_of(made.paper, made.hint_in_word), first, None, made.pdf)).differences
        run.count(run.changes, ("others", "last page missing"), bool(said))


def _misread(run: Run, who: str, way: str, words: tuple[tuple[str, ...], ...], pages: list[str]) -> None:
    """Characters of the printed lines that aren't where they belong; a line is looked for in all of its page."""
    for lines, text in zip(words, pages, strict=False):
        whole = comparable(text)
        for line in lines:
            sought = comparable(line)
            if sought:
                run.count(run.letters, (who, way), False, len(sought))
                run.letters[who, way][0] += _errors(sought, whole)


def _errors(line: str, whole: str) -> int:
    if line in whole:
        return 0
    near = fuzz.partial_ratio_alignment(line, whole) if len(line) <= len(whole) else None
    if near is None or near.score < _ALIGNED:
        return len(line)
    return min(len(line), Levenshtein.distance(line, whole[near.dest_start : near.dest_end]))


def _by_tesseract(pdf: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        with TemporaryDirectory() as folder:
            for page in document:
                picture = Path(folder, "page.png")
                Image.fromarray(page.render(scale=200 / 72).to_numpy()[..., ::-1].copy()).save(picture)
                done = subprocess.run(["tesseract", picture, "-", "-l", "chi_sim"], capture_output=True, check=True)
                yield done.stdout.decode("utf-8", "replace")
    finally:
        document.close()


def _clean(run: Run) -> Table:
    rows = [(way, str(of), str(hit)) for way, (hit, of) in sorted(run.clean.items())]
    hits, of = (sum(each[at] for each in run.clean.values()) for at in (0, 1))
    return Table("Sameness: clean pairs", ("PDF", "pairs", "accused"), (*rows, ("all", str(of), str(hits))))


def _changes(run: Run) -> Table:
    rows = []
    for group in _GROUPS:
        kinds = {name: counts for (of, name), counts in run.changes.items() if of == group}
        rows += [(group, name, str(of), _share(hit, of)) for name, (hit, of) in kinds.items()]
        hits, total = (sum(each[at] for each in kinds.values()) for at in (0, 1))
        rows.append((group, "**all**", str(total), _share(hits, total)))
    note = "Changed in the Word version, so that what is added there is lacking in the PDF and the other way round."
    return Table("Sameness: changes found", ("of", "change", "pairs", "found"), tuple(rows), (note,))


def _letters(run: Run) -> Table:
    rows = [(who, way, str(of), _share(hit, of)) for (who, way), (hit, of) in sorted(run.letters.items())]
    note = f"Chinese characters, letters and digits, seals lying over some. tesseract: the first {_TESSERACT} couples."
    return Table("Text of scans: characters misread", ("who", "PDF", "characters", "wrong"), tuple(rows), (note,))


def _times(run: Run) -> Table:
    rows = [
        (step, str(len(each)), f"{median(each):.0f}", f"{np.percentile(each, 95):.0f}")
        for step, each in sorted(run.milliseconds.items())
    ]
    return Table(
        "Text and sameness: milliseconds of processor time", ("step", "times", "median", "95th percentile"), tuple(rows)
    )


def _share(hits: int, of: int) -> str:
    return f"{hits / of:.4f}" if of else "–"
