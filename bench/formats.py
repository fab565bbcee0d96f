"""Formats of the Word family: the same forms saved by LibreOffice, read by us, through LibreOffice, by python-docx."""

import io
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from docx import Document
from docx.table import Table as DocxTable

from bench.forms import Sample, fields_in, misses, plans
from bench.table import Table
from parsers.facts import Cell, FormSpec, Kind, Paragraph, WordDocument
from parsers.facts import Table as Grid
from parsers.form import read_forms
from parsers.trouble import DocumentTrouble
from parsers.word import read_word

SAVED = (Kind.DOC, Kind.RTF, Kind.ODT, Kind.HTML)
Reader = Callable[[bytes, Kind], WordDocument]
Samples = list[tuple[FormSpec, Sample]]


def formats_table(seed: int, count: int = 60) -> Table:
    """Fields right and ms a file. All three readers hand their documents to the same form reader."""
    samples, all_habits = list(plans(seed, count, calm=True)), list(plans(seed, count))
    rows = []
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "all").mkdir()
        for (_, made), (_, wild) in zip(samples, all_habits, strict=True):
            (place / f"{made.name}.docx").write_bytes(made.data)
            (place / "all" / f"{wild.name}.docx").write_bytes(wild.data)
        rows.append(_row(Kind.DOCX, all_habits, place / "all", read_word, "ours, all habits"))
        rows.append(_row(Kind.DOCX, all_habits, place / "all", _with_python_docx, "python-docx, all habits"))
        rows.append(_row(Kind.DOCX, samples, place, read_word, "ours"))
        rows.append(_row(Kind.DOCX, samples, place, _with_python_docx, "python-docx"))
        for kind in SAVED:
            _save(place, "docx", kind.value, place / kind.value)
            rows.append(_row(kind, samples, place / kind.value, read_word, "ours"))
            back = place / f"{kind.value}-back"
            taken = _save(place / kind.value, kind.value, "docx", back)
            row = _row(Kind.DOCX, samples, back, read_word, "")
            rows.append(
                (kind.value, "LibreOffice, then ours", *row[2:5], f"{taken / count * 1000 + float(row[5]):.1f}")
            )
    heads = ("format", "reader", "files", "fields", "right", "ms a file")
    notes = (
        "Made forms without tracked changes, hidden text and content controls, saved in each format by LibreOffice, which "
        "converts all files of a format in one process; the readers hand their documents to the same form reader.",
    )
    return Table(f"Formats of the Word family, seed {seed}", heads, tuple(rows), notes)


def _save(source: Path, ending: str, wanted: str, target: Path) -> float:
    """LibreOffice's seconds for a folder, its start included."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise FileNotFoundError("LibreOffice is not installed")
    files = [str(path) for path in sorted(source.glob(f"*.{ending}"))]
    command = [office, f"-env:UserInstallation=file://{source}/profile", "--headless", "--convert-to", wanted]
    if ending == "html":
        command.append("--infilter=HTML (StarWriter)")  # else it opens as Writer/Web, which saves no docx
    start = time.perf_counter()
    subprocess.run([*command, "--outdir", str(target), *files], check=True, capture_output=True, timeout=600)
    return time.perf_counter() - start


def _row(kind: Kind, samples: Samples, place: Path, reader: Reader, name: str) -> tuple[str, ...]:
    right = total = files = 0
    seconds = 0.0
    for spec, made in samples:
        path = place / f"{made.name}.{kind.value}"
        total += fields_in(made)
        if not path.exists():
            continue
        files += 1
        data = path.read_bytes()
        start = time.perf_counter()
        try:
            forms = read_forms(reader(data, kind), [spec])
        except (DocumentTrouble, KeyError, ValueError, IndexError):  # python-docx raises these on valid documents
            forms = ()
        seconds += time.perf_counter() - start
        right += fields_in(made) - len(misses(spec, made, forms=forms))
    return (
        kind.value,
        name,
        str(files),
        str(total),
        f"{right} ({100 * right / total:.2f} %)",
        f"{seconds / max(1, files) * 1000:.1f}",
    )


def _with_python_docx(data: bytes, _: Kind) -> WordDocument:
    """Paragraphs and tables as its documentation walks them."""
    blocks: list[Paragraph | Grid] = []
    for block in Document(io.BytesIO(data)).iter_inner_content():
        blocks.append(_grid(block) if isinstance(block, DocxTable) else Paragraph(block.text))
    return WordDocument(tuple(blocks), 0)


def _grid(table: DocxTable) -> Grid:
    """`table.rows[…].cells` repeats a merged cell wherever it reaches."""
    places: dict[object, list[tuple[int, int]]] = {}
    texts: dict[object, str] = {}
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            places.setdefault(cell._tc, []).append((number, column))
            texts[cell._tc] = cell.text
    cells = []
    for key, taken in places.items():
        rows, columns = [row for row, _ in taken], [column for _, column in taken]
        spans = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        cells.append(Cell(min(rows), min(columns), *spans, tuple(texts[key].split("\n"))))
    return Grid(len(table.rows), max((cell.column + cell.column_span for cell in cells), default=0), tuple(cells))
