"""Seals on the evaluation's pages: found, missed, false; how sure, where, and read; beside a plain red mask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
import pypdfium2
from rapidfuzz import fuzz

from bench.table import Table
from eval.baseline import hsv_circles
from eval.cached import half
from eval.contact import contact_sheets
from eval.pages import Made
from eval.scores import COUNTED, Outcome, PageScores, calibration, is_readable, overlaps, said_of, share
from eval.whose import whose_table
from parsers.facts import Stamp
from parsers.paged.one_jpeg import is_plain
from parsers.paged.rendering import render
from parsers.paged.sealed import Sheet, dark_on, page_stamps
from parsers.paged.signatures import signatures
from parsers.seal.ink import on_white

_DPI = 150
_MOST_PAGES = 3  # of each public PDF
_RED = 8  # levels by which red is above green and blue where a person sees any
_READ = 80  # of 100: as near as this, an organisation's name is read


@dataclass(slots=True)
class Run:
    """Everything that was said of one half, and what it took."""

    outcomes: list[Outcome] = field(default_factory=list)
    circles: list[list[tuple[float, float, float, float]]] = field(default_factory=list)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)

    def took(self, step: str, since: float) -> None:
        """Note a step's time."""
        self.milliseconds.setdefault(step, []).append((process_time() - since) * 1000)


def run(pages: Iterator[Made]) -> Run:
    """Look at all pages."""
    done = Run()
    for page in pages:
        document = pypdfium2.PdfDocument(page.pdf)
        document.init_forms()
        try:
            _look(done, page, document)
        finally:
            document.close()
    return done


def _look(done: Run, made: Made, document: pypdfium2.PdfDocument) -> None:
    page = document[0]
    way = "born-digital" if made.way.startswith("digital") else "scan"
    start = process_time()
    stamps = _stamps(document, page, 1, made.pdf)
    done.took(f"seal decision, {way}", start)
    picture = render(page, _DPI)
    done.outcomes.append(Outcome(as_shown(made, picture), stamps))
    start = process_time()
    done.circles.append(hsv_circles(picture))
    done.took(f"HSV mask, {way}", start)


def as_shown(made: Made, picture: np.ndarray) -> Made:
    """The page with those seals called colourless whose red the picture lost: a palette of few colours paints them dark."""
    white = on_white(picture)
    shown = (replace(each, coloured=each.coloured and _shows_red(white, each.box)) for each in made.truths)
    return replace(made, truths=tuple(shown))


def _shows_red(picture: np.ndarray, box: tuple[float, float, float, float]) -> bool:
    high, wide = picture.shape[:2]
    left, top, right, bottom = (round(at * side) for at, side in zip(box, (wide, high, wide, high), strict=True))
    part = picture[top : max(top + 1, bottom), left : max(left + 1, right)].astype(np.int16)
    redness = part[..., 0] - part[..., 1:].max(axis=2)
    return bool(np.quantile(redness, 0.98) > _RED)


def _stamps(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int, data: bytes) -> tuple[Stamp, ...]:
    signed = signatures(data) if pypdfium2.raw.FPDF_GetSignatureCount(document.raw) > 0 else ()
    return page_stamps(
        Sheet(document, page, number, signed),
        render(page, _DPI, is_plain(data)),
        dark_on(page, is_picture=not _has_text(page)),
    )


def _has_text(page: pypdfium2.PdfPage) -> bool:
    """Whether it has any of its own; reading it in lines is no part of the decision."""
    text_page = page.get_textpage()
    try:
        return bool(text_page.get_text_range().strip())
    finally:
        text_page.close()


def tables(done: Run) -> list[Table]:
    """The half's figures."""
    scores = PageScores(done.outcomes)
    return [
        _found(done, scores),
        _by_way(scores),
        _confidence(done),
        _places(done),
        _reading(done),
        whose_table(done.outcomes),
        _times(done),
    ]


def _found(done: Run, scores: PageScores) -> Table:
    circles = dict(zip(map(id, done.outcomes), done.circles, strict=True))
    said = {
        "ours": lambda each: bool(each.seals),
        "ours, accepted without asking": lambda each: each.accepted,
        "HSV mask with circularity": lambda each: bool(circles[id(each)]),
    }
    rows = []
    for name, says in said.items():
        positive = [each for each in done.outcomes if says(each)]
        right = sum(bool(each.red) for each in positive)
        rows.append(
            (
                name,
                scores.recall(lambda each: each.clear, says),
                scores.recall(lambda each: bool(each.red), says),
                share(right, len(positive)),
            )
        )
    note = "Pages. `clear`: a red seal, whole, of a strength that nobody would ask about; `all red`: also faint and cut ones."
    return Table("Seals: pages", ("who", "recall, clear", "recall, all red", "precision"), tuple(rows), (note,))


