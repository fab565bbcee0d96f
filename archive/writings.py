"""What stood in a submission's form, beside what it was read as."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from archive import facts_json
from archive.records import SqlRecords
from archive.tables import DocumentRow, SubmissionRow
from parsers.facts import FieldReading


def writings_of(records: SqlRecords, receipts: Sequence[str]) -> Mapping[str, tuple[FieldReading, ...]]:
    """By receipt number the fields of its form, from the Word version or, without one, the PDF; none without a form."""
    columns = (SubmissionRow.receipt, SubmissionRow.stage, SubmissionRow.word, SubmissionRow.word_form)
    document = func.coalesce(SubmissionRow.word, SubmissionRow.pdf)
    query = select(*columns, DocumentRow.facts).join(DocumentRow, DocumentRow.id == document)
    with records.reading() as session:
        found = session.execute(query.where(SubmissionRow.receipt.in_(receipts))).all()
    return {
        receipt: _fields(facts, stage, form if word is not None else None)
        for receipt, stage, word, form, facts in found
    }


def _fields(facts: str, stage: str, form: int | None) -> tuple[FieldReading, ...]:
    forms = facts_json.forms(facts)
    if form is not None:
        return forms[form].fields if form < len(forms) else ()
    return next((each.fields for each in forms if each.stage == stage), ())
