"""An archive for the web application: many submissions as `bench.finding` makes them, each with a letter; some of them whole."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from archive.finding.upkeep import make_anew
from archive.records import SqlRecords
from archive.tables import OutboxReceiptRow, OutboxTable, SubmissionRow
from bench.finding import making
from bench.finding.texts import Writer
from intake.codes import Verdict
from parsers.facts import Cell, Document, Line, Page, PagedDocument, Paragraph, Table, TextSource, WordDocument
from tests.archive.filings import CALL, NOON, assessed, examination, file, judged, letter, pdf, register, word

INDEXED = 2_000  # submissions that searching finds; how fast it is at any size, `bench.finding` measures
WHOLE = 100  # submissions filed as the service files them, with everything that pages show
_AT_ONCE, _LINES = 5_000, 35


def made(records: SqlRecords, listed: Path, number: int) -> tuple[str, ...]:
    """The receipt numbers of the submissions that are whole; `listed` names them where all has been made before."""
    if not listed.exists():
        listed.write_text("\n".join(make(records, number)), encoding="ascii")
    return tuple(listed.read_text("ascii").split())


def make(records: SqlRecords, number: int) -> tuple[str, ...]:
    """Fill the records; the receipt numbers of the submissions that are whole."""
    found = min(number, INDEXED)
    making.make(records.engine, found)
    make_anew(records.engine)
    if number > found:
        making.make(records.engine, number - found, seed=2, after=found, texts=False)
    with Session(records.engine) as session, session.begin():
        _letters(session)
    return tuple(file_one(records, each) for each in range(WHOLE))


def _letters(session: Session) -> None:
    """One to each submission, sent; every thousandth is held."""
    query = select(SubmissionRow.id, SubmissionRow.receipt, SubmissionRow.last_received_at)
    rows = session.execute(query.order_by(SubmissionRow.id)).all()
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        session.execute(insert(OutboxTable), [_letter(number, receipt, moment) for number, receipt, moment in some])
        session.execute(
            insert(OutboxReceiptRow), [{"letter": number, "receipt": receipt} for number, receipt, _ in some]
        )


def _letter(number: int, receipt: str, moment: object) -> dict[str, object]:
    held = number % 1000 == 0
    return {
        "id": number, "mail": None, "message_id": f"<{number}@bench>", "kind": "acknowledgement", "address": f"user{number}@example.org",
        "subject": f"回复：〔{receipt}〕", "text": "已收到。" * 60, "html": "<p>已收到。</p>" * 60, "in_reply_to": "", "reference_ids": [],
        "receipts": [receipt], "held": "待核对" if held else "", "state": "held" if held else "sent", "created_at": moment,
        "due_at": moment, "sent_at": None if held else moment, "attempts": 0, "released": False,
    }  # fmt: skip


def file_one(records: SqlRecords, number: int) -> str:
    """One more, through the same door as the service's; its receipt number."""
    raw = b"one more mail %d" % number
    writer = Writer(number)
    documents = (_word(writer), _pdf(writer))
    judgement = judged(
        raw,
        f"新来的学会{number}",
        f"新来的活动{number}",
        word_version=documents[0],
        pdf_version=documents[1],
        verdict=Verdict.REVIEW if number % 3 == 0 else Verdict.ACCEPTED,
        received_at=NOON + timedelta(seconds=number),
    )
    assessment = assessed(examination(raw, documents), [judgement], call=CALL)
    register(records, raw, 1_000_000 + number)
    with records.transaction() as transaction:
        (receipt,) = transaction.receipts(assessment)
    file(records, assessment, letter(receipt))
    return receipt


def _word(writer: Writer) -> Document:
    """A form of ten rows and 900 characters of a plan."""
    cells = [Cell(row, column, 1, 1, (writer.text(12),)) for row in range(10) for column in range(2)]
    blocks = (Paragraph(writer.text(20)), Table(10, 2, tuple(cells)), *(Paragraph(writer.text(150)) for _ in range(6)))
    document = word("1", "方案.docx", writer.text(30))
    content = document.content
    assert isinstance(content, WordDocument)
    return _with(document, WordDocument(blocks, 900, forms=content.forms))


def _pdf(writer: Writer) -> Document:
    """Two pages of so many lines, a seal on the first."""
    document = pdf("2", "方案.pdf", writer.text(30))
    content = document.content
    assert isinstance(content, PagedDocument)
    pages = tuple(
        Page(
            number,
            595,
            842,
            tuple(Line(writer.text(28), (0.1, row / 40, 0.9, (row + 1) / 40), 0.98) for row in range(_LINES)),
            TextSource.OCR,
            content.pages[0].stamps if number == 1 else (),
        )
        for number in (1, 2)
    )
    return _with(document, PagedDocument(pages, 2, 900))


def _with(document: Document, content: WordDocument | PagedDocument) -> Document:
    return replace(document, content=content)