def _by_way(scores: PageScores) -> Table:
    rows = []
    for way in sorted({each.page.way for each in scores.outcomes}):
        group = [each for each in scores.outcomes if each.page.way == way]
        sealed = [each for each in group if any(truth.counts for truth in each.page.truths)]
        without = [each for each in group if each not in sealed]
        rows.append(
            (
                way,
                str(len(group)),
                share(sum(bool(each.seals) for each in sealed), len(sealed)),
                share(sum(each.accepted for each in sealed), len(sealed)),
                share(sum(any(s.shape in COUNTED for s in each.stamps) for each in sealed), len(sealed)),
                share(sum(bool(each.seals) for each in without), len(without)),
                share(sum(any(s.shape in COUNTED for s in each.stamps) for each in without), len(without)),
            )
        )
    heads = (
        "way",
        "pages",
        "sealed: red seal said",
        "sealed: accepted",
        "sealed: said or for a person",
        "no seal: said",
        "no seal: for a person",
    )
    return Table("Seals: by how the page came", heads, tuple(rows))


def _confidence(done: Run) -> Table:
    return Table(
        "Seals: calibration",
        ("confidence said", "seals", "mean said", "are seals"),
        tuple(calibration(said_of(done.outcomes))),
    )


def _places(done: Run) -> Table:
    values = overlaps(done.outcomes)
    row = (str(len(values)), f"{median(values):.3f}", f"{values[len(values) // 20]:.3f}") if values else ("0", "–", "–")
    return Table("Seals: place", ("found", "median IoU", "5th percentile"), (row,))


def _reading(done: Run) -> Table:
    pairs = [
        (outcome, truth)
        for outcome in done.outcomes
        for truth in outcome.red
        if is_readable(truth, outcome.page.truths)
    ]
    others = sorted({truth.text for _, truth in pairs})
    near, exact, nearest = 0, 0, 0
    for outcome, truth in pairs:
        stamp = outcome.of(truth)
        text = stamp.text if stamp else ""
        ratio = fuzz.ratio(text, truth.text)
        near += ratio >= _READ or (len(truth.text) >= 4 and truth.text in text)
        exact += text == truth.text
        nearest += bool(text) and max(others, key=lambda name: fuzz.ratio(text, name)) == truth.text
    row = tuple(share(each, len(pairs)) for each in (near, exact, nearest))
    note = f"Seals whose ring a person can read. `nearest` of the {len(others)} names on this half's seals."
    return Table("Seals: reading", (f"near (≥ {_READ} of 100)", "exact", "nearest name right"), (row,), (note,))


def _times(done: Run) -> Table:
    rows = [
        (step, str(len(taken)), f"{median(taken):.0f}", f"{sorted(taken)[int(len(taken) * 0.95)]:.0f}")
        for step, taken in sorted(done.milliseconds.items())
    ]
    return Table(
        "Seals: milliseconds of processor time a page", ("step", "pages", "median", "95th percentile"), tuple(rows)
    )


def public_table(corpora: Path) -> Table:
    """False alarms on the pages of public PDFs, none of which is known to bear a Chinese seal."""
    pages = said = person = circles = 0
    names = []
    for path in sorted((corpora / "documents" if (corpora / "documents").is_dir() else corpora).rglob("*.pdf")):
        for number, stamps, picture in _public_pages(path):
            pages += 1
            red = [each for each in stamps if each.shape in COUNTED and each.coloured and each.confidence >= 0.5]
            said += bool(red)
            person += any(each.shape in COUNTED for each in stamps) and not red
            circles += bool(hsv_circles(picture))
            if any(each.shape in COUNTED for each in stamps):
                names.append(f"{path.name} p. {number}")
    rows = (("ours", str(pages), str(said), str(person)), ("HSV mask with circularity", str(pages), str(circles), ""))
    return Table(
        "Seals: public PDFs without Chinese seals",
        ("who", "pages", "false seals", "for a person"),
        rows,
        ("Said of: " + ("; ".join(names) or "none"),),
    )


def _public_pages(path: Path) -> Iterator[tuple[int, tuple[Stamp, ...], np.ndarray]]:
    data = path.read_bytes()
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    document.init_forms()
    for index in range(min(len(document), _MOST_PAGES)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            continue
        yield index + 1, _stamps(document, page, index + 1, data), render(page, _DPI)
    document.close()


def measure(name: str, pages: int, corpora: Path | None, failures: Path) -> Iterator[object]:
    """All of this part's tables, and the contact sheets of what failed."""
    done = run(half(name, pages))
    yield from tables(done)
    if corpora:
        yield public_table(corpora)
    yield _kept(done.outcomes, failures)


def _kept(outcomes: Sequence[Outcome], failures: Path) -> str:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        if outcome.failed:
            counts[outcome.failed] = counts.get(outcome.failed, 0) + 1
    sheets = contact_sheets(outcomes, failures)
    said = "; ".join(f"{kind}: {count}" for kind, count in sorted(counts.items())) or "none"
    return f"Failed pages: {said}\nContact sheets: {', '.join(map(str, sheets)) or 'none'}\n"
