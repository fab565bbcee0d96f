"""All that belongs to one submission, for whoever puts it in a bag: its mails, its letters, its pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from archive import decisions, facts_json
from archive.history import History, MailEvent, history
from archive.outbox_rows import outbox_row
from archive.records import SqlRecords
from archive.tables import DocumentRow, MailRow, OutboxReceiptRow, OutboxTable
from intake.ports import OutboxRow, OutboxState

LEFT = (OutboxState.SENT.value, OutboxState.IN_DOUBT.value)


@dataclass(frozen=True, slots=True)
class Papers:
    """One submission's. `letters` have left, or perhaps have; `sizes` of its mails in bytes, `pages` of its documents.

    `parts` are the numbers that have become part of it. The former two are by SHA-256; a document whose pages nobody counted, a Word version above all, is not in `pages`.
    """

    history: History
    letters: tuple[OutboxRow, ...]
    sizes: Mapping[str, int]
    pages: Mapping[str, int]
    parts: tuple[str, ...] = ()

    @property
    def mails(self) -> tuple[MailEvent, ...]:
        """In the order in which they were received."""
        return tuple(each for each in self.history.events if isinstance(each, MailEvent))


def papers_of(records: SqlRecords, receipt: str) -> Papers | None:
    """A submission's papers; None where there is no such number."""
    found = history(records, receipt)
    if found is None:
        return None
    digests = [each.digest for each in found.events if isinstance(each, MailEvent)]
    with records.reading() as session:
        query = select(MailRow.digest, MailRow.size).where(MailRow.digest.in_(digests))
        sizes = {row.digest: row.size for row in session.execute(query)}
        parts = tuple(sorted(decisions.parts(session, [receipt])))
        return Papers(found, _letters(session, receipt), sizes, _pages(session, digests), parts)


def _letters(session: Session, receipt: str) -> tuple[OutboxRow, ...]:
    query = select(OutboxTable).join(OutboxReceiptRow, OutboxReceiptRow.letter == OutboxTable.id)
    chosen = query.where(OutboxReceiptRow.receipt == receipt, OutboxTable.state.in_(LEFT))
    return tuple(outbox_row(row) for row in session.scalars(chosen.order_by(OutboxTable.id)))


def _pages(session: Session, mails: list[str]) -> dict[str, int]:
    query = select(DocumentRow.sha256, DocumentRow.facts).where(
        DocumentRow.mail.in_(mails), DocumentRow.kind.in_(("pdf", "image"))
    )
    counted = ((sha256, facts_json.page_count(facts)) for sha256, facts in session.execute(query))
    return {sha256: count for sha256, count in counted if count}
