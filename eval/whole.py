"""Whole examinations: a mail with a Word version and its sealed PDF of two pages, from its bytes to the comparison.

What the rules do with it afterwards takes a few milliseconds. One thread, processor time.
"""

import io
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import docx
import numpy as np
import pypdfium2

from bench.forms import plan_spec
from bench.table import Table
from eval.cached import HALVES
from eval.pairs import Couple, couple
from eval.plans import Paper
from parsers.examine import examine
from parsers.facts import PagedDocument, Pair, WordDocument
from parsers.sameness import compare

_SHARE = 50  # one mail of each way for so many pages that are asked for
_GOALS = {"digital": 250, "scan": 1500, "grey": 1500, "photo": 1500}  # ms
_CALLED = {"digital": "its own text", "scan": "scan", "grey": "grey scan", "photo": "photograph"}


def measure(half: str, pages: int, corpora: Path | None, failures: Path) -> Iterator[object]:
    """The table of one half."""
    del corpora, failures
    seeds = list(_two_paged(HALVES[half], max(2, pages // _SHARE)))
    for way in _GOALS:
        _milliseconds(couple(seeds[0], way))  # models and kernels are loaded once a process
    taken = {way: [_milliseconds(couple(seed, way)) for seed in seeds] for way in _GOALS}
    rows = [
        (
            _CALLED[way],
            str(len(each)),
            f"{median(each):.0f}",
            f"{np.percentile(each, 95):.0f}",
            str(goal),
            f"{sum(one <= goal for one in each)} of {len(each)}",
        )
        for (way, each), goal in zip(taken.items(), _GOALS.values(), strict=True)
    ]
    heads = ("PDF", "mails", "median, ms", "95th percentile", "goal", "within it")
    note = "Mail, Word version, two pages with text, seal and its reading, sameness. Processor time, one thread."
    yield Table("A whole examination: two sealed pages beside a Word version", heads, tuple(rows), (note,))


def _two_paged(first: int, count: int) -> Iterator[int]:
    """Seeds of papers that take two pages."""
    seed = first
    while count:
        document = pypdfium2.PdfDocument(couple(seed, "digital").pdf)
        if len(document) == 2:
            count -= 1
            yield seed
        document.close()
        seed += 2


def _milliseconds(made: Couple) -> float:
    raw = _mail(made)
    with TemporaryDirectory() as folder:
        start = process_time()
        found = examine(raw, [plan_spec()], Path(folder)).documents
        words = [each.content for each in found if isinstance(each.content, WordDocument)]
        papers = [each.content for each in found if isinstance(each.content, PagedDocument)]
        for word, paged in zip(words, papers, strict=True):
            compare(Pair(word, paged, None, made.pdf))
        return (process_time() - start) * 1000


def _mail(made: Couple) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "office@example.org", made.paper.title
    mail.set_content("请查收附件。")
    for data, kind in ((made.pdf, "pdf"), (_docx(made.paper), "docx")):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{made.paper.title}.{kind}")
    return mail.as_bytes()


def _docx(paper: Paper) -> bytes:
    document = docx.Document()
    document.add_paragraph(paper.title)
    if paper.rows:
        table = document.add_table(0, 4)
        for pairs in paper.rows:
            cells = table.add_row().cells
            for at, text in enumerate(text for pair in pairs for text in pair):
                cells[at].text = text
    for text in (*paper.paragraphs, *paper.foot):
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
